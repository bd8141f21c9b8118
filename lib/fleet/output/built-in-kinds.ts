import { apiGroup, KubernetesObject } from '../../manifest/object';

/** The kinds that Kubernetes itself has, by their group: of all minors from 1.28 on, also those that are on trial. */
const KINDS: { readonly [group: string]: readonly string[] } = {
  '': [
    'Binding', 'ComponentStatus', 'ConfigMap', 'Endpoints', 'Event', 'LimitRange', 'List', 'Namespace', 'Node', 'PersistentVolume', 'PersistentVolumeClaim',
    'Pod', 'PodTemplate', 'ReplicationController', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount',
  ],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'apps': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'authentication.k8s.io': ['SelfSubjectReview', 'TokenRequest', 'TokenReview'],
  'authorization.k8s.io': ['LocalSubjectAccessReview', 'SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  'autoscaling': ['HorizontalPodAutoscaler', 'Scale'],
  'batch': ['CronJob', 'Job'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle', 'PodCertificateRequest'],
  'coordination.k8s.io': ['Lease', 'LeaseCandidate'],
  'discovery.k8s.io': ['EndpointSlice'],
  'events.k8s.io': ['Event'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'internal.apiserver.k8s.io': ['StorageVersion'],
  'lifecycle.k8s.io': ['Eviction', 'EvictionRequest'],
  'networking.k8s.io': ['ClusterCIDR', 'IPAddress', 'Ingress', 'IngressClass', 'NetworkPolicy', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'policy': ['Eviction', 'PodDisruptionBudget'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'resource.k8s.io': [
    'DeviceClass', 'DeviceTaintRule', 'PodSchedulingContext', 'ResourceClaim', 'ResourceClaimParameters', 'ResourceClaimTemplate', 'ResourceClass',
    'ResourceClassParameters', 'ResourcePoolStatusRequest', 'ResourceSlice',
  ],
  'scheduling.k8s.io': ['CompositePodGroup', 'PodGroup', 'PriorityClass', 'Workload'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'CSIStorageCapacity', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
};

/** Kinds that widely used controllers have in several groups. */
const CUSTOM_KINDS: readonly string[] = ['Cluster', 'Gateway', 'Gslb', 'PolicyException', 'Schedule'];

const GROUPS: ReadonlyMap<string, readonly string[]> = groupsByKind();

/**
 * Whether the kind of an object does not tell which API it is of: it is Kubernetes' own, and this is another group's, or several controllers have one
 * of that name. What else there is has no say in it.
 */
export function isAmbiguousKind(object: KubernetesObject): boolean {
  const groups = GROUPS.get(object.kind);
  return groups === undefined ? CUSTOM_KINDS.includes(object.kind) : !groups.includes(apiGroup(object));
}

function groupsByKind(): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [group, kinds] of Object.entries(KINDS)) {
    for (const kind of kinds) { groups.set(kind, [...groups.get(kind) ?? [], group]); }
  }
  return groups;
}
