import { Fault } from '../construct/fault';
import { Faults } from '../construct/faults';
import { countOf, IntOrPercent, intOrPercentFault } from '../manifest/int-or-percent';
import { isKnown } from '../manifest/known';
import { LabelSelector } from '../manifest/object';

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

/** What the API server would refuse of a budget, and what would block every drain. */
export function checkDisruptionBudget(faults: Faults, budget: DisruptionBudget, floor: ReplicaFloor): void {
  const { minAvailable, maxUnavailable } = budget;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    faults.add({ prop: 'disruptionBudget', rule: "must hold only one of 'minAvailable' and 'maxUnavailable'", fix: "Leave 'minAvailable' out" });
    return;
  }
  const legal = ([['minAvailable', minAvailable], ['maxUnavailable', maxUnavailable]] as const).map(([field, got]) => {
    const rule = got === undefined ? undefined : intOrPercentFault(got, { atMostAll: true });
    faults.addRule(rule, { prop: `disruptionBudget.${field}`, got, fix: "Use a number such as 1 or a percentage such as '25%'" });
    return rule === undefined;
  });
  const blocked = legal.every(Boolean) ? blockedDrain(budget, floor) : undefined;
  if (blocked !== undefined) { faults.add(blocked); }
}

/** What keeps every eviction from being allowed although all pods are healthy: Kubernetes' own arithmetic. */
export function blockedDrain(budget: DisruptionBudget, { replicas, source }: ReplicaFloor): Fault | undefined {
  const field = budget.minAvailable !== undefined ? 'minAvailable' : 'maxUnavailable';
  const value = budget[field];
  // Without pods there is nothing to drain.
  if (budget.enabled === false || value === undefined || !isKnown(value) || replicas === undefined || replicas === 0) { return undefined; }
  const count = countOf(value, replicas, 'up');
  const allowed = field === 'minAvailable' ? replicas - count : count;
  if (allowed > 0) { return undefined; }
  return {
    id: 'workload/evictable',
    prop: `disruptionBudget.${field}`,
    rule: `must let at least one pod be evicted, or no node can be drained: of ${describeReplicas(replicas)}${source === undefined ? '' : ` (${source})`}, `
      + `${describeCount(value, count)} ${field === 'minAvailable' ? 'must stay' : 'may be missing'}`,
    got: value,
    fix: replicas === 1 ? "Use more replicas, or leave 'disruptionBudget' out" : "Use 'maxUnavailable: 1'",
  };
}

function describeReplicas(replicas: number): string {
  return `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`;
}

function describeCount(value: IntOrPercent, count: number): string {
  return typeof value === 'number' ? `${count}` : `${value}, rounded up to ${count},`;
}
