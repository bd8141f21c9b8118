import { ApiObject, Chart, Duration, Lazy, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { EnvFromSource, EnvValueSource } from '../../lib/pod/env';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';
import { chartIn, deploy, faultsIn, MINIMAL } from '../workload/deployment-construct';

// What users of cdk8s and cdk8s-plus have at hand, with the prop's name and what is meant here.

type Make = (chart: Chart) => object;

const HOST_PATH = "'mounts[0].volume' must be a value of this library's 'Volume'. Use 'Volume.hostPath(…)', and say in 'exceptions.hostPath' why the pod sees its node.";

test.each<[string, Make, string]>([
  ['a Size', () => ({ resources: { memory: Size.mebibytes(512) } }), "'resources.memory' must not be a 'Size' of cdk8s. Use a quantity such as '512Mi'."],
  ['a Cpu', () => ({ resources: { cpu: kplus.Cpu.millis(100) } }), "'resources.cpu' must not be a 'Cpu' of cdk8s-plus. Use a quantity such as '250m'."],
  ['a Duration', () => ({ terminationGracePeriodSeconds: Duration.seconds(60) }), "'terminationGracePeriodSeconds' must not be a 'Duration' of cdk8s. Use its number, as 'toSeconds()' answers it."],
  ['a value of cdk8s-plus', () => ({ env: { A: kplus.EnvValue.fromValue('a') } }), "'env.A' must be a string: what comes from elsewhere stands in a prop of its own. Use an 'EnvValueSource' in 'envValueFrom'."],
  ['a source among the texts', () => ({ env: { A: EnvValueSource.field('metadata.name') } }), "'env.A' must be a string: what comes from elsewhere stands in a prop of its own. Use an 'EnvValueSource' in 'envValueFrom'."],
  ['a ConfigMap for its name', (chart) => ({ envFrom: [EnvFromSource.configMap(new kplus.ConfigMap(chart, 'c') as any)] }), "'envFrom[0].configMapName' must not be a construct. Use its 'name', or whatever of it is meant."],
  ['a Secret for its name', (chart) => ({ imagePullSecrets: [new kplus.Secret(chart, 's')] }), "'imagePullSecrets[0]' must not be a construct. Use its 'name', or whatever of it is meant."],
  ['sources of cdk8s-plus', (chart) => ({ envFrom: [kplus.Env.fromConfigMap(new kplus.ConfigMap(chart, 'c'))] }), "'envFrom[0]' must be a value of this library's 'EnvFromSource'. Use 'EnvFromSource.secret(…)'."],
  ['a raw directory of the node', () => ({ mounts: [{ path: '/logs', volume: { hostPath: { path: '/var/log' } } }] }), HOST_PATH],
  ['one of cdk8s-plus', (chart) => ({ mounts: [{ path: '/logs', volume: kplus.Volume.fromHostPath(chart, 'v', 'logs', { path: '/var/log' }) }] }), HOST_PATH],
])('%s is named with its prop', (_, make, message) => {
  const chart = chartIn();
  expect(faultsOf(() => new HardenedDeployment(chart, 'api', { ...MINIMAL, ...make(chart) } as any))).toEqual([message]);
});

test('a token is none of these', () => {
  const api = deploy({ resources: { memory: Lazy.any({ produce: () => '512Mi' }) as any }, env: { A: Lazy.any({ produce: () => 'a' }) as any } });
  expect(api.deployment.toJson().spec.template.spec.containers[0].env).toEqual([{ name: 'A', value: 'a' }]);
});

const PEER = "'peer' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer'";

test.each<[string, (chart: Chart) => unknown, string]>([
  ['a raw Deployment', (chart) => new ApiObject(chart, 'web', {
    apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'web' }, spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web' }] } } },
  }), `${PEER}. Use 'NetworkPeer.pods({ app: 'web' }, { namespace: 'web' })'.`],
  ['a Service of cdk8s-plus', (chart) => {
    const service = new kplus.Service(chart, 'web', { ports: [{ port: 80 }] });
    service.selectLabel('app.kubernetes.io/name', 'web');
    return service;
  }, `${PEER}. Use 'NetworkPeer.pods({ 'app.kubernetes.io/name': 'web' }, { namespace: 'payments' })'.`],
  ['an object without pods', (chart) => new ApiObject(chart, 'web', { apiVersion: 'v1', kind: 'ConfigMap' }), `${PEER}. Use 'NetworkPeer.pods(…)' with the labels of its pods.`],
  ['a text', () => 'web', `${PEER}, got 'web'. Use 'NetworkPeer' for what is no construct of this program.`],
])('%s as a peer is told how its pods are named', (_, peer, message) => {
  const chart = chartIn();
  const api = deploy({}, chart);
  expect(faultsOf(() => api.allowFrom(peer(chart) as any))).toEqual([message]);
});

test.each<[string, object]>([
  ['a budget', { disruptionBudget: new Map([['enabled', false]]) }],
  ['resources', { resources: new Date(0) }],
  ['security', { security: new Set() }],
  ['a network', { network: new Map() }],
  ['exceptions', { exceptions: new Map() }],
  ['an affinity', { affinity: new Map() }],
])('a Map, a Set or a Date is no object with fields: %s', (_, props) => {
  const [prop] = Object.keys(props);
  expect(faultsIn(props as any)).toEqual([expect.stringMatching(`^'${prop}' must be an object`)]);
});

test.each<[string, any]>([
  ["'env.A' must be a string", { env: { A: new Date(0) } }],
  ["'podLabels.a' must be plain data", { podLabels: { a: new Date(0) } }],
  ["'podAnnotations.a' must be a string", { podAnnotations: { a: new Map() } }],
  ["'tolerations[0]' must be an object", { tolerations: [new Map()] }],
])('%s, and an instance of another class is none', (message, props) => {
  expect(faultsIn(props).map((fault) => fault.slice(0, message.length))).toEqual([message]);
});

test('a range without what it was to leave out is refused, not widened', () => {
  expect(() => NetworkPeer.cidr('10.0.0.0/8', new Map([['except', ['10.1.0.0/16']]]) as any)).toThrow('must be an object');
  expect(() => NetworkPeer.pods({ app: 'web' }, new Map([['namespace', 'monitoring']]) as any)).toThrow('must be an object');
});
