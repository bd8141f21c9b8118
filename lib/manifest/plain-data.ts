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
  return copyOf(settle(value), path, [], settle) as T;
}

/** Why a value cannot be written; undefined where it can. */
export function unwritableIn(value: unknown): string | undefined {
  try {
    plainData(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnwritableError)) { throw error; }
    return error.message;
  }
}

function copyOf(value: unknown, path: FieldPath, ancestors: readonly unknown[], settle: (value: unknown) => unknown): unknown {
  switch (typeof value) {
    case 'boolean': case 'bigint': return value;
    case 'string': return wellFormed(value, path);
    case 'number':
      if (!Number.isFinite(value)) { throw unwritable(path, String(value)); }
      return value;
    case 'object': break;
    default: throw unwritable(path, `a ${typeof value}`);
  }
  if (value === null) { return null; }
  if (ancestors.includes(value)) { throw unwritable(path, 'an object inside itself'); }
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    return value.map(settle).filter((item) => item !== undefined).map((item, index) => copyOf(item, [...path, index], inside, settle));
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') { return copyOf(settle(value.toJSON()), path, inside, settle); }
  const prototype = Object.getPrototypeOf(value);
  // Not compared with Object.prototype: plain data may come from another realm.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) { throw unwritable(path, `a ${prototype.constructor?.name ?? 'class instance'}`); }
  return Object.fromEntries(Object.entries(value).flatMap(([key, given]) => {
    const child = settle(given);
    return child === undefined ? [] : [[wellFormed(key, path), copyOf(child, [...path, key], inside, settle)]];
  }));
}

function wellFormed(text: string, path: FieldPath): string {
  if (/\p{Surrogate}/u.test(text)) { throw unwritable(path, `half a surrogate pair in ${JSON.stringify(text)}`); }
  return text;
}

function unwritable(path: FieldPath, what: string): UnwritableError {
  return new UnwritableError(`YAML can't hold ${what}${path.length === 0 ? '' : `, at ${formatPath(path)}`}`);
}
