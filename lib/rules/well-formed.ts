import { FieldPath } from '../manifest/field-path';
import { isKnown, isLate } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';

/** An object as rules see it. */
export interface WellFormed {
  /** The object itself where nothing was left out of it. */
  readonly object: KubernetesObject;
  /** Where something was left out, or is missing: whatever a rule says of such a place, it says for a wrong reason. */
  readonly holes: readonly FieldPath[];
}

/** An object without what only a deployment knows. */
export function knownObject(object: KubernetesObject): WellFormed {
  return wellFormed(object, latePaths(object));
}

/** An object without what stands at some places. Of a list all is left out, so that places stay what they are. */
export function wellFormed(object: KubernetesObject, places: readonly FieldPath[]): WellFormed {
  return { object: places.map(wholeField).reduce(without, object), holes: places };
}

/** Whether something stands at a hole, in one, or around one but for the whole object. */
export function isAtHole(path: FieldPath, holes: readonly FieldPath[]): boolean {
  return holes.map(wholeField).some((hole) => startsWith(path, hole) || (path.length > 1 && startsWith(hole, path)));
}

/** Up to the last field of a map. */
function wholeField(path: FieldPath): FieldPath {
  let end = path.length;
  while (end > 0 && typeof path[end - 1] === 'number') { end--; }
  return path.slice(0, end);
}

function startsWith(path: FieldPath, start: FieldPath): boolean {
  return start.length <= path.length && start.every((step, index) => step === path[index]);
}

/** Values that are not known yet. A text that is known in part is not known. */
function latePaths(value: unknown, path: FieldPath = NOWHERE): FieldPath[] {
  if (typeof value === 'string') { return isKnown(value) ? NONE : [path]; }
  if (typeof value !== 'object' || value === null) { return NONE; }
  if (isLate(value)) { return [path]; }
  let found: FieldPath[] = NONE;
  const entries: Iterable<[string | number, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, child] of entries) {
    if (typeof child !== 'string' && (typeof child !== 'object' || child === null)) { continue; }
    if (typeof child === 'string' && isKnown(child)) { continue; }
    const late = latePaths(child, [...path, key]);
    if (late.length > 0) { found = [...found, ...late]; }
  }
  return found;
}

const NOWHERE: FieldPath = [];
const NONE: FieldPath[] = [];

function without(object: any, [step, ...rest]: FieldPath): any {
  if (typeof object !== 'object' || object === null || !Object.hasOwn(object, step)) { return object; }
  if (Array.isArray(object)) { return rest.length === 0 ? object : object.map((item, index) => (index === step ? without(item, rest) : item)); }
  const { [step]: child, ...others } = object;
  // In its place, so that keys keep their order.
  return rest.length === 0 ? others : Object.fromEntries(Object.entries(object).map(([key, value]) => [key, key === step ? without(child, rest) : value]));
}
