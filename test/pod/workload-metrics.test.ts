import { Chart, Lazy } from 'cdk8s';
import { ClusterCapabilities } from '../../lib/cluster/capabilities';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { WorkloadMetrics } from '../../lib/pod/workload-metrics';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';
import { chartIn, deploy, faultsIn, manifests, MINIMAL, warningsOf } from '../workload/deployment-construct';
import { synthErrors } from './synth-errors';

const PROMETHEUS = NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' });
const MONITORED: Partial<ClusterProps> = { capabilities: { prometheus: { callers: [PROMETHEUS], monitorLabels: { release: 'prometheus' } } } };
const PORTS = { ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }] };
const with_ = (metrics: WorkloadMetrics, props: Partial<HardenedDeploymentProps> = PORTS) => ({ ...props, metrics });
const endpointOf = (metrics: WorkloadMetrics, props = PORTS) => manifests(with_(metrics, props), MONITORED).PodMonitor.spec.podMetricsEndpoints[0];

test('there is none unless asked for', () => {
  expect(deploy(PORTS, chartIn(MONITORED)).podMonitor).toBeUndefined();
  expect(manifests(PORTS, MONITORED).NetworkPolicy.spec).not.toHaveProperty('ingress');
});

test('a PodMonitor selects the pods, and the NetworkPolicy lets the Prometheus of the cluster in', () => {
  const { PodMonitor, NetworkPolicy } = manifests(with_({}), MONITORED);
  expect(stringifyYaml([PodMonitor])).toMatchInlineSnapshot(`
"apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata:
  labels:
    app.kubernetes.io/name: api
    release: prometheus
  name: api
  namespace: payments
spec:
  podMetricsEndpoints:
    - path: /metrics
      port: metrics
  selector:
    matchLabels:
      app.kubernetes.io/name: api
"
`);
  expect(NetworkPolicy.spec.ingress).toEqual([{
    from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    ports: [{ port: 9090, protocol: 'TCP' }],
  }]);
});

test('what the workload says of itself goes before the cluster', () => {
  const { PodMonitor, NetworkPolicy } = manifests(
    with_({ callers: [NetworkPeer.namespace('observability')], labels: { team: 'payments' } }, { ...PORTS, labels: { tier: 'back' }, instance: 'eu' }), MONITORED,
  );
  expect(PodMonitor.metadata!.labels).toEqual({ 'tier': 'back', 'team': 'payments', 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'eu' });
  expect(PodMonitor.spec.selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'eu' } });
  expect(NetworkPolicy.spec.ingress.map(({ from }: any) => from)).toEqual([[{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observability' } } }]]);
});

test('the endpoint has what is said of it', () => {
  expect(endpointOf({ port: 'http', path: '/stats', intervalSeconds: 30, timeoutSeconds: 30, endpoint: { honorLabels: true } })).toEqual({
    port: 'http', path: '/stats', interval: '30s', scrapeTimeout: '30s', honorLabels: true,
  });
});

test.each<[string, Partial<HardenedDeploymentProps>, string]>([
  ['the only port', { ports: [{ port: 8080 }] }, 'http'],
  ['the one that is for metrics', { ports: [{ name: 'http', port: 8080 }, { name: 'http-metrics', port: 9090 }] }, 'http-metrics'],
  ['that of a sidecar', { ports: [{ port: 8080 }], sidecars: [{ name: 'exporter', image: 'registry.example.com/exporter:1.0.0', ports: [{ name: 'metrics', port: 9100 }] }] }, 'metrics'],
])('without a name, %s is meant', (_, props, port) => {
  expect(manifests(with_({}, props), { ...MONITORED, kubernetesVersion: '1.33' }).PodMonitor.spec.podMetricsEndpoints).toEqual([{ port, path: '/metrics' }]);
});

test('other workloads of the program may read them', () => {
  const chart = chartIn();
  const prometheus = deploy({ name: 'prometheus' }, new Chart(chart, 'monitoring', { namespace: 'monitoring' }));
  const api = deploy(with_({ callers: [prometheus] }), chart);
  expect(api.networkPolicy!.toJson().spec.ingress).toEqual([{
    from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    ports: [{ port: 9090, protocol: 'TCP' }],
  }]);
  expect(prometheus.networkPolicy!.toJson().spec.egress).toHaveLength(2);
});

test('nobody is let in by it where another says who reads them', () => {
  const chart = chartIn();
  const api = deploy(with_({ callers: [] }), chart);
  expect(api.networkPolicy!.toJson().spec).not.toHaveProperty('ingress');
  api.allowFrom(PROMETHEUS, NetworkPort.named('metrics'));
  expect(synthErrors(chart)).toEqual([]);
});

test('without a NetworkPolicy nobody must be let in', () => {
  const objects = manifests(with_({}, { ...PORTS, network: { policy: false } }));
  expect([objects.PodMonitor.metadata!.labels, objects.NetworkPolicy]).toEqual([{ 'app.kubernetes.io/name': 'api' }, undefined]);
});

test('a DaemonSet has one too', () => {
  const agent = new HardenedDaemonSet(chartIn(MONITORED), 'agent', { ...MINIMAL, ports: [{ port: 8080 }], metrics: {} });
  expect(agent.podMonitor!.toJson()).toMatchObject({ kind: 'PodMonitor', metadata: { name: 'agent', namespace: 'payments' }, spec: { podMetricsEndpoints: [{ port: 'http' }] } });
});

const UNKNOWN_CALLERS = "'metrics.callers' must be given, because the cluster does not say who reads metrics. Say it here, e.g. '[NetworkPeer.namespace('monitoring')]', or once for all workloads "
  + "with 'capabilities.prometheus' of the Cluster.";

test('says both ways to say who reads metrics', () => {
  expect(faultsIn(with_({}))).toEqual([UNKNOWN_CALLERS]);
  expect(faultsIn(with_({}), { capabilities: {} })).toEqual([UNKNOWN_CALLERS]);
});

const callers = [PROMETHEUS];

test.each<[string, Partial<HardenedDeploymentProps>, string[]]>([
  ['no port', { metrics: { callers } }, ["'metrics.port' must say which port of the workload is meant; it declares none. Declare it in 'ports', e.g. '[{ name: 'metrics', port: 9090 }]'."]],
  ['several ports', { ports: [{ name: 'a', port: 1 }, { name: 'b', port: 2 }], metrics: { callers } }, ["'metrics.port' must say which port of the workload is meant; it declares 'a', 'b'. Name it."]],
  ['several ports for metrics', { ports: [{ name: 'a-metrics', port: 1 }, { name: 'metrics', port: 2 }], metrics: { callers } }, [
    "'metrics.port' must say which port of the workload is meant; it declares 'a-metrics', 'metrics'. Name it.",
  ]],
  ['a port that is not declared', with_({ port: 'metric', callers }), [
    "'metrics.port' must be the name of a port that the workload declares: 'http', 'metrics', got 'metric'. Use 'metrics'.",
  ]],
  ['a port that is none', { ports: [{ name: 'metrics', port: 53, protocol: PortProtocol.UDP }], metrics: { callers } }, ["'metrics.port' must be a TCP port; 'metrics' is UDP. Name another port."]],
  ['a port by its name that is none', { ports: [{ name: 'metrics', port: 9090 }, { name: 'dns', port: 53, protocol: PortProtocol.UDP }], metrics: { port: 'dns', callers } }, [
    "'metrics.port' must be a TCP port; 'dns' is UDP. Name another port.",
  ]],
  ['a port by its name where there is none', { metrics: { port: 'metrics', callers } }, [
    "'metrics.port' must be the name of a port that the workload declares: none, got 'metrics'. Correct the name.",
  ]],
  ['a path that is none', with_({ path: 'metrics', callers }), ["'metrics.path' must start with '/', got 'metrics'. Use a path such as '/metrics'."]],
  ['times that are none', with_({ intervalSeconds: 0, timeoutSeconds: 1.5, callers }), [
    "'metrics.intervalSeconds' must be a whole number of at least 1, got 0. Leave it out for what the Prometheus says.",
    "'metrics.timeoutSeconds' must be a whole number of at least 1, got 1.5. Leave it out for what the Prometheus says.",
    "'metrics.timeoutSeconds' must not be longer than 'intervalSeconds', 0, got 1.5. Leave one of the two out.",
  ]],
  ['more time than there is', with_({ intervalSeconds: 10, timeoutSeconds: 11, callers }), ["'metrics.timeoutSeconds' must not be longer than 'intervalSeconds', 10, got 11. Leave one of the two out."]],
  ['labels of the workload', with_({ labels: { 'app.kubernetes.io/name': 'x' }, callers }), ["'metrics.labels['app.kubernetes.io/name']' must not be given: the workload sets it, got 'x'. Leave it out."]],
  ['fields for which there are props', with_({ endpoint: { port: 'a', scrapeTimeout: '1s' }, callers }), [
    "'metrics.endpoint.port' must not be given: there is a prop for it. Use 'metrics.port'.",
    "'metrics.endpoint.scrapeTimeout' must not be given: there is a prop for it. Use 'metrics.timeoutSeconds'.",
  ]],
  ['callers that are none', with_({ callers: ['monitoring', NetworkPeer.namespace('Monitoring')] as any }), [
    "'metrics.callers[0]' must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer', got 'monitoring'. Use 'NetworkPeer' for what is no construct of this program.",
    "'metrics.callers[1]' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Monitoring'. Use the name of a namespace.",
  ]],
])('refuses %s', (_, props, expected) => {
  expect(faultsIn(props)).toEqual(expected);
});

test.each<[string, Partial<WorkloadMetrics>]>([
  ['as much time as there is', { intervalSeconds: 10, timeoutSeconds: 10 }],
  ['less time than there is', { intervalSeconds: 10, timeoutSeconds: 9 }],
  ['an interval alone', { intervalSeconds: 10 }],
  ['a timeout alone', { timeoutSeconds: 11 }],
  ['one second', { intervalSeconds: 1, timeoutSeconds: 1 }],
  ['a port that is not the one for metrics', { port: 'http' }],
  ['labels as the workload sets them', { labels: { 'app.kubernetes.io/name': 'api' } }],
])('takes %s', (_, metrics) => {
  expect(faultsIn(with_({ ...metrics, callers }))).toEqual([]);
});

test.each<[string, Partial<HardenedDeploymentProps>]>([
  ['the name of the port', with_({ port: placeholder('1'), callers })],
  ['the names of all ports', { ports: [{ name: placeholder('1'), port: 1 }, { name: 'b', port: 2 }], metrics: { port: 'c', callers } }],
  ['a protocol', { ports: [{ name: 'metrics', port: 1, protocol: placeholder('1') as any }], metrics: { callers } }],
  ['path, times and labels', with_({ path: placeholder('1'), intervalSeconds: placeholder('2') as any, timeoutSeconds: 1, labels: { 'app.kubernetes.io/name': placeholder('3') }, callers })],
])('passes over what is not known yet of %s', (_, props) => {
  expect(faultsIn(props)).toEqual([]);
});

test('seconds may be a token, and are judged at synth', () => {
  const metrics = (count: number) => with_({ intervalSeconds: Lazy.any({ produce: () => count }) as any, callers });
  expect(manifests(metrics(15)).PodMonitor.spec.podMetricsEndpoints[0].interval).toBe('15s');
  const chart = chartIn({});
  deploy(metrics(0), chart);
  expect(synthErrors(chart)).toEqual(["[prod-eu/payments/api] 'metrics.intervalSeconds' must be a whole number of at least 1, got 0. Leave it out for what the Prometheus says."]);
});

test.each<[unknown, string]>([
  [{}, "'capabilities.prometheus.callers' must be given. Use one such as [NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })]."],
  [{ callers: [] }, "'capabilities.prometheus.callers' must hold at least one. Use one such as [NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })]."],
  [{ callers: ['monitoring'] }, "'capabilities.prometheus.callers[0]' must be a value of this library's 'NetworkPeer', got a text. Use 'NetworkPeer.pods(…)'."],
  [{ callers: [NetworkPeer.namespace('A')] }, "'capabilities.prometheus.callers[0]' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'A'. Use the name of a namespace."],
])('refuses a Prometheus of which the cluster says %j', (prometheus, message) => {
  expect(faultsOf(() => new Cluster({ name: 'prod', capabilities: { prometheus } as ClusterCapabilities }))).toEqual([message]);
});

test('a Service whose callers are let in to the metrics alone has none', () => {
  const warned = (props: Partial<HardenedDeploymentProps>) => warningsOf(deploy({ ...with_({}), ...props }, chartIn(MONITORED))).filter((warning) => warning.startsWith('workload/no-caller'));
  expect(warned({ service: {} })).toEqual(["workload/no-caller: Service 'api': its pods admit nobody to the ports behind it. Say who may call with 'allowFrom'."]);
  expect(warned({ service: { ports: [{ port: 80, target: 'metrics' }] } })).toEqual([]);
  const allow = (ports: NetworkPort[]) => ({ service: {}, network: { allowFrom: [{ peer: NetworkPeer.namespace('web'), ports }] } });
  expect(warned(allow([NetworkPort.named('http')]))).toEqual([]);
  expect(warned({ ...allow([NetworkPort.tcp(8080)]), service: { headless: true } })).toEqual([]);
});
