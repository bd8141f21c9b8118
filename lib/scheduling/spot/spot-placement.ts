import { ApiObject } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { labels, list } from '../../construct/collection';
import { Faults, faultAtSynth } from '../../construct/faults';
import { Prop } from '../../construct/prop';
import { readProps } from '../../construct/read-props';
import { also, flag, instance, required, someText } from '../../construct/shape';
import { Shapes, struct } from '../../construct/struct';
import { WORKLOAD_KINDS } from '../../manifest/pod-template';
import { printed } from '../../manifest/printed';
import { checkCloud, spotNoticeAt } from '../provider-cloud';
import { SpotCapacity } from './spot-capacity';
import { addSpotPlacement } from './spot-placement-edit';
import { SpotLeaveOut, SpotPlan } from './spot-plan';
import { unmatchedLeaveOuts } from './unmatched-leave-outs';

/** Properties for `SpotPlacement`. */
export interface SpotPlacementProps {
  /** Where the pods go. */
  readonly capacity: SpotCapacity;

  /**
   * Whether other nodes will do where there are no spot nodes: the pods then prefer spot. Not needed for a GKE ComputeClass, which says so itself.
   * @default false
   */
  readonly onDemandFallback?: boolean;

  /**
   * Whether StatefulSets may be placed there: their volumes are tied to a zone, and their pods return one by one.
   * @default - false: a StatefulSet is refused
   */
  readonly statefulSets?: boolean;

  /**
   * Workloads that stay where they are, such as the databases of a vendor's chart. Each raises the warning `scheduling/not-placed`, accepted with its
   * reason; one that matches nothing where the placement is applied is an error.
   *
   * @default - none but DaemonSets
   */
  readonly leaveOut?: SpotLeaveOut[];
}

const LEAVE_OUT = "{ kind: 'StatefulSet', reason: 'its volumes are tied to a zone' }";

const SAY_WHY = 'Say why they stay where they are';
const SHAPES: Shapes<SpotPlacementProps> = {
  capacity: required(instance<SpotCapacity>('SpotCapacity', 'eksManagedNodeGroup()', ['_nodes']), "Use one such as 'SpotCapacity.eksManagedNodeGroup()'"),
  onDemandFallback: flag,
  statefulSets: flag,
  leaveOut: list(also(struct<SpotLeaveOut>(LEAVE_OUT, {
    reason: required(someText(SAY_WHY), SAY_WHY),
    kind: (value, prop) => {
      const kind = someText("Use one such as 'StatefulSet'")(value, prop);
      // Only what is certainly a slip: a custom resource may have pods, whatever it is called.
      const meant = WORKLOAD_KINDS.find((known) => known !== kind && known.toLowerCase() === printed(kind).toLowerCase());
      if (meant !== undefined) { prop.fault({ id: 'prop/choice', rule: 'must be a kind of workload as Kubernetes writes it', got: kind, fix: `Use '${meant}'` }); }
      return kind;
    },
    labels: labels("{ 'app.kubernetes.io/component': 'database' }"),
  }), ({ kind, labels: carried = {} }, prop) => {
    if (kind !== undefined || Object.keys(carried).length > 0) { return; }
    prop.fault({ id: 'prop/required', rule: 'must say which are meant: it would leave out all', fix: "Give it a 'kind' or 'labels'" });
  }), `[${LEAVE_OUT}]`),
};

/** What a placement is told, besides how soon the nodes are gone. */
export function readPlacement(faults: Faults, given: SpotPlacementProps): { readonly capacity: SpotCapacity; readonly plan: Omit<SpotPlan, 'notice'> } {
  const { capacity, onDemandFallback, statefulSets, leaveOut } = readProps<SpotPlacementProps>(faults, given, SHAPES, SpotPlacement);
  faults.throwIfAny();
  return { capacity, plan: { ...capacity._nodes, orOthers: onDemandFallback, statefulSets, leaveOut } };
}

/**
 * Places every workload of a construct on spot capacity that somebody else made: toleration, node affinity, and a time to end that fits into
 * the notice. `SpotNodePool.host` does it for pools of ours.
 *
 * It reaches what is there when it is applied, of any origin. Where several apply to one workload, the last one holds.
 *
 * @example
 * const chart = new Chart(new App(), 'shop');
 * new Include(chart, 'vendor', { url: 'vendor.yaml' });
 * chart.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
 */
export class SpotPlacement implements IMixin {
  private readonly capacity: SpotCapacity;
  private readonly plan: Omit<SpotPlan, 'notice'>;
  /** What it was applied to: what is left out must be among it. */
  private readonly targets: ApiObject[] = [];

  public constructor(props: SpotPlacementProps) {
    ({ capacity: this.capacity, plan: this.plan } = readPlacement(new Faults('SpotPlacement'), props));
  }

  /** Whether a construct is a Kubernetes object. `with` asks this of a construct and of everything below it. */
  public supports(construct: IConstruct): boolean {
    return ApiObject.isApiObject(construct);
  }

  /** Places the workload that an object holds; others stay as they are. */
  public applyTo(construct: IConstruct): void {
    if (!ApiObject.isApiObject(construct)) { return; }
    this.checkCluster(construct);
    const notice = this.capacity._noticeFrom(spotNoticeAt(construct, this.capacity._cloud));
    addSpotPlacement(construct, { ...this.plan, notice }, { isNamed: false });
    const isFirst = this.targets.every(({ node }) => node.root !== construct.node.root);
    this.targets.push(construct);
    if (isFirst) { faultAtSynth(construct, () => unmatchedLeaveOuts(this.plan.leaveOut ?? [], this.targets)); }
  }

  /** In another cloud, pods would wait for ever. */
  private checkCluster(object: ApiObject): void {
    const faults = new Faults(Cluster.tryContaining(object) ?? object);
    checkCloud(object, this.capacity._cloud, new Prop(faults).at('capacity'));
    faults.throwIfAny();
  }
}
