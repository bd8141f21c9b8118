import * as fs from 'node:fs';
import { ApiObject, App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster, ClusterSelector, Fleet, FluxDelivery, FluxSource, HardenedDeployment } from 'fleetwright';
import { Manifests } from 'fleetwright/testing';

const IMAGE = 'registry.example.com/shop/api:1.4.2';

function shop(root: Construct = new Cluster({ name: 'prod-eu', kubernetesVersion: '1.34' })): Chart {
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  new HardenedDeployment(chart, 'api', { image: IMAGE, ports: [{ port: 8080 }], service: {}, env: { MODE: 'plain' } });
  return chart;
}

function config(chart: Chart, name: string, namespace?: string): ApiObject {
  return new ApiObject(chart, `${namespace}-${name}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { mode: 'plain' } } as any);
}

describe('Manifests', () => {
  test('holds what a synth writes, to the byte', () => {
    const chart = shop();
    const { yaml, objects } = Manifests.of(chart.node.root);
    expect(yaml).toBe((chart.node.root as Cluster).synthYaml());
    expect(objects.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount']);
  });

  test('holds of a chart what it makes alone, and of a construct too', () => {
    const chart = shop();
    const other = new Chart(chart.node.root, 'other', { namespace: 'other' });
    config(other, 'settings');
    expect(Manifests.of(other).objects.map(({ kind }) => kind)).toEqual(['ConfigMap']);
    expect(Manifests.of(chart.node.findChild('api')).objects).toHaveLength(5);
    expect(Manifests.of(chart.node.root).objects).toHaveLength(6);
  });

  test('takes a plain App of cdk8s', () => {
    const chart = shop(new App());
    expect(Manifests.of(chart).get('Deployment', 'api').spec.selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'api' } });
  });

  test('throws what would end a synth', () => {
    const chart = shop();
    new ApiObject(chart, 'bad', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'UPPER' } });
    expect(() => Manifests.of(chart)).toThrow("metadata.name: the name 'UPPER' must be a DNS subdomain");
  });

  test('tells warnings', () => {
    expect(Manifests.of(shop()).warnings.map(({ id }) => id)).toEqual(['workload/readiness-probe', 'workload/no-caller']);
  });

  test('finds by all that is said', () => {
    const manifests = Manifests.of(shop());
    expect(manifests.find({ kind: 'Deployment', namespace: 'shop' })).toHaveLength(1);
    expect(manifests.find({ kind: 'Deployment', namespace: 'other' })).toHaveLength(0);
    expect(manifests.find({ apiVersion: 'apps/v1' })).toHaveLength(1);
    expect(manifests.find({ labels: { 'app.kubernetes.io/name': 'api' } })).toHaveLength(5);
    expect(manifests.find({ labels: { 'app.kubernetes.io/name': 'web' } })).toHaveLength(0);
    expect(manifests.find({})).toHaveLength(5);
  });

  test.each<[string, (manifests: Manifests) => unknown, string]>([
    ['no such name', (m) => m.get('Deployment', 'apl'), "There is no object with kind 'Deployment', name 'apl'. Use 'api'."],
    ['no such kind', (m) => m.get('Deploymnt', 'api'), "There is no object with kind 'Deploymnt', name 'api'. Use 'Deployment'."],
    ['another kind', (m) => m.get('Ingress', 'api'),
      "There is no object with kind 'Ingress', name 'api'. There are kinds 'Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount'."],
    ['another namespace', (m) => m.get('Deployment', 'api', 'web'), "There is no object with kind 'Deployment', name 'api', namespace 'web'. There are 'shop/api'."],
    ['another count', (m) => m.count({ kind: 'Service' }, 2), "Expected 2 objects with kind 'Service', got 1: Service 'shop/api'."],
    ['something at all', (m) => m.hasNone({ labels: { 'app.kubernetes.io/name': 'api' }, kind: 'Service' }),
      "Expected 0 objects with labels {\"app.kubernetes.io/name\":\"api\"}, kind 'Service', got 1: Service 'shop/api'."],
    ['another value', (m) => m.has('Deployment', 'api', { spec: { replicas: 3, template: { spec: { containers: [{ image: 'x', name: 'main' }], hostNetwork: undefined } } } }),
      "Deployment 'shop/api' is not as expected.\n  spec.replicas: expected 3, got 2\n  spec.template.spec.containers[0].image: expected \"x\", got \"registry.example.com/shop/api:1.4.2\""
      + '\n  spec.template.spec.containers[0].name: expected "main", got "api"'],
    ['a longer list', (m) => m.has('Service', 'shop/api', { spec: { ports: [] } }), "Service 'shop/api' is not as expected.\n  spec.ports: expected [], got [{"],
    ['a field that is missing', (m) => m.has('Deployment', 'api', { spec: { paused: true, toString: 'x' } }),
      "Deployment 'shop/api' is not as expected.\n  spec.paused: expected true, got nothing\n  spec.toString: expected \"x\", got nothing"],
    ['a field that is there', (m) => m.has('Deployment', 'api', { spec: { replicas: undefined } }), "Deployment 'shop/api' is not as expected.\n  spec.replicas: expected nothing, got 2"],
    ['what a matcher denies', (m) => m.has('Deployment', 'api', { spec: { replicas: expect.any(String) } }), "Deployment 'shop/api' is not as expected.\n  spec.replicas: expected Any<String>, got 2"],
  ])('tells what is there instead: %s', (_, ask, message) => {
    const manifests = Manifests.of(shop());
    let told = '';
    try { ask(manifests); } catch (error) { told = (error as Error).message; }
    expect(told).toContain(message);
  });

  test('takes a part, and matchers of a test runner', () => {
    const manifests = Manifests.of(shop());
    expect(manifests.has('Deployment', 'shop/api', {
      spec: { replicas: expect.any(Number), paused: undefined, template: { spec: { containers: [{ image: expect.stringContaining(':1.4.2') }] } } },
    })).toBe(manifests.get('Deployment', 'api'));
  });

  test('asks for the namespace where there are several', () => {
    const chart = shop();
    config(chart, 'settings', 'a');
    config(chart, 'settings', 'b');
    const manifests = Manifests.of(chart);
    expect(() => manifests.get('ConfigMap', 'settings')).toThrow("There are 2 objects with kind 'ConfigMap', name 'settings': ConfigMap 'a/settings', ConfigMap 'b/settings'. Say the namespace, too.");
    expect(manifests.get('ConfigMap', 'settings', 'b').metadata.namespace).toBe('b');
    manifests.has('ConfigMap', 'a/settings', { data: { mode: 'plain' } });
  });

  test('prints nothing of what a Secret holds', () => {
    const manifests = Manifests.parse('apiVersion: v1\nkind: Secret\nmetadata: { name: key }\nstringData: { key: hunter2 }\n');
    expect(() => manifests.has('Secret', 'key', { stringData: { key: 'hunter3' } })).toThrow(/^Secret 'key' is not as expected\.\n {2}stringData\.key: not as expected$/);
  });

  test('holds what a fleet writes, for each cluster and the hub, and writes nothing', () => {
    const fleet = new Fleet({ clusters: [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }], outdir: 'never-written' });
    fleet.run(ClusterSelector.all(), { define: (cluster) => { shop(cluster); } });
    fleet.run(ClusterSelector.names('dev'), { define: (cluster) => { config(new Chart(cluster, 'dev', { namespace: 'shop' }), 'dev'); } });
    fleet.deliver(new FluxDelivery({ source: FluxSource.oci({ url: 'oci://registry.example.com/fleet' }) }));
    const found = Manifests.ofFleet(fleet);
    expect(Object.keys(found)).toEqual(['dev', 'hub', 'prod-eu']);
    found.dev.count({ kind: 'ConfigMap' }, 1);
    found['prod-eu'].hasNone({ kind: 'ConfigMap' });
    expect(found.dev.warnings.every(({ path }) => path.startsWith('dev/'))).toBe(true);
    expect(found.dev.warnings).not.toHaveLength(0);
    found.hub.has('Kustomization', 'dev/shop');
    expect(fs.existsSync('never-written')).toBe(false);
  });

  test('throws what would end the synth of a fleet', () => {
    const fleet = new Fleet({ clusters: [{ name: 'dev' }] });
    fleet.run(ClusterSelector.all(), { define: (cluster) => { shop(cluster); shop(cluster); } });
    expect(() => Manifests.ofFleet(fleet)).toThrow();
  });
});
