import { ApiObject, Lazy } from 'cdk8s';
import { IScalable, ScalingTarget } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { refuse } from '../construct/edit';
import { Fault } from '../construct/fault';
import { Faults, faultAtSynth } from '../construct/faults';
import { Prop, wholeNumberFault } from '../construct/prop';
import { int32 } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { warn, warnAtSynth } from '../construct/warning';
import { knownPart } from '../manifest/known';
import { LabelSelector } from '../manifest/object';
import { defaultSpread, TopologySpreadConstraint } from '../manifest/topology-spread';
import { AUTOSCALING, Autoscaling, autoscalerSpec, checkAutoscaling, minReplicasOf } from './autoscaling';
import { decision } from './decision';
import { defaultSpreadFindings } from './default-spread';
import { blockedDrain, checkDisruptionBudget, DISRUPTION_BUDGET, DisruptionBudget, disruptionBudgetSpec, ReplicaFloor } from './disruption-budget';
import { HardenedPod } from './hardened-pod';
import { HardenedWorkload, HardenedWorkloadProps, ObjectBeside, WORKLOAD_SHAPES } from './hardened-workload';
import { autoscalerWarnings, ForeignAutoscaler, foreignAutoscalers, scalingContainer } from './scaling-target';
import { judgeDisruption } from './surroundings';
import { DEFAULT_REPLICAS, singleHere, withinCluster, workloadsHere } from './workloads-here';

/** What every workload has of which a number of equal pods run. */
export interface ReplicatedWorkloadProps extends HardenedWorkloadProps {
  /**
   * How many pods run.
   * @default - what the `Cluster` says; otherwise 2, so that one may be away; what the autoscaler says, if there is one
   */
  readonly replicas?: number;

  /**
   * How many pods run by how busy they are: a HorizontalPodAutoscaler.
   * @default - always `replicas`
   */
  readonly autoscaling?: Autoscaling;

  /**
   * How many pods may be evicted at a time: a PodDisruptionBudget.
   * @default - one at a time, and pods that are not ready always; none, with a warning, for a single replica
   */
  readonly disruptionBudget?: DisruptionBudget;

  /**
   * Whether pods are spread evenly: over zones as a must, over nodes where possible.
   *
   * The construct `SpreadAcrossZones` replaces the default by what it is told.
   *
   * @default true
   */
  readonly spread?: boolean;
}

/**
 * What the props of every workload of which a number of equal pods run must look like.
 * @internal
 */
export const REPLICATED_SHAPES: Shapes<ReplicatedWorkloadProps> = {
  ...WORKLOAD_SHAPES,
  replicas: int32({ min: 0, fix: 'Use at least 2, so that one may be away' }),
  autoscaling: AUTOSCALING,
  disruptionBudget: DISRUPTION_BUDGET,
  spread: decision,
};

/**
 * A workload of which a number of equal pods run: spread over zones, guarded by a PodDisruptionBudget, and where asked for scaled by a
 * HorizontalPodAutoscaler.
 */
export abstract class ReplicatedWorkload extends HardenedWorkload implements IScalable {
  /** Its PodDisruptionBudget, if it has one. */
  public readonly podDisruptionBudget?: ApiObject;
  /** Its HorizontalPodAutoscaler, with `autoscaling`. */
  public readonly horizontalPodAutoscaler?: ApiObject;

  /** Whether an autoscaler says how many pods run: then the workload does not. */
  public hasAutoscaler: boolean;

  private readonly replicas?: number;
  private readonly asksForReplicas: boolean;

  public constructor(scope: Construct, id: string, props: ReplicatedWorkloadProps) {
    super(scope, id, props);
    const { replicas, autoscaling, disruptionBudget = {} } = this._props as ReplicatedWorkloadProps;
    this.replicas = replicas;
    // A default of the cluster is no number that somebody asked for.
    this.asksForReplicas = (props?.replicas ?? undefined) !== undefined;
    this.hasAutoscaler = autoscaling !== undefined;
    this.podDisruptionBudget = this.emitted('podDisruptionBudget');
    this.horizontalPodAutoscaler = this.emitted('horizontalPodAutoscaler');

    warnAtSynth(this, () => (autoscaling === undefined ? autoscalerWarnings(this.foreignAutoscalers, this.hasAutoscaler) : []));
    const spreadFindings = defaultSpreadFindings(this.workload);
    warnAtSynth(this, () => spreadFindings().warnings);
    faultAtSynth(this, () => [...this.blockedByForeignAutoscaler(disruptionBudget), ...spreadFindings().faults]);
    judgeDisruption(this.workload, { owner: this, budget: this.podDisruptionBudget, autoscaler: this.horizontalPodAutoscaler });
  }

  /** For cdk8s-plus: what its HorizontalPodAutoscaler scales. */
  public toScalingTarget(): ScalingTarget {
    return {
      kind: this.workload.kind,
      apiVersion: this.workload.apiVersion,
      name: this.name,
      containers: [scalingContainer(this._pod.template.spec.containers[0])],
      replicas: this.asksForReplicas ? this.replicas : undefined,
    };
  }

  /** For cdk8s-plus: says that its HorizontalPodAutoscaler scales this workload. */
  public markHasAutoscaler(): void {
    if (this.hasAutoscaler) {
      refuse(this, {
        id: 'workload/one-autoscaler',
        rule: 'has an autoscaler already, and two would work against each other',
        fix: "Leave 'autoscaling' or the other HorizontalPodAutoscaler out",
      });
    }
    this.hasAutoscaler = true;
  }

  /**
   * `spec.replicas`. Asked at synth, because an autoscaler of cdk8s-plus may still come.
   * @internal
   */
  protected _replicas(): any {
    return Lazy.any({ produce: () => (this.hasAutoscaler ? undefined : this.replicas ?? DEFAULT_REPLICAS) });
  }

  /**
   * How many pods the cluster says that run where the workload does not.
   * @internal
   */
  protected _replicasHere(): number | undefined {
    return workloadsHere(this).replicas;
  }

  /** @internal */
  protected override _withinCluster(props: ReplicatedWorkloadProps): ReplicatedWorkloadProps {
    return withinCluster(this, props, this._replicasHere());
  }

  /** @internal */
  protected override _check(props: ReplicatedWorkloadProps, pod: HardenedPod, faults: Faults): void {
    const { autoscaling, disruptionBudget = {} } = props;
    checkReplicas(props, faults.props.at('replicas'));
    warnOfSingleReplica(this, props, singleHere(this, this._replicasHere()));
    checkDisruptionBudget(disruptionBudget, replicaFloor(props), faults.props.at('disruptionBudget'));
    if (autoscaling !== undefined) { checkAutoscaling(autoscaling, pod.template, faults.props.at('autoscaling')); }
  }

  /** @internal */
  protected override _spread({ spread }: ReplicatedWorkloadProps, selector: LabelSelector): readonly TopologySpreadConstraint[] {
    return spread === false ? [] : defaultSpread({ selector, kind: this._kind().kind, zones: Cluster.tryContaining(this)?.zones?.length });
  }

  /** @internal */
  protected override _objectsBeside(props: ReplicatedWorkloadProps, selector: LabelSelector): readonly ObjectBeside[] {
    const { replicas, autoscaling, disruptionBudget = {} } = props;
    const budget = disruptionBudgetSpec(disruptionBudget, selector, replicas === 1);
    return [
      ...(budget === undefined ? [] : [{
        id: 'podDisruptionBudget', after: 'workload', apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: budget,
      } as const]),
      ...(autoscaling === undefined ? [] : [{
        id: 'horizontalPodAutoscaler',
        after: 'networkPolicy',
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        spec: autoscalerSpec(autoscaling, { ...this._kind(), name: this.name }),
      } as const]),
    ];
  }

  private emitted(id: string): ApiObject | undefined {
    return this.node.tryFindChild(id) as ApiObject | undefined;
  }

  private get foreignAutoscalers(): ForeignAutoscaler[] {
    return foreignAutoscalers(this.workload, this.horizontalPodAutoscaler);
  }

  private blockedByForeignAutoscaler(budget: DisruptionBudget): Fault[] {
    // Only this can fall below what the constructor knew.
    if (budget.minAvailable === undefined) { return []; }
    return this.foreignAutoscalers.flatMap((floor) => {
      const blocked = blockedDrain(budget, floor);
      return blocked === undefined ? [] : [{ prop: 'disruptionBudget.minAvailable', ...blocked }];
    });
  }
}

/**
 * The fewest replicas that the props ask for.
 * @internal
 */
export function replicaFloor({ replicas, autoscaling }: ReplicatedWorkloadProps): ReplicaFloor {
  if (autoscaling === undefined) { return { replicas: knownNumber(replicas ?? DEFAULT_REPLICAS) }; }
  return { replicas: knownNumber(minReplicasOf(autoscaling)), source: "'autoscaling.minReplicas'" };
}

function knownNumber(value: number): number | undefined {
  return wholeNumberFault(value, 0) === undefined ? knownPart(value) : undefined;
}

function checkReplicas({ replicas, autoscaling }: ReplicatedWorkloadProps, prop: Prop): void {
  if (replicas === undefined || autoscaling === undefined) { return; }
  prop.fault({
    id: 'workload/one-autoscaler',
    rule: "must not be given with 'autoscaling': each apply would take back what the autoscaler did",
    got: replicas,
    fix: "Use 'autoscaling.minReplicas'",
  });
}

function warnOfSingleReplica(construct: Construct, { replicas, autoscaling }: ReplicatedWorkloadProps, accepted: string | undefined): void {
  if (replicas !== 1 && (autoscaling === undefined || minReplicasOf(autoscaling) !== 1)) { return; }
  warn(construct, {
    id: 'workload/single-replica',
    message: autoscaling === undefined
      ? "one replica: nothing serves while its node is drained, and no PodDisruptionBudget can help. Use 'replicas: 2' or more."
      : "one replica in quiet times: nothing serves while its node is drained. Use 'autoscaling.minReplicas: 2' or more.",
    ...(accepted !== undefined && { accepted }),
  });
}
