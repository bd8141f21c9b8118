import { distinct, keyed, list } from '../../construct/collection';
import { flag, int32, oneOf, required, Shape, textOf } from '../../construct/shape';
import { Shapes, struct } from '../../construct/struct';
import { labelKeyFault, labelValueFault } from '../../manifest/label';

/** What happens to a pod where no node satisfies a spread constraint. */
export enum WhenUnsatisfiable {
  /** It stays Pending until one does. */
  DO_NOT_SCHEDULE = 'DoNotSchedule',
  /** It runs where it is least in the way of the constraint. */
  SCHEDULE_ANYWAY = 'ScheduleAnyway',
}

/** Whether nodes that a pod may not use count as places where it could have been. */
export enum NodeInclusionPolicy {
  /** They do not count. */
  HONOR = 'Honor',
  /** They count, with the pods that they have: usually none. */
  IGNORE = 'Ignore',
}

/** Where a workload's volumes can be mounted. */
export enum VolumeTopology {
  /** In every zone: a network file system, or a disk that is replicated across zones. */
  REGIONAL = 'regional',
  /** In one zone each. Their storage class must have `volumeBindingMode: WaitForFirstConsumer`, so that the constraint chooses the zone. */
  ZONAL = 'zonal',
}

/** How replicas are spread over hosts. */
export interface HostSpread {
  /**
   * Whether they are.
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Largest difference in replicas between any two hosts; at least 1.
   * @default 1
   */
  readonly maxSkew?: number;

  /**
   * What happens to a replica that would exceed it. Hosts and zones both strict leave replicas Pending where zones have different
   * numbers of hosts.
   *
   * @default WhenUnsatisfiable.SCHEDULE_ANYWAY
   */
  readonly whenUnsatisfiable?: WhenUnsatisfiable;
}

/** How replicas are spread over something that is neither a zone nor a host: racks, capacity types, rooms. */
export interface TopologySpread {
  /** The node label that names it. A node without the label gets no replica if the constraint is strict. */
  readonly topologyKey: string;

  /**
   * Largest difference in replicas between any two of them; at least 1.
   * @default 1
   */
  readonly maxSkew?: number;

  /**
   * What happens to a replica that would exceed it.
   * @default WhenUnsatisfiable.SCHEDULE_ANYWAY
   */
  readonly whenUnsatisfiable?: WhenUnsatisfiable;

  /**
   * How many of them there must be at least: while there are fewer, each takes no more than `maxSkew` replicas. Only with
   * `DO_NOT_SCHEDULE`.
   *
   * @default - any number will do
   */
  readonly minDomains?: number;
}

/** Properties for `ZoneSpreading`: how replicas are spread. */
export interface ZoneSpreadingProps {
  /**
   * Largest difference in replicas between any two zones; at least 1.
   *
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
   * @default 1
   */
  readonly maxSkew?: number;

  /**
   * What happens to a replica that would exceed it. With `SCHEDULE_ANYWAY` nothing is promised about the loss of a zone.
   * @default WhenUnsatisfiable.DO_NOT_SCHEDULE
   */
  readonly whenUnsatisfiable?: WhenUnsatisfiable;

  /**
   * How many zones must have nodes: while there are fewer, each takes no more than `maxSkew` replicas. Makes a cluster
   * autoscaler open zones that have no node yet.
   *
   * It has a price: when a zone is lost and the rest are fewer than this, the replicas that it held stay Pending until it is
   * back. Refused with `SCHEDULE_ANYWAY`.
   *
   * @default - any number will do, and what a lost zone held runs in the others
   */
  readonly minZones?: number;

  /**
   * The zones that have nodes. With one zone, nothing is spread over zones.
   * @default - those of the Cluster; unknown without one
   */
  readonly zones?: string[];

  /**
   * The node label that names a node's zone.
   * @default 'topology.kubernetes.io/zone'
   */
  readonly zoneKey?: string;

  /**
   * How replicas are spread over hosts.
   * @default - evenly, where that is possible
   */
  readonly hosts?: HostSpread;

  /**
   * Anything else to spread over.
   * @default - nothing
   */
  readonly topologies?: TopologySpread[];

  /**
   * Whether nodes with a taint that the pods do not tolerate count. With `IGNORE`, Kubernetes' own default, a lost zone whose nodes are
   * still there counts as one without replicas, and what it held stays Pending.
   *
   * @default NodeInclusionPolicy.HONOR
   */
  readonly nodeTaintsPolicy?: NodeInclusionPolicy;

  /**
   * Whether nodes count that the pods' node selector or node affinity rules out.
   * @default - Kubernetes' own: HONOR
   */
  readonly nodeAffinityPolicy?: NodeInclusionPolicy;

  /**
   * Pod labels whose value must be that of the pod itself for another pod to be counted.
   *
   * @default - the label that tells a Deployment's or Rollout's revisions apart, so that old pods do not skew a rolling update; for
   * Jobs the one that tells Jobs apart; none for other workloads
   */
  readonly matchLabelKeys?: string[];

  /**
   * Labels of the pods that are counted. They must match the workload's own pods.
   * @default - the workload's own selector
   */
  readonly selector?: { [label: string]: string };

  /**
   * Where the workloads' volumes can be mounted.
   * @default - unknown: volumes that may belong to a zone raise the warning `scheduling/zonal-volumes`
   */
  readonly volumes?: VolumeTopology;
}

const LABEL = 'Use a label that is there';
const count: Shape<number> = (value, prop) => int32({ min: 1, fix: `Use 1, or leave '${prop.name}' out` })(value, prop);
const nodeLabel = textOf(labelKeyFault, { fix: LABEL });
const rule = { maxSkew: count, whenUnsatisfiable: oneOf(WhenUnsatisfiable) };

/** What the props of `ZoneSpreading` look like. */
export const SPREAD_SHAPES: Shapes<ZoneSpreadingProps> = {
  ...rule,
  minZones: count,
  zones: distinct(
    list(textOf((zone) => (zone === '' ? 'must not be empty' : labelValueFault(zone)), { fix: 'Name the zone' }), "['eu-central-1a', 'eu-central-1b']", 'a list of strings'),
    "Leave 'zones' out if they are not known",
  ),
  zoneKey: nodeLabel,
  hosts: struct<HostSpread>('{ enabled: false }', { ...rule, enabled: flag }),
  topologies: list(struct<TopologySpread>("{ topologyKey: 'example.com/rack' }", {
    ...rule, topologyKey: required(nodeLabel, "Use a label of nodes such as 'example.com/rack'"), minDomains: count,
  }), "[{ topologyKey: 'example.com/rack' }]"),
  nodeTaintsPolicy: oneOf(NodeInclusionPolicy),
  nodeAffinityPolicy: oneOf(NodeInclusionPolicy),
  matchLabelKeys: list(nodeLabel, "['example.com/revision']", 'a list of strings'),
  selector: keyed(labelKeyFault, textOf(labelValueFault, { fix: 'Use the value that the pods have' }), { example: "{ app: 'api' }", fix: "Use a key such as 'app'" }),
  volumes: oneOf(VolumeTopology),
};
