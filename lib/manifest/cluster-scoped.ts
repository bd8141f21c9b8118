import { apiGroup, KubernetesObject } from './object';

/** Kubernetes' own kinds that belong to no namespace, by their group: of all minors from 1.28 on, but for reviews, which are asked of a server. */
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
  'internal.apiserver.k8s.io': ['StorageVersion'],
  'networking.k8s.io': ['ClusterCIDR', 'IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceClass', 'ResourcePoolStatusRequest', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
};

/** Custom resources of widely used controllers that belong to no namespace, by their group, as their definitions have it. */
const CUSTOM_KINDS: { readonly [group: string]: readonly string[] } = {
  'argoproj.io': ['ClusterAnalysisTemplate', 'ClusterWorkflowTemplate'],
  'cert-manager.io': ['ClusterIssuer'],
  'cilium.io': [
    'CiliumCIDRGroup', 'CiliumClusterwideEnvoyConfig', 'CiliumClusterwideNetworkPolicy', 'CiliumEgressGatewayPolicy', 'CiliumLoadBalancerIPPool',
  ],
  'cloud.google.com': ['ComputeClass'],
  'cluster.open-cluster-management.io': ['ClusterClaim', 'ManagedCluster', 'ManagedClusterSet'],
  'control.kubestellar.io': ['Binding', 'BindingPolicy', 'CustomTransform', 'StatusCollector'],
  'expansion.gatekeeper.sh': ['ExpansionTemplate'],
  'external-secrets.io': ['ClusterExternalSecret', 'ClusterPushSecret', 'ClusterSecretStore'],
  'externaldata.gatekeeper.sh': ['Provider'],
  'gateway.networking.k8s.io': ['GatewayClass'],
  'groupsnapshot.storage.k8s.io': ['VolumeGroupSnapshotClass', 'VolumeGroupSnapshotContent'],
  'k8gb.io': ['ZoneDelegation'],
  'karpenter.azure.com': ['AKSNodeClass'],
  'karpenter.k8s.aws': ['EC2NodeClass'],
  'karpenter.k8s.gcp': ['GCENodeClass'],
  'karpenter.sh': ['NodeClaim', 'NodeOverlay', 'NodePool'],
  'keda.sh': ['ClusterTriggerAuthentication'],
  'kyverno.io': ['ClusterPolicy'],
  'mutations.gatekeeper.sh': ['Assign', 'AssignImage', 'AssignMetadata', 'ModifySet'],
  'policies.kyverno.io': ['GeneratingPolicy', 'MutatingPolicy', 'ValidatingPolicy'],
  'policy.karmada.io': ['ClusterOverridePolicy', 'ClusterPropagationPolicy', 'ClusterTaintPolicy'],
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
  'syncset.gatekeeper.sh': ['SyncSet'],
  'templates.gatekeeper.sh': ['ConstraintTemplate'],
};

/** Gatekeeper makes a kind of each template. */
const CONSTRAINTS = 'constraints.gatekeeper.sh';

/**
 * Whether an object belongs to no namespace: Kubernetes' own kinds, custom resources whose definition is among `definitions`, and those of others that are
 * known.
 */
export function isClusterScoped(object: KubernetesObject, definitions: readonly KubernetesObject[]): boolean {
  const group = apiGroup(object);
  const definition = definitions.find(({ kind, spec }) => kind === 'CustomResourceDefinition' && spec?.group === group && spec.names?.kind === object.kind);
  if (definition !== undefined) { return definition.spec.scope === 'Cluster'; }
  return group === CONSTRAINTS || isAmong(KINDS, group, object.kind) || isAmong(CUSTOM_KINDS, group, object.kind);
}

function isAmong(kinds: { readonly [group: string]: readonly string[] }, group: string, kind: string): boolean {
  return Object.hasOwn(kinds, group) && kinds[group].includes(kind);
}

/** Leaves the namespaces of those objects out that belong to none. `all` are those of the cluster. */
export function namespaceSettler(all: readonly KubernetesObject[]): (object: KubernetesObject) => KubernetesObject {
  const definitions = all.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const known = new Map<string, boolean>();
  return (object) => {
    const key = `${object.apiVersion}/${object.kind}`;
    const isScoped = known.get(key) ?? isClusterScoped(object, definitions);
    known.set(key, isScoped);
    return isScoped ? withoutNamespace(object) : object;
  };
}

/** The object without its namespace. */
export function withoutNamespace(object: KubernetesObject): KubernetesObject {
  if (object.metadata?.namespace === undefined) { return object; }
  return { ...object, metadata: Object.fromEntries(Object.entries(object.metadata).filter(([field]) => field !== 'namespace')) };
}
