import { ApiObject } from 'cdk8s';
import { Cluster } from '../../cluster/cluster';
import { objectsOf } from '../../construct/edit';
import { neighboursPicking } from '../../construct/picking-neighbours';
import { WarningText } from '../../construct/warning';
import { matchesSelector } from '../../manifest/label-selector';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { podTemplatesOf } from '../../manifest/pod-template';
import { isReplicated } from '../../manifest/replicated-kinds';
import { autoscalersOf, replicaScale } from '../../pod/replica-scale';
import { reasonToLeaveOut } from './place-on-spot';
import { SpotPlan } from './spot-plan';

/**
 * What of a workload does not survive that its nodes are taken away, as it will be written, with the autoscalers and disruption budgets of
 * its tree.
 */
export function survivalWarnings(target: ApiObject, plan: SpotPlan): WarningText[] {
  const hasBase = plan.base !== undefined;
  return objectsOf(target).flatMap((object) => {
    if (podTemplatesOf(object).length === 0 || reasonToLeaveOut(object, plan) !== undefined) { return []; }
    return [...alone(object, target, hasBase), ...unbudgeted(object, target), ...unrepeated(object), ...hasBase ? drifting(object, target) : []]
      .map(({ id, message }) => ({ id, object: describeObject(object), message }));
  });
}

type Text = Omit<WarningText, 'object'>;

function alone(object: KubernetesObject, target: ApiObject, hasBase: boolean): Text[] {
  if (object.kind === 'Pod') {
    return [{ id: 'scheduling/spot-bare-pod', message: 'Nothing brings a pod of its own back when its node is taken away. Use a Deployment or a Job.' }];
  }
  if (!isReplicated(object) || replicaScale(target, object).fewest !== 1) { return []; }
  const away = 'is away from the time its node is taken until another one is ready';
  const message = hasBase
    ? `Its only replica prefers the on-demand base. Where that has no room, it takes spot, and then ${away}. Run two or more.`
    : `Its only replica ${away}. Run two or more, or keep an on-demand base.`;
  return [{ id: 'scheduling/spot-single-replica', message }];
}

/** Nobody looks at domains when replicas are taken away. */
function drifting(object: KubernetesObject, target: ApiObject): Text[] {
  if (Cluster.tryContaining(target)?.capabilities.descheduler !== undefined || autoscalersOf(target, object).length === 0) { return []; }
  return [{
    id: 'scheduling/base-drifts',
    message: 'When its autoscaler takes replicas away, those on on-demand capacity may go first; the share is right again with the next that are added. '
      + "Run the descheduler, and say so in 'capabilities.descheduler' of the Cluster.",
  }];
}

function unbudgeted(object: KubernetesObject, target: ApiObject): Text[] {
  if (!isReplicated(object)) { return []; }
  const labels = object.spec?.template?.metadata?.labels;
  const budgets = neighboursPicking(target, 'PodDisruptionBudget', object.metadata?.namespace, labels)
    .filter((budget) => matchesSelector(budget.object.spec?.selector, labels) !== false);
  if (budgets.length > 0) { return []; }
  return [{ id: 'scheduling/spot-no-budget', message: 'No PodDisruptionBudget selects its pods, so nodes may be drained of all of them at once. Give it one.' }];
}

function unrepeated({ kind, spec }: KubernetesObject): Text[] {
  const job = kind === 'CronJob' ? spec?.jobTemplate?.spec : spec;
  if (!['Job', 'CronJob'].includes(kind) || job?.backoffLimit !== 0) { return []; }
  return [{ id: 'scheduling/spot-no-retry', message: "Its first interruption fails it: 'backoffLimit' is 0. Allow some retries." }];
}
