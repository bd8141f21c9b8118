import { App, Chart } from 'cdk8s';
import { coerce } from 'semver';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { thrown } from '../faults-of';
import { chartIn, faultsIn, manifests, MINIMAL } from './deployment-construct';

const workload = (scope: Chart, id: string, props: Partial<HardenedDeploymentProps> = {}) =>
  new HardenedDeployment(scope, id, { ...MINIMAL, ports: [{ port: 8080 }], ...props });
const policy = (api: HardenedDeployment) => api.networkPolicy!.toJson().spec;
const pods = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } });
const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
const HTTP = [{ protocol: 'TCP', port: 8080 }];

describe('the DNS', () => {
  const dns = (cluster?: Partial<ClusterProps>) => manifests({}, cluster).NetworkPolicy.spec.egress;
  const ports = [{ protocol: 'UDP', port: 53 }, { protocol: 'TCP', port: 53 }];
  const kubeDns = { ...namespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };

  test.each<[string, Partial<ClusterProps> | undefined, object[]]>([
    ['of any cluster', undefined, [kubeDns]],
    ['of a Cluster that says nothing', {}, [kubeDns]],
    ['of a Cluster with its own', { capabilities: { dns: { namespace: 'dns', podLabels: { app: 'coredns' } } } }, [
      { ...namespace('dns'), podSelector: { matchLabels: { app: 'coredns' } } },
    ]],
    ['of a Cluster with a cache on each node', { capabilities: { dns: { nodeLocalAddress: '169.254.20.10' } } }, [kubeDns, { ipBlock: { cidr: '169.254.20.10/32' } }]],
    ['of a Cluster with a cache on each node, by IPv6', { capabilities: { dns: { nodeLocalAddress: 'fd00::10' } } }, [kubeDns, { ipBlock: { cidr: 'fd00::10/128' } }]],
    ["of a Cluster with a cache on each node, also by the address of the DNS' Service", { serviceCidrs: ['10.96.0.0/12'], capabilities: { dns: { nodeLocalAddress: '169.254.20.10' } } }, [
      kubeDns, { ipBlock: { cidr: '169.254.20.10/32' } }, { ipBlock: { cidr: '10.96.0.0/12' } },
    ]],
    ['of a Cluster without such a cache, by the pods, whatever the ranges of its Services', { serviceCidrs: ['10.96.0.0/12'] }, [kubeDns]],
    ['of a Cluster with a cache on each node, to which Cilium redirects', { serviceCidrs: ['10.96.0.0/12'], capabilities: { dns: { nodeLocalAddress: '169.254.20.10' }, cilium: { version: '1.19.6' } } }, [
      kubeDns, { ipBlock: { cidr: '169.254.20.10/32' } }, { ...namespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'node-local-dns' } } },
    ]],
  ])('%s can be asked', (_, cluster, to) => {
    expect(dns(cluster)).toEqual([{ to, ports }]);
  });

  test("is OpenShift's where it is in OpenShift's namespace, but for what is said", () => {
    const at = (port: number) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port }));
    const own = { 'dns.operator.openshift.io/daemonset-dns': 'default' };
    const asks = (labels: object) => [{ ...namespace('openshift-dns'), podSelector: { matchLabels: labels } }];
    expect(dns({ capabilities: { dns: { namespace: 'openshift-dns' } } })).toEqual([{ to: asks(own), ports: at(5353) }]);
    expect(dns({ capabilities: { dns: { namespace: 'openshift-dns', port: 53 } } })).toEqual([{ to: asks(own), ports: at(53) }]);
    expect(dns({ capabilities: { dns: { namespace: 'openshift-dns', podLabels: { app: 'dns' } } } })).toEqual([{ to: asks({ app: 'dns' }), ports: at(5353) }]);
  });

  test('may listen on another port than its Service', () => {
    const at = (port: number) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port }));
    expect(dns({ capabilities: { dns: { port: 5353 } } })).toEqual([{ to: [kubeDns], ports: at(5353) }]);
    expect(dns({ capabilities: { dns: { port: 5353, nodeLocalAddress: '169.254.20.10' } } })).toEqual([
      { to: [kubeDns], ports: at(5353) },
      { to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports: at(53) },
    ]);
  });
});

test.each<[string, (api: HardenedDeployment, web: HardenedDeployment) => void]>([
  ['api.allowFrom(web)', (api, web) => api.allowFrom(web)],
  ['web.allowTo(api)', (api, web) => web.allowTo(api)],
])('both policies follow %s', (_, say) => {
  const scope = chartIn();
  const [api, web] = [workload(scope, 'api'), workload(scope, 'web')];
  say(api, web);
  expect(policy(api).ingress).toEqual([{ from: [pods('web')], ports: HTTP }]);
  expect(policy(web).egress.slice(1)).toEqual([{ to: [pods('api')], ports: HTTP }]);
  expect(policy(api).egress).toHaveLength(1);
  expect(policy(web).ingress).toBeUndefined();
});

test('both policies follow what the props say', () => {
  const scope = chartIn();
  const web = workload(scope, 'web');
  const api = workload(scope, 'api', { network: { allowFrom: [{ peer: web }] } });
  const worker = workload(scope, 'worker', { network: { allowTo: [{ peer: api, ports: [NetworkPort.named('http')] }] } });
  expect(policy(api).ingress).toEqual([{ from: [pods('web')], ports: HTTP }, { from: [pods('worker')], ports: HTTP }]);
  expect(policy(web).egress.slice(1)).toEqual([{ to: [pods('api')], ports: HTTP }]);
  expect(policy(worker).egress.slice(1)).toEqual([{ to: [pods('api')], ports: HTTP }]);
});

test('both policies follow across charts and namespaces', () => {
  const cluster = new Cluster({ name: 'prod-eu' });
  const [api, web] = ['back', 'front'].map((name) => workload(new Chart(cluster, name, { namespace: name }), name));
  api.allowFrom(web);
  expect(policy(api).ingress[0].from).toEqual([{ ...namespace('front'), ...pods('front') }]);
  expect(policy(web).egress[1].to).toEqual([{ ...namespace('back'), ...pods('back') }]);
});

test('ports of sidecars are declared ports too', () => {
  const scope = chartIn({ kubernetesVersion: '1.33' });
  const api = workload(scope, 'api', { sidecars: [{ name: 'proxy', image: 'registry.example.com/proxy:1.0.0', ports: [{ name: 'metrics', port: 9090 }] }] });
  api.allowFrom(NetworkPeer.namespace('monitoring'), NetworkPort.named('metrics'));
  api.allowFrom(NetworkPeer.namespace('ingress'));
  expect(policy(api).ingress).toEqual([
    { from: [namespace('ingress')], ports: [...HTTP, { protocol: 'TCP', port: 9090 }] },
    { from: [namespace('monitoring')], ports: [{ protocol: 'TCP', port: 9090 }] },
  ]);
});

test('the other side follows also where one has no policy', () => {
  const scope = chartIn();
  const [api, web] = [workload(scope, 'api', { network: { policy: false } }), workload(scope, 'web')];
  api.allowFrom(web);
  expect(api.networkPolicy).toBeUndefined();
  expect(policy(web).egress.slice(1)).toEqual([{ to: [pods('api')], ports: HTTP }]);
});

test('a fault names where in the props it is', () => {
  expect(faultsIn({
    ports: [{ port: 8080 }],
    network: {
      allowFrom: [{ peer: NetworkPeer.namespace('a') }, { peer: NetworkPeer.namespace('B'), ports: [NetworkPort.named('http'), NetworkPort.tcp(9090)] }],
      allowTo: [{ peer: NetworkPeer.cidr('10.0.0.0/8') }],
    },
  })).toEqual([
    "'network.allowFrom[1].peer' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'B'. Use the name of a namespace.",
    "'network.allowFrom[1].ports[1]' must be a port of 'payments/api', which declares 'http' (8080/TCP), got '9090/TCP'. Declare it in the 'ports' of the one who listens, or use one of those.",
    "'network.allowTo[0].ports' must be given, because '10.0.0.0/8' does not say on which ports it listens. Use 'NetworkPort.tcp(5432)' or whatever it listens on.",
  ]);
});

test('a fault of a call names the workload', () => {
  const api = workload(chartIn({}), 'api', { ports: [] });
  expect(thrown(() => api.allowFrom(NetworkPeer.namespace('web')))).toThrow(new Error(
    "[prod-eu/payments/api] 'ports' can't be worked out, because 'prod-eu/payments/api' declares none. Declare the 'ports' on which it listens.",
  ));
  expect(thrown(() => api.allowTo(workload(chartIn({ name: 'prod-us' }), 'api')))).toThrow(new Error(
    "[prod-eu/payments/api] 'peer' must stand in the same cluster, but 'prod-us/payments/api' stands in another. Use 'NetworkPeer.cidr' for traffic between clusters.",
  ));
});

test('a namespace that nobody knows is an error of the synth', () => {
  const cluster = new Cluster({ name: 'prod-eu' });
  const api = workload(new Chart(cluster, 'back', { namespace: 'back' }), 'api');
  api.allowFrom(workload(new Chart(cluster, 'front'), 'web'));
  expect(() => cluster.synthYaml()).toThrow(
    "[prod-eu/back/api] 'prod-eu/front/web' is in no known namespace, so that no policy in namespace 'back' can name it. Give its chart or itself a 'namespace'.",
  );
});

test('the text does not depend on the order of the calls', () => {
  const text = (order: number[]) => {
    const scope = new Chart(new App(), 'payments', { namespace: 'payments' });
    const [api, web, worker] = ['api', 'web', 'worker'].map((id) => workload(scope, id));
    const calls = [() => api.allowFrom(web), () => worker.allowTo(api), () => api.allowFrom(NetworkPeer.namespace('ingress')), () => api.allowTo(worker)];
    order.forEach((index) => calls[index]());
    return stringifyYaml([api, web, worker].map((one) => one.networkPolicy!.toJson()));
  };
  expect(text([3, 1, 2, 0])).toBe(text([0, 1, 2, 3]));
});

describe('a range of addresses that may call', () => {
  const warningsWith = (version: string | undefined, peer = NetworkPeer.cidr('10.0.0.0/8')) => {
    const cluster = new Cluster({ name: 'c', capabilities: { cilium: version === undefined ? undefined : { version } } });
    workload(new Chart(cluster, 'payments', { namespace: 'payments' }), 'api', { network: { allowFrom: [{ peer }] } });
    return cluster.warnings.filter(({ id }) => id === 'workload/cidr-caller');
  };

  test.each(['1.19.0', 'v1.19.4', '1.19'])('warns where Cilium %s takes it for the whole namespace, too', (version) => {
    expect(warningsWith(version)).toEqual([{
      id: 'workload/cidr-caller', severity: 'warning',
      path: 'c/payments/api',
      object: "NetworkPolicy 'api'",
      message: `Cilium ${coerce(version)} lets every pod of the namespace call where a policy lets '10.0.0.0/8' call. Upgrade it to 1.19.5 or newer.`,
    }]);
  });

  test.each(['1.18.9', '1.19.5', '1.20.0', undefined])('says nothing with Cilium %s', (version) => {
    expect(warningsWith(version)).toEqual([]);
  });

  test('is no text of the warning where it is not known yet', () => {
    expect(warningsWith('1.19.0', NetworkPeer.cidr(placeholder('range'))).map(({ message }) => message)).toEqual([
      'Cilium 1.19.0 lets every pod of the namespace call where a policy lets addresses call. Upgrade it to 1.19.5 or newer.',
    ]);
  });

  test('is not what pods are', () => {
    expect(warningsWith('1.19.0', NetworkPeer.namespace('front'))).toEqual([]);
  });
});
