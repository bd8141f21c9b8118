// What the state shows of a component: what consoles, policy packs and StackReferences can read without its resources.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { deploy, secret, UNKNOWN } from './engine-monitor';
import { Cluster, ConstructComponent, ExternalServiceEndpoint, ExternalTarget, fromConstruct, HardenedDaemonSet, HardenedDeployment } from 'fleetwright/pulumi';

jest.setTimeout(60_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';

async function outputsOf(program: () => unknown, options = {}): Promise<any[]> {
  const { outputs, resources } = await deploy(program, options);
  return resources.filter(({ custom }) => !custom).map(({ urn }) => outputs[urn]);
}

test('a workload tells the names of its objects, the labels of its pods, and the host of its Service', async () => {
  const [cluster, api, agent] = await outputsOf(() => {
    const parent = new Cluster('prod-eu', { zones: ['eu-1a'], kubernetesVersion: '1.33' }, AMBIENT);
    new HardenedDeployment('api', { name: 'orders', instance: 'eu', namespace: 'shop', image: IMAGE, ports: [{ port: 8080 }], service: { name: 'orders-http' } }, { parent });
    new HardenedDaemonSet('agent', { image: IMAGE }, { parent });
  });
  expect(cluster).toEqual({ name: 'prod-eu', zones: ['eu-1a'], kubernetesVersion: '1.33' });
  expect(api).toEqual({
    names: { serviceAccount: 'orders', deployment: 'orders', podDisruptionBudget: 'orders', networkPolicy: 'orders', service: 'orders-http' },
    selectorLabels: { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/instance': 'eu' },
    hosts: { service: 'orders-http.shop.svc' },
  });
  expect(agent).toEqual({
    names: { serviceAccount: 'agent', daemonSet: 'agent', networkPolicy: 'agent' },
    selectorLabels: { 'app.kubernetes.io/name': 'agent' },
  });
});

test('a host is that of the namespace in which the Service turns out to be', async () => {
  const program = () => {
    const namespace = new k8s.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
    const args = { target: ExternalTarget.addresses(['10.0.0.1']), ports: [{ name: 'https', port: 443 }] };
    new ExternalServiceEndpoint('minio', { ...args, namespace: namespace.id }, AMBIENT);
    new ExternalServiceEndpoint('redis', args, AMBIENT);
  };
  const [minio, redis] = await outputsOf(program);
  expect(minio).toEqual({ names: { 'service': 'minio', 'endpointSlice-ipv4': 'minio-ipv4' }, hosts: { service: 'minio.shop-id.svc' } });
  // No provider answers here.
  expect(redis.hosts).toEqual({ service: 'redis' });
  const [unknown] = await outputsOf(program, { preview: true });
  expect(unknown.hosts).toEqual({ service: UNKNOWN });
});

test('an object whose construct has an id that says nothing goes by its kind', async () => {
  const Thing = fromConstruct('acme:index:Thing', class extends ApiObject {
    constructor(scope: Construct, id: string) { super(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'thing' } }); }
  });
  const Settings = fromConstruct('acme:index:Settings', kplus.ConfigMap);
  expect(await outputsOf(() => {
    new Thing('thing', undefined, AMBIENT);
    new Settings('settings', { metadata: { name: 'settings' } }, AMBIENT);
  })).toEqual([{ names: { thing: 'thing' } }, { names: { configMap: 'settings' } }]);
});

test('a class of your own adds to what is told', async () => {
  class Settings extends ConstructComponent<kplus.ConfigMap> {
    constructor(name: string, outputs: any) {
      super('acme:index:Settings', kplus.ConfigMap, name, { metadata: { name } }, AMBIENT);
      this.registerOutputs(outputs);
    }
  }
  expect(await outputsOf(() => {
    new Settings('a', { team: 'red' });
    new Settings('b', { team: pulumi.secret('red') });
    new Settings('c', Promise.resolve({ team: 'red' }));
  })).toEqual([
    { names: { configMap: 'a' }, team: 'red' }, { names: { configMap: 'b' }, team: secret('red') }, { names: { configMap: 'c' }, team: 'red' },
  ]);
});
