import { Cluster } from '../cluster/cluster';
import { Fault } from '../construct/fault';

/**
 * Something that was said once for many clusters. It knows names and facts: of the clusters themselves it keeps nothing, so that each can be let go
 * before the next one is built.
 * @internal
 */
export interface FleetHandle {
  /** What is at fault where the programs of a cluster have come to their end: what was said of it is not there. */
  _missingIn(cluster: Cluster): Fault[];
}
