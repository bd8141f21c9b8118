import { Cluster } from '../cluster/cluster';

/**
 * What runs in a cluster. In TypeScript an object literal is one: `{ define: (cluster) => { … } }`.
 *
 * It is asked once for each cluster that is selected, and keeps nothing of it: the cluster is written and let go before the next one is built.
 */
export interface IClusterProgram {
  /** Defines charts in a cluster, with constructs of any make in them. */
  define(cluster: Cluster): void;
}
