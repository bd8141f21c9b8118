import { int32, intOrPercent, oneOf, required } from '../../construct/shape';
import { Shapes } from '../../construct/struct';
import { NodeInclusionPolicy, VolumeTopology, WhenUnsatisfiable } from './spread-options';

/** What is asked about the loss of a zone. */
export interface ZoneLossProps {
  /** Replicas that are wanted. */
  readonly replicas: number;

  /** Zones with nodes that have room. */
  readonly zones: number;

  /**
   * Largest difference in replicas between any two zones; at least 1.
   * @default 1
   */
  readonly maxSkew?: number;

  /**
   * What happens to a replica that would exceed it. With `SCHEDULE_ANYWAY` the answer is that all may be lost.
   * @default WhenUnsatisfiable.DO_NOT_SCHEDULE
   */
  readonly whenUnsatisfiable?: WhenUnsatisfiable;

  /**
   * How many zones must have nodes.
   * @default - any number will do
   */
  readonly minZones?: number;

  /**
   * Whether the lost zone still counts while its nodes are there and tainted.
   * @default NodeInclusionPolicy.HONOR
   */
  readonly nodeTaintsPolicy?: NodeInclusionPolicy;

  /**
   * Where the replicas' own volumes can be mounted.
   * @default - they have none, or every zone can mount them
   */
  readonly volumes?: VolumeTopology;

  /**
   * Replicas that ran at most since the last rollout, as under an autoscaler.
   * @default - as many as are wanted
   */
  readonly peakReplicas?: number;

  /**
   * `minAvailable` of the PodDisruptionBudget: a number or a percentage.
   * @default - none
   */
  readonly minAvailable?: number | string;

  /**
   * `maxUnavailable` of the PodDisruptionBudget: a number or a percentage.
   * @default - none
   */
  readonly maxUnavailable?: number | string;
}

const COUNT = 'Use a number such as 3';
const count = int32({ min: 1, fix: COUNT });
const pods = intOrPercent({ fix: "Use a number such as 1, or a percentage such as '25%'" });

/** What such a question looks like. */
export const ZONE_LOSS_SHAPES: Shapes<ZoneLossProps> = {
  replicas: required(count, COUNT),
  zones: required(count, COUNT),
  maxSkew: count,
  whenUnsatisfiable: oneOf(WhenUnsatisfiable),
  minZones: count,
  nodeTaintsPolicy: oneOf(NodeInclusionPolicy),
  volumes: oneOf(VolumeTopology),
  peakReplicas: count,
  minAvailable: pods,
  maxUnavailable: pods,
};

/** What the loss of one zone does to a workload, at worst. */
export interface ZoneLoss {
  /**
   * The workload, e.g. `Deployment 'shop/api'`.
   * @default - none in particular
   */
  readonly object?: string;

  /** Replicas that are wanted. */
  readonly replicas: number;

  /** Zones before the loss. */
  readonly zones: number;

  /** Replicas that are lost: those of the fullest zone. */
  readonly lost: number;

  /** Replicas that run on, after a rollout or a scale-up. */
  readonly survivors: number;

  /**
   * Replicas that run on where more of them ran since the last rollout. No controller looks at zones when it scales down: what
   * is left may stand in one zone, until the next rollout.
   */
  readonly survivorsAfterScaleDown: number;

  /** Replacements that stay Pending until the zone is back. */
  readonly pending: number;

  /** Replicas in the emptiest of the remaining zones, once the replacements run. */
  readonly leastPerRemainingZone: number;

  /** Replicas in the fullest of the remaining zones, once the replacements run: it must have room for so many. */
  readonly mostPerRemainingZone: number;

  /**
   * Replicas that the PodDisruptionBudget wants to stay.
   * @default - there is no budget
   */
  readonly requiredByBudget?: number;

  /**
   * Replicas that the budget still lets be evicted before the replacements run. With 0, no node with a replica can be drained until then.
   * @default - there is no budget
   */
  readonly evictionsLeft?: number;

  /**
   * Whether as many survive as the budget wants to stay. A budget can't keep a zone from being lost.
   * @default - there is no budget
   */
  readonly budgetAgrees?: boolean;
}
