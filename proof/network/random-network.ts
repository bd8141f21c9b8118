import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { ClusterCapabilities } from '../../lib/cluster/capabilities';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { KubernetesObject } from '../../lib/manifest/object';
import { ExternalPort } from '../../lib/network/external-port';
import { ExternalServiceEndpoint, ExternalServiceEndpointProps } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { GlobalCiliumService, GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { GlobalServiceAffinity } from '../../lib/network/global-service-affinity';
import { GlobalServicePort } from '../../lib/network/global-service-port';
import { LocalBackends } from '../../lib/network/local-backends';
import { MeshCaller } from '../../lib/network/mesh-caller';
import { IngressPathType } from '../../lib/pod/ingress';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { count, partial, text, texts } from '../deployment/random-values';

/** What a program with one service is made of. */
export interface RandomService<P> {
  readonly props: P;
  readonly capabilities: ClusterCapabilities;
  /** Namespaces of those who call it. */
  readonly callers: readonly string[];
}

const mostly = <T>(likely: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: likely }, { weight: 1, arbitrary: rare });
const often = <T>(likely: T, rare: fc.Arbitrary<T>) => mostly(fc.constant(likely), rare);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
// Not `freq: 1`, by which `fc.option` means never.
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const metadata = { name: often<string | undefined>(undefined, text), labels: rarely(texts), annotations: rarely(texts) };
const LONG = Array.from({ length: 4 }, () => 'x'.repeat(63)).join('.').slice(0, 253);
const portName = mostly(fc.constantFrom('https', 'http', 'sql', 'tls', 'a', '9p', 'mongo-x', 'x'.repeat(63)), text);
const appProtocol = rarely(fc.oneof(fc.constantFrom('https', 'kubernetes.io/h2c', 'mysql'), text));
const protocol = often<PortProtocol | undefined>(undefined, fc.constantFrom(...Object.values(PortProtocol)));
const number = mostly(fc.constantFrom(80, 443, 5432, 9000), count);
const host = mostly(
  fc.constantFrom('minio.example.com', '*.example.com', 'a.b'), fc.oneof(text, fc.constantFrom('10.0.0.1', '010.0.0.1', '*.10.0.0.1', '*', '*.*.a', `*.${LONG}`, `*.${LONG.slice(2)}`)),
);
const path = rarely(fc.constantFrom('/a', '/', '/a/', 'a', '/a//b', '/a b', '/ä', '/a/../b', '/%2F', '/a?b', '/a#b', ''));

const addresses = fc.uniqueArray(mostly(
  fc.constantFrom(
    '10.20.0.1', '10.20.0.2', '192.0.2.255', '2001:db8::1', '2001:DB8::2', 'fd00::5', '0:0:0:0:0:0:5:5', '240.0.0.1', '255.255.255.255',
  ),
  fc.constantFrom('::ffff:10.0.0.1', '127.0.0.1', '169.254.0.1', 'fe80::1', '::', '0.0.0.0', '010.0.0.1', 'x', '10.0.0.1/32', 'ff02::1', '1.2.3'),
), { minLength: 1, maxLength: 3 });
const manyAddresses = fc.constantFrom(100, 101, 250, 1001).map((size) => Array.from({ length: size }, (_, index) => `10.30.${index >> 8}.${index & 255}`));
const dnsName = mostly(fc.constantFrom('db.example.com', 'a.b', 'xn--mller-kva.example', '1.2', `${'x'.repeat(63)}.example.com`), text);
const byAddress = mostly(addresses, manyAddresses).map((list) => ExternalTarget.addresses(list));
const byName = dnsName.map((name) => ExternalTarget.dnsName(name));

type OwnPorts = { readonly port: number; readonly name?: string }[];
const alike = (one: OwnPorts[number], other: OwnPorts[number]) => one.port === other.port || one.name === other.name;
const externalPorts = fc.uniqueArray(
  fc.record({ port: number, name: portName, targetPort: rarely(number), protocol, appProtocol }), { minLength: 1, maxLength: 3, comparator: alike },
).map((ports) => (ports.length === 1 && ports[0].port === 5432 ? [{ ...ports[0], name: undefined }] : ports));
/** So many that some list of them is too long for whoever reads it. */
const manyPorts: fc.Arbitrary<ExternalPort[]> = fc.constantFrom(16, 17, 40, 41).map((size) => Array.from({ length: size }, (_, index) => ({ port: 8000 + index, name: `p${index}` })));
const oneOf = (ports: readonly { readonly name?: string }[]) => mostly(fc.constantFrom(...ports.map(({ name }) => name)), text);

const fronts = (named: boolean, ports: readonly ExternalPort[]) => fc.record<ExternalServiceEndpointProps>({
  ...metadata,
  target: named ? byName : byAddress,
  ports: named ? often(ports.map((port) => ({ ...port, targetPort: undefined })), fc.constant([...ports])) : fc.constant([...ports]),
  tls: named ? often(undefined, fc.constant({ hostname: 'a.b' })) : maybe(partial({
    hostname: often('minio.example.com', text), caConfigMap: text, ports: mostly(fc.array(oneOf(ports), { minLength: 1, maxLength: 2 }), fc.constant(ports.map(({ name }) => name))),
  }).map((tls) => ({ hostname: 'minio.example.com', ...tls }))),
  ingress: named ? fc.constant(undefined) : maybe(fc.record({
    host,
    path, pathType: maybe(fc.constantFrom(...Object.values(IngressPathType))),
    ingressClassName: rarely(text),
    tlsSecretName: rarely(text),
    port: oneOf(ports),
    annotations: rarely(texts),
  })),
  httpRoute: named ? fc.constant(undefined) : maybe(fc.record({
    gateways: fc.array(fc.record({ name: often('public', text), namespace: rarely(text), sectionName: rarely(text) }), { minLength: 1, maxLength: 2 }),
    hostnames: maybe(mostly(fc.array(host, { maxLength: 2 }), fc.constantFrom(16, 17).map((size) => Array.from({ length: size }, () => 'a.b')))),
    path,
    port: oneOf(ports),
  })),
  serviceEntry: rarely(fc.record({ hosts: maybe(fc.array(host, { minLength: 1, maxLength: 2 })), exportTo: rarely(fc.array(text, { maxLength: 2 })) })),
});
const externalProps = fc.tuple(fc.constantFrom(true, false, false), mostly<ExternalPort[]>(externalPorts, manyPorts))
  .chain(([named, ports]) => fronts(named, ports));

/** An ExternalServiceEndpoint in a cluster that has everything that it may ask for. */
export const externalServices: fc.Arbitrary<RandomService<ExternalServiceEndpointProps>> = fc.record({
  props: externalProps,
  capabilities: fc.constantFrom<ClusterCapabilities>(
    { cilium: { version: '1.19.6' }, gatewayApi: { version: '1.4.1' }, istio: { version: '1.27' } },
    { cilium: { version: '1.20.2' }, gatewayApi: { version: '1.6.1' }, istio: { version: '1.30.3' }, dns: { clusterDomain: 'prod.internal' } },
    { cilium: { version: '1.15.0' }, gatewayApi: { version: '1.3' }, istio: { version: '1.22' }, dns: { nodeLocalAddress: '169.254.20.10', port: 5353 } },
  ),
  callers: fc.subarray(['storage', 'shop', 'reports']),
});

const caller = (given: readonly GlobalServicePort[]): fc.Arbitrary<MeshCaller> => fc.record({
  podLabels: mostly(fc.constantFrom<{ [key: string]: string }>({ app: 'web' }, { 'example.com/tier': 'a', 'app': 'b' }, {}), texts),
  namespace: maybe(often('shop', text)),
  clusters: maybe(fc.array(mostly(fc.constantFrom('us', 'ap', 'eu-1'), text), { minLength: 1, maxLength: 3 })),
  ports: rarely(fc.array(mostly(fc.constantFrom(...given.map(({ name }) => name ?? 'http'), 'http'), portName), { minLength: 1, maxLength: 2 })),
});
type Backends = (chart: Chart) => LocalBackends;

/** What makes the pods behind a service in its chart, and what is declared of them. */
const backends: fc.Arbitrary<{ readonly make: Backends; readonly own?: OwnPorts }> = fc.oneof(
  mostly(fc.constant({ app: 'search' }), texts).map((labels) => ({ make: () => LocalBackends.labelled(labels) })),
  fc.constant({ make: () => LocalBackends.none() }),
  fc.constantFrom<OwnPorts>([{ port: 8080 }], [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }])
    .map((own) => ({ make: (chart: Chart) => LocalBackends.ofWorkload(workload(chart, 'index', own)), own })),
);
const globalPorts = (own: OwnPorts | undefined): fc.Arbitrary<GlobalServicePort[] | undefined> => {
  const leads: fc.Arbitrary<Partial<GlobalServicePort>> = own === undefined
    ? fc.record({ targetPort: rarely(number), target: often(undefined, text) })
    : mostly<Partial<GlobalServicePort>>(fc.constantFrom({ target: 'http' }, { target: own[own.length - 1].name ?? 'http' }, { targetPort: 8080 }), fc.record({ target: maybe(text) }));
  const port = fc.tuple(fc.record({ port: number, name: portName, protocol, appProtocol }), leads).map(([one, leading]) => ({ ...one, ...leading }));
  const some = fc.uniqueArray(port, { minLength: 1, maxLength: 3, comparator: alike });
  return mostly(own === undefined ? some : fc.oneof(some, fc.constant(undefined)), own === undefined ? manyPorts : some);
};
const globalProps = (own: OwnPorts | undefined) => globalPorts(own).chain((ports) => fc.record<Omit<GlobalCiliumServiceProps, 'backends'>>({
  ...metadata,
  ports: fc.constant(ports),
  shared: rarely(fc.boolean()),
  affinity: maybe(fc.constantFrom(...Object.values(GlobalServiceAffinity))),
  headless: rarely(fc.boolean()),
  syncEndpointSlices: rarely(fc.boolean()),
  serviceExport: rarely(fc.record({ annotations: rarely(texts), labels: rarely(texts) })),
  allowFrom: rarely(fc.array(caller(ports ?? []), { maxLength: 2 })),
  remotePodLabels: maybe(mostly(fc.constant({ app: 'search' }), texts)),
}));

/** A GlobalCiliumService in a mesh, and the pods behind it. */
export interface RandomGlobalService extends RandomService<Omit<GlobalCiliumServiceProps, 'backends'>> {
  readonly backends: Backends;
}

/** A GlobalCiliumService in a mesh. */
export const globalServices: fc.Arbitrary<RandomGlobalService> = backends.chain(({ make, own }) => fc.record({
  props: globalProps(own),
  backends: fc.constant(make),
  capabilities: fc.constantFrom<ClusterCapabilities>(
    { cilium: { version: '1.19.6', mesh: { id: 1 } } }, { cilium: { version: '1.20.2', mesh: { id: 511, name: 'eu-1' } } }, { cilium: { version: '1.17.0' } },
  ),
  callers: fc.subarray(['storage', 'shop']),
}));

/** What a program with an ExternalServiceEndpoint emits. Throws where it refuses. */
export function externalService({ props, capabilities, callers }: RandomService<ExternalServiceEndpointProps>, version: string): KubernetesObject[] {
  return emitted(capabilities, version, (charts) => {
    const service = new ExternalServiceEndpoint(charts('storage'), 'minio', props);
    for (const namespace of callers) { workload(charts(namespace)).allowTo(service); }
    if (callers.length > 0 && service.endpointSlices.length === 0) { service.allowEgressFrom(NetworkPeer.namespace('else')); }
  });
}

/** What a program with a GlobalCiliumService emits. Throws where it refuses. */
export function globalService({ props, backends: make, capabilities, callers }: RandomGlobalService, version: string): KubernetesObject[] {
  return emitted(capabilities, version, (charts) => {
    const service = new GlobalCiliumService(charts('storage'), 'search', { ...props, backends: make(charts('storage')) });
    for (const namespace of callers) { workload(charts(namespace)).allowTo(service); }
  });
}

function emitted(capabilities: ClusterCapabilities, kubernetesVersion: string, define: (charts: (namespace: string) => Chart) => void): KubernetesObject[] {
  const cluster = new Cluster({ name: 'proof', kubernetesVersion, capabilities });
  const made = new Map<string, Chart>();
  define((namespace) => {
    const chart = made.get(namespace) ?? new Chart(cluster, namespace, { namespace });
    made.set(namespace, chart);
    return chart;
  });
  cluster.synthYaml();
  return cluster.charts.flatMap((chart) => chart.toJson() as KubernetesObject[]);
}

function workload(chart: Chart, name = 'web', ports: HardenedDeploymentProps['ports'] = []): HardenedDeployment {
  return new HardenedDeployment(chart, name, { image: `registry.example.com/proof/${name}:1.0.0`, ports });
}
