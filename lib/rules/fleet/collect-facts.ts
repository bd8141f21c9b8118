import { KubernetesObject } from '../../manifest/object';
import { ClusterFacts, DescribedCluster, OverrideFact } from './cluster-facts';

/** What the checks between clusters need to know of a cluster. */
export function collectFacts(cluster: DescribedCluster, _objects: readonly KubernetesObject[], overrides: readonly OverrideFact[]): ClusterFacts {
  return { cluster, namespaces: [], globalServices: [], workloads: [], policies: [], snapshots: [], nodePools: [], apis: [], overrides };
}
