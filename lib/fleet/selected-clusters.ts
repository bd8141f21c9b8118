import { ClusterDescription } from '../cluster/cluster-description';
import { Prop } from '../construct/prop';
import { instance } from '../construct/shape';
import { ClusterSelector } from './cluster-selector';

/** Which clusters are meant, in the props of what is said for many. */
export const CLUSTER_SELECTOR = instance<ClusterSelector>('ClusterSelector', 'all()', ['selects', '_check']);

/** The clusters of a fleet that a selector means; a fault where it means none. */
export function selectedClusters(all: readonly ClusterDescription[], selector: ClusterSelector, prop: Prop): readonly ClusterDescription[] {
  selector._check(all, prop);
  const selected = all.filter((cluster) => selector.selects(cluster));
  if (selected.length === 0) {
    prop.fault({ id: 'fleet/no-such-cluster', rule: `must select a cluster of the fleet, and none of it is among ${selector.description}`, fix: "Use 'ClusterSelector.all()' for all of them" });
  }
  return selected;
}
