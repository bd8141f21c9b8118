import { atLeast, OLDEST_SUPPORTED } from './kubernetes-version';
import { KubernetesObject } from './object';

interface Removed {
  readonly kinds: readonly string[];
  /** The version that has them now, if any. */
  readonly now?: string;
  /** The Kubernetes that dropped the old one. */
  readonly since: string;
}

/**
 * API versions that are gone.
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
const REMOVED: { readonly [apiVersion: string]: readonly Removed[] } = {
  'extensions/v1beta1': [
    { kinds: ['Deployment', 'DaemonSet', 'ReplicaSet'], now: 'apps/v1', since: '1.16' },
    { kinds: ['NetworkPolicy'], now: 'networking.k8s.io/v1', since: '1.16' },
    { kinds: ['PodSecurityPolicy'], since: '1.16' },
    { kinds: ['Ingress'], now: 'networking.k8s.io/v1', since: '1.22' },
  ],
  'apps/v1beta1': [{ kinds: ['Deployment', 'StatefulSet'], now: 'apps/v1', since: '1.16' }],
  'apps/v1beta2': [{ kinds: ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'], now: 'apps/v1', since: '1.16' }],
  'batch/v2alpha1': [{ kinds: ['CronJob'], now: 'batch/v1', since: '1.21' }],
  'batch/v1beta1': [{ kinds: ['CronJob'], now: 'batch/v1', since: '1.25' }],
  'admissionregistration.k8s.io/v1beta1': [
    { kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'], now: 'admissionregistration.k8s.io/v1', since: '1.22' },
    { kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'], now: 'admissionregistration.k8s.io/v1', since: '1.34' },
  ],
  'apiextensions.k8s.io/v1beta1': [{ kinds: ['CustomResourceDefinition'], now: 'apiextensions.k8s.io/v1', since: '1.22' }],
  'apiregistration.k8s.io/v1beta1': [{ kinds: ['APIService'], now: 'apiregistration.k8s.io/v1', since: '1.22' }],
  'certificates.k8s.io/v1beta1': [{ kinds: ['CertificateSigningRequest'], now: 'certificates.k8s.io/v1', since: '1.22' }],
  'coordination.k8s.io/v1beta1': [{ kinds: ['Lease'], now: 'coordination.k8s.io/v1', since: '1.22' }],
  'networking.k8s.io/v1beta1': [{ kinds: ['Ingress', 'IngressClass'], now: 'networking.k8s.io/v1', since: '1.22' }],
  'rbac.authorization.k8s.io/v1beta1': [
    { kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'], now: 'rbac.authorization.k8s.io/v1', since: '1.22' },
  ],
  'scheduling.k8s.io/v1beta1': [{ kinds: ['PriorityClass'], now: 'scheduling.k8s.io/v1', since: '1.22' }],
  'storage.k8s.io/v1beta1': [
    { kinds: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'], now: 'storage.k8s.io/v1', since: '1.22' },
    { kinds: ['CSIStorageCapacity'], now: 'storage.k8s.io/v1', since: '1.27' },
  ],
  'discovery.k8s.io/v1beta1': [{ kinds: ['EndpointSlice'], now: 'discovery.k8s.io/v1', since: '1.25' }],
  'events.k8s.io/v1beta1': [{ kinds: ['Event'], now: 'events.k8s.io/v1', since: '1.25' }],
  'autoscaling/v2beta1': [{ kinds: ['HorizontalPodAutoscaler'], now: 'autoscaling/v2', since: '1.25' }],
  'autoscaling/v2beta2': [{ kinds: ['HorizontalPodAutoscaler'], now: 'autoscaling/v2', since: '1.26' }],
  'policy/v1beta1': [
    { kinds: ['PodDisruptionBudget'], now: 'policy/v1', since: '1.25' },
    { kinds: ['PodSecurityPolicy'], since: '1.25' },
  ],
  'node.k8s.io/v1beta1': [{ kinds: ['RuntimeClass'], now: 'node.k8s.io/v1', since: '1.25' }],
  'flowcontrol.apiserver.k8s.io/v1beta1': [
    { kinds: ['FlowSchema', 'PriorityLevelConfiguration'], now: 'flowcontrol.apiserver.k8s.io/v1', since: '1.26' },
  ],
  'flowcontrol.apiserver.k8s.io/v1beta2': [
    { kinds: ['FlowSchema', 'PriorityLevelConfiguration'], now: 'flowcontrol.apiserver.k8s.io/v1', since: '1.29' },
  ],
  'flowcontrol.apiserver.k8s.io/v1beta3': [
    { kinds: ['FlowSchema', 'PriorityLevelConfiguration'], now: 'flowcontrol.apiserver.k8s.io/v1', since: '1.32' },
  ],
};

/** API versions that came with a Kubernetes that is newer than the oldest supported one. */
const ADDED: { readonly [apiVersion: string]: readonly { readonly kinds: readonly string[]; readonly since: string }[] } = {
  'admissionregistration.k8s.io/v1': [
    { kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'], since: '1.30' },
    { kinds: ['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'], since: '1.36' },
  ],
  'flowcontrol.apiserver.k8s.io/v1': [{ kinds: ['FlowSchema', 'PriorityLevelConfiguration'], since: '1.29' }],
  'networking.k8s.io/v1': [{ kinds: ['IPAddress', 'ServiceCIDR'], since: '1.33' }],
  'resource.k8s.io/v1': [{ kinds: ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'], since: '1.34' }],
  'storage.k8s.io/v1': [{ kinds: ['VolumeAttributesClass'], since: '1.34' }],
};

type Api = Pick<KubernetesObject, 'apiVersion' | 'kind'>;

/** That a Kubernetes no longer has an API, as a clause; undefined where it has. Without a version, the oldest supported one is meant. */
export function removedApi({ apiVersion, kind }: Api, version: string = OLDEST_SUPPORTED): string | undefined {
  const removed = entry(REMOVED, apiVersion).find(({ kinds, since }) => kinds.includes(kind) && atLeast(version, since));
  if (removed === undefined) { return undefined; }
  const { now, since } = removed;
  return `${apiVersion} is gone since Kubernetes ${since}, so that API servers refuse it: ${now === undefined ? 'nothing has taken its place' : `write ${now}`}`;
}

/** That a Kubernetes does not have an API yet, as a clause; undefined where it has. */
export function missingApi({ apiVersion, kind }: Api, version: string): string | undefined {
  const added = entry(ADDED, apiVersion).find(({ kinds, since }) => kinds.includes(kind) && !atLeast(version, since));
  return added === undefined ? undefined : `${apiVersion} has ${kind} from Kubernetes ${added.since} on`;
}

function entry<T>(table: { readonly [apiVersion: string]: readonly T[] }, apiVersion: unknown): readonly T[] {
  return typeof apiVersion === 'string' && Object.hasOwn(table, apiVersion) ? table[apiVersion] : [];
}
