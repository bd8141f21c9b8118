import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { neighboursOf, Neighbour, objectsOf } from '../construct/edit';
import { Fault } from '../construct/fault';
import { neighboursPicking } from '../construct/picking-neighbours';
import { WarningText } from '../construct/warning';
import { boundOf, BudgetBound, isClosed, whyNoPodOfAJobGoes } from '../manifest/budget-bounds';
import { isEmptySelector, matchesSelector } from '../manifest/label-selector';
import { apiGroup, KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';
import { isOfJobs, isReplicated } from '../manifest/replicated-kinds';
import { blockedDrain, ReplicaFloor } from './disruption-budget';
import { replicaScale } from './replica-scale';
import { floorSource } from './scaling-target';
import { workloadsBeside } from './workloads-beside';

/**
 * What keeps the pods of a workload from ever being evicted, by the PodDisruptionBudgets of whoever in its tree: two that select them, or one that
 * lets none go. `own` is the one that its construct made, which has been judged by itself.
 */
export function evictionFaults(target: ApiObject, own?: ApiObject): Fault[] {
  return objectsOf(target).filter((object) => isReplicated(object) || isOfJobs(object)).flatMap((object) => {
    const budgets = budgetsOver(target, object, own);
    return [
      ...budgets.length > 1 ? [rivals(object, budgets, own)] : [],
      ...budgets.filter(({ source }) => isReplicated(object) && source !== own).flatMap(({ object: budget }) => blocking(target, object, budget)),
    ];
  });
}

/**
 * That a budget keeps the pods of Jobs from ever being evicted. Somebody may mean that: they end by themselves, and nodes wait for them.
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#arbitrary-controllers-and-selectors
 */
export function jobEvictionWarnings(target: ApiObject): WarningText[] {
  return objectsOf(target).filter(isOfJobs).flatMap((object) => budgetsOver(target, object).flatMap(({ object: budget }) => {
    const why = whyNoPodOfAJobGoes(budget, object);
    return why === undefined ? [] : [{
      id: 'workload/undrained-job', object: describeObject(object), message: `${describeObject(budget)} lets none of its pods be evicted, so that a drain waits until they have ended: ${why}`,
    }];
  }));
}

/** The budgets that are sure to select the pods of a workload. Its own is, also by labels that are not known yet. */
export function budgetsOver(construct: IConstruct, workload: KubernetesObject, own?: ApiObject): Neighbour[] {
  const labels = podTemplatesOf(workload).map(({ template }) => template.metadata?.labels);
  const { namespace } = workload.metadata ?? {};
  const around = labels.length === 1 ? neighboursPicking(construct, 'PodDisruptionBudget', namespace, labels[0])
    : neighboursOf(construct, 'PodDisruptionBudget', namespace);
  return around.filter(({ source, object }) => {
    const answers = labels.map((each) => matchesSelector(object.spec?.selector, each));
    return apiGroup(object) === 'policy' && (answers.includes(true) || (source === own && answers.includes(undefined)));
  });
}

function rivals(workload: KubernetesObject, budgets: readonly Neighbour[], own: ApiObject | undefined): Fault {
  const isOwn = ({ source }: Neighbour) => source === own;
  const names = budgets.filter((budget) => !isOwn(budget)).map(({ object }) => describeObject(object));
  const others = `${names.join(' and ')} ${names.length === 1 ? 'selects' : 'select'}`;
  const why = 'Kubernetes evicts no pod of two budgets, so no node can be drained';
  return budgets.some(isOwn)
    ? {
      id: 'workload/one-budget',
      prop: 'disruptionBudget',
      rule: `must be the only one over these pods, but ${others} them too: ${why}`,
      fix: "Set 'disruptionBudget: { enabled: false }', or narrow what selects them besides",
    }
    : {
      id: 'workload/one-budget',
      rule: `${describeObject(workload)} must have one PodDisruptionBudget, but ${others} its pods: ${why}`,
      fix: 'Leave all but one out, or narrow their selectors',
    };
}

/** That a budget never lets a pod go. */
function blocking(construct: IConstruct, workload: KubernetesObject, budget: KubernetesObject): Fault[] {
  const bound = boundOf(budget.spec);
  if (bound === undefined) { return []; }
  const floor = floorUnder(construct, workload, budget, bound);
  const fault = blockedDrain({ [bound.field]: bound.value }, floor);
  if (fault === undefined) { return []; }
  return [{
    ...fault,
    prop: `spec.${bound.field}`,
    rule: `of ${describeObject(budget)} ${fault.rule}`,
    fix: floor.replicas === 1 ? 'Use more replicas, or leave this budget out' : fault.fix,
  }];
}

/** How many pods a budget counts at least: those of all workloads that it selects, unless it is the same of any number. */
function floorUnder(construct: IConstruct, workload: KubernetesObject, budget: KubernetesObject, bound: BudgetBound): ReplicaFloor {
  const lone = floorOf(construct, workload);
  if (isClosed(bound)) { return { ...lone, replicas: lone.replicas ?? 1 }; }
  // Who selects a whole namespace means pods of other programs too.
  if (isEmptySelector(budget.spec.selector)) { return { replicas: undefined }; }
  const others = workloadsBeside(construct, workload).takenBy(budget.spec.selector, { orMay: true });
  if (others.length <= 1) { return lone; }
  if (!others.every(isReplicated)) { return { replicas: undefined }; }
  const floors = others.map((object) => floorOf(construct, object).replicas);
  return {
    replicas: floors.includes(undefined) ? undefined : floors.reduce((sum: number, floor) => sum + floor!, 0),
    source: others.map(describeObject).join(', '),
  };
}

function floorOf(construct: IConstruct, workload: KubernetesObject): ReplicaFloor {
  const { fewest, autoscalers } = replicaScale(construct, workload);
  // An autoscaler may be elsewhere.
  if (autoscalers.length === 0 && (workload.spec?.replicas ?? undefined) === undefined) { return { replicas: undefined }; }
  const lowest = autoscalers.find((autoscaler) => autoscaler.fewest === fewest);
  return { replicas: fewest, ...(lowest !== undefined && { source: floorSource(lowest) }) };
}
