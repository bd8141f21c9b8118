import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { NetworkPort } from '../../lib/construct/network-port';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { placeholder } from '../../lib/manifest/known';
import { ExternalServiceEndpoint, ExternalServiceEndpointProps } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';
import { schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, DNS_NAME, endpoint, faultsIn, manifests, warningsOf } from './endpoint-construct';

// Network plugins that ask policies before the address of a Service is replaced see that, and the Service's own port.

const ONE = ExternalTarget.addresses(['10.20.0.9']);
const SIX = ExternalTarget.addresses(['2001:db8::1']);
const BOTH = ExternalTarget.addresses(['10.20.0.9', '2001:db8::1']);
const PORTS = [
  { name: 'https', port: 443, targetPort: 9000 },
  { name: 'again', port: 8443, targetPort: 9000 },
  { name: 'dns', port: 53, protocol: PortProtocol.UDP },
];
const DUAL = { serviceCidrs: ['172.20.0.0/16', 'fd00:20::/108'] };
const tcp = (port: number) => ({ protocol: 'TCP', port });

/** Egress rules of a caller behind the one for the DNS, as pairs of ranges and ports, and the warnings of the service. */
function called(props: Partial<ExternalServiceEndpointProps>, cluster?: Partial<ClusterProps>, ...ports: NetworkPort[]) {
  const scope = chartIn(cluster);
  const service = endpoint({ target: ONE, ports: PORTS, ...props }, scope);
  const api = new HardenedDeployment(scope, 'api', { image: 'registry.example.com/storage/api:1.4.2' });
  api.allowTo(service, ...ports);
  const egress: any[] = api.networkPolicy!.toJson().spec.egress.slice(1);
  return { rules: egress.map((rule) => [rule.to[0].ipBlock.cidr, rule.ports]), warnings: warningsOf(service) };
}

test("callers are let out to the ranges of the cluster's Services, of the family of the target, with the Service's ports", () => {
  expect(called({}, DUAL, NetworkPort.named('dns'))).toEqual({
    rules: [['10.20.0.9/32', [{ protocol: 'UDP', port: 53 }]], ['172.20.0.0/16', [{ protocol: 'UDP', port: 53 }]]], warnings: [],
  });
  expect(called({ target: SIX }, DUAL, NetworkPort.tcp(9000)).rules).toEqual([['2001:db8::1/128', [tcp(9000)]], ['fd00:20::/108', [tcp(443), tcp(8443)]]]);
  expect(called({ target: BOTH }, DUAL, NetworkPort.tcp(9000)).rules).toEqual([
    ['10.20.0.9/32', [tcp(9000)]], ['172.20.0.0/16', [tcp(443), tcp(8443)]], ['2001:db8::1/128', [tcp(9000)]], ['fd00:20::/108', [tcp(443), tcp(8443)]],
  ]);
});

test('callers are let out to the address of the Service alone where it is fixed', () => {
  expect(called({ clusterIPs: ['172.20.0.50'] }, DUAL, NetworkPort.tcp(9000))).toEqual({
    rules: [['10.20.0.9/32', [tcp(9000)]], ['172.20.0.50/32', [tcp(443), tcp(8443)]]], warnings: [],
  });
  const later: any = Lazy.any({ produce: () => '172.20.0.51' });
  expect(called({ clusterIPs: [later] }, undefined, NetworkPort.tcp(9000)).rules).toContainEqual(['172.20.0.51/32', [tcp(443), tcp(8443)]]);
  expect(called({ target: SIX, clusterIPs: [placeholder('a')] }, DUAL, NetworkPort.tcp(9000)).rules).toContainEqual([`${placeholder('a')}/128`, [tcp(443), tcp(8443)]]);
  expect(manifests({ target: BOTH, clusterIPs: ['fd00:20::50', '172.20.0.50'] })[0].spec).toMatchObject({
    clusterIP: 'fd00:20::50', clusterIPs: ['fd00:20::50', '172.20.0.50'], ipFamilyPolicy: 'PreferDualStack',
  });
});

test('a port of another protocol is another port', () => {
  const ports = [{ name: 'dns', port: 53, protocol: PortProtocol.UDP }, { name: 'transfer', port: 5300, targetPort: 53 }];
  expect(called({ ports }, DUAL, NetworkPort.udp(53)).rules[1]).toEqual(['172.20.0.0/16', [{ protocol: 'UDP', port: 53 }]]);
});

test('when it calls, it does so by its own address', () => {
  const scope = chartIn(DUAL);
  const api = new HardenedDeployment(scope, 'api', { image: 'registry.example.com/storage/api:1.4.2', ports: [{ port: 9000 }] });
  api.allowFrom(endpoint({ target: ONE }, scope));
  expect(api.networkPolicy!.toJson().spec.ingress).toEqual([{ from: [{ ipBlock: { cidr: '10.20.0.9/32' } }], ports: [tcp(9000)] }]);
});

test('a port that is not known yet may lead to any of its protocol', () => {
  const rules = called({ ports: [{ port: 80, targetPort: placeholder('a') as any }] }, DUAL).rules;
  expect(rules).toEqual([['10.20.0.9/32', [{ protocol: 'TCP', port: placeholder('a') }]], ['172.20.0.0/16', [tcp(80)]]]);
  expect(called({ ports: PORTS }, DUAL, NetworkPort.tcp(placeholder('b') as any)).rules[1]).toEqual(['172.20.0.0/16', [tcp(443), tcp(8443)]]);
});

test('a headless Service has no address that anybody could see, and Cilium replaces it first', () => {
  const ports = [{ name: 'https', port: 9000 }];
  const alone = { rules: [['10.20.0.9/32', [tcp(9000)]]], warnings: [] };
  expect(called({ ports, headless: true }, DUAL)).toEqual(alone);
  expect(called({ ports, headless: true })).toEqual(alone);
  expect(called({ ports, clusterIPs: ['172.20.0.50'] }, { capabilities: { cilium: { version: '1.19.4' } }, ...DUAL })).toEqual(alone);
  const { spec } = manifests({ target: ONE, ports, headless: true })[0];
  expect(spec).toMatchObject({ type: 'ClusterIP', clusterIP: 'None', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
  expect(spec).not.toHaveProperty('clusterIPs');
});

test('warns where nothing is known of the address, once there is a caller with a policy', () => {
  const message = (callers: string) => `network/service-address: Service 'storage/minio': ${callers} let out to the addresses behind it, and not to its own. Some network plugins, `
    + "such as the VPC CNI of AWS, ask policies before that is replaced, and drop the calls. Say 'serviceCidrs' on the Cluster, or its 'capabilities.cilium'; "
    + "or give 'clusterIPs' or 'headless' here.";
  expect(called({}).warnings).toEqual([message("'storage/api' is")]);
  expect(called({}, {}).warnings).toEqual([message("'prod-eu/storage/api' is")]);
  // A cluster of one family has no address of the other.
  expect(called({ target: SIX }, { serviceCidrs: ['172.20.0.0/16'] }).warnings).toEqual([]);

  const scope = chartIn();
  const service = endpoint({ target: ONE }, scope);
  const workload = (id: string, policy: boolean) => new HardenedDeployment(scope, id, { image: 'registry.example.com/storage/api:1.4.2', network: { policy } });
  workload('free', false).allowTo(service);
  workload('called', true).allowFrom(service, NetworkPort.tcp(80));
  expect(warningsOf(service)).toEqual([]);
  ['web', 'api'].forEach((id) => service.allowEgressFrom(workload(id, true)));
  expect(warningsOf(service)).toEqual([message("'storage/api', 'storage/web' are")]);
});

test.each<[string, Partial<ExternalServiceEndpointProps>, string[]]>([
  ['what is no address', { clusterIPs: ['172.20.0.0/16'] }, [
    "'clusterIPs[0]' must be an IP address such as 10.9.8.7 or 2001:db8::1, got '172.20.0.0/16'. Use a free address of the range of the cluster's Services, e.g. '172.20.0.50'.",
  ]],
  ['an address that is for no Service', { clusterIPs: ['10.20.0.9'] }, [
    "'clusterIPs[0]' must be in a range of the cluster's Services: 172.20.0.0/16, fd00:20::/108, got '10.20.0.9'. Use a free address of it.",
  ]],
  ['an address of another family', { clusterIPs: ['fd00:20::50'] }, [
    "'clusterIPs' must hold one address of each family of the target, and no other: IPv4, got 'fd00:20::50'. Correct them.",
  ]],
  ['one address for two families', { target: BOTH, clusterIPs: ['172.20.0.50'] }, [
    "'clusterIPs' must hold one address of each family of the target, and no other: IPv4 and IPv6, got '172.20.0.50'. Correct them.",
  ]],
  ['none', { clusterIPs: [] }, ["'clusterIPs' must hold one address of each family of the target, and no other: IPv4, got ''. Correct them."]],
  ['an address of what has none', { headless: true, ports: [{ port: 80 }], clusterIPs: ['172.20.0.50'] }, [
    "'clusterIPs' must not be given with 'headless': such a Service has no address. Leave one of the two out.",
  ]],
  ['another port behind what has no address', { headless: true, ports: [{ port: 443, targetPort: 9000 }] }, [
    "'ports[0].targetPort' must not differ from 'port' with 'headless': callers get to the addresses themselves, got 9000. Leave it out, or 'headless'.",
  ]],
  ['either for a DNS name', { ...DNS_NAME, headless: true, clusterIPs: ['172.20.0.50'] }, [
    "'clusterIPs' must not be given with a DNS name: such a Service has no address. Use 'ExternalTarget.addresses', or leave it out.",
    "'headless' must not be given with a DNS name: such a Service has no address. Use 'ExternalTarget.addresses', or leave it out.",
  ]],
])('refuses %s', (_, props, faults) => {
  expect(faultsIn({ target: ONE, ports: [{ port: 80 }], ...props }, DUAL)).toEqual(faults);
});

test('addresses of a Service that are not known yet are not judged', () => {
  const faults = (target: ExternalTarget, clusterIPs: string[]) => faultsIn({ target, ports: [{ port: 80 }], clusterIPs }, DUAL);
  expect(faults(ONE, [placeholder('a')])).toEqual([]);
  expect(faults(ONE, [placeholder('a'), Lazy.any({ produce: () => 'fd00:20::51' }) as any])).toEqual([]);
  expect(faults(BOTH, [placeholder('a'), '10.20.0.9'])).toEqual([
    "'clusterIPs[1]' must be in a range of the cluster's Services: 172.20.0.0/16, fd00:20::/108, got '10.20.0.9'. Use a free address of it.",
  ]);
  const scope = chartIn(DUAL);
  const services = ['a', 'b'].map((id) => new ExternalServiceEndpoint(scope, id, { target: ONE, ports: [{ port: 80 }], clusterIPs: [placeholder('a')] }));
  expect(services.map(({ node }) => node.validate())).toEqual([[], []]);
});

test('a cluster knows the ranges of its Services, each without bits beyond its prefix', () => {
  expect(new Cluster({ name: 'prod-eu', ...DUAL }).serviceCidrs).toEqual(DUAL.serviceCidrs);
  expect(faultsOf(() => new Chart(new Cluster({ name: 'prod-eu', serviceCidrs: ['172.20.1.0/16'] }), 'a'))).toEqual([
    "'serviceCidrs[0]' must have no bits set beyond its prefix: 172.20.0.0/16, got '172.20.1.0/16'. Use the range of the cluster's Services, e.g. '172.20.0.0/16'.",
  ]);
});

const rangesIn = (serviceCidrs: string[], kubernetesVersion?: string) => faultsOf(() => new Cluster({ name: 'prod-eu', serviceCidrs, kubernetesVersion }));
const USE = "Use the range of the cluster's Services, e.g. '172.20.0.0/16'.";

test.each<[string, string[], string | undefined, string[]]>([
  ['the whole of IPv4', ['0.0.0.0/0'], undefined, [`'serviceCidrs[0]' must be no larger than a /12, as the ranges of Services are, got '0.0.0.0/0'. ${USE}`]],
  ['the whole of IPv6, in the newest version too', ['::/0'], '1.36', [`'serviceCidrs[0]' must be no larger than a /64, as the ranges of Services are, got '::/0'. ${USE}`]],
  ['one bit more of IPv4 than there may be', ['10.0.0.0/11'], '1.33', [`'serviceCidrs[0]' must be no larger than a /12, as the ranges of Services are, got '10.0.0.0/11'. ${USE}`]],
  ['one bit more of IPv6 than there may be', ['fd00::/107'], '1.33', [`'serviceCidrs[0]' must be no larger than a /108, as the ranges of Services are, got 'fd00::/107'. ${USE}`]],
  ['a second range of a family', ['10.0.0.0/16', 'fd00::/108', '10.1.0.0/16'], '1.32', [
    "'serviceCidrs[2]' must not be a second range of IPv4: before Kubernetes 1.33 a cluster has one of each family, got '10.1.0.0/16'. Leave it out, or say the 'kubernetesVersion'.",
  ]],
  ['a range twice', ['10.0.0.0/16', '10.0.0.0/16'], '1.36', ["'serviceCidrs[1]' must not be given twice, got '10.0.0.0/16'. Leave one of the two out."]],
  ['more than two that are not known yet', [placeholder('a'), placeholder('b'), placeholder('c')], undefined, [
    "'serviceCidrs' must hold one range of each family at most before Kubernetes 1.33, got 3. Leave others out, or say the 'kubernetesVersion'.",
  ]],
  ['a range of no version, which is told too', ['0.0.0.0/0'], 'x', [
    "'kubernetesVersion' must be a Kubernetes version, got 'x'. Use '1.33' or the full version that the API server reports.",
    `'serviceCidrs[0]' must be no larger than a /12, as the ranges of Services are, got '0.0.0.0/0'. ${USE}`,
  ]],
])('a cluster refuses %s as ranges of its Services', (_, ranges, version, faults) => {
  expect(rangesIn(ranges, version)).toEqual(faults);
});

test('a cluster takes the largest ranges that its version has, and further ones where there may be some', () => {
  expect(rangesIn(['10.96.0.0/12', 'fd00::/108'])).toEqual([]);
  expect(rangesIn(['10.96.0.0/12', '10.1.0.0/16', '10.2.0.0/16'], '1.33')).toEqual([]);
  expect(rangesIn(['10.0.0.0/8', 'fd00::/64'], '1.34')).toEqual([]);
});

test('what a range becomes later is judged, too', () => {
  const scope = chartIn({ serviceCidrs: [Lazy.any({ produce: () => '0.0.0.0/0' }) as any] });
  endpoint({}, scope);
  expect(() => (scope.node.root as Cluster).synthYaml()).toThrow(`'serviceCidrs[0]' must be no larger than a /12, as the ranges of Services are, got '0.0.0.0/0'. ${USE}`);
});

test('no range at all is none that is known', () => {
  expect(called({}, { serviceCidrs: [] })).toEqual(called({}, {}));
  expect(called({}, { serviceCidrs: [] }).warnings).toHaveLength(1);
});

const FREE = "Use a free address of the range of the cluster's Services.";

test.each<[string, string, string]>([
  ['127.0.0.1', 'must not be a loopback address: each caller would call itself', FREE],
  ['0.0.0.0', 'must not be the unspecified address: nobody can be reached there', FREE],
  ['224.0.1.1', 'must not be a multicast address', FREE],
  ['169.254.20.10', 'must not be a link-local address: each node has its own there', FREE],
  ['172.20.0.0', 'must not be the network address of 172.20.0.0/16: no Service gets it', 'Use a free address of it.'],
  ['172.20.255.255', 'must not be the broadcast address of 172.20.0.0/16: no Service gets it', 'Use a free address of it.'],
])('refuses %s as the address of a Service', (address, rule, fix) => {
  expect(faultsIn({ target: ONE, ports: [{ port: 80 }], clusterIPs: [address] }, DUAL)).toEqual([`'clusterIPs[0]' ${rule}, got '${address}'. ${fix}`]);
});

test('of IPv6 only the first address of a range is that of no Service', () => {
  const fixed = (address: string) => faultsIn({ target: SIX, ports: [{ port: 80 }], clusterIPs: [address] }, DUAL);
  expect(fixed('fd00:20::')).toEqual(["'clusterIPs[0]' must not be the network address of fd00:20::/108: no Service gets it, got 'fd00:20::'. Use a free address of it."]);
  expect(fixed('fd00:20::f:ffff')).toEqual([]);
});

test('two Services with one fixed address are an error of the synth, whoever made the other', () => {
  const scope = chartIn(DUAL);
  const make = (id: string, target: ExternalTarget, clusterIPs: string[]) =>
    new ExternalServiceEndpoint(scope, id, { target, ports: [{ port: 80 }], clusterIPs });
  make('a', SIX, ['fd00:20::50']);
  make('b', SIX, ['fd00:20:0::50']);
  make('c', ONE, ['172.20.0.50']);
  make('d', ONE, ['172.20.0.51']);
  new ApiObject(scope, 'raw', { apiVersion: 'v1', kind: 'Service', metadata: { name: 'raw' }, spec: { clusterIP: '172.20.0.50', ports: [{ port: 80 }] } });
  expect(() => (scope.node.root as Cluster).synthYaml()).toThrow(new Error([
    'Nothing was written: the manifests have 3 errors.',
    "  [prod-eu/storage/a] 'clusterIPs[0]' must not be the address of Service 'storage/b', too, got 'fd00:20::50'. Give each Service one of its own.",
    "  [prod-eu/storage/b] 'clusterIPs[0]' must not be the address of Service 'storage/a', too, got 'fd00:20:0::50'. Give each Service one of its own.",
    "  [prod-eu/storage/c] 'clusterIPs[0]' must not be the address of Service 'storage/raw', too, got '172.20.0.50'. Give each Service one of its own.",
  ].join('\n')));
});

test.each(['1.28', '1.33', '1.36'])('is what Kubernetes %s takes', (minor) => {
  const variants: Partial<ExternalServiceEndpointProps>[] = [{ headless: true, ports: [{ port: 80 }] }, { target: BOTH, clusterIPs: ['172.20.0.50', 'fd00:20::50'] }];
  expect(variants.flatMap((props) => schemaFaults(manifests(props, { kubernetesVersion: minor })[0], minor))).toEqual([]);
});
