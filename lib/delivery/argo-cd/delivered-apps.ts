import { DeliveredApp, DeliveredCluster } from '../../fleet/delivered-tree';

/** A cluster and its apps, which it makes anew whenever they are asked for. */
export interface DeliveredApps {
  readonly cluster: DeliveredCluster;
  readonly apps: readonly DeliveredApp[];
}
