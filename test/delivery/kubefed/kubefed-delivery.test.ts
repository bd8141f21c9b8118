import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Cluster } from '../../../lib/cluster/cluster';
import { apiObjectsOf } from '../../../lib/construct/api-objects';
import { FleetRollout } from '../../../lib/delivery/fleet-rollout';
import { KubeFedDelivery, KubeFedDeliveryProps } from '../../../lib/delivery/kubefed/kubefed-delivery';
import { ClusterSelector } from '../../../lib/fleet/cluster-selector';
import { Fleet } from '../../../lib/fleet/fleet';
import { stringifyYaml } from '../../../lib/manifest/yaml';
import { arbitraryFleet, treeOf } from '../arbitrary-fleet';
import { applyPatch } from '../karmada/replay';

function hubOf(fleet: { readonly [cluster: string]: readonly any[] }, props: KubeFedDeliveryProps = {}): any[] {
  const hub = new Cluster({ name: 'hub' });
  new KubeFedDelivery(props).deliver(hub, treeOf(fleet));
  return apiObjectsOf(hub).map((object) => object.toJson());
}

/** What KubeFed 0.10 makes of federated objects (pkg/controller/sync), with nothing of the library. */
function replay(hub: readonly any[], cluster: string): any[] {
  const federated = hub.filter(({ apiVersion }) => apiVersion === 'types.kubefed.io/v1beta1');
  const isPlaced = ({ spec }: any) => spec.placement.clusters.some(({ name }: any) => name === cluster);
  const namespaces = federated.filter((each) => each.kind === 'FederatedNamespace' && isPlaced(each)).map(({ metadata }) => metadata.name);
  const isThere = (each: any) => isPlaced(each) && (each.metadata.namespace === undefined || namespaces.includes(each.metadata.namespace));
  return federated.filter(isThere).map(({ kind, metadata, spec }) => {
    const config = hub.find((each) => each.kind === 'FederatedTypeConfig' && each.spec.federatedType.kind === kind);
    if (config === undefined && !KNOWN.includes(kind)) { throw new Error(`nothing enables ${kind}`); }
    const target = config?.spec.targetType ?? { version: 'v1', kind: kind.slice('Federated'.length) };
    const object = structuredClone(spec.template);
    if (object.metadata.annotations !== undefined || object.metadata.finalizers !== undefined) { throw new Error('not in a template'); }
    object.metadata.name = metadata.name;
    if (kind !== 'FederatedNamespace' && metadata.namespace !== undefined) { object.metadata.namespace = metadata.namespace; }
    object.kind = target.kind;
    object.apiVersion = target.group === undefined ? target.version : `${target.group}/${target.version}`;
    const overrides = (spec.overrides ?? []).filter(({ clusterName }: any) => clusterName === cluster);
    if (overrides.length > 1) { throw new Error('a cluster twice'); }
    const operations = overrides[0]?.clusterOverrides ?? [];
    if (new Set(operations.map((each: any) => each.path)).size < operations.length) { throw new Error('a path twice'); }
    return applyPatch(object, operations.map(({ op = 'replace', ...rest }: any) => ({ op, ...rest })));
  });
}

const KNOWN = ['FederatedNamespace', 'FederatedConfigMap'];
const keyOf = ({ kind, metadata }: any) => `${kind}/${metadata.namespace}/${metadata.name}`;
const sorted = (objects: readonly any[]) => [...objects].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

test('template and overrides give each cluster its objects, and the namespaces that they are in', () => {
  fc.assert(fc.property(arbitraryFleet, (fleet) => {
    const hub = hubOf(fleet);
    for (const [cluster, objects] of Object.entries(fleet)) {
      const namespaces = [...new Set(objects.map(({ metadata }) => metadata.namespace))].filter((each) => each !== undefined).map(namespace);
      expect(sorted(replay(hub, cluster))).toEqual(sorted([...objects, ...namespaces]));
    }
  }), { numRuns: 200 });
});

test('a kind that KubeFed does not know is enabled', () => {
  const hub = hubOf({ dev: [{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'a', namespace: 'shop', annotations: { note: 'x' } }, spec: { podSelector: {} } }] });
  expect(stringifyYaml(hub.filter(({ kind }) => kind !== 'CustomResourceDefinition'))).toBe(`apiVersion: core.kubefed.io/v1beta1
kind: FederatedTypeConfig
metadata:
  name: networkpolicies.networking.k8s.io
  namespace: kube-federation-system
spec:
  federatedType:
    group: types.kubefed.io
    kind: FederatedNetworkPolicy
    pluralName: federatednetworkpolicies
    scope: Namespaced
    version: v1beta1
  propagation: Enabled
  targetType:
    group: networking.k8s.io
    kind: NetworkPolicy
    pluralName: networkpolicies
    scope: Namespaced
    version: v1
---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
---
apiVersion: types.kubefed.io/v1beta1
kind: FederatedNamespace
metadata:
  name: shop
  namespace: shop
spec:
  placement:
    clusters:
      - name: dev
  template:
    metadata: {}
---
apiVersion: types.kubefed.io/v1beta1
kind: FederatedNetworkPolicy
metadata:
  name: a
  namespace: shop
spec:
  overrides:
    - clusterName: dev
      clusterOverrides:
        - op: add
          path: /metadata/annotations
          value:
            note: x
  placement:
    clusters:
      - name: dev
  template:
    metadata: {}
    spec:
      podSelector: {}
`);
  expect(hub.filter(({ kind }) => kind === 'CustomResourceDefinition').map(({ metadata, spec }) => [metadata.name, spec.names.plural, spec.scope])).toEqual([
    ['federatednetworkpolicies.types.kubefed.io', 'federatednetworkpolicies', 'Namespaced'],
  ]);
});

test('takes the plural of a custom resource from its definition, which is federated too', () => {
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'oxen.example.io' },
    spec: { group: 'example.io', names: { kind: 'Ox', plural: 'oxen' }, scope: 'Cluster', versions: [] },
  };
  const hub = hubOf({ dev: [definition, { apiVersion: 'example.io/v1', kind: 'Ox', metadata: { name: 'a' } }] });
  expect(hub.filter(({ kind }) => kind === 'FederatedTypeConfig').map(({ metadata, spec }) => [metadata.name, spec.federatedType.pluralName, spec.targetType.scope])).toEqual([
    ['customresourcedefinitions.apiextensions.k8s.io', 'federatedcustomresourcedefinitions', 'Cluster'], ['oxen.example.io', 'federatedoxen', 'Cluster'],
  ]);
});

test('leaves replicas to the clusters where nothing says them', () => {
  const web = (replicas?: number) => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: { ...(replicas && { replicas }), template: {} } });
  const spec = (...states: any[]) => hubOf(Object.fromEntries(states.map((each, index) => [`c${index}`, [each]]))).find(({ kind }) => kind === 'FederatedDeployment').spec;
  expect(spec(web(), web()).retainReplicas).toBe(true);
  expect(spec(web(2), web(3)).retainReplicas).toBeUndefined();
  expect(spec(web(2), web(2), web(3)).overrides).toEqual([{ clusterName: 'c2', clusterOverrides: [{ path: '/spec/replicas', value: 3 }] }]);
});

test('says what cannot be delivered', () => {
  const hub = new Cluster({ name: 'hub' });
  new KubeFedDelivery().deliver(hub, treeOf({
    dev: [
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'shop' } },
      { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'b', namespace: 'shop' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'many-', namespace: 'shop' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large', namespace: 'shop' }, data: { a: 'x'.repeat(1_500_000) } },
    ],
  }));
  expect(() => hub.synth()).toThrow([
    "[hub/KubeFedDelivery] FederatedConfigMap 'shop/large' must have at most 1500000 bytes, which is what an etcd takes, got 1500210. "
      + 'Split it, or let fewer clusters differ in it.',
    "[hub/KubeFedDelivery] ConfigMap 'shop/many-*' must have a name, by which the engine knows it, and has only a 'generateName'. Give it a 'name'.",
    "[hub/KubeFedDelivery] can not deliver Service 'shop/b': 'serving.knative.dev/Service' and '/Service' both become FederatedService. "
      + 'Let another engine deliver one of the two.',
  ].join('\n  '));
});

test('works, and says where to go', () => {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-kubefed-'));
  try {
    const fleet = new Fleet({ clusters: [{ name: 'dev' }, { name: 'prod' }], outdir });
    fleet.run(ClusterSelector.all(), {
      define: (cluster) => new ApiObject(new Chart(cluster, 'app', { namespace: 'shop' }), 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }),
    });
    const rollout = new FleetRollout([{ name: 'dev', clusters: ClusterSelector.names('dev') }, { name: 'prod', clusters: ClusterSelector.names('prod') }]);
    const twin = new Cluster({ name: 'hub' });
    new KubeFedDelivery({ reason: 'until spring' }).deliver(twin, treeOf({ dev: [] }));
    expect(twin.warnings.map(({ id, accepted }) => [id, accepted])).toEqual([['delivery/archived-engine', 'until spring']]);
    fleet.deliver(new KubeFedDelivery({ rollout }));
    expect(fleet.warnings.filter(({ accepted }) => accepted === undefined).map(({ path: at, id, message }) => `${at} ${id}: ${message}`)).toEqual([
      'hub/KubeFedDelivery delivery/archived-engine: KubeFed has been archived since 2023, and nobody corrects it. Karmada takes over what it does: '
        + 'KarmadaDelivery writes the same fleet for it.',
      'hub/KubeFedDelivery delivery/not-sayable: KubeFed has no order of clusters: all get what is new at once.',
    ]);
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
});

test('says what is wrong with its props', () => {
  expect(() => new KubeFedDelivery({ namespace: 'Fed' })).toThrow(
    "[KubeFedDelivery] 'namespace' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Fed'. "
      + "Use a name such as 'kube-federation-system'.",
  );
});
