import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { apiObjectsOf } from '../../construct/api-objects';
import { filled, list } from '../../construct/collection';
import { faultAtSynth, Faults } from '../../construct/faults';
import { fail } from '../../construct/fleet-error';
import { pathOf } from '../../construct/path';
import { readProps } from '../../construct/read-props';
import { anything, required } from '../../construct/shape';
import { Shapes } from '../../construct/struct';
import { namedWorkload } from '../../pod/named-workload';
import { SpreadPlan } from '../../pod/spread-plan';
import { completenessFaults } from '../complete-workload';
import { answerZoneLoss } from './foresee-zone-loss';
import { addSpread } from './spread-edit';
import { SPREAD_SHAPES, ZoneSpreadingProps } from './spread-options';
import { checkOptions, planOf } from './spread-rules';
import { ZoneLoss, ZoneLossProps } from './zone-loss';
import { surveyZoneLoss } from './zone-loss-survey';

/** Properties for `SpreadAcrossZones`. */
export interface SpreadAcrossZonesProps extends ZoneSpreadingProps {
  /**
   * Workloads whose replicas are spread: ours, cdk8s-plus', raw or included ones. Of a chart or another construct, every workload in it.
   *
   * They must be there when this construct is made.
   */
  readonly workloads: IConstruct[];
}

const SHAPES: Shapes<SpreadAcrossZonesProps> = {
  ...SPREAD_SHAPES,
  workloads: required(filled(list(anything, '[api]'), 'Name what is to be spread'), "Add 'workloads: [api]', or whatever is spread"),
};

/**
 * Spreads the replicas of workloads evenly over zones and hosts, and brings all of them back in the remaining zones when a zone is lost.
 *
 * It emits nothing: it adds `topologySpreadConstraints` to the workloads. Those that this library wrote by default are
 * replaced, a user's own stay. Where several apply to one workload, the last one holds.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 * @example
 * const chart = new Chart(new App(), 'shop');
 * const api = new ApiObject(chart, 'api', {
 *   apiVersion: 'apps/v1',
 *   kind: 'Deployment',
 *   spec: {
 *     replicas: 6,
 *     selector: { matchLabels: { app: 'api' } },
 *     template: {
 *       metadata: { labels: { app: 'api' } },
 *       spec: { containers: [{ name: 'api', image: 'registry.example.com/api:1.4.2' }] },
 *     },
 *   },
 * });
 * new SpreadAcrossZones(chart, 'spread', { workloads: [api] });
 */
export class SpreadAcrossZones extends Construct {
  /** What the loss of one zone does at worst: how many replicas survive, whether the budget agrees, where the replacements go. */
  public static zoneLoss(props: ZoneLossProps): ZoneLoss {
    return answerZoneLoss(props);
  }

  private readonly plan: SpreadPlan;
  private readonly reached: ReadonlySet<ApiObject>;

  public constructor(scope: Construct, id: string, props: SpreadAcrossZonesProps) {
    super(scope, id);
    const faults = new Faults(this);
    props = readProps<SpreadAcrossZonesProps>(faults, props, SHAPES, SpreadAcrossZones);
    const clusterZones = Cluster.tryContaining(this)?.zones;
    const isAtFault = checkProps(faults, props, clusterZones);

    this.plan = planOf(props, clusterZones);
    const named = new Set(props.workloads.map(namedWorkload));
    this.reached = new Set(props.workloads.flatMap(apiObjectsOf));
    // Nothing is going to be written, and what a wrong option does to the workloads is no fault of theirs.
    if (isAtFault) { return; }
    this.reached.forEach((object) => addSpread(object, this.plan, { isNamed: named.has(object) }));
    faultAtSynth(this, () => props.workloads.flatMap((entry, index) => completenessFaults(entry, this.reached, { prop: `workloads[${index}]`, becomes: 'spread', fix: 'Make this construct after it' })));
  }

  /**
   * What the loss of one zone does to each of the workloads at worst, as they will be written, with the autoscalers and disruption budgets
   * around them. Zones must be known, and the workloads complete.
   *
   * A workload of which neither it nor an autoscaler says how many replicas it has is left out. Strict constraints over hosts and
   * other topologies may leave more replicas Pending: they are not looked at.
   */
  public get zoneLosses(): ZoneLoss[] {
    if (this.plan.zones === undefined) {
      const faults = new Faults(this);
      faults.props.at('zones').fault({ id: 'scheduling/known-zones', rule: 'must be known to foresee the loss of one', fix: "Give 'zones' here or to the Cluster" });
      fail(faults.error);
    }
    return surveyZoneLoss(this.node.root, [...this.reached], this.plan, this.plan.zones);
  }
}

function checkProps(faults: Faults, props: SpreadAcrossZonesProps, clusterZones: string[] | undefined): boolean {
  props.workloads.forEach((entry, index) => {
    const at = faults.props.at('workloads', index);
    if (!Construct.isConstruct(entry)) {
      at.fault({ id: 'prop/type', rule: 'must be a construct', fix: 'Give a HardenedDeployment, a workload of cdk8s-plus, an ApiObject or a Chart' });
    } else if (apiObjectsOf(entry).length === 0) {
      at.fault({
        id: 'scheduling/complete-workload',
        rule: 'must be or contain a workload, but there is no object in it yet',
        got: pathOf(entry),
        fix: 'Make this construct after the workload',
      });
    }
  });
  checkOptions(props, clusterZones, faults.props);
  faults.throwIfBroken();
  return faults.report();
}
