import { Cluster } from '../cluster/cluster';
import { DeliveredTree } from './delivered-tree';

/**
 * How what a fleet writes reaches its clusters: an engine of the kind of Argo CD or Flux, of which the hub gets the objects. In TypeScript an object literal is
 * one: `{ deliver: (hub, tree) => { … } }`.
 */
export interface IFleetDelivery {
  /**
   * Defines the engine's objects in the hub. It is asked once, when all clusters are written beside the output and before anything takes its place there.
   *
   * @param hub a cluster of its own, that holds nothing else
   * @param tree what was written for the clusters
   */
  deliver(hub: Cluster, tree: DeliveredTree): void;
}
