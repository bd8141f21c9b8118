import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { DeliveryIdentity } from '../../lib/delivery/delivery-identity';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { RancherFleetDelivery, RancherFleetDeliveryProps } from '../../lib/delivery/rancher-fleet-delivery';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { parseYaml } from '../../lib/manifest/yaml';
import { fleetOf, hubObjects, SHOP } from './delivered-fleet';

let outdir: string;

beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-rancher-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

const CLUSTERS: ClusterDescription[] = [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }, { name: 'prod-us', environment: 'production' }];
type Program = { define(cluster: Cluster): void };

function fleetWith(props: RancherFleetDeliveryProps = {}, clusters = CLUSTERS, program: Program = SHOP) {
  return fleetOf(outdir, new RancherFleetDelivery(props), clusters, program);
}

function written(props: RancherFleetDeliveryProps = {}, clusters = CLUSTERS, program: Program = SHOP): Map<string, any> {
  fleetWith(props, clusters, program).synth();
  return hubObjects(outdir);
}

function notSayable(props: RancherFleetDeliveryProps, program: Program = SHOP): string[] {
  return fleetWith(props, CLUSTERS, program).warnings.filter(({ id }) => id === 'delivery/not-sayable').map(({ message }) => message);
}

function configMap(chart: Chart, name: string, data: { [key: string]: string }): void {
  new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data } as any);
}

test('writes a Bundle for each app, with what differs in overlays', () => {
  const objects = written({}, CLUSTERS.slice(0, 2));
  expect([...objects.keys()]).toEqual(['Bundle/fleet-cluster', 'Bundle/fleet-shop', 'Bundle/fleet-storage']);
  expect(fs.readFileSync(path.join(outdir, 'hub/fleet-default/bundle-fleet-shop.yaml'), 'utf8')).toBe(`apiVersion: fleet.cattle.io/v1alpha1
kind: Bundle
metadata:
  name: fleet-shop
  namespace: fleet-default
spec:
  correctDrift:
    enabled: true
  createNamespace: false
  dependsOn:
    - name: fleet-cluster
    - name: fleet-storage
  namespace: shop
  resources:
    - content: |
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: config
          namespace: shop
        data:
          cluster: dev
      name: overlays/dev/configmap-config.yaml
    - content: |
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: config
          namespace: shop
        data:
          cluster: prod-eu
      name: overlays/prod-eu/configmap-config.yaml
  serviceAccount: fleet-shop
  targets:
    - clusterSelector:
        matchLabels:
          management.cattle.io/cluster-display-name: dev
      name: dev
      yaml:
        overlays:
          - dev
    - clusterSelector:
        matchLabels:
          management.cattle.io/cluster-display-name: prod-eu
      name: prod-eu
      yaml:
        overlays:
          - prod-eu
`);
});

test('what is the same in all clusters stands in a Bundle once, and may be beside all namespaces', () => {
  const { spec } = written().get('Bundle/fleet-cluster');
  expect(spec.resources).toEqual([{ name: 'namespace-shop.yaml', content: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n' }]);
  expect([spec.defaultNamespace, spec.namespace, spec.dependsOn]).toEqual(['default', undefined, undefined]);
});

/** What Fleet makes of a Bundle for a target: the files of its overlays in place of others, or beside them. */
function replayed({ spec }: any, cluster: string): any[] {
  const target = spec.targets.find(({ name }: any) => name === cluster);
  if (target === undefined) { return []; }
  const files = new Map<string, string>(spec.resources.map(({ name, content }: any) => [name, content]));
  for (const overlay of target.yaml.overlays) {
    for (const [name, content] of [...files].filter(([file]) => file.startsWith(`overlays/${overlay}/`))) { files.set(name.slice(`overlays/${overlay}/`.length), content); }
  }
  return [...files].filter(([name]) => !name.startsWith('overlays/')).flatMap(([, content]) => parseYaml(content));
}

test('each cluster gets of the Bundles exactly what its folder holds', () => {
  const program = {
    define: (cluster: Cluster) => {
      SHOP.define(cluster);
      const chart = new Chart(cluster, 'more', { namespace: 'more' });
      configMap(chart, 'same', { a: 'b' });
      configMap(chart, 'with_patch.in-name'.replace('_', '-'), { a: '{{ .Values.a }} ${b}' });
      if (cluster.name !== 'prod-us') { configMap(chart, 'some', { cluster: cluster.name }); }
      new ApiObject(chart, 'role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: `of_patch.${cluster.name === 'dev' ? 'dev' : 'prod'}` } });
      if (cluster.name === 'dev') { configMap(new Chart(cluster, 'alone', { namespace: 'alone' }), 'alone', {}); }
    },
  };
  const objects = written({}, CLUSTERS, program);
  for (const { name } of CLUSTERS) {
    const folder = path.join(outdir, name);
    const files = (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml'));
    const inFolder = files.flatMap((file) => parseYaml(fs.readFileSync(path.join(folder, file), 'utf8'))).map((object) => JSON.stringify(object));
    const inBundles = [...objects.values()].flatMap((bundle) => replayed(bundle, name)).map((object) => JSON.stringify(object));
    expect([name, ...inBundles.sort()]).toEqual([name, ...inFolder.sort()]);
  }
  expect(objects.get('Bundle/fleet-alone').spec.targets.map(({ name }: any) => name)).toEqual(['dev']);
  expect(objects.get('Bundle/fleet-more').spec.resources.map(({ name }: any) => name).filter((name: string) => name.includes('_'))).toEqual([]);
});

const STEPS = new FleetRollout([{ name: 'dev', clusters: ClusterSelector.names('dev') }, { name: 'production', clusters: ClusterSelector.environments('production') }]);

test('one cluster at a time, in the order of the steps', () => {
  const label = 'example.com/cluster';
  expect(written({ rollout: STEPS, clusterLabel: label }).get('Bundle/fleet-shop').spec.rolloutStrategy).toEqual({
    maxUnavailable: 1,
    maxUnavailablePartitions: 0,
    partitions: [
      { name: 'dev', maxUnavailable: 1, clusterSelector: { matchExpressions: [{ key: label, operator: 'In', values: ['dev'] }] } },
      { name: 'production', maxUnavailable: 1, clusterSelector: { matchExpressions: [{ key: label, operator: 'In', values: ['prod-eu', 'prod-us'] }] } },
    ],
  });
  expect(notSayable({ rollout: STEPS })).toEqual([]);
});

test('a Bundle has partitions only for the clusters that it is for', () => {
  const program = { define: (cluster: Cluster) => { if (cluster.name !== 'dev') { SHOP.define(cluster); } } };
  expect(written({ rollout: STEPS }, CLUSTERS, program).get('Bundle/fleet-shop').spec.rolloutStrategy.partitions.map(({ name }: any) => name)).toEqual(['production']);
});

test('as many clusters at a time as may fail and one more', () => {
  const rollout = new FleetRollout([{ name: 'all', clusters: ClusterSelector.all(), maxFailures: '34%' }]);
  expect(written({ rollout }).get('Bundle/fleet-shop').spec.rolloutStrategy).toMatchObject({ maxUnavailable: 2, partitions: [{ maxUnavailable: 2 }] });
});

test('says what of a rollout it cannot say to Fleet', () => {
  const rollout = new FleetRollout([
    { name: 'dev', clusters: ClusterSelector.names('dev'), soakMinutes: 10, deadlineMinutes: 20 },
    { name: 'production', clusters: ClusterSelector.environments('production'), maxFailures: 1, maxConcurrency: 2 },
  ]);
  expect(notSayable({ rollout })).toEqual([
    "'rollout.steps[0].soakMinutes' can not be said to Rancher Fleet: a cluster of the step 'dev' counts as done as soon as it is well",
    "'rollout.steps[0].deadlineMinutes' can not be said to Rancher Fleet: it waits for the clusters of the step 'dev' for as long as they take",
    "'rollout.steps[1].maxConcurrency' can not be said to Rancher Fleet beside 'maxFailures': the step 'production' goes on with one cluster at a time",
    "'rollout.steps[1].maxFailures' can not be said to Rancher Fleet for the step 'production' alone: it stops when one cluster of the whole fleet is not well",
  ]);
});

test('a step that somebody has to begin is an error', () => {
  const rollout = new FleetRollout([{ name: 'all', clusters: ClusterSelector.all(), manual: true }]);
  expect(() => fleetWith({ rollout }).synth()).toThrow("[hub] 'rollout.steps[0].manual' can not be said to Rancher Fleet: the step 'all' would begin by itself. "
    + 'Leave it out, or deliver by an engine that waits for somebody.');
});

test('waits only for what it waits for in all of its clusters', () => {
  const program = {
    define: (cluster: Cluster) => {
      const [one, two] = ['one', 'two'].map((name) => new Chart(cluster, name, { namespace: name }));
      [one, two].forEach((chart) => configMap(chart, 'config', {}));
      if (cluster.name !== 'prod-us') { two.addDependency(one); }
    },
  };
  expect(notSayable({}, program)).toEqual([
    "Rancher Fleet does not let 'two' wait for 'one', as it does in 'dev', 'prod-eu' alone: a Bundle waits for the same in all of its clusters",
  ]);
  expect(written({}, CLUSTERS, program).get('Bundle/fleet-two').spec.dependsOn).toBeUndefined();
});

test('a Bundle that is too large is an error', () => {
  const program = { define: (cluster: Cluster) => configMap(new Chart(cluster, 'large', { namespace: 'large' }), 'large', { cluster: cluster.name, text: 'x'.repeat(400_000) }) };
  expect(() => fleetWith({}, CLUSTERS, program).synth()).toThrow("[hub] can not deliver 'large': its Bundle would hold 1174 KiB, and may hold 1024. "
    + 'Put some of its objects into another namespace, let them differ less between clusters, or deliver by an engine that reads the folders.');
});

test('applies as who it is told, keeps what it is told, and leaves drift where it is told', () => {
  const objects = written({
    identity: DeliveryIdentity.engine(), keepResources: ClusterSelector.environments('production'), correctDrift: false, namespace: 'edge', prefix: 'shop',
  });
  const { metadata, spec } = objects.get('Bundle/shop-storage');
  expect([metadata.namespace, spec.serviceAccount, spec.correctDrift]).toEqual(['edge', undefined, undefined]);
  expect(spec.targets.map(({ name, keepResources }: any) => [name, keepResources])).toEqual([['dev', undefined], ['prod-eu', true], ['prod-us', true]]);
});

test('names fit a Helm release', () => {
  const program = { define: (cluster: Cluster) => ['one', 'two'].forEach((name) => (
    configMap(new Chart(cluster, name, { namespace: `${'a'.repeat(55)}-${name}` }), 'config', {}))) };
  const names = [...written({}, CLUSTERS, program).keys()].map((key) => key.split('/')[1]);
  expect(names.map((name) => name.length)).toEqual([53, 53]);
  expect(new Set(names).size).toBe(2);
});

test('says all that is wrong with its props at once', () => {
  const props = { namespace: 'Fleet', clusterLabel: 'a b', prefix: '-', correctDrift: 'no', keepResources: {}, rollout: [] } as any;
  const label = "must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit";
  expect(() => new RancherFleetDelivery(props)).toThrow([
    `[RancherFleetDelivery] 'namespace' ${label}, got 'Fleet'. Use the workspace, such as 'fleet-default'.`,
    "[RancherFleetDelivery] 'clusterLabel' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, "
      + "with or without a DNS subdomain and '/' before it, got 'a b'. Use one such as 'example.com/cluster'.",
    `[RancherFleetDelivery] 'prefix' ${label}, got '-'. Use one such as 'fleet'.`,
    "[RancherFleetDelivery] 'rollout' must be a 'FleetRollout'. Use one such as new FleetRollout([{ name: 'canary', clusters: … }]).",
    "[RancherFleetDelivery] 'correctDrift' must be true or false, got a text. Leave it out for the default.",
    "[RancherFleetDelivery] 'keepResources' must be a value of this library's 'ClusterSelector'. Use 'ClusterSelector.all()'.",
  ].join('\n'));
});
