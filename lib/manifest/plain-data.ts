import { FieldPath, formatPath } from './field-path';

/** What no manifest can hold, and where it stands. */
export class UnwritableError extends Error {}

/**
 * A copy that holds nothing but what a manifest can, and nothing twice: what stands in two places would become an alias in YAML. Undefined is
 * dropped. Throws, with the path, on functions, class instances without `toJSON`, numbers that are not finite, half a surrogate pair, and
 * an object inside itself.
 *
 * @param settle what becomes of a value before it is copied: a token its value, say
 * @param path where the value stands
 */
export function plainData<T>(value: T, settle: (value: unknown) => unknown = (each) => each, path: FieldPath = []): T {
  return copyOf(settle(value), path, [], settle, (where, what) => { throw new UnwritableError(`YAML can't hold ${at(where, what)}`); }) as T;
}

/** Why a value cannot be written, with all that stands in the way; undefined where it can. */
export function unwritableIn(value: unknown): string | undefined {
  const found: string[] = [];
  copyOf(value, [], [], (each) => each, (path, what) => { found.push(at(path, what)); });
  return found.length === 0 ? undefined : `YAML can't hold ${found.join(', nor ')}`;
}

type Refuse = (path: FieldPath, what: string) => void;

function copyOf(value: unknown, path: FieldPath, ancestors: readonly unknown[], settle: (value: unknown) => unknown, refuse: Refuse): unknown {
  switch (typeof value) {
    case 'boolean': case 'bigint': return value;
    case 'string': return wellFormed(value, path, refuse);
    case 'number':
      if (!Number.isFinite(value)) { refuse(path, String(value)); }
      return value;
    case 'object': break;
    default: return refuse(path, `a ${typeof value}`);
  }
  if (value === null) { return null; }
  if (ancestors.includes(value)) { return refuse(path, 'an object inside itself'); }
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    return value.map(settle).filter((item) => item !== undefined).map((item, index) => copyOf(item, [...path, index], inside, settle, refuse));
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') { return copyOf(settle(value.toJSON()), path, inside, settle, refuse); }
  const prototype = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: plain data may come from another realm.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) { return refuse(path, `a ${prototype.constructor?.name ?? 'class instance'}`); }
  return Object.fromEntries(Object.entries(value).flatMap(([key, given]) => {
    const child = settle(given);
    return child === undefined ? [] : [[wellFormed(key, path, refuse), copyOf(child, [...path, key], inside, settle, refuse)]];
  }));
}

function wellFormed(text: string, path: FieldPath, refuse: Refuse): string {
  if (/\p{Surrogate}/u.test(text)) { refuse(path, 'half a surrogate pair'); }
  return text;
}

function at(path: FieldPath, what: string): string {
  return `${what}${path.length === 0 ? '' : `, at ${formatPath(path)}`}`;
}
