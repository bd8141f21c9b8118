/** Kubernetes' own kinds with pod templates, which API servers look at. */
export const BUILT_IN_WORKLOADS: ReadonlySet<string> = new Set([
  '/Pod', '/PodTemplate', '/ReplicationController', 'apps/DaemonSet', 'apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', 'batch/CronJob', 'batch/Job',
]);
