import { App, Chart, JsonPatch, Lazy } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { ExternalServiceEndpoint, ExternalServiceEndpointProps } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { IpFamily } from '../../lib/network/ip-family';
import { gatedFaults } from '../schema/feature-gates';
import { schemaFaults } from '../schema/kubernetes-schema';
import { ADDRESSES, chartIn, DNS_NAME, endpoint, faultsIn, manifests, manifestsOf, warningsOf } from './endpoint-construct';

const slices = (...addresses: string[]) => manifests({ target: ExternalTarget.addresses(addresses) }).slice(1);
const spec = (...addresses: string[]) => manifests({ target: ExternalTarget.addresses(addresses) })[0].spec;
const many = (count: number) => Array.from({ length: count }, (_, index) => `10.9.${Math.floor(index / 200)}.${index % 200 + 1}`);

test('is a Service without selector and a slice with the addresses', () => {
  const construct = endpoint();
  expect(construct.objects).toEqual([construct.service, ...construct.endpointSlices]);
  expect(construct.service.toJson().spec).not.toHaveProperty('selector');
  expect(stringifyYaml(manifestsOf(construct))).toMatchInlineSnapshot(`
"apiVersion: v1
kind: Service
metadata:
  labels:
    app.kubernetes.io/name: minio
  name: minio
  namespace: storage
spec:
  ipFamilies:
    - IPv4
  ipFamilyPolicy: SingleStack
  ports:
    - name: https
      port: 443
      protocol: TCP
      targetPort: 9000
  type: ClusterIP
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  labels:
    app.kubernetes.io/name: minio
    endpointslice.kubernetes.io/managed-by: fleetwright
    kubernetes.io/service-name: minio
  name: minio-ipv4
  namespace: storage
addressType: IPv4
endpoints:
  - addresses:
      - "10.20.0.9"
    conditions:
      ready: true
  - addresses:
      - "10.20.0.12"
    conditions:
      ready: true
ports:
  - name: https
    port: 9000
    protocol: TCP
"
`);
});

test('is an alias where the target is a DNS name', () => {
  const construct = endpoint(DNS_NAME);
  expect(construct.endpointSlices).toEqual([]);
  expect(stringifyYaml(manifestsOf(construct))).toMatchInlineSnapshot(`
"apiVersion: v1
kind: Service
metadata:
  labels:
    app.kubernetes.io/name: minio
  name: minio
  namespace: storage
spec:
  externalName: db.example.com
  ports:
    - name: tcp-sql
      port: 5432
      protocol: TCP
      targetPort: 5432
  type: ExternalName
"
`);
});

test('a DNS name needs no ports', () => {
  expect(manifests({ ...DNS_NAME, ports: undefined })[0].spec).toEqual({ type: 'ExternalName', externalName: 'db.example.com' });
});

describe('IP families', () => {
  test('IPv4 and IPv6 go to slices of their own', () => {
    expect(slices('2001:db8::2', '10.9.8.7').map(({ metadata, addressType, endpoints }) => [metadata!.name, addressType, endpoints])).toEqual([
      ['minio-ipv4', 'IPv4', [{ addresses: ['10.9.8.7'], conditions: { ready: true } }]],
      ['minio-ipv6', 'IPv6', [{ addresses: ['2001:db8::2'], conditions: { ready: true } }]],
    ]);
  });

  test('the Service has the family of its addresses', () => {
    expect(spec('10.9.8.7')).toMatchObject({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] });
    expect(spec('2001:db8::2')).toMatchObject({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv6'] });
  });

  test('the Service names no families where there are both, since a cluster of one would refuse it', () => {
    expect(spec('10.9.8.7', '2001:db8::2')).toMatchObject({ ipFamilyPolicy: 'PreferDualStack' });
    expect(spec('10.9.8.7', '2001:db8::2')).not.toHaveProperty('ipFamilies');
  });
});

describe('slices', () => {
  test('hold at most 100 endpoints each, with one address each', () => {
    const all = slices(...many(250));
    expect(all.map(({ metadata, endpoints }) => [metadata!.name, endpoints.length])).toEqual([['minio-ipv4', 100], ['minio-ipv4-2', 100], ['minio-ipv4-3', 50]]);
    expect(new Set(all.flatMap(({ endpoints }) => endpoints.map(({ addresses }: any) => addresses[0]))).size).toBe(250);
    expect(slices(...many(100))).toHaveLength(1);
  });

  test('are the same in whatever order and spelling the addresses come', () => {
    expect(slices('10.0.0.10', '2001:DB8:0::1', '10.0.0.9')).toEqual(slices('2001:db8::1', '10.0.0.9', '10.0.0.10'));
    expect(slices(...many(150).reverse())).toEqual(slices(...many(150)));
  });

  test('and the Service have the same port names, also where there is none', () => {
    const ports = [{ name: 'http', port: 80, targetPort: 9000, appProtocol: 'http' }, { name: 'dns', port: 53, protocol: PortProtocol.UDP }];
    const [service, slice] = manifests({ ports });
    expect(service.spec.ports).toEqual([
      { name: 'http', port: 80, targetPort: 9000, protocol: 'TCP', appProtocol: 'http' }, { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
    ]);
    expect(slice.ports).toEqual([{ name: 'http', port: 9000, protocol: 'TCP', appProtocol: 'http' }, { name: 'dns', port: 53, protocol: 'UDP' }]);
    expect(manifests({ ports: [{ port: 5432 }] })[1].ports).toEqual([{ name: '', port: 5432, protocol: 'TCP' }]);
  });
});

test('has a name, a namespace, labels and annotations of its own', () => {
  const objects = manifests({ name: 'files', namespace: 'shared', labels: { team: 'a' }, annotations: { 'example.com/owner': 'b' } });
  expect(objects.map(({ metadata }) => [metadata!.namespace, metadata!.name, metadata!.annotations])).toEqual([
    ['shared', 'files', { 'example.com/owner': 'b' }], ['shared', 'files-ipv4', undefined],
  ]);
  expect(objects[1].metadata!.labels).toEqual({
    'team': 'a', 'app.kubernetes.io/name': 'files', 'kubernetes.io/service-name': 'files', 'endpointslice.kubernetes.io/managed-by': 'fleetwright',
  });
});

test('can be patched', () => {
  const construct = endpoint();
  construct.patch({ kind: 'Service' }, JsonPatch.add('/spec/sessionAffinity', 'ClientIP'));
  expect(construct.service.toJson().spec.sessionAffinity).toBe('ClientIP');
});

test.each<[string, Partial<ExternalServiceEndpointProps>]>([
  ['an address', { target: ExternalTarget.addresses([placeholder('a'), '10.9.8.7']) }],
  ['an address in a token', { target: ExternalTarget.addresses([Lazy.any({ produce: () => '10.9.8.6' }), '10.9.8.7']) }],
  ['a DNS name', { target: ExternalTarget.dnsName(placeholder('a')), ports: [{ port: 443 }] }],
  ['a port', { ports: [{ name: 'a', port: Lazy.any({ produce: () => 9000 }) }, { name: 'b', port: 9000 }] }],
  ['a port name', { ports: [{ name: placeholder('a'), port: 80 }, { name: 'b', port: 9000 }] }],
  ['a name, a number and a protocol of two ports', { ports: [1, 2].map(() => ({ name: placeholder('a'), port: placeholder('a') as any, protocol: placeholder('a') as any })) }],
  ['a protocol of the second of two ports', { ports: [{ name: 'a', port: 80 }, { name: 'b', port: 80, protocol: placeholder('a') as any }] }],
  ['a port of a DNS name', { ...DNS_NAME, ports: [{ name: 'a', port: placeholder('a') as any, targetPort: 80 }, { name: 'b', port: 81, targetPort: placeholder('b') as any }] }],
  ['a port of a headless Service', { headless: true, ports: [{ name: 'a', port: placeholder('a') as any, targetPort: 80 }, { name: 'b', port: 81, targetPort: placeholder('b') as any }] }],
])('takes %s that is not known yet', (_, props) => {
  expect(faultsIn(props)).toEqual([]);
});

test('an address that is not known yet comes last, in the family that is said', () => {
  const target = (unknownFamily?: IpFamily) => ExternalTarget.addresses([placeholder('a'), '10.9.8.7'], { unknownFamily });
  const found = (unknownFamily?: IpFamily) => manifests({ target: target(unknownFamily) }).slice(1)
    .map(({ addressType, endpoints }) => [addressType, ...endpoints.flatMap(({ addresses }: any) => addresses)]);
  expect(found()).toEqual([['IPv4', '10.9.8.7', placeholder('a')]]);
  expect(found(IpFamily.IPV6)).toEqual([['IPv4', '10.9.8.7'], ['IPv6', placeholder('a')]]);
});

test('leaves its faults to the synth, which says those of all at once, each with its way out', () => {
  const chart = chartIn({});
  const minio = endpoint({ target: ExternalTarget.addresses(['127.0.0.1']), ports: [], namespace: 'A', ingress: { host: 'a.b' } }, chart);
  expect(minio.ingress!.toJson().spec.rules[0].http.paths[0].backend.service).toEqual({ name: 'minio', port: {} });
  endpoint({ name: 'other', ports: [{ name: 'a', port: 80 }, { name: 'b', port: 81 }], ingress: { host: 'a.b' } }, new Chart(chart.node.root, 'b', { namespace: 'b' }));
  expect(() => (chart.node.root as Cluster).synthYaml()).toThrow([
    'Nothing was written: the manifests have 4 errors.',
    "[prod-eu/storage/minio] 'namespace' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'A'. Use a name such as 'storage'.",
    "[prod-eu/storage/minio] 'target.addresses[0]' must not be a loopback address: each caller would call itself, got '127.0.0.1'. Use the address under which the service listens.",
    "[prod-eu/storage/minio] 'ports' must hold at least one port: without one nothing leads to the addresses. Add the port on which it listens, e.g. '{ port: 9000 }'.",
    "[prod-eu/b/minio] 'ingress.port' must say which port is meant. It declares 'a', 'b'.",
  ].join('\n  '));
});

test('what has not even the right type ends the call', () => {
  expect(() => endpoint({ target: ExternalTarget.addresses('10.20.0.9' as any) })).toThrow(new Error(
    "[storage/minio] 'target.addresses' must be a list. Use one such as ['10.9.8.7'], or 'ExternalTarget.dnsName' for a name.",
  ));
});

test('a label of its own may be given as it is, and be known later', () => {
  expect(faultsIn({ labels: { 'app.kubernetes.io/name': 'minio' } })).toEqual([]);
  expect(faultsIn({ labels: { 'app.kubernetes.io/name': placeholder('a') } })).toEqual([]);
  expect(faultsIn({ labels: { 'kubernetes.io/service-name': placeholder('a') } })).toEqual([
    "'labels['kubernetes.io/service-name']' must not be given: the construct sets it, got a value not known yet. Leave it out.",
  ]);
});

test('its faults have ids', () => {
  const chart = chartIn({});
  endpoint({ target: ExternalTarget.addresses(['127.0.0.1', '7']), ports: [{ name: 'a', port: 80 }, { port: 80 }], httpRoute: { gateways: [] }, ingress: { host: 'a.b', port: 'c' } }, chart);
  const found: string[] = [];
  try {
    (chart.node.root as Cluster).synthYaml();
  } catch (error) {
    found.push(...FleetErrors.findingsOf(error).map(({ id, prop }) => `${id} ${prop}`));
  }
  expect(found.sort()).toEqual([
    'network/declared-port httpRoute.port',
    'network/declared-port ingress.port',
    'network/distinct ports[1].name',
    'network/distinct ports[1].port',
    'network/installed httpRoute',
    'network/target-fit target.addresses[0]',
    'prop/grammar target.addresses[1]',
    'prop/range httpRoute.gateways',
  ]);
});

test('a name may start with a digit from Kubernetes 1.36 on', () => {
  expect(faultsIn({ name: '3s' }, { kubernetesVersion: '1.36' })).toEqual([]);
  expect(faultsIn({ name: '3s' }, { kubernetesVersion: '1.35' })).toEqual([
    "'name' must be a DNS label that starts with a letter: at most 63 lower-case letters, digits and '-', ending with a letter or digit, got '3s'. Give it a 'name' such as 'minio'.",
  ]);
});

test('refuses labels that it sets itself, and what is no label', () => {
  expect(faultsIn({ annotations: { 'example.com/n': 1 as any } })).toEqual(["'annotations['example.com/n']' must be a string, got a number. Put it in quotes."]);
  expect(faultsIn({ labels: { 'kubernetes.io/service-name': 'x', 'a b': '' } })).toEqual([
    "'labels['a b']' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. Use a key such as 'example.com/team'.",
    "'labels['kubernetes.io/service-name']' must not be given: the construct sets it, got 'x'. Leave it out.",
  ]);
});

test('two of one name are refused', () => {
  const scope = chartIn();
  endpoint({}, scope);
  expect(() => new ExternalServiceEndpoint(scope, 'other', { ...ADDRESSES, name: 'minio' })).toThrow(
    "[storage/other] 'name' must be unique among the objects of kind Service in its namespace, but 'storage/minio' emits one of that name, got 'minio'. Give one of the two another 'name'.",
  );
});

test.each<[string, any, string[]]>([
  ['nothing', { target: undefined }, ["'target' must be given. Use 'ExternalTarget.addresses' or 'ExternalTarget.dnsName'."]],
  ['an address alone', { target: '10.20.0.9', ports: 443 }, [
    "'target' must be a value of this library's 'ExternalTarget', got a text. Use 'ExternalTarget.addresses'.",
    "'ports' must be a list, got a number. Use one such as [{ name: 'https', port: 443 }].",
  ]],
  ['no list of addresses', { target: ExternalTarget.addresses('10.20.0.9' as any) }, [
    "'target.addresses' must be a list. Use one such as ['10.9.8.7'], or 'ExternalTarget.dnsName' for a name.",
  ]],
  ['what lacks what it needs', { ports: [{ name: 'https', protocol: 'tcp' }], tls: {}, ingress: { pathType: 'exact' }, httpRoute: {} }, [
    "'ports[0].port' must be given. Add the port on which it is called, e.g. '443'.",
    "'ports[0].protocol' must be 'TCP', 'UDP' or 'SCTP', got 'tcp'. Use 'TCP'.",
    "'tls.hostname' must be given. Use the name in the certificate, e.g. 'minio.example.com'.",
    "'ingress.host' must be given. Use a name such as 'files.example.com' or '*.example.com'.",
    "'ingress.pathType' must be 'Exact', 'Prefix' or 'ImplementationSpecific', got 'exact'. Use 'Exact'.",
    "'httpRoute.gateways' must be given. Add one, e.g. '{ name: 'public', namespace: 'gateways' }'.",
  ]],
])('refuses, from who has no compiler, %s', (_, props, expected) => {
  expect(faultsIn(props)).toEqual(expected);
});

test('takes null for what is not given, and warns of what nothing reads', () => {
  const nothing: any = { name: null, namespace: null, tls: null, ingress: null, httpRoute: null, serviceEntry: null, labels: null, annotations: null };
  expect(manifests(nothing)).toEqual(manifests());
  expect(warningsOf(endpoint({ ports: [{ port: 5432, tragetPort: 5433 } as any] }))).toEqual([
    "construct/unknown-prop: 'ports[0].tragetPort' is no prop, so that nothing reads it. Did you mean 'targetPort'?",
  ]);
});

describe('warns of a DNS name', () => {
  const warnings = (ports?: ExternalServiceEndpointProps['ports']) => warningsOf(endpoint({ target: ExternalTarget.dnsName('minio.example.com'), ports }));
  const tls = (on: string) => `network/external-name-tls: Service 'storage/minio': in a TLS handshake callers${on} ask for 'minio', and the certificate is for 'minio.example.com'. Let them ask for that name and verify it, or call it by that name.`;
  const host = (on: string) => `network/external-name-host: Service 'storage/minio': HTTP callers${on} send 'minio' as their Host header, and 'minio.example.com' may not answer to it. Let them send that name, or call it by that name.`;

  test.each<[string, ExternalServiceEndpointProps['ports'], string[]]>([
    ['that speaks HTTPS by its name', [{ name: 'https-api', port: 9000 }], [tls(" of port 'https-api'"), host(" of port 'https-api'")]],
    ['that speaks HTTPS by its number', [{ port: 443 }], [tls(' of port 443'), host(' of port 443')]],
    ['that speaks HTTP', [{ name: 'http', port: 9000 }, { name: 'sql', port: 5432 }], [host(" of port 'http'")]],
    ['that speaks TLS by its protocol', [{ port: 9000, appProtocol: 'tls' }], [tls(' of port 9000')]],
    ['that speaks who knows what', undefined, [tls(''), host('')]],
    ['that speaks something else', [{ name: 'sql', port: 5432 }], []],
    ['that says so against its number', [{ name: 'sql', port: 443 }], []],
    ['whose name says nothing', [{ name: 'console', port: 8443 }, { name: 'web', port: 8080 }], [tls(" of port 'console'"), host(" of port 'console', 'web'")]],
    ['that speaks TLS and no HTTP', [{ name: 'ldaps', port: 1636 }, { name: 'directory', port: 636 }], [tls(" of port 'ldaps', 'directory'")]],
    ['of which only the number is known', [{ name: placeholder('a'), port: 443, appProtocol: placeholder('b') }], [tls(' of port 443'), host(' of port 443')]],
    ['of which only the protocol is known', [{ port: placeholder('a') as any, appProtocol: 'tls' }], [tls(' of port not known yet')]],
    ['whose protocol says so against its number', [{ port: 443, appProtocol: 'example.com/own' }], []],
  ])('%s', (_, ports, expected) => {
    expect(warnings(ports)).toEqual(expected);
  });

  test('but not of addresses', () => {
    expect(warningsOf(endpoint({ ports: [{ name: 'https', port: 443 }] }))).toEqual([]);
  });
});

describe('is what Kubernetes takes', () => {
  const VARIANTS: { readonly [title: string]: Partial<ExternalServiceEndpointProps> } = {
    'addresses': {},
    'both families, many addresses': { target: ExternalTarget.addresses([...many(201), '2001:db8::1']), labels: { a: 'b' }, annotations: { a: 'b' } },
    'several ports': { ports: [{ name: 'a', port: 80, appProtocol: 'kubernetes.io/h2c' }, { name: 'b', port: 53, protocol: PortProtocol.UDP }, { name: 'c', port: 7, protocol: PortProtocol.SCTP }] },
    'a port without a name': { ports: [{ port: 80 }] },
    'a DNS name': DNS_NAME,
    'a DNS name without ports': { ...DNS_NAME, ports: undefined },
    'an Ingress': { ingress: { host: 'files.example.com', path: '/a', ingressClassName: 'nginx', tlsSecretName: 'files', annotations: { a: 'b' } } },
    'the least Ingress': { ingress: { host: '*.example.com' } },
  };
  test.each(Object.keys(VARIANTS).flatMap((title) => ['1.28', '1.33', '1.36'].map((minor) => [title, minor])))('%s in %s', (title, minor) => {
    const objects = manifests(VARIANTS[title], { kubernetesVersion: minor });
    expect(objects.flatMap((object) => [...schemaFaults(object, minor), ...gatedFaults(object, minor)])).toEqual([]);
  });
});

test('never writes Endpoints', () => {
  const kinds = new Set([...manifests(), ...manifests(DNS_NAME)].map(({ kind }) => kind));
  expect([...kinds]).toEqual(['Service', 'EndpointSlice']);
});

test('name, namespace, addresses and ports may be tokens', () => {
  const later = (value: unknown): any => Lazy.any({ produce: () => value });
  const scope = chartIn({ capabilities: { cilium: { version: '1.19.4' } } });
  const props = { name: later('store'), namespace: later('data'), ports: [{ name: later('sql'), port: later(5432) }] };
  const slices = endpoint({ ...props, target: ExternalTarget.addresses([later('10.20.0.9')]) }, scope).endpointSlices.map((slice) => slice.toJson());
  expect(slices).toMatchObject([{ metadata: { name: 'store-ipv4', namespace: 'data' }, endpoints: [{ addresses: ['10.20.0.9'] }], ports: [{ name: 'sql', port: 5432 }] }]);
  const named = new ExternalServiceEndpoint(scope, 'named', { ...props, target: ExternalTarget.dnsName(later('db.example.com')) });
  named.allowEgressFrom(NetworkPeer.pods({ app: 'web' }, { namespace: 'shop' }));
  const { metadata, specs: [{ egress: [, rule] }] } = named.ciliumNetworkPolicies[0].toJson();
  expect(metadata.name).toBe('store.data');
  expect(rule).toEqual({
    toFQDNs: [{ matchName: 'db.example.com' }, { matchName: 'store.data.svc.cluster.local' }], toPorts: [{ ports: [{ port: '5432', protocol: 'TCP' }] }],
  });
});

test('needs no Cluster, and no namespace', () => {
  const construct = new ExternalServiceEndpoint(new Chart(new App(), 'c'), 'minio', ADDRESSES);
  expect(manifestsOf(construct).map(({ metadata }) => metadata!.namespace)).toEqual([undefined, undefined]);
});
