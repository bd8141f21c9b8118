import { ApiObject } from 'cdk8s';
import { Cluster } from '../../cluster/cluster';
import { render } from '../../construct/edit';
import { WarningText } from '../../construct/warning';
import { isKnown } from '../../manifest/known';
import { matchesSelector } from '../../manifest/label-selector';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { itemsOf, podTemplatesOf } from '../../manifest/pod-template';
import { reasonToLeaveOut } from './place-on-spot';
import { SpotPlan } from './spot-plan';

const REPLICATED = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController', 'Rollout', 'CloneSet'];

/**
 * What of a workload does not survive that its nodes are taken away, as it will be written, with the autoscalers and disruption budgets of
 * its tree.
 */
export function survivalWarnings(target: ApiObject, plan: SpotPlan): WarningText[] {
  const hasBase = plan.base !== undefined;
  let tree: KubernetesObject[] | undefined;
  const others = () => (tree ??= target.node.root.node.findAll().flatMap((construct) => (ApiObject.isApiObject(construct) ? objectsOf(construct) : [])));
  return objectsOf(target).flatMap((object) => {
    if (podTemplatesOf(object).length === 0 || reasonToLeaveOut(object, plan) !== undefined) { return []; }
    return [...alone(object, others, hasBase), ...unbudgeted(object, others), ...unrepeated(object), ...hasBase ? drifting(object, others, target) : []]
      .map(({ id, message }) => ({ id, object: describeObject(object), message }));
  });
}

type Text = Omit<WarningText, 'object'>;

function alone(object: KubernetesObject, others: () => KubernetesObject[], hasBase: boolean): Text[] {
  if (object.kind === 'Pod') {
    return [{ id: 'scheduling/spot-bare-pod', message: 'Nothing brings a pod of its own back when its node is taken away. Use a Deployment or a Job.' }];
  }
  if (!REPLICATED.includes(object.kind)) { return []; }
  const scaler = autoscalerOf(object, others());
  const replicas: unknown = scaler === undefined ? object.spec?.replicas ?? 1 : fewest(scaler);
  if (!isKnown(replicas) || replicas !== 1) { return []; }
  const away = 'is away from the time its node is taken until another one is ready';
  const message = hasBase
    ? `Its only replica prefers the on-demand base. Where that has no room, it takes spot, and then ${away}. Run two or more.`
    : `Its only replica ${away}. Run two or more, or keep an on-demand base.`;
  return [{ id: 'scheduling/spot-single-replica', message }];
}

function autoscalerOf({ kind, metadata }: KubernetesObject, others: readonly KubernetesObject[]): KubernetesObject | undefined {
  return others.find((other) => ['HorizontalPodAutoscaler', 'ScaledObject'].includes(other.kind) && other.metadata?.namespace === metadata?.namespace
    && (other.spec?.scaleTargetRef?.kind ?? 'Deployment') === kind && other.spec?.scaleTargetRef?.name === metadata?.name);
}

/** How many replicas an autoscaler leaves, of a workload that is not at rest. */
function fewest({ kind, spec }: KubernetesObject): unknown {
  const least: unknown = kind === 'ScaledObject' ? spec.minReplicaCount : spec.minReplicas;
  return least === undefined || least === null || least === 0 ? 1 : least;
}

/** Nobody looks at domains when replicas are taken away. */
function drifting(object: KubernetesObject, others: () => KubernetesObject[], target: ApiObject): Text[] {
  if (Cluster.tryContaining(target)?.capabilities.descheduler !== undefined || autoscalerOf(object, others()) === undefined) { return []; }
  return [{
    id: 'scheduling/base-drifts',
    message: 'When its autoscaler takes replicas away, those on on-demand capacity may go first; the share is right again with the next that are added. '
      + "Run the descheduler, and say so in 'capabilities.descheduler' of the Cluster.",
  }];
}

function unbudgeted({ kind, metadata, spec }: KubernetesObject, others: () => KubernetesObject[]): Text[] {
  if (!REPLICATED.includes(kind)) { return []; }
  const labels = spec?.template?.metadata?.labels;
  const budgets = others().filter((other) => other.kind === 'PodDisruptionBudget' && other.metadata?.namespace === metadata?.namespace)
    .filter((budget) => matchesSelector(budget.spec?.selector, labels) !== false);
  if (budgets.length > 0) { return []; }
  return [{ id: 'scheduling/spot-no-budget', message: 'No PodDisruptionBudget selects its pods, so nodes may be drained of all of them at once. Give it one.' }];
}

function unrepeated({ kind, spec }: KubernetesObject): Text[] {
  const job = kind === 'CronJob' ? spec?.jobTemplate?.spec : spec;
  if (!['Job', 'CronJob'].includes(kind) || job?.backoffLimit !== 0) { return []; }
  return [{ id: 'scheduling/spot-no-retry', message: "Its first interruption fails it: 'backoffLimit' is 0. Allow some retries." }];
}

/** What an object will be, item by item. What can't be rendered says so itself. */
function objectsOf(apiObject: ApiObject): KubernetesObject[] {
  try {
    const { object } = render(apiObject);
    return (itemsOf(object) ?? [object]).filter((item) => typeof item === 'object' && item !== null);
  } catch {
    return [];
  }
}
