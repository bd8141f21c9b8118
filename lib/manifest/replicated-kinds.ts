import { apiGroup, KubernetesObject } from './object';

const REPLICATED: readonly string[] = [
  'apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', '/ReplicationController', 'argoproj.io/Rollout', 'apps.kruise.io/CloneSet', 'apps.kruise.io/StatefulSet',
];

// What a Job stamps its pods from, or what Jobs are stamped from.
const JOBS: readonly string[] = ['batch/Job', 'batch/CronJob', 'keda.sh/ScaledJob', 'jobset.x-k8s.io/JobSet'];

/** Whether the pods of a workload are those of Jobs, which end by themselves. */
export function isOfJobs(object: KubernetesObject): boolean {
  return JOBS.includes(`${apiGroup(object)}/${object.kind}`);
}

/** Whether a workload keeps a number of equal pods running: `spec.replicas`, or one. */
export function isReplicated(object: KubernetesObject): boolean {
  return REPLICATED.includes(`${apiGroup(object)}/${object.kind}`);
}
