import { isClusterScoped, withoutNamespace } from '../../lib/manifest/cluster-scoped';

const definition = (spec: any, kind = 'CustomResourceDefinition') => ({ apiVersion: 'apiextensions.k8s.io/v1', kind, spec });
const POOL = { apiVersion: 'karpenter.sh/v1', kind: 'NodePool' };
const POOL_DEFINITION = definition({ scope: 'Cluster', group: 'karpenter.sh', names: { kind: 'NodePool' } });

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
    ['example.com/v1', 'Namespace'], ['v1', 'ClusterRole'], ['karpenter.sh/v1', 'NodePool'],
  ])('takes %s %s for one with a namespace', (apiVersion, kind) => expect(isClusterScoped({ apiVersion, kind }, [])).toBe(false));

  test.each<[string, any[], boolean]>([
    ['that says so', [POOL_DEFINITION], true],
    ['that says so, among others', [{ apiVersion: 'v1', kind: 'Service', spec: {} }, { apiVersion: 'v1', kind: 'Secret' }, POOL_DEFINITION], true],
    ['of one in a namespace', [definition({ ...POOL_DEFINITION.spec, scope: 'Namespaced' })], false],
    ['of that name in another group', [definition({ ...POOL_DEFINITION.spec, group: 'example.com' })], false],
    ['of another kind of the group', [definition({ ...POOL_DEFINITION.spec, names: { kind: 'NodeClaim' } })], false],
    ['that merely looks like one', [definition(POOL_DEFINITION.spec, 'Definition')], false],
    ['without names', [definition({ ...POOL_DEFINITION.spec, names: undefined })], false],
    ['without a spec', [definition(undefined)], false],
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
