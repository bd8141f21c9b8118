import { FieldPath } from '../../manifest/field-path';
import { Fault } from './check';
import { containerPlaces, Place, POD } from './place';
import { isSet, read, UNKNOWN } from './reading';

/** What to say about a value that is not allowed; `value` is undefined where the field is unset. */
export type Say = (place: Place, value: unknown) => Pick<Fault, 'message' | 'fix'>;

/** A fault for each place whose field holds, or leaves unset, what is not `allowed`. */
export function disallowed(template: unknown, places: Place[], field: FieldPath, allowed: (value: unknown) => boolean, say: Say): Fault[] {
  return places.flatMap((place) => {
    const path = [...place.path, ...field];
    const value = read(template, path);
    return value === UNKNOWN || allowed(value) ? [] : [faultAt(place, path, value, say(place, value))];
  });
}

/**
 * A fault for each place that sets what is not allowed, and for each container that leaves `owner` unset where the pod does too. A
 * container that inherits a bad value from the pod is no fault of its own.
 */
export function disallowedOrMissing(template: unknown, owner: FieldPath, field: FieldPath, allowed: (value: unknown) => boolean, say: Say): Fault[] {
  const sets = (place: Place) => isSet(template, [...place.path, ...owner]);
  const judged = [POD, ...containerPlaces(template)].filter((place) => sets(place) || (place !== POD && !sets(POD)));
  return disallowed(template, judged, [...owner, ...field], allowed, say);
}

/** A fault of one field. */
export function faultAt(place: Place, path: FieldPath, got: unknown, { message, fix }: Pick<Fault, 'message' | 'fix'>): Fault {
  return { path, ...(place.container === undefined ? {} : { container: place.container }), got, message, fix };
}

/** What a place does with a field, as a clause: `the pod sets hostPID: true`. */
export function settingOf(place: Place, field: string, value: unknown): string {
  return value === undefined ? `${place.label} leaves ${field} unset` : `${place.label} sets ${field}: ${show(value)}`;
}

/** A value as messages show it. */
export function show(value: unknown): string {
  if (typeof value === 'string') { return `'${value}'`; }
  if (Array.isArray(value)) { return 'a list'; }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
