import { FieldPath, valueAt } from '../../manifest/field-path';

/** What stands at `path`; undefined where it is unset, as null is on the wire. */
export function read(root: unknown, path: FieldPath): any {
  return valueAt(root, path) ?? undefined;
}

/**
 * Sets a field, and the maps around it where they are unset. Answers false, and changes nothing, where something else than a map is in
 * the way.
 */
export function setAt(root: unknown, path: FieldPath, value: unknown): boolean {
  let holder: any = root;
  for (const step of path.slice(0, -1)) {
    if (!holds(holder, step)) { return false; }
    if (isMap(holder)) { (holder as any)[step] ??= {}; }
    holder = holder[step];
  }
  const last = path[path.length - 1];
  if (!holds(holder, last)) { return false; }
  holder[last] = value;
  return true;
}

/** Removes a field, or an element of a list. */
export function removeAt(root: unknown, path: FieldPath): void {
  const holder: any = valueAt(root, path.slice(0, -1));
  const last = path[path.length - 1];
  if (Array.isArray(holder)) { holder.splice(last as number, 1); } else if (isMap(holder)) { delete (holder as any)[last]; }
}

/** Every path that a path with `*`, for each element of a list, stands for. */
export function expand(root: unknown, path: FieldPath): FieldPath[] {
  const star = path.indexOf('*');
  if (star < 0) { return [path]; }
  const list = read(root, path.slice(0, star));
  if (!Array.isArray(list)) { return []; }
  return [...list.keys()].flatMap((index) => expand(root, [...path.slice(0, star), index, ...path.slice(star + 1)]));
}

/** Whether a value is a map as YAML has it. */
export function isMap(value: unknown): value is { [key: string]: any } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) { return false; }
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function holds(holder: unknown, step: string | number): boolean {
  return isMap(holder) || (Array.isArray(holder) && typeof step === 'number' && step < holder.length);
}
