// One Pulumi program for many clusters: which provider each resource has, and what is refused before anything is registered.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { deploy } from './engine-monitor';
import { outcomeOf } from './outcome-of';
import { ChartComponent, ClusterSelector, Fleet, type FleetArgs, HardenedDeployment, LocalBackends, renderByProvider } from 'fleetwright/pulumi';

jest.setTimeout(120_000);

const IMAGE = 'registry.example.com/api:1.4.2';
const CLUSTERS = [
  { name: 'prod-eu', environment: 'production', zones: ['eu-1a', 'eu-1b'] },
  { name: 'prod-us', environment: 'production' },
  { name: 'dev', environment: 'dev' },
];
const providers = () => Object.fromEntries(CLUSTERS.map(({ name }) => [name, new k8s.Provider(`to-${name}`, { context: name })]));
const api = { define: (cluster: any) => void new HardenedDeployment(`${cluster.description.name}-api`, { name: 'api', image: IMAGE }, { parent: cluster }) };

function program(args: (own: any) => Partial<FleetArgs>, use: (fleet: Fleet) => void = () => undefined) {
  return () => {
    const own = providers();
    use(new Fleet({ clusters: CLUSTERS, providers: own, ...args(own) }));
  };
}

test('each component is in the provider of its own cluster, and none in that of the environment', async () => {
  const { resources } = await deploy(program(() => ({}), (fleet) => {
    fleet.run(ClusterSelector.all(), api);
    fleet.run(ClusterSelector.environments('dev'), {
      define: (cluster) => void new ChartComponent('dev-settings', (chart) => void new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' }), {}, { parent: cluster }),
    });
  }));
  const objects = resources.filter(({ type }) => type.startsWith('kubernetes:'));
  const byProvider: { [provider: string]: number } = {};
  for (const { provider } of objects) {
    const name = provider.split('::').find((part) => part.startsWith('to-')) ?? 'the environment';
    byProvider[name] = (byProvider[name] ?? 0) + 1;
  }
  expect(byProvider).toEqual({ 'to-prod-eu': 4, 'to-prod-us': 4, 'to-dev': 5 });
  for (const name of ['prod-eu', 'prod-us', 'dev']) {
    const own = objects.filter(({ provider }) => provider.includes(`::to-${name}::`)).map((each) => each.name);
    expect(own.filter((each) => !each.startsWith(name))).toEqual([]);
  }
});

test('runs a program with what holds in its environment', async () => {
  const texts = await renderByProvider(() => {
    const differences = { defaults: { workloads: { replicas: 3 } }, environments: { dev: { workloads: { maxReplicas: 1 } } } };
    const fleet = new Fleet({ clusters: CLUSTERS, providers: providers(), ...differences });
    fleet.run(ClusterSelector.names('prod-us', 'dev'), api);
    expect(fleet.cluster('prod-eu').description.zones).toEqual(['eu-1a', 'eu-1b']);
  });
  expect(Object.keys(texts).sort()).toEqual(['to-dev', 'to-prod-us']);
  expect(texts['to-prod-us']).toContain('replicas: 3\n');
  expect(texts['to-dev']).toContain('replicas: 1\n');
});

const mesh = (id: number) => ({ capabilities: { cilium: { version: '1.19.4', mesh: { id } } } });

test.each<[string, (own: any) => Partial<FleetArgs>, string]>([
  ['a cluster without a provider', (own) => ({ providers: { ...own, dev: undefined } }),
    "[Fleet] 'providers.dev' must be given: nothing else says how the cluster is reached. Use one such as new k8s.Provider('dev', …)."],
  ['no providers', () => ({ providers: undefined }), "[Fleet] 'providers.prod-eu' must be given"],
  ['a provider of no cluster', (own) => ({ providers: { ...own, 'prod-ue': new k8s.Provider('ue') } }), "[Fleet] 'providers.prod-ue' must be that of a cluster of the fleet. Use 'prod-eu'."],
  ['one provider for two', (own) => ({ providers: { ...own, dev: own['prod-eu'] } }),
    "[Fleet] 'providers.dev' must not be that of 'prod-eu' too: the objects of both would go to one cluster. Give each a provider of its own."],
  ['what is no provider', (own) => ({ providers: { ...own, dev: 'dev' } }), "[Fleet.providers.dev] 'provider' must be a provider."],
  ['a provider of something else', (own) => ({ providers: { ...own, dev: new (pulumi.ProviderResource as any)('aws', 'dev', {}) } }), "[Fleet] 'providers.dev' must be a provider of Kubernetes."],
  ['a fault of the inventory', () => ({ clusters: [{ name: 'Prod' }] }), "'clusters[0].name' must be a DNS label"],
  ['Outputs in the inventory', (own) => ({ clusters: [{ name: 'prod-eu', region: own['prod-eu'].urn }] }), "[Fleet] 'clusters[0].region' must be known when the program runs"],
  ['what the inventories of two contradict', () => ({ clusters: CLUSTERS.map((each) => ({ ...each, ...mesh(7) })) }),
    "[prod-us] the id 7 in the mesh is that of 'prod-eu' too. Give it another one, such as 1, which is free."],
])('refuses %s', async (_, args, message) => {
  await expect(renderByProvider(program(args))).rejects.toThrow(message);
});

const MESHED = [{ name: 'prod-eu', ...mesh(1) }, { name: 'prod-us', ...mesh(2) }];
const shared = (name: string, port: number, cluster: any, more: object = {}) => new k8s.core.v1.Service(`${cluster.description.name}-${name}`, {
  metadata: { name, namespace: 'shop', annotations: { 'service.cilium.io/global': 'true' } }, spec: { ports: [{ name: 'http', port }], selector: { app: name }, ...more },
}, { parent: cluster });

describe('what only the objects of several clusters show', () => {
  const strict = { warningsAsErrors: ['fleet/global-service-ports'] };
  const differs = program((own) => ({ clusters: MESHED, defaults: strict, providers: { 'prod-eu': own['prod-eu'], 'prod-us': own['prod-us'] } }), (fleet) => (
    fleet.run(ClusterSelector.all(), { define: (cluster) => void shared('api', cluster.description.name === 'prod-eu' ? 80 : 81, cluster) })));
  const message = "Service 'shop/api': ";

  test('is an error of a program that is rendered', async () => {
    await expect(renderByProvider(differs)).rejects.toThrow(message);
  });

  test('is an error of a deployment, in the words of the other Fleet', async () => {
    for (const preview of [true, false]) {
      const { errors } = await outcomeOf(differs, { preview });
      expect(errors).toEqual([
        "[prod-us] fleet/global-service-ports: Service 'shop/api': has the port 'http' 81/TCP, and in 'prod-eu' the port 'http' 80/TCP. "
          + 'Give it the same names and numbers in every cluster.',
      ]);
    }
  });

  test('is none where they agree, nor where it is not known', async () => {
    const agree = program((own) => ({ clusters: MESHED, providers: { 'prod-eu': own['prod-eu'], 'prod-us': own['prod-us'] } }), (fleet) => (
      fleet.run(ClusterSelector.all(), { define: (cluster) => void shared('api', 80, cluster) })));
    expect(Object.keys(await renderByProvider(agree)).sort()).toEqual(['to-prod-eu', 'to-prod-us']);
  });
});

test('services, workloads and snapshots are said once, and written by components of each cluster', async () => {
  const texts = await renderByProvider(program((own) => ({ clusters: MESHED, providers: { 'prod-eu': own['prod-eu'], 'prod-us': own['prod-us'] } }), (fleet) => {
    const web = fleet.workload('web', { namespace: 'front' });
    const catalogue = fleet.globalService('catalogue', { namespace: 'shop', ports: [{ name: 'http', port: 8080 }], members: ClusterSelector.all(), allowFrom: [web] });
    const nightly = fleet.snapshots('nightly');
    const backends = LocalBackends.labelled({ 'app.kubernetes.io/name': 'catalogue' });
    fleet.run(ClusterSelector.all(), {
      define: (cluster) => void new ChartComponent(`${cluster.description.name}-catalogue`, (chart) => {
        catalogue.define(chart, { backends });
        new ApiObject(chart, 'place', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'place' }, data: { path: nightly.at(chart, 'logs').basePath } });
      }, {}, { parent: cluster, chart: { namespace: 'shop' } }),
    });
    expect(() => fleet.workload('Web', { namespace: 'front' })).toThrow(pulumi.RunError);
  }));
  for (const name of ['prod-eu', 'prod-us']) {
    expect(texts[`to-${name}`]).toContain('service.cilium.io/global: "true"');
    expect(texts[`to-${name}`]).toContain('kind: CiliumNetworkPolicy');
    expect(texts[`to-${name}`]).toContain(`path: ${name}/shop/logs`);
  }
});

test('refuses clusters that it does not have', async () => {
  await expect(renderByProvider(program(() => ({}), (fleet) => fleet.run(ClusterSelector.names('prod-ue'), api)))).rejects.toThrow("'clusters' must name a cluster of the fleet, got 'prod-ue'. Use 'prod-eu'.");
  await expect(renderByProvider(program(() => ({}), (fleet) => fleet.run(ClusterSelector.all(), undefined as any)))).rejects.toThrow("'program' must have a method 'define'.");
  await expect(renderByProvider(program(() => ({}), (fleet) => void fleet.cluster('prod-ue')))).rejects.toThrow("'name' must be a cluster of the fleet, got 'prod-ue'. Use 'prod-eu'.");
});
