import { ZONE_NAME } from '../../cluster/known-places';
import { distinct, keyed, labels, list } from '../../construct/collection';
import { also, flag, oneOf, text, textOf, wholeNumber } from '../../construct/shape';
import { Shapes } from '../../construct/struct';
import { goDurationSeconds, karpenterDurationFault } from '../../manifest/go-duration';
import { labelKeyFault } from '../../manifest/label';
import { quantityOf } from '../../manifest/quantity';
import {
  ConsolidationPolicy, MIN_VALUES, NODE_BUDGETS, NODE_REQUIREMENTS, NodeArchitecture, NodeDisruptionBudget, NodeRequirement, NodeTaint, POOL_TAINTS,
} from '../node-options';
import { onDemandPercentFault, percentMeant } from './on-demand-base';

/** What becomes of a share of on-demand replicas that can not be kept. */
export enum OnDemandBaseRounding {
  /** It is refused, and the nearest that can be kept are named. */
  NONE = 'None',
  /** The next greater share that can be kept takes its place: 47 for 40 percent, which is kept as one half. */
  UP = 'Up',
  /** The next smaller share that can be kept takes its place: 34 for 40 percent, which is kept as one third. */
  DOWN = 'Down',
}

/** What the pool of a `SpotNodePool` is like, whoever makes its nodes. */
export interface SpotNodesProps {
  /**
   * Name of the pool and of the node class beside it: at most 63 lower-case letters, digits, `-` and `.`.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Families of machines, in the provider's words: `m7i` on AWS, `D` on Azure (one letter), `n4` on GCP. The more, the less likely that all of
   * them are taken away at once.
   *
   * @default - any
   */
  readonly families?: string[];

  /**
   * Sizes of machines, in the provider's words: `xlarge` on AWS, `8` or `micro`, the last part of a type, on GCP. Azure and ComputeClasses know
   * none by name.
   *
   * @default - any
   */
  readonly sizes?: string[];

  /**
   * Types of machines, in full: `m7i.xlarge`, `Standard_D4s_v5`, `n4-standard-8`.
   * @default - any of the families and sizes
   */
  readonly instanceTypes?: string[];

  /**
   * Architectures that the workloads' images run on. ComputeClasses know none apart from the family.
   * @default [NodeArchitecture.AMD64]
   */
  readonly architectures?: NodeArchitecture[];

  /**
   * Zones, as nodes carry them in `topology.kubernetes.io/zone`.
   * @default - those of the Cluster; any where it doesn't say
   */
  readonly zones?: string[];

  /**
   * Of how many families Karpenter must be able to choose when it asks for a node, 1 to 50.
   *
   * It starts none with fewer, unless its setting `MIN_VALUES_POLICY` is `BestEffort`.
   *
   * @default - one will do
   */
  readonly minFamilies?: number;

  /**
   * Of how many types of machines Karpenter must be able to choose when it asks for a node, 1 to 50.
   * @default - one will do
   */
  readonly minInstanceTypes?: number;

  /**
   * What else nodes must be.
   * @default - Linux
   */
  readonly requirements?: NodeRequirement[];

  /**
   * How much all nodes may have together, by resource: `{ cpu: '400', memory: '1600Gi' }`. With an on-demand base, it and the rest may have so
   * much each.
   *
   * @default - no limit
   */
  readonly limits?: { [resource: string]: string };

  /**
   * What keeps pods away that did not opt in.
   * @default - `fleetwright.io/spot` with the pool's name as value and effect NoSchedule; on GKE the taint that it puts on a ComputeClass itself
   */
  readonly taints?: NodeTaint[];

  /**
   * Taints that nodes carry until something takes them away, usually a DaemonSet that makes them ready: with Cilium
   * `{ key: 'node.cilium.io/agent-not-ready', effect: TaintEffect.NO_EXECUTE }`.
   *
   * @default - none
   */
  readonly startupTaints?: NodeTaint[];

  /**
   * Further labels of the nodes.
   * @default - none
   */
  readonly nodeLabels?: { [key: string]: string };

  /**
   * Further labels of the objects.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * How many nodes may be taken away at a time by Karpenter's own choice. None of them holds off a spot interruption.
   * @default - 10 % of the pool
   */
  readonly disruptionBudgets?: NodeDisruptionBudget[];

  /**
   * Which nodes are taken away to save money. On-demand nodes that stood in for spot give way when spot is back only if it is not `WHEN_EMPTY`.
   * @default ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED
   */
  readonly consolidationPolicy?: ConsolidationPolicy;

  /**
   * How long a node must be left alone by pods coming and going before it may be taken away to save money, such as `1m`; `Never` to keep them
   * all. For a ComputeClass whole minutes, up to a day.
   *
   * @default - `1m`, in the on-demand base `10m`; what GKE does by itself for a ComputeClass
   */
  readonly consolidateAfter?: string;

  /**
   * How long a node lives at most, such as `720h`; `Never` for as long as it is wanted.
   * @default '720h'
   */
  readonly expireAfter?: string;

  /**
   * How long a node is drained at most before its pods are deleted, budgets and graces notwithstanding.
   * @default - for as long as it takes
   */
  readonly terminationGracePeriod?: string;

  /**
   * Which pool Karpenter asks first where several would do: 1 to 100, the highest first.
   * @default - after all that have one
   */
  readonly weight?: number;

  /**
   * Whether on-demand nodes are started where spot can't be had.
   * @default true
   */
  readonly onDemandFallback?: boolean;

  /**
   * Share of each hosted workload's replicas that is kept on on-demand capacity, in percent. Only shares can be kept that are about one part of
   * some, such as 20 or 25, or all but one, such as 75 or 80; others are refused, and the nearest named, 34 and 47 for 40, unless `onDemandBaseRounding`
   * says otherwise.
   *
   * @default - none
   */
  readonly onDemandBasePercent?: number;

  /**
   * What becomes of an `onDemandBasePercent` that can not be kept, such as 40 or 60. Only together with it.
   * @default OnDemandBaseRounding.NONE
   */
  readonly onDemandBaseRounding?: OnDemandBaseRounding;
}

const LABELS = "{ team: 'payments' }";
const names = (example: string) => distinct(list(text, example, 'a list of strings'), 'Leave it out if any will do');
const never = { never: true };

/** What the props of a `SpotNodePool` look like, besides its provider. */
export const SPOT_NODES_SHAPES: Shapes<SpotNodesProps> = {
  name: text,
  families: names("['m7i', 'c7i']"),
  sizes: names("['large', 'xlarge']"),
  instanceTypes: names("['m7i.large', 'm7a.large']"),
  architectures: distinct(list(oneOf(NodeArchitecture), '[NodeArchitecture.AMD64]'), 'Leave it out if any will do'),
  zones: distinct(list(ZONE_NAME, "['eu-central-1a', 'eu-central-1b']", 'a list of strings'), 'Leave it out if any will do'),
  minFamilies: MIN_VALUES,
  minInstanceTypes: MIN_VALUES,
  requirements: NODE_REQUIREMENTS,
  limits: keyed(labelKeyFault, also(
    textOf((amount) => (quantityOf(amount) === undefined ? 'must be a quantity' : undefined), { fix: "Use one such as '100' or '400Gi'" }),
    textOf((amount) => ((quantityOf(amount)?.numerator ?? 0n) < 0n ? 'must not be below 0' : undefined), { id: 'prop/range', fix: 'Leave it out for no limit' }),
  ), { example: "{ cpu: '400' }", fix: "Use a key such as 'memory'" }),
  taints: POOL_TAINTS,
  startupTaints: POOL_TAINTS,
  nodeLabels: labels(LABELS),
  labels: labels(LABELS),
  disruptionBudgets: NODE_BUDGETS,
  consolidationPolicy: oneOf(ConsolidationPolicy),
  consolidateAfter: textOf((duration) => karpenterDurationFault(duration, never), { fix: "Use '1m', or 'Never'" }),
  expireAfter: textOf((duration) => karpenterDurationFault(duration, never)
    ?? (goDurationSeconds(duration) === 0 ? 'must be longer than nothing: every node would be taken away as soon as it is there' : undefined), { fix: "Use '720h', or 'Never'" }),
  terminationGracePeriod: textOf((duration) => karpenterDurationFault(duration), { fix: "Use one such as '1h'" }),
  weight: wholeNumber({ min: 1, max: 100, fix: 'Leave it out to come last' }),
  onDemandFallback: flag,
  onDemandBasePercent: (value, prop) => {
    const rule = onDemandPercentFault(value ?? undefined);
    if (rule !== undefined) { prop.fault({ id: 'prop/range', rule, got: value, fix: percentMeant(value) }); }
    return value ?? undefined;
  },
  onDemandBaseRounding: oneOf(OnDemandBaseRounding),
};
