import { Fault } from '../construct/fault';
import { Prop } from '../construct/prop';
import { intOrPercent, oneOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { evictable } from '../manifest/budget-bounds';
import { countOf, IntOrPercent, intOrPercentFault } from '../manifest/int-or-percent';
import { knownPart } from '../manifest/known';
import { LabelSelector } from '../manifest/object';
import { decision } from './decision';

/** Whether a pod that is not ready may be evicted. */
export enum UnhealthyPodEvictionPolicy {
  /** Always: a pod that does not serve can't hold up the drain of its node. */
  ALWAYS_ALLOW = 'AlwaysAllow',
  /** Only while enough others are ready: one broken release then blocks every drain. */
  IF_HEALTHY_BUDGET = 'IfHealthyBudget',
}

/**
 * How many pods may be evicted at a time, as when nodes are drained. Either `maxUnavailable` or `minAvailable`.
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export interface DisruptionBudget {
  /**
   * Whether there is a PodDisruptionBudget.
   * @default - true; false for a single replica of which nothing else is said here
   */
  readonly enabled?: boolean;

  /**
   * How many pods may be missing, as a number or a percentage of the wanted number, rounded up.
   * @default - 1, unless `minAvailable` is given
   */
  readonly maxUnavailable?: number | string;

  /**
   * How many pods must stay, as a number or a percentage of the wanted number, rounded up.
   * @default - `maxUnavailable` says it
   */
  readonly minAvailable?: number | string;

  /**
   * Whether a pod that is not ready may be evicted.
   * @default UnhealthyPodEvictionPolicy.ALWAYS_ALLOW
   */
  readonly unhealthyPodEvictionPolicy?: UnhealthyPodEvictionPolicy;
}

const PODS = intOrPercent({ fix: "Use a number such as 1 or a percentage such as '25%'", atMostAll: true });

/** What `disruptionBudget` must look like. */
export const DISRUPTION_BUDGET = struct<DisruptionBudget>('{ maxUnavailable: 1 }', {
  enabled: decision,
  maxUnavailable: PODS,
  minAvailable: PODS,
  unhealthyPodEvictionPolicy: oneOf(UnhealthyPodEvictionPolicy),
});

/** The fewest replicas that there will be: undefined where that is not known yet. */
export interface ReplicaFloor {
  readonly replicas: number | undefined;
  /** The prop or object that says so, where it is not `replicas` itself. */
  readonly source?: string;
}

/** Spec of the PodDisruptionBudget; undefined where there is to be none. */
export function disruptionBudgetSpec(budget: DisruptionBudget, selector: LabelSelector, singleReplica: boolean): { [field: string]: any } | undefined {
  const { minAvailable, maxUnavailable } = budget;
  const isAskedFor = minAvailable !== undefined || maxUnavailable !== undefined;
  if (!(budget.enabled ?? (isAskedFor || !singleReplica))) { return undefined; }
  return {
    ...(minAvailable !== undefined ? { minAvailable } : { maxUnavailable: maxUnavailable ?? 1 }),
    selector,
    unhealthyPodEvictionPolicy: budget.unhealthyPodEvictionPolicy ?? UnhealthyPodEvictionPolicy.ALWAYS_ALLOW,
  };
}

/** What would contradict itself in a budget, and what would block every drain. */
export function checkDisruptionBudget(budget: DisruptionBudget, floor: ReplicaFloor, prop: Prop): void {
  const given = [budget.minAvailable, budget.maxUnavailable].filter((value) => value !== undefined);
  if (given.length > 1) {
    prop.fault({ id: 'workload/consistent', rule: "must hold only one of 'minAvailable' and 'maxUnavailable'", fix: "Leave 'minAvailable' out" });
  } else if (given.every((value) => intOrPercentFault(value, { atMostAll: true }) === undefined)) {
    const blocked = blockedDrain(budget, floor);
    if (blocked !== undefined) { prop.at(boundOf(budget)).fault(blocked); }
  }
}

/** What keeps every eviction from being allowed although all pods are healthy: Kubernetes' own arithmetic. */
export function blockedDrain(budget: DisruptionBudget, { replicas, source }: ReplicaFloor): Omit<Fault, 'prop'> | undefined {
  const field = boundOf(budget);
  const value = knownPart(budget)[field];
  // Without pods there is nothing to drain.
  if (budget.enabled === false || value === undefined || replicas === undefined || replicas === 0) { return undefined; }
  if (evictable({ field, value }, replicas) > 0) { return undefined; }
  return {
    id: 'workload/drainable',
    rule: `must let at least one pod be evicted, or no node can be drained: of ${describeReplicas(replicas)}${source === undefined ? '' : ` (${source})`}, `
      + `${describeCount(value, replicas)} ${field === 'minAvailable' ? 'must stay' : 'may be missing'}`,
    got: value,
    fix: replicas === 1 ? "Use more replicas, or leave 'disruptionBudget' out" : "Use 'maxUnavailable: 1'",
  };
}

function boundOf({ minAvailable }: DisruptionBudget): 'minAvailable' | 'maxUnavailable' {
  return minAvailable === undefined ? 'maxUnavailable' : 'minAvailable';
}

function describeReplicas(replicas: number): string {
  return `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`;
}

function describeCount(value: IntOrPercent, replicas: number): string {
  return typeof value === 'number' ? `${value}` : `${value}, rounded up to ${countOf(value, replicas, 'up')},`;
}
