import { LabelSelector } from '../manifest/object';
import { SpreadRule } from '../manifest/topology-spread';

/** How a workload is to be spread. */
export interface SpreadPlan {
  /** What is written; no two share topologyKey and whenUnsatisfiable. */
  readonly rules: readonly Readonly<SpreadRule>[];
  /** The node label that names a node's zone. */
  readonly zoneKey: string;
  /** The zones that have nodes, if known. */
  readonly zones?: readonly string[];
  /** Which pods are counted, if not those that the workload's own selector names. */
  readonly selector?: LabelSelector;
  /** Labels whose value is that of the pod itself, if not the one that tells the workload's revisions apart. */
  readonly matchLabelKeys?: readonly string[];
  /** Where the workload's volumes can be mounted, if known. */
  readonly volumes?: 'regional' | 'zonal';
}
