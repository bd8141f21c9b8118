import { isClusterScoped, withoutNamespace } from '../../lib/manifest/cluster-scoped';

const object = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'x', namespace: 'shop' } });
const definition = (group: string, kind: string, scope: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: kind }, spec: { scope, group, names: { kind } },
});

test.each([
  ['kyverno.io/v1', 'ClusterPolicy'], ['cert-manager.io/v1', 'ClusterIssuer'], ['karpenter.sh/v1', 'NodePool'], ['karpenter.k8s.aws/v1', 'EC2NodeClass'],
  ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy'], ['gateway.networking.k8s.io/v1', 'GatewayClass'], ['external-secrets.io/v1', 'ClusterSecretStore'],
  ['external-secrets.io/v1', 'ClusterExternalSecret'], ['constraints.gatekeeper.sh/v1beta1', 'K8sRequiredLabels'], ['v1', 'Namespace'],
])('%s %s belongs to no namespace, whether its definition is there or not', (apiVersion, kind) => {
  expect(isClusterScoped(object(apiVersion, kind), [])).toBe(true);
});

test.each([
  ['kyverno.io/v1', 'Policy'], ['cert-manager.io/v1', 'Issuer'], ['cilium.io/v2', 'CiliumNetworkPolicy'], ['external-secrets.io/v1', 'SecretStore'],
  ['v1', 'NodePool'], ['v1', 'ConfigMap'], ['', 'toString'], ['constructor/v1', 'Pod'],
])('%s %s belongs to one', (apiVersion, kind) => {
  expect(isClusterScoped(object(apiVersion, kind), [])).toBe(false);
});

test('a definition that is there says it', () => {
  const definitions = [definition('example.com', 'Region', 'Cluster'), definition('karpenter.sh', 'NodePool', 'Namespaced')];
  expect(isClusterScoped(object('example.com/v1', 'Region'), definitions)).toBe(true);
  expect(isClusterScoped(object('karpenter.sh/v1', 'NodePool'), definitions)).toBe(false);
  expect(withoutNamespace(object('v1', 'Namespace'))).toEqual({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'x' } });
});

const definitionOf = (spec: any, kind = 'CustomResourceDefinition') => ({ apiVersion: 'apiextensions.k8s.io/v1', kind, spec });
const POOL = { apiVersion: 'fleet.example.org/v1', kind: 'Pool' };
const POOL_DEFINITION = definitionOf({ scope: 'Cluster', group: 'fleet.example.org', names: { kind: 'Pool' } });

describe('isClusterScoped', () => {
  test.each([
    ['v1', ['Namespace', 'Node', 'PersistentVolume']],
    ['admissionregistration.k8s.io/v1', [
      'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration',
      'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration',
    ]],
    ['apiextensions.k8s.io/v1', ['CustomResourceDefinition']],
    ['apiregistration.k8s.io/v1', ['APIService']],
    ['certificates.k8s.io/v1', ['CertificateSigningRequest', 'ClusterTrustBundle']],
    ['flowcontrol.apiserver.k8s.io/v1', ['FlowSchema', 'PriorityLevelConfiguration']],
    ['networking.k8s.io/v1', ['ClusterCIDR', 'IngressClass', 'IPAddress', 'ServiceCIDR']],
    ['node.k8s.io/v1', ['RuntimeClass']],
    ['rbac.authorization.k8s.io/v1', ['ClusterRole', 'ClusterRoleBinding']],
    ['resource.k8s.io/v1', ['DeviceClass', 'DeviceTaintRule', 'ResourceClass', 'ResourceSlice']],
    ['scheduling.k8s.io/v1', ['PriorityClass']],
    ['storage.k8s.io/v1', ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass']],
    ['storagemigration.k8s.io/v1alpha1', ['StorageVersionMigration']],
  ])('knows the kinds of %s that belong to no namespace', (apiVersion, kinds) => {
    expect(kinds.filter((kind) => !isClusterScoped({ apiVersion, kind }, []))).toEqual([]);
  });

  test.each([
    ['v1', 'ConfigMap'], ['apps/v1', 'Deployment'], ['rbac.authorization.k8s.io/v1', 'Role'], ['storage.k8s.io/v1', 'CSIStorageCapacity'], ['networking.k8s.io/v1', 'Ingress'],
    ['example.com/v1', 'Namespace'], ['v1', 'ClusterRole'],
  ])('takes %s %s for one with a namespace', (apiVersion, kind) => expect(isClusterScoped({ apiVersion, kind }, [])).toBe(false));

  test.each<[string, any[], boolean]>([
    ['that says so', [POOL_DEFINITION], true],
    ['that says so, among others', [{ apiVersion: 'v1', kind: 'Service', spec: {} }, { apiVersion: 'v1', kind: 'Secret' }, POOL_DEFINITION], true],
    ['of one in a namespace', [definitionOf({ ...POOL_DEFINITION.spec, scope: 'Namespaced' })], false],
    ['of that name in another group', [definitionOf({ ...POOL_DEFINITION.spec, group: 'example.com' })], false],
    ['of another kind of the group', [definitionOf({ ...POOL_DEFINITION.spec, names: { kind: 'Claim' } })], false],
    ['that merely looks like one', [definitionOf(POOL_DEFINITION.spec, 'Definition')], false],
    ['without names', [definitionOf({ ...POOL_DEFINITION.spec, names: undefined })], false],
    ['without a spec', [definitionOf(undefined)], false],
  ])('judges a custom resource by a definition %s', (_, definitions, expected) => expect(isClusterScoped(POOL, definitions)).toBe(expected));
});

describe('withoutNamespace', () => {
  test('drops the namespace and nothing else, and leaves what it was given', () => {
    const object = { ...POOL, metadata: { name: 'spot', namespace: 'shop', labels: { a: 'b' } }, spec: { weight: 1 } };
    expect(withoutNamespace(object)).toStrictEqual({ ...POOL, metadata: { name: 'spot', labels: { a: 'b' } }, spec: { weight: 1 } });
    expect(object.metadata.namespace).toBe('shop');
  });

  test.each<[string, any]>([
    ['has none', { ...POOL, metadata: { name: 'spot' } }],
    ['has no metadata', POOL],
    ['has null for it', { ...POOL, metadata: null }],
  ])('gives back the object itself where it %s', (_, object) => expect(withoutNamespace(object)).toBe(object));
});
