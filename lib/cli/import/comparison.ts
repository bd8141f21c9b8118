import { isDeepStrictEqual } from 'node:util';
import { FieldPath } from '../../manifest/field-path';
import { isMap } from '../../manifest/object';

/** How an object differs from another. */
export interface FieldDifference {
  readonly path: FieldPath;
  readonly kind: 'left out' | 'changed' | 'added';
}

/** Fields by which items of lists are the same, as API servers merge them. */
const KEYS = ['name', 'mountPath', 'containerPort', 'topologyKey', 'port', 'key'];

/** What `made` leaves out of `given`, changes and adds. Null is as good as left out. */
export function compare(given: unknown, made: unknown, path: FieldPath = []): FieldDifference[] {
  if (isNothing(given)) { return isNothing(made) ? [] : [{ path, kind: 'added' }]; }
  if (isNothing(made)) { return [{ path, kind: 'left out' }]; }
  if (isMap(given) && isMap(made)) {
    const keys = [...new Set([...Object.keys(given), ...Object.keys(made)])];
    return keys.flatMap((key) => compare(own(given, key), own(made, key), [...path, key]));
  }
  if (Array.isArray(given) && Array.isArray(made)) { return compareLists(given, made, path); }
  return isDeepStrictEqual(given, made) ? [] : [{ path, kind: 'changed' }];
}

function compareLists(given: readonly unknown[], made: readonly unknown[], path: FieldPath): FieldDifference[] {
  const key = KEYS.find((each) => [...given, ...made].every((item) => isMap(item) && item[each] !== undefined)
    && [given, made].every((items) => new Set(items.map((item: any) => item[each])).size === items.length));
  if (key === undefined) {
    return given.length === made.length ? given.flatMap((item, index) => compare(item, made[index], [...path, index])) : [{ path, kind: 'changed' }];
  }
  const find = (items: readonly any[], name: unknown) => items.find((item) => item[key] === name);
  const names = [...new Set([...given, ...made].map((item: any) => item[key]))];
  return names.flatMap((name) => compare(find(given as any[], name), find(made as any[], name), [...path, String(name)]));
}

function own(map: { readonly [key: string]: unknown }, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
