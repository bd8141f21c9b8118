import { ApiObject } from 'cdk8s';
import { render } from '../construct/edit';
import { Fault } from '../construct/fault';
import { Prop } from '../construct/prop';
import { WarningText } from '../construct/warning';
import { givenBounds } from '../manifest/budget-bounds';
import { countOf, intOrPercentFault } from '../manifest/int-or-percent';
import { knownPart } from '../manifest/known';
import { matchesSelector } from '../manifest/label-selector';
import { describeObject } from '../manifest/object-key';
import { DisruptionBudget } from '../pod/disruption-budget';
import { budgetsOver } from '../pod/eviction';
import { replicaScale } from '../pod/replica-scale';
import { replicaFloor, ReplicatedWorkload, ReplicatedWorkloadProps } from '../pod/replicated-workload';
import { floorSource } from '../pod/scaling-target';

const id = 'workload/quorum';

// More members than any quorum has.
const MOST_SIZES = 100;

/** What would leave a quorum without its majority while nodes are drained. */
export function checkQuorum(props: ReplicatedWorkloadProps, prop: Prop): void {
  const { replicas, autoscaling, disruptionBudget = {} } = props;
  const budget = knownPart(disruptionBudget);
  const sizes = sizesOf(props);
  if (sizes.includes(2)) {
    const [at, got] = autoscaling === undefined ? [prop.at('replicas'), replicas] : [prop.at('autoscaling', 'minReplicas'), autoscaling.minReplicas];
    at.fault({ id, rule: "must be at least 3 with 'quorum': the majority of two is both, so that neither may be missing", got, fix: 'Use 3' });
    return;
  }
  lostMajority(budget, sizes).forEach(({ field, fault }) => prop.at('disruptionBudget', field).fault(fault));
}

/**
 * What would leave a quorum without its majority by what others have written in its tree: autoscalers that leave two pods, and budgets, be they of
 * others or its own, that let a majority go of as many pods as there may be then.
 */
export function foreignQuorumFaults({ workload, podDisruptionBudget, horizontalPodAutoscaler }: ReplicatedWorkload): Fault[] {
  const { object } = render(workload);
  const { fewest, most, autoscalers } = replicaScale(workload, object);
  const foreign = autoscalers.filter(({ source }) => source !== horizontalPodAutoscaler);
  const sizes = sizesBetween(fewest, most);
  const lowest = foreign.find((autoscaler) => autoscaler.fewest === fewest);
  if (lowest !== undefined && sizes.includes(2)) {
    return [{
      id, prop: 'quorum', rule: `must have 3 pods at least, and there may be 2 by ${floorSource(lowest)}: the majority of two is both, so that neither may be missing`, fix: 'Use 3 or more there',
    }];
  }
  // What the props say by themselves has been told.
  const budgets = budgetsOver(workload, object, podDisruptionBudget).filter(({ source }) => source !== podDisruptionBudget || foreign.length > 0);
  // One over several workloads lets no less go of one.
  return budgets.flatMap(({ object: budget }) => lostMajority(givenBounds(budget.spec), sizes)
    .map(({ field, fault }) => ({ ...fault, prop: `spec.${field}`, rule: `of ${describeObject(budget)} ${fault.rule}` })));
}

/** That a budget lets a majority go. */
function lostMajority(budget: DisruptionBudget, sizes: readonly number[]): { readonly field: string; readonly fault: Omit<Fault, 'prop'> }[] {
  // Of two bounds, one must go first.
  if (budget.minAvailable !== undefined && budget.maxUnavailable !== undefined) { return []; }
  const [field, value] = budget.minAvailable === undefined ? ['maxUnavailable', budget.maxUnavailable] as const : ['minAvailable', budget.minAvailable] as const;
  if (budget.enabled === false || value === undefined || intOrPercentFault(value, { atMostAll: true }) !== undefined) { return []; }
  const size = sizes.find((pods) => pods > 2 && missingOf(budget, pods) > minorityOf(pods));
  if (size === undefined) { return []; }
  return [{
    field,
    fault: {
      id,
      rule: `must leave a majority of the pods: of ${size} replicas, ${missingOf(budget, size)} may be missing, where no more than ${minorityOf(size)} should`,
      got: value,
      fix: "Use 'maxUnavailable: 1'",
    },
  }];
}

/** How many pods there may be at rest, as far as that is known. */
function sizesOf(props: ReplicatedWorkloadProps): number[] {
  const { replicas: fewest } = replicaFloor(props);
  return sizesBetween(fewest, props.autoscaling?.maxReplicas ?? fewest);
}

function sizesBetween(fewest: number | undefined, most: unknown): number[] {
  if (fewest === undefined) { return []; }
  return Array.from({ length: Number.isSafeInteger(most) ? Math.min(most as number - fewest + 1, MOST_SIZES) : 1 }, (_, index) => fewest + index);
}

/** How many a budget lets go: one, where it does not say. */
function missingOf({ minAvailable, maxUnavailable = 1 }: DisruptionBudget, pods: number): number {
  return minAvailable === undefined ? countOf(maxUnavailable, pods, 'up') : pods - countOf(minAvailable, pods, 'up');
}

/** How many may be missing of a number without its majority being lost. */
function minorityOf(pods: number): number {
  return Math.floor((pods - 1) / 2);
}

/** That members are kept from each other: their policy admits callers by their labels, and not themselves. */
export function memberWarnings(policy: ApiObject, labels: { readonly [key: string]: string }): WarningText[] {
  const rules: readonly any[] = render(policy).object.spec.ingress ?? [];
  const peers = rules.flatMap(({ from }) => from ?? [{}]);
  // That nobody may call has been told.
  const mayBeMembers = ({ podSelector = {}, ipBlock }: any) => ipBlock === undefined && matchesSelector(podSelector, labels) !== false;
  if (rules.length === 0 || peers.some(mayBeMembers)) { return []; }
  return [{
    id: 'workload/quorum-members',
    message: "its members are not let to each other. Let them in as any caller, e.g. 'store.allowFrom(store, NetworkPort.named('peer'))', "
      + "or in 'network.allowFrom' and 'allowTo'.",
  }];
}
