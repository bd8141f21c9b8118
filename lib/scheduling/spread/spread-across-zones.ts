import { ApiObject } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { apiObjectsOf } from '../../construct/api-objects';
import { render } from '../../construct/edit';
import { describeFault } from '../../construct/fault';
import { Faults } from '../../construct/faults';
import { pathOf } from '../../construct/path';
import { anything, list, readProps, required } from '../../construct/shape';
import { isWorkload } from '../../manifest/pod-template';
import { SpreadPlan } from '../../manifest/spread-plan';
import { namedWorkload } from '../../pod/named-workload';
import { answerZoneLoss } from './foresee-zone-loss';
import { addSpread } from './spread-edit';
import { ZoneSpreadingProps } from './spread-options';
import { optionFaults, planOf } from './spread-rules';
import { SPREAD_SHAPES } from './spread-shapes';
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
    props = readProps<SpreadAcrossZonesProps>(faults, props, { ...SPREAD_SHAPES, workloads: required(list(anything, '[api]'), "Add 'workloads: [api]', or whatever is spread") }, SpreadAcrossZones);
    const clusterZones = Cluster.tryContaining(this)?.zones;
    const isAtFault = checkProps(faults, props, clusterZones);

    this.plan = planOf(props, clusterZones);
    const named = new Set(props.workloads.map(namedWorkload));
    this.reached = new Set(props.workloads.flatMap(apiObjectsOf));
    // Nothing is going to be written, and what a wrong option does to the workloads is no fault of theirs.
    if (isAtFault) { return; }
    this.reached.forEach((object) => addSpread(object, this.plan, { isNamed: named.has(object) }));
    this.node.addValidation({ validate: () => props.workloads.flatMap((entry, index) => this.entryFaults(entry, `workloads[${index}]`)) });
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
      throw new Error(`[${pathOf(this)}] ${describeFault({ prop: 'zones', rule: 'must be known to foresee the loss of one', fix: "Give 'zones' here or to the Cluster" })}`);
    }
    return surveyZoneLoss(this.node.root, [...this.reached], this.plan, this.plan.zones);
  }

  /** What can be seen of an entry only once it is complete. */
  private entryFaults(entry: IConstruct, prop: string): string[] {
    const workloads = apiObjectsOf(entry).filter(isRenderedWorkload);
    if (workloads.length === 0) {
      return [describeFault({ prop, rule: 'must be or contain a workload', got: pathOf(entry), fix: 'Name a construct with pods' })];
    }
    return workloads.filter((object) => !this.reached.has(object)).map((object) => describeFault({
      prop, rule: 'must be complete before it is spread, but a workload was added later', got: pathOf(object), fix: 'Make this construct after it',
    }));
  }
}

function checkProps(faults: Faults, props: SpreadAcrossZonesProps, clusterZones: string[] | undefined): boolean {
  if (props.workloads.length === 0) { faults.add({ prop: 'workloads', rule: 'must name at least one workload', got: [], fix: 'Name what is to be spread' }); }
  props.workloads.forEach((entry, index) => {
    if (!Construct.isConstruct(entry)) {
      faults.add({ id: 'prop/type', prop: `workloads[${index}]`, rule: 'must be a construct', fix: 'Give a HardenedDeployment, a workload of cdk8s-plus, an ApiObject or a Chart' });
      return;
    }
    if (apiObjectsOf(entry).length > 0) { return; }
    faults.add({
      prop: `workloads[${index}]`,
      rule: 'must be or contain a workload, but there is no object in it yet',
      got: pathOf(entry),
      fix: 'Make this construct after the workload',
    });
  });
  optionFaults(props, clusterZones).forEach((fault) => faults.add(fault));
  faults.throwIfBroken();
  return faults.report();
}

function isRenderedWorkload(object: ApiObject): boolean {
  try {
    return isWorkload(render(object).object);
  } catch {
    // It says itself why it can't be rendered, when it is.
    return true;
  }
}
