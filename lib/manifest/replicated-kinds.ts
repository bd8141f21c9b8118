import { apiGroup, KubernetesObject } from './object';

const REPLICATED: readonly string[] = [
  'apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', '/ReplicationController', 'argoproj.io/Rollout', 'apps.kruise.io/CloneSet', 'apps.kruise.io/StatefulSet',
];

/** Whether a workload keeps a number of equal pods running: `spec.replicas`, or one. */
export function isReplicated(object: KubernetesObject): boolean {
  return REPLICATED.includes(`${apiGroup(object)}/${object.kind}`);
}
