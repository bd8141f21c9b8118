import { LabelSelector } from './object';
import { SpreadRule } from './topology-spread';

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

/** Why a workload can't be spread as planned. */
export interface SpreadFault {
  /** The prop or the field of the object that it is about. */
  readonly prop: string;
  readonly rule: string;
  readonly got?: unknown;
  readonly fix: string;
  /** What to say in its place of a workload that nobody named, and that then stays as it is. */
  readonly leftAlone?: string;
}

/** Something about a spread that is legal but will probably hurt. */
export interface SpreadWarning {
  readonly id: string;
  readonly message: string;
}
