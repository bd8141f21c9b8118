import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';

/** Stands for what a field holds where that is not known yet. */
export const UNKNOWN = Symbol('not known yet');

/**
 * What stands at `path`: `undefined` for a field that is unset, as null is on the wire, and `UNKNOWN` where the field or anything
 * above it is not known yet.
 */
export function read(template: unknown, path: FieldPath): unknown {
  let value = template;
  for (const step of path) {
    if (!isKnown(value)) { return UNKNOWN; }
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) { return undefined; }
    value = (value as { [step: string | number]: unknown })[step];
  }
  return isKnown(value) ? value ?? undefined : UNKNOWN;
}

/** Whether a field holds anything, known or not. */
export function isSet(template: unknown, path: FieldPath): boolean {
  return read(template, path) !== undefined;
}

/** The path of every element of the list at `path`; none where no list is. */
export function elementsAt(template: unknown, path: FieldPath): FieldPath[] {
  const list = read(template, path);
  return Array.isArray(list) ? [...list.keys()].map((index) => [...path, index]) : [];
}

/** Every key of the map at `path`, those with a null value included; none where no map is. Keys that are not known yet are left out. */
export function keysAt(template: unknown, path: FieldPath): string[] {
  const map = read(template, path);
  if (typeof map !== 'object' || map === null || Array.isArray(map)) { return []; }
  return Object.entries(map).filter(([key, value]) => isKnown(key) && value !== undefined).map(([key]) => key);
}
