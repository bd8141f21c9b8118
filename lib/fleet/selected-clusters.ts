import { ClusterDescription } from '../cluster/cluster-description';
import { Prop } from '../construct/prop';
import { instance } from '../construct/shape';
import { ClusterSelector } from './cluster-selector';

/** Which clusters are meant, in the props of what is said for many. */
export const CLUSTER_SELECTOR = instance<ClusterSelector>('ClusterSelector', 'all()', ['selects', '_check']);

/** The clusters of a fleet that a selector means; a fault where it means none. */
export function selectedClusters(all: readonly ClusterDescription[], selector: ClusterSelector, prop: Prop): readonly ClusterDescription[] {
  selector._check(all, prop);
  return all.filter((cluster) => selector.selects(cluster));
}
