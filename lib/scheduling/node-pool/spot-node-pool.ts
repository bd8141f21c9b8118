import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { checkZones } from '../../cluster/known-places';
import { apiObjectsOf } from '../../construct/api-objects';
import { Faults, faultAtSynth } from '../../construct/faults';
import { ManifestConstruct } from '../../construct/manifest-construct';
import { refuseOwnKeys } from '../../construct/own-keys';
import { pathOf } from '../../construct/path';
import { readProps } from '../../construct/read-props';
import { flag, instance, required } from '../../construct/shape';
import { Shapes, struct } from '../../construct/struct';
import { warn } from '../../construct/warning';
import { dnsSubdomainFault } from '../../manifest/dns-name';
import { knownPart, whereKnown } from '../../manifest/known';
import { labelValueFault } from '../../manifest/label';
import { SPOT_KEY } from '../../manifest/spot-mark';
import { namedWorkload } from '../../pod/named-workload';
import { completenessFaults } from '../complete-workload';
import { spotNoticeAt } from '../provider-cloud';
import { addSpotPlacement } from '../spot/spot-placement-edit';
import { SpotPlan } from '../spot/spot-plan';
import { BASE_HOLDS_UNTIL, BaseSplit, baseSplitOf, nearestShares, onDemandPercentFault } from './on-demand-base';
import { OnDemandBaseRounding, SPOT_NODES_SHAPES, SpotNodesProps } from './spot-nodes-props';
import { SpotProvider } from './spot-provider';
import { PoolObject, SpotPool } from './spot-provider-strategy';

/** Properties for `SpotNodePool`. */
export interface SpotNodePoolProps extends SpotNodesProps {
  /** Who makes the nodes, and what it must know of them. */
  readonly provider: SpotProvider;
}

const SHAPES: Shapes<SpotNodePoolProps> = {
  ...SPOT_NODES_SHAPES,
  provider: required(instance<SpotProvider>('SpotProvider', 'karpenterAws(…)', ['_poolStrategy']), "Use one such as 'SpotProvider.karpenterAws(…)'"),
};

/** Options for `SpotNodePool.host`. */
export interface SpotHostOptions {
  /**
   * Whether the pool's on-demand base applies: if not, all replicas may be on spot.
   * @default true
   */
  readonly onDemandBase?: boolean;

  /**
   * Whether a StatefulSet may be placed there: its volumes are tied to a zone, and its pods return one by one.
   * @default - false: a StatefulSet is refused
   */
  readonly statefulSets?: boolean;
}

const HOST_OPTIONS = struct<SpotHostOptions>('{ onDemandBase: false }', { onDemandBase: flag, statefulSets: flag });

/** The pool's name is the value of a label, and so is that of its base. */
const MAX_NAME = 63;

/**
 * Nodes of spot capacity, for workloads that opt in.
 *
 * With Karpenter a NodePool and, unless an existing one is used, the provider's node class; on GKE a ComputeClass. All carry the same name; the
 * NodePool of the on-demand base that one with `-base` behind it.
 *
 * @example
 * const cluster = new Cluster({
 *   name: 'prod-eu',
 *   zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
 *   cloud: Cloud.AWS,
 *   capabilities: { karpenter: { version: '1.13.0', interruptionQueue: true } },
 * });
 * const spot = new SpotNodePool(new Chart(cluster, 'nodes'), 'spot', {
 *   provider: SpotProvider.karpenterAws({
 *     amiSelectorTerms: [{ alias: 'al2023@v20260209' }],
 *     role: 'KarpenterNodeRole-prod-eu',
 *     subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
 *     securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
 *   }),
 *   families: ['m6i', 'm7i', 'm7a', 'c7i'],
 *   onDemandBasePercent: 20,
 * });
 * const api = new HardenedDeployment(new Chart(cluster, 'shop', { namespace: 'shop' }), 'api', {
 *   image: 'registry.example.com/shop/api:1.4.2',
 *   replicas: 10,
 * });
 * spot.host(api);
 */
export class SpotNodePool extends ManifestConstruct {
  /** Name of the pool and of the node class beside it. */
  public readonly name: string;

  /** The NodePool, with Karpenter. */
  public readonly nodePool?: ApiObject;
  /** The NodePool of the on-demand base, with `onDemandBasePercent`. */
  public readonly baseNodePool?: ApiObject;
  /** The node class, with Karpenter and unless an existing one is used. */
  public readonly nodeClass?: ApiObject;
  /** The ComputeClass, on GKE. */
  public readonly computeClass?: ApiObject;

  private readonly plan: SpotPlan;

  public constructor(scope: Construct, id: string, props: SpotNodePoolProps) {
    super(scope, id);
    const faults = new Faults(this);
    props = readProps<SpotNodePoolProps>(faults, props, SHAPES, SpotNodePool, (late, again) => late.provider._poolStrategy.read(again.props.at('provider')));
    this.name = props.name ?? id;
    const pool: SpotPool = {
      name: this.name,
      labels: { ...props.labels, 'app.kubernetes.io/name': this.name },
      // A name that is none is reported once, as the pool's.
      taints: props.taints ?? [{ key: SPOT_KEY, value: labelValueFault(this.name) === undefined ? this.name : undefined }],
      zones: props.zones ?? Cluster.tryContaining(this)?.zones,
      onDemandFallback: props.onDemandFallback ?? true,
      split: splitOf(props),
      props,
    };
    const strategy = props.provider._poolStrategy.read(faults.props.at('provider'));

    this.check(pool, faults);
    strategy.check(pool, this, faults.props);
    faults.report();

    const emitted = new Map(strategy.objects(pool).map((object) => [object.id, this._emitClusterScoped(object.id, object.manifest)]));
    const of = (object: PoolObject['id']) => emitted.get(object);
    this.nodeClass = of('nodeClass');
    this.nodePool = of('nodePool');
    this.baseNodePool = of('baseNodePool');
    this.computeClass = of('computeClass');
    this.plan = strategy.placement(pool, spotNoticeAt(this, strategy.cloud));

    strategy.warnings(pool, this).forEach((warning) => warn(this, warning));
    // On a ComputeClass GKE puts a taint of its own.
    if (props.taints?.length === 0 && this.computeClass === undefined) {
      warn(this, { id: 'scheduling/untainted-spot', message: "Pods that never opted in may land on these nodes. Leave 'taints' out for one that keeps them away." });
    }
  }

  /**
   * Places a workload on this pool: ours, cdk8s-plus', a raw or an included one. Of a chart or another construct, every workload in it.
   *
   * It must be there when this is called. What it says itself about nodes, taints and spreading stays.
   */
  public host(workload: IConstruct, options: SpotHostOptions = {}): void {
    const faults = new Faults(this);
    const { onDemandBase, statefulSets } = HOST_OPTIONS(options, faults.props.at('options')) ?? {};
    const objects = Construct.isConstruct(workload) ? apiObjectsOf(workload) : [];
    const at = faults.props.at('workload');
    const id = 'scheduling/complete-workload';
    if (!Construct.isConstruct(workload)) {
      at.fault({ id: 'prop/type', rule: 'must be a construct', fix: 'Give a HardenedDeployment, a workload of cdk8s-plus, an ApiObject or a Chart' });
    } else if (workload.node.root !== this.node.root) {
      at.fault({ id, rule: 'must be in the same cluster as the pool', got: pathOf(workload), fix: 'Make a pool in that cluster' });
    } else if (objects.length === 0) {
      at.fault({ id, rule: 'must be or contain a workload, but there is no object in it yet', got: pathOf(workload), fix: 'Call this after it is made' });
    }
    // What can't be placed is left as it is: nothing is going to be written.
    if (faults.report()) { return; }
    const plan: SpotPlan = { ...this.plan, base: onDemandBase === false ? undefined : this.plan.base, statefulSets };
    const named = namedWorkload(workload);
    objects.forEach((object) => addSpotPlacement(object, plan, { isNamed: object === named }));
    faultAtSynth(this, () => completenessFaults(workload, new Set(objects), { prop: 'workload', becomes: 'hosted', fix: "Call 'host' after it" }));
  }

  private check({ split, props, onDemandFallback }: SpotPool, faults: Faults): void {
    const prop = faults.props;
    const longest = split === undefined ? MAX_NAME : MAX_NAME - '-base'.length;
    prop.at('name').check(nameFault(this.name, longest), { id: 'prop/grammar', got: this.name, fix: "Give it a 'name' such as 'spot'" });
    refuseOwnKeys(props.labels, { 'app.kubernetes.io/name': this.name }, prop.at('labels'), 'Leave it out');
    checkZones(props.zones, Cluster.tryContaining(this) ?? {}, prop.at('zones'));
    if (props.onDemandBasePercent === undefined && (props.onDemandBaseRounding ?? OnDemandBaseRounding.NONE) !== OnDemandBaseRounding.NONE) {
      prop.at('onDemandBaseRounding').fault({ id: 'scheduling/coherent-nodes', rule: "must be given with 'onDemandBasePercent'", got: props.onDemandBaseRounding, fix: 'Give both, or leave both out' });
    }
    const percent = knownPart(props.onDemandBasePercent);
    if (percent === undefined) { return; }
    if (split === undefined && onDemandPercentFault(percent) === undefined) {
      const { below, above } = nearestShares(percent);
      const nearest = [below, above].filter((share) => share !== undefined);
      prop.at('onDemandBasePercent').fault({
        id: 'scheduling/kept-base',
        rule: `must be a share that can be kept within one replica, up to ${BASE_HOLDS_UNTIL} of them, wherever the scheduler puts what is left over`,
        got: percent,
        fix: nearest.length === 1 ? `Nearest is ${nearest[0]}` : `Nearest are ${nearest.join(' and ')}: use one, or say which by 'onDemandBaseRounding'`,
      });
    }
    if (!onDemandFallback) {
      prop.at('onDemandBasePercent').fault({
        id: 'scheduling/coherent-nodes',
        rule: "must not be given with 'onDemandFallback: false': replicas beyond the base would stay Pending where there is no spot",
        got: percent,
        fix: 'Leave one of the two out',
      });
    }
  }
}

const nameFault = whereKnown((name: string, longest: number) =>
  dnsSubdomainFault(name) ?? (name.length > longest ? `must have at most ${longest} characters` : undefined));

function splitOf({ onDemandBasePercent, onDemandBaseRounding: rounding }: SpotNodesProps): BaseSplit | undefined {
  const percent = knownPart(onDemandBasePercent);
  if (percent === undefined || onDemandPercentFault(percent) !== undefined) { return undefined; }
  const { below, above } = rounding === undefined || rounding === OnDemandBaseRounding.NONE ? {} : nearestShares(percent);
  const share = rounding === OnDemandBaseRounding.UP ? above : below;
  return baseSplitOf(percent) ?? (share === undefined ? undefined : baseSplitOf(share));
}
