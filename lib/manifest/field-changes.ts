import { isDeepStrictEqual } from 'node:util';
import { isMap, KubernetesObject } from './object';

/** A field that differs between two states of an object. */
export interface FieldChange {
  /** As people read it: `spec.template.spec.containers[web].image`. */
  readonly field: string;
  /** Its steps without keys of lists: `spec.template.spec.containers.*.image`. */
  readonly path: string;
  /** Absent where there was none. */
  readonly before?: unknown;
  /** Absent where there is none. */
  readonly after?: unknown;
  /** Whether it is the same to the API server, which fills in what only one of the two says; else absent. */
  readonly isSame?: boolean;
}

/**
 * What differs between two states of an object. Elements of lists are told apart by what names them, as the API server does: containers by their name,
 * ports by their number and protocol. Of lists of which nothing names an element, the whole differs.
 *
 * @param isOrdered whether it counts in which order named elements stand
 */
export function fieldChanges(before: KubernetesObject, after: KubernetesObject, { isOrdered = true }: { readonly isOrdered?: boolean } = {}): FieldChange[] {
  const found: Found = { changes: [], isOrdered };
  compare(before, after, { field: '', path: '' }, found);
  return found.changes;
}

interface Found {
  readonly changes: FieldChange[];
  readonly isOrdered: boolean;
}

interface Place {
  readonly field: string;
  readonly path: string;
}

function compare(before: unknown, after: unknown, at: Place, found: Found): void {
  if (Object.is(before, after)) { return; }
  if (isMap(before) && isMap(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) { compare(valueOf(before, key), valueOf(after, key), below(at, key), found); }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(before, after, at, found);
    return;
  }
  if (before !== undefined && after !== undefined && typeof before === 'object' && isSame(before, after)) { return; }
  found.changes.push({ ...at, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
}

/** What names an element of a list, in the order in which it is tried: as the API server merges lists, and what is as good elsewhere. */
const KEYS: readonly (readonly string[])[] = [
  ['name'], ['containerPort'], ['containerPort', 'protocol'], ['port'], ['port', 'protocol'], ['mountPath'], ['devicePath'], ['ip'],
  ['topologyKey'], ['topologyKey', 'whenUnsatisfiable'], ['key'], ['type'], ['uid'], ['rule'], ['kind', 'namespace', 'name'],
];

/** What stands where an element does not say it. */
const UNSAID: { readonly [key: string]: string } = { protocol: 'TCP', namespace: '' };

function compareLists(before: readonly unknown[], after: readonly unknown[], at: Place, found: Found): void {
  const { changes, isOrdered } = found;
  const keys = KEYS.find((each) => namesAll(before, each) && namesAll(after, each));
  if (keys === undefined) {
    if (!isSame(before, after)) { changes.push({ ...at, before, after }); }
    return;
  }
  const [old, now] = [byName(before, keys), byName(after, keys)];
  const start = changes.length;
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    compare(old.get(name), now.get(name), { field: `${at.field}[${name}]`, path: `${at.path}.*` }, found);
  }
  // The order of containers, and of rules, has a meaning of its own.
  if (isOrdered && changes.length === start && [...old.keys()].join('\0') !== [...now.keys()].join('\0')) {
    changes.push({ ...at, before: [...old.keys()], after: [...now.keys()] });
  }
}

function namesAll(list: readonly unknown[], keys: readonly string[]): boolean {
  const names = list.map((each) => nameOf(each, keys));
  return names.every((name) => name !== undefined) && new Set(names).size === names.length;
}

function byName(list: readonly unknown[], keys: readonly string[]): Map<string, unknown> {
  return new Map(list.map((each) => [nameOf(each, keys)!, each]));
}

/** What an element is called: `8080`, or `53/UDP` where it takes more to tell it from others. */
function nameOf(element: unknown, keys: readonly string[]): string | undefined {
  if (!isMap(element)) { return undefined; }
  const parts = keys.map((key) => element[key] ?? UNSAID[key]);
  return parts.every((part) => typeof part === 'string' || typeof part === 'number') ? parts.join('/') : undefined;
}

function below({ field, path }: Place, key: string): Place {
  const isPlain = /^[A-Za-z_][\w-]*$/.test(key);
  return { field: isPlain ? (field === '' ? key : `${field}.${key}`) : `${field}['${key}']`, path: path === '' ? key : `${path}.${key.replaceAll('.', '·')}` };
}

/** A key may be called as what every object has. */
function valueOf(map: { readonly [key: string]: unknown }, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** As it is written: whatever the order of keys is, and with -0 for 0. */
function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(written(a), written(b));
}

function written(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}` : each)));
}
