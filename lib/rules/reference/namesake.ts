import { KubernetesObject } from '../../manifest/object';
import { ClusterManifests, groupKindOf } from '../cluster-manifests';

/**
 * Whether another object has the kind, namespace and name of one: a patch of it, as where a tree of bases and overlays is read as it stands. What of them
 * holds can't be told.
 */
export function hasNamesake(cluster: ClusterManifests, object: KubernetesObject): boolean {
  const nameOf = (each: KubernetesObject) => `${groupKindOf(each)} ${cluster.namespaceOf(each)} ${each.metadata?.name}`;
  const counts = cluster.once('namesakes', () => {
    const found = new Map<string, number>();
    cluster.objects.forEach((each) => found.set(nameOf(each), (found.get(nameOf(each)) ?? 0) + 1));
    return found;
  });
  return counts.get(nameOf(object))! > 1;
}
