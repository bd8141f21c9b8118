import { KubernetesObject } from './object';
import { groupOf } from './object-key';

/** Kubernetes' own kinds that belong to no namespace, by their group: of all minors from 1.28 on, but for those that nobody writes. */
const KINDS: { readonly [group: string]: readonly string[] } = {
  '': ['Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io': ['ClusterCIDR', 'IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceClass', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
};

/** Whether an object belongs to no namespace: Kubernetes' own kinds, and custom resources whose definition is among `definitions`. */
export function isClusterScoped(object: KubernetesObject, definitions: readonly KubernetesObject[]): boolean {
  const group = groupOf(object);
  return KINDS[group]?.includes(object.kind) === true || definitions.some(({ kind, spec }) =>
    kind === 'CustomResourceDefinition' && spec?.scope === 'Cluster' && spec.group === group && spec.names?.kind === object.kind);
}

/** The object without its namespace. */
export function withoutNamespace(object: KubernetesObject): KubernetesObject {
  if (object.metadata?.namespace === undefined) { return object; }
  return { ...object, metadata: Object.fromEntries(Object.entries(object.metadata).filter(([field]) => field !== 'namespace')) };
}
