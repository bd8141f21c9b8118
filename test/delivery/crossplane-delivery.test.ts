import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { CrossplaneDelivery, CrossplaneDeliveryProps } from '../../lib/delivery/crossplane-delivery';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { parseYaml } from '../../lib/manifest/yaml';
import { fleetOf, hubObjects, SHOP } from './delivered-fleet';

let outdir: string;

beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-crossplane-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

const CLUSTERS = [{ name: 'dev' }, { name: 'prod-eu' }];

function fleetWith(props: Partial<CrossplaneDeliveryProps> = {}, program = SHOP) {
  return fleetOf(outdir, new CrossplaneDelivery({ namespace: 'fleet', ...props }), CLUSTERS, program);
}

function written(props: Partial<CrossplaneDeliveryProps> = {}, program = SHOP): Map<string, any> {
  fleetWith(props, program).synth();
  return hubObjects(outdir);
}

test('writes an Object for each object of each cluster', () => {
  const objects = written();
  expect([...objects.keys()]).toEqual(['dev', 'prod-eu'].flatMap((cluster) => (
    [`Object/${cluster}.namespace.shop`, `Object/${cluster}.shop.configmap.config`, `Object/${cluster}.storage.configmap.config`])));
  expect(fs.readFileSync(path.join(outdir, 'hub/fleet/object-prod-eu.shop.configmap.config.yaml'), 'utf8')).toBe(`apiVersion: kubernetes.m.crossplane.io/v1alpha1
kind: Object
metadata:
  name: prod-eu.shop.configmap.config
  namespace: fleet
spec:
  forProvider:
    manifest:
      apiVersion: v1
      data:
        cluster: prod-eu
      kind: ConfigMap
      metadata:
        name: config
        namespace: shop
  providerConfigRef:
    kind: ClusterProviderConfig
    name: prod-eu
`);
});

test('holds what was written, as it was written', () => {
  const held = [...written().values()].filter(({ spec }) => spec.providerConfigRef.name === 'dev').map(({ spec }) => spec.forProvider.manifest);
  const files = (fs.readdirSync(path.join(outdir, 'dev'), { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort();
  expect(held).toEqual(files.flatMap((file) => parseYaml(fs.readFileSync(path.join(outdir, 'dev', file), 'utf8'))));
});

test('keeps what the fleet no longer writes where that is said', () => {
  const objects = written({ keepRemoved: ClusterSelector.names('prod-eu') });
  expect(objects.get('Object/prod-eu.namespace.shop').spec.managementPolicies).toEqual(['Observe', 'Create', 'Update', 'LateInitialize']);
  expect(objects.get('Object/dev.namespace.shop').spec.managementPolicies).toBeUndefined();
  expect(() => fleetWith({ keepRemoved: ClusterSelector.names('prod-ue') }).synth()).toThrow("'keepRemoved' must name a cluster of the fleet, got 'prod-ue'.");
});

const only = (...manifests: any[]) => ({
  define: (cluster: Cluster) => {
    if (cluster.name !== 'dev') { return; }
    const chart = new Chart(cluster, 'objects');
    manifests.forEach((manifest, index) => new ApiObject(chart, `object-${index}`, manifest));
  },
});

test('objects of all names have names that are their own', () => {
  const role = (name: string) => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [] });
  const names = [...written({}, only(role('read:all'), role('read-all'), role('read@all'), role('a'.repeat(80)))).values()].map(({ metadata }) => metadata.name);
  expect(names.sort()).toEqual([
    expect.stringMatching(/^dev\.clusterrole\.rbac\.authorization\.k8s\.io\.a{3,}-[0-9a-f]{10}$/),
    'dev.clusterrole.rbac.authorization.k8s.io.read-all',
    expect.stringMatching(/^dev\.clusterrole\.rbac\.authorization\.k8s\.io\.read-all-[0-9a-f]{10}$/),
    expect.stringMatching(/^dev\.clusterrole\.rbac\.authorization\.k8s\.io\.read-all-[0-9a-f]{10}$/),
  ]);
  expect(new Set(names).size).toBe(4);
  for (const name of names) { expect(name.length).toBeLessThanOrEqual(63); }
});

test('refuses what it could not bring', () => {
  const nameless = {
    define: (cluster: Cluster) => {
      const object = new ApiObject(new Chart(cluster, 'shop', { namespace: 'shop' }), 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'once-' } });
      object.addJsonPatch(JsonPatch.remove('/metadata/name'));
    },
  };
  expect(() => fleetWith({}, nameless).synth()).toThrow(
    "[hub/CrossplaneDelivery] ConfigMap 'shop/once-*' of 'dev' must have a name. Give it a 'name' in place of 'generateName'.",
  );
  const large = { apiVersion: 'example.com/v1', kind: 'Large', metadata: { name: 'large', namespace: 'shop' }, spec: { text: 'x'.repeat(1_500_000) } };
  expect(() => fleetWith({}, only(large)).synth()).toThrow('must have at most 1500000 bytes');
});

test('warns of what Crossplane can not say', () => {
  const rollout = new FleetRollout([{ name: 'dev', clusters: ClusterSelector.names('dev') }, { name: 'rest', clusters: ClusterSelector.names('prod-eu') }]);
  expect(fleetWith({ rollout }).warnings.filter(({ id }) => id === 'delivery/not-sayable').map(({ message }) => message)).toEqual([
    'Crossplane has no order of clusters: all get what is new at once.',
    "Crossplane does not let 'shop' wait for 'storage', as it does in 'dev', 'prod-eu': what can not be applied yet is tried again.",
  ]);
});

test('says all that is wrong with its props at once', () => {
  expect(() => new CrossplaneDelivery({ rollout: [] } as any)).toThrow(/\[CrossplaneDelivery\] 'namespace' must be given\. Use one such as 'fleet'\.\n\[CrossplaneDelivery\] 'rollout' must be a 'FleetRollout'/);
});
