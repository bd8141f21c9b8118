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
}

/**
 * What differs between two states of an object. Elements of lists are told apart by what names them, as the API server does: containers by their name,
 * ports by their number. Of lists of which nothing names an element, the whole differs.
 */
export function fieldChanges(before: KubernetesObject, after: KubernetesObject): FieldChange[] {
  const changes: FieldChange[] = [];
  compare(before, after, { field: '', path: '' }, changes);
  return changes;
}

interface Place {
  readonly field: string;
  readonly path: string;
}

function compare(before: unknown, after: unknown, at: Place, changes: FieldChange[]): void {
  if (Object.is(before, after)) { return; }
  if (isMap(before) && isMap(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) { compare(valueOf(before, key), valueOf(after, key), below(at, key), changes); }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(before, after, at, changes);
    return;
  }
  if (before !== undefined && after !== undefined && typeof before === 'object' && isSame(before, after)) { return; }
  changes.push({ ...at, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
}

/** What names an element of a list, in the order in which the API server would ask. */
const KEYS = ['name', 'containerPort', 'port', 'mountPath', 'devicePath', 'ip', 'topologyKey', 'key', 'type', 'uid'];

function compareLists(before: readonly unknown[], after: readonly unknown[], at: Place, changes: FieldChange[]): void {
  const key = KEYS.find((each) => namesAll(before, each) && namesAll(after, each));
  if (key === undefined) {
    if (!isSame(before, after)) { changes.push({ ...at, before, after }); }
    return;
  }
  const [old, now] = [byKey(before, key), byKey(after, key)];
  const start = changes.length;
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    compare(old.get(name), now.get(name), { field: `${at.field}[${name}]`, path: `${at.path}.*` }, changes);
  }
  // The order of containers, and of rules, has a meaning of its own.
  if (changes.length === start && [...old.keys()].join('\0') !== [...now.keys()].join('\0')) {
    changes.push({ ...at, before: [...old.keys()], after: [...now.keys()] });
  }
}

function namesAll(list: readonly unknown[], key: string): boolean {
  const names = list.map((each) => (isMap(each) ? each[key] : undefined));
  return names.every((name) => typeof name === 'string' || typeof name === 'number') && new Set(names).size === names.length;
}

function byKey(list: readonly unknown[], key: string): Map<string, unknown> {
  return new Map(list.map((each) => [String((each as any)[key]), each]));
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
