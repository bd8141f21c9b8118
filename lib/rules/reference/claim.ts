import { listOf } from '../../manifest/object';
import { PodRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The PersistentVolumeClaims of a pod are there, or made by what is. */
export const claim: PodRule = {
  id: 'reference/claim',
  severity: 'warning',
  about: 'pod',
  why: 'A pod waits for its PersistentVolumeClaims and is put on no node without them.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes',
  options: MISSING_OPTIONS,
  check: ({ spec }, { object, cluster }, options) => {
    // A StatefulSet puts its own claims in the place of volumes of the same name.
    const own = object.kind === 'StatefulSet' ? listOf(object.spec?.volumeClaimTemplates).map((template) => template?.metadata?.name) : [];
    const claims = listOf(spec.volumes).flatMap((volume, index) => (volume?.persistentVolumeClaim && !own.includes(volume.name) ? [{ volume, index }] : []));
    if (claims.length === 0) { return undefined; }
    return claims.flatMap(({ volume, index }) => {
      const named = { kind: '/PersistentVolumeClaim', namespace: cluster.namespaceOf(object), name: volume.persistentVolumeClaim.claimName };
      return isMissing(cluster, named, options) ? [{
        path: ['spec', 'volumes', index, 'persistentVolumeClaim', 'claimName'], message: `volume '${volume.name}' needs ${describeNamed(named)}, which is not among the manifests`,
      }] : [];
    });
  },
};
