import { FieldPath } from '../../manifest/field-path';
import { KubernetesObject, listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';

/** A claim says which class of storage it wants. */
export const storageClass: ObjectRule = {
  id: 'hygiene/storage-class',
  severity: 'warning',
  about: 'object',
  kinds: ['/PersistentVolumeClaim', 'apps/StatefulSet'],
  why: 'The default class of a cluster may be another one tomorrow, or in the next cluster: slower, dearer, in one zone, or none at all.',
  fix: "Set 'storageClassName'; an empty text asks for volumes that somebody made by hand",
  docs: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1',
  admission: 'the API server writes the default class where none is named, before it looks',
  check: (object) => {
    const claims = claimsOf(object);
    if (claims.length === 0) { return undefined; }
    return claims.filter(({ claim }) => (claim?.spec?.storageClassName ?? claim?.metadata?.annotations?.[OLD_ANNOTATION] ?? undefined) === undefined)
      .map(({ path, claim }) => ({
        path: [...path, 'spec', 'storageClassName'],
        message: path.length === 0 ? 'it names no storage class' : `the claim template '${claim?.metadata?.name}' names no storage class`,
      }));
  },
};

const OLD_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

function claimsOf(object: KubernetesObject): { readonly path: FieldPath; readonly claim: any }[] {
  if (object.kind === 'PersistentVolumeClaim') { return [{ path: [], claim: object }]; }
  return listOf(object.spec?.volumeClaimTemplates).map((claim, index) => ({ path: ['spec', 'volumeClaimTemplates', index], claim }));
}
