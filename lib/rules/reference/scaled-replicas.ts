import { describeObject } from '../../manifest/object-key';
import { autoscalersOf } from '../replicas';
import { ObjectRule } from '../rule';

/** A workload with an autoscaler leaves the number of its replicas to that. */
export const scaledReplicas: ObjectRule = {
  id: 'reference/scaled-replicas',
  severity: 'warning',
  about: 'object',
  kinds: ['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', '/ReplicationController', 'argoproj.io/Rollout', 'apps.kruise.io/CloneSet', 'apps.kruise.io/StatefulSet'],
  why: 'Each time the manifest is applied, the number of replicas falls back to what it says, whatever the load is.',
  fix: "Leave 'spec.replicas' out",
  docs: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
  sameAs: ['workload/fixed-replicas'],
  check: (object, cluster) => {
    const [found] = autoscalersOf(cluster, object);
    if (found === undefined) { return undefined; }
    // None at all switches the autoscaler off.
    return typeof object.spec?.replicas === 'number' && object.spec.replicas !== 0
      ? [{ path: ['spec', 'replicas'], message: `${object.spec.replicas} replicas are written, and ${describeObject(found.object)} says how many there are` }] : [];
  },
};
