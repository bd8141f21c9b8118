import { FieldPath } from './field-path';
import { KubernetesObject } from './object';

/** What was read from YAML as something that no manifest holds, and became what it is now when it was made plain. */
export interface MisreadValue {
  /** From the object's root. */
  readonly path: FieldPath;
  /** A date, which is now the text of a point in time, or the bytes of `!!binary`, which are now a map of a type and numbers. */
  readonly what: 'date' | 'binary';
}

/** What JavaScript makes of a date, down to thousandths of a second: hardly anybody writes those. */
const POINT_IN_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Times of Kubernetes' own, which it reads in either form. */
const TIMES: ReadonlySet<string> = new Set(['metadata.creationTimestamp', 'metadata.deletionTimestamp', 'metadata.managedFields', 'status']);

/** The values of an object that stood otherwise in its YAML, by the form that they have now. What Kubernetes writes itself is left out. */
export function misreadValues(object: KubernetesObject): MisreadValue[] {
  return valuesIn(object, []);
}

function valuesIn(value: unknown, path: FieldPath): MisreadValue[] {
  if (TIMES.has(path.join('.'))) { return []; }
  if (typeof value === 'string') { return POINT_IN_TIME.test(value) ? [{ path, what: 'date' }] : []; }
  if (Array.isArray(value)) { return value.flatMap((item, index) => valuesIn(item, [...path, index])); }
  if (typeof value !== 'object' || value === null) { return []; }
  if (isBinary(value)) { return [{ path, what: 'binary' }]; }
  return Object.entries(value).flatMap(([key, child]): MisreadValue[] => [
    ...POINT_IN_TIME.test(key) ? [{ path: [...path, key], what: 'date' } as const] : [],
    ...valuesIn(child, [...path, key]),
  ]);
}

/** A `Buffer` as JSON has it. */
function isBinary(value: any): boolean {
  return value.type === 'Buffer' && Array.isArray(value.data) && Object.keys(value).length === 2 && value.data.every((byte: unknown) => Number.isInteger(byte));
}
