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
