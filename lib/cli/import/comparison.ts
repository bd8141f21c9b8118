import { FieldChange, fieldChanges } from '../../manifest/field-changes';
import { KubernetesObject } from '../../manifest/object';

/** How an object differs from another. */
export interface FieldDifference {
  /** As people read it: `spec.template.spec.containers[web].image`. */
  readonly field: string;
  readonly kind: 'left out' | 'changed' | 'added';
}

/** What `made` leaves out of `given`, changes and adds. Null is as good as left out. */
export function compare(given: KubernetesObject, made: KubernetesObject | undefined): FieldDifference[] {
  if (made === undefined) { return [{ field: 'the object', kind: 'left out' }]; }
  return fieldChanges(given, made, { isOrdered: false }).map(({ field, before, after }) => ({ field, before: before ?? undefined, after: after ?? undefined }))
    .filter(({ before, after }) => before !== undefined || after !== undefined)
    .map(({ field, before, after }) => ({ field, kind: kindOf({ before, after }) }));
}

function kindOf({ before, after }: Pick<FieldChange, 'before' | 'after'>): FieldDifference['kind'] {
  if (before === undefined) { return 'added'; }
  return after === undefined ? 'left out' : 'changed';
}
