import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from './field-changes';
import { apiGroup, isMap, KubernetesObject } from './object';
import { podTemplatesOf } from './pod-template';

type Defaults = { readonly [path: string]: unknown };

/** What the API server fills in, by kind, where an object says nothing. What hangs on other fields is left out. */
const DEFAULTS: { readonly [groupKind: string]: Defaults } = {
  'apps/Deployment': {
    'spec.replicas': 1, 'spec.revisionHistoryLimit': 10, 'spec.progressDeadlineSeconds': 600, 'spec.minReadySeconds': 0, 'spec.paused': false,
    'spec.strategy.type': 'RollingUpdate', 'spec.strategy.rollingUpdate.maxSurge': '25%', 'spec.strategy.rollingUpdate.maxUnavailable': '25%',
  },
  'apps/StatefulSet': {
    'spec.replicas': 1, 'spec.revisionHistoryLimit': 10, 'spec.podManagementPolicy': 'OrderedReady', 'spec.minReadySeconds': 0, 'spec.volumeClaimTemplates': [],
    'spec.updateStrategy.type': 'RollingUpdate', 'spec.updateStrategy.rollingUpdate.partition': 0,
    'spec.persistentVolumeClaimRetentionPolicy.whenDeleted': 'Retain', 'spec.persistentVolumeClaimRetentionPolicy.whenScaled': 'Retain',
  },
  'apps/DaemonSet': {
    'spec.revisionHistoryLimit': 10, 'spec.minReadySeconds': 0,
    'spec.updateStrategy.type': 'RollingUpdate', 'spec.updateStrategy.rollingUpdate.maxSurge': 0, 'spec.updateStrategy.rollingUpdate.maxUnavailable': 1,
  },
  'batch/Job': { 'spec.parallelism': 1, 'spec.completionMode': 'NonIndexed', 'spec.suspend': false },
  'batch/CronJob': { 'spec.concurrencyPolicy': 'Allow', 'spec.suspend': false, 'spec.successfulJobsHistoryLimit': 3, 'spec.failedJobsHistoryLimit': 1 },
  '/Service': {
    'spec.type': 'ClusterIP', 'spec.sessionAffinity': 'None', 'spec.internalTrafficPolicy': 'Cluster', 'spec.ports.*.protocol': 'TCP',
    'spec.publishNotReadyAddresses': false,
  },
  'autoscaling/HorizontalPodAutoscaler': { 'spec.minReplicas': 1 },
  '/PersistentVolumeClaim': { 'spec.volumeMode': 'Filesystem' },
  '/Secret': { type: 'Opaque' },
  'scheduling.k8s.io/PriorityClass': { preemptionPolicy: 'PreemptLowerPriority', globalDefault: false },
  'storage.k8s.io/StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  'rbac.authorization.k8s.io/RoleBinding': { 'roleRef.apiGroup': 'rbac.authorization.k8s.io' },
  'rbac.authorization.k8s.io/ClusterRoleBinding': { 'roleRef.apiGroup': 'rbac.authorization.k8s.io' },
};

const CONTAINER: Defaults = {
  'terminationMessagePath': '/dev/termination-log', 'terminationMessagePolicy': 'File', 'resources': {}, 'stdin': false, 'stdinOnce': false, 'tty': false,
  'ports.*.protocol': 'TCP', 'volumeMounts.*.readOnly': false, 'env.*.valueFrom.fieldRef.apiVersion': 'v1',
  ...Object.fromEntries(['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => Object.entries({
    timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3, 'httpGet.scheme': 'HTTP', 'httpGet.path': '/', 'grpc.service': '',
  }).map(([field, value]) => [`${probe}.${field}`, value]))),
};

/** Of a pod, from its `spec` on. */
const POD: Defaults = {
  dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler', terminationGracePeriodSeconds: 30, securityContext: {},
  hostNetwork: false, hostPID: false, hostIPC: false,
  ...Object.fromEntries(['configMap', 'secret', 'projected', 'downwardAPI'].map((volume) => [`volumes.*.${volume}.defaultMode`, 0o644])),
  ...Object.fromEntries(['containers', 'initContainers'].flatMap((list) => Object.entries(CONTAINER).map(([field, value]) => [`${list}.*.${field}`, value]))),
};

/** Whose pods must not run for ever. */
const ENDING = ['Job', 'CronJob'];

/** Whether a change only says what the API server fills in, or no longer says it: to the cluster, the object is the same. */
export function isSameToServer(object: KubernetesObject, { path, before, after }: Pick<FieldChange, 'path' | 'before' | 'after'>): boolean {
  if (before !== undefined && after !== undefined) { return false; }
  return isDefault(apiDefaults(object), path, before ?? after);
}

/** By path, with `*` for each element of a list. */
export function apiDefaults(object: KubernetesObject): Defaults {
  const { kind } = object;
  const group = apiGroup(object);
  const key = `${group}/${kind}`;
  const own = Object.hasOwn(DEFAULTS, key) ? DEFAULTS[key] : {};
  // What a custom resource copies into pods gets them there, and not in the resource.
  if (!['', 'apps', 'batch'].includes(group)) { return own; }
  const pods = podTemplatesOf(object).map(({ path }) => [...path, 'spec'].join('.'));
  const ofPods = ENDING.includes(kind) ? POD : { ...POD, restartPolicy: 'Always' };
  return { ...own, ...Object.fromEntries(pods.flatMap((at) => Object.entries(ofPods).map(([field, value]) => [`${at}.${field}`, value]))) };
}

/** A map is, if all that it says is. */
function isDefault(defaults: Defaults, path: string, value: unknown): boolean {
  if (Object.hasOwn(defaults, path) && isDeepStrictEqual(defaults[path], value)) { return true; }
  return isMap(value) && Object.keys(value).length > 0 && Object.entries(value).every(([key, child]) => isDefault(defaults, `${path}.${key}`, child));
}
