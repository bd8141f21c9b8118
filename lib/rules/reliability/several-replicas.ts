import { OTHER_OBJECTS } from '../admission/admission-check';
import { autoscalersOf } from '../replicas';
import { ObjectRule } from '../rule';
import { mayBeSaidElsewhere } from '../said-elsewhere';

/** What serves runs more than once. */
export const severalReplicas: ObjectRule = {
  id: 'reliability/several-replicas',
  severity: 'warning',
  about: 'object',
  kinds: ['apps/Deployment', 'argoproj.io/Rollout', 'apps.kruise.io/CloneSet'],
  why: 'Nothing serves while the node of the only replica is drained, or has failed.',
  fix: "Set 'spec.replicas: 2' or more",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas',
  sameAs: ['workload/single-replica', 'scheduling/spot-single-replica'],
  admission: OTHER_OBJECTS,
  check: (object, cluster) => {
    const replicas: unknown = object.spec?.replicas ?? 1;
    // Of those that scale, their autoscalers say how many there are; whoever recreates wants no two at a time.
    if (typeof replicas !== 'number' || replicas === 0 || object.spec?.strategy?.type === 'Recreate' || autoscalersOf(cluster, object).length > 0) { return undefined; }
    return replicas > 1 || mayBeSaidElsewhere(cluster, object) ? [] : [{ path: ['spec', 'replicas'], message: 'it has one replica' }];
  },
};
