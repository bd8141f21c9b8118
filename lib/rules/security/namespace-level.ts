import { KubernetesObject } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { EnforcedLevel, enforcedLevels } from '../pod-security/enforced-level';

/** The Pod Security level that the namespace of an object enforces. */
export function enforcedLevelOf(object: KubernetesObject, cluster: ClusterManifests): EnforcedLevel | undefined {
  return cluster.once('enforcedLevels', () => enforcedLevels(cluster.ofKind('/Namespace'))).get(cluster.namespaceOf(object));
}
