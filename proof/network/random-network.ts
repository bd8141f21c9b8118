import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { ClusterCapabilities } from '../../lib/cluster/capabilities';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { KubernetesObject } from '../../lib/manifest/object';
import { IngressPathType } from '../../lib/network/external-ingress';
import { ExternalServiceEndpoint, ExternalServiceEndpointProps } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { GlobalCiliumService, GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { GlobalServiceAffinity } from '../../lib/network/global-service-affinity';
import { LocalBackends } from '../../lib/network/local-backends';
import { MeshCaller } from '../../lib/network/mesh-caller';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
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
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

const metadata = { name: rarely(text), labels: rarely(texts), annotations: rarely(texts) };
const portName = mostly(fc.constantFrom('https', 'http', 'sql', 'tls', 'a', '9p', 'mongo-x'), text);
const appProtocol = rarely(fc.oneof(fc.constantFrom('https', 'kubernetes.io/h2c', 'mysql'), text));
const protocol = rarely(fc.constantFrom(...Object.values(PortProtocol)));
const number = mostly(fc.constantFrom(80, 443, 5432, 9000), count);
const host = mostly(fc.constantFrom('minio.example.com', '*.example.com', 'a.b'), text);
const path = rarely(fc.constantFrom('/a', '/', '/a/', 'a', '/a//b', '/a b', '/ä', '/a/../b', '/%2F', '/a?b', '/a#b', ''));

const addresses = fc.uniqueArray(mostly(
  fc.constantFrom(
    '10.20.0.1', '10.20.0.2', '192.0.2.255', '2001:db8::1', '2001:DB8::2', 'fd00::5', '0:0:0:0:0:0:5:5', '240.0.0.1', '255.255.255.255', '::ffff:10.0.0.1',
  ),
  fc.constantFrom('127.0.0.1', '169.254.0.1', 'fe80::1', '::', '0.0.0.0', '010.0.0.1', 'x', '10.0.0.1/32', 'ff02::1', '1.2.3'),
), { minLength: 1, maxLength: 5 });
const manyAddresses = fc.constantFrom(100, 101, 250, 1001).map((size) => Array.from({ length: size }, (_, index) => `10.30.${index >> 8}.${index & 255}`));
const dnsName = mostly(fc.constantFrom('db.example.com', 'a.b', 'xn--mller-kva.example', '1.2', `${'x'.repeat(63)}.example.com`), text);
const byAddress = mostly(addresses, manyAddresses).map((list) => ExternalTarget.addresses(list));
const byName = dnsName.map((name) => ExternalTarget.dnsName(name));

const externalPorts = fc.uniqueArray(
  fc.record({ port: number, name: portName, targetPort: rarely(number), protocol, appProtocol }), { minLength: 1, maxLength: 3, selector: ({ port }) => port },
).map((ports) => (ports.length === 1 && ports[0].port === 5432 ? [{ ...ports[0], name: undefined }] : ports));
const oneOf = (ports: readonly { readonly name?: string }[]) => mostly(fc.constantFrom(...ports.map(({ name }) => name)), text);

const fronts = (named: boolean, ports: readonly { readonly name?: string }[]) => fc.record<ExternalServiceEndpointProps>({
  ...metadata,
  target: named ? byName : byAddress,
  ports: fc.constant([...ports] as ExternalServiceEndpointProps['ports']),
  tls: named ? rarely(fc.constant({ hostname: 'a.b' })) : maybe(partial({
    hostname: often('minio.example.com', text), caConfigMap: text, ports: fc.array(oneOf(ports), { maxLength: 2 }),
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
    hostnames: maybe(fc.array(host, { maxLength: 2 })), path, port: oneOf(ports),
  })),
  serviceEntry: rarely(fc.record({ hosts: maybe(fc.array(host, { maxLength: 2 })), exportTo: rarely(fc.array(text, { maxLength: 2 })) })),
});
const externalProps = fc.tuple(fc.boolean(), externalPorts).chain(([named, ports]) => fronts(named, ports));

/** An ExternalServiceEndpoint in a cluster that has everything that it may ask for. */
export const externalServices: fc.Arbitrary<RandomService<ExternalServiceEndpointProps>> = fc.record({
  props: externalProps,
  capabilities: fc.constantFrom<ClusterCapabilities>(
    { cilium: { version: '1.19.6' }, gatewayApi: { version: '1.4.1' }, istio: { version: '1.27' } },
    { cilium: { version: '1.15.0' }, gatewayApi: { version: '1.3' }, istio: { version: '1.22' }, dns: { nodeLocalAddress: '169.254.20.10', port: 5353 } },
  ),
  callers: fc.subarray(['storage', 'shop', 'reports']),
});

const globalPort = fc.record({ port: number, name: portName, targetPort: rarely(number), target: rarely(text), protocol, appProtocol });
const caller: fc.Arbitrary<MeshCaller> = fc.record({
  podLabels: maybe(mostly(fc.constantFrom<{ [key: string]: string }>({ app: 'web' }, { 'example.com/tier': 'a', 'app': 'b' }, {}), texts)),
  namespace: maybe(often('shop', text)),
  clusters: maybe(fc.array(mostly(fc.constantFrom('us', 'ap', 'eu-1'), text), { maxLength: 3 })),
  ports: rarely(fc.array(portName, { maxLength: 2 })),
});
const globalProps: fc.Arbitrary<GlobalCiliumServiceProps> = fc.record<GlobalCiliumServiceProps>({
  ...metadata,
  backends: fc.oneof(mostly(fc.constant({ app: 'search' }), texts).map((labels) => LocalBackends.labelled(labels)), fc.constant(LocalBackends.none())),
  ports: fc.uniqueArray(globalPort, { minLength: 1, maxLength: 3, selector: ({ port }) => port }),
  shared: rarely(fc.boolean()),
  affinity: maybe(fc.constantFrom(...Object.values(GlobalServiceAffinity))),
  headless: rarely(fc.boolean()),
  syncEndpointSlices: rarely(fc.boolean()),
  serviceExport: rarely(fc.record({ annotations: rarely(texts), labels: rarely(texts) })),
  allowFrom: rarely(fc.array(caller, { maxLength: 2 })),
  remotePodLabels: maybe(mostly(fc.constant({ app: 'search' }), texts)),
});

/** A GlobalCiliumService in a mesh. */
export const globalServices: fc.Arbitrary<RandomService<GlobalCiliumServiceProps>> = fc.record({
  props: globalProps,
  capabilities: fc.constantFrom<ClusterCapabilities>(
    { cilium: { version: '1.19.6', mesh: { id: 1 } } }, { cilium: { version: '1.20.2', mesh: { id: 511, name: 'eu-1' } } }, { cilium: { version: '1.17.0' } },
  ),
  callers: fc.subarray(['storage', 'shop']),
});

/** What a program with an ExternalServiceEndpoint emits. Throws where it refuses. */
export function externalService({ props, capabilities, callers }: RandomService<ExternalServiceEndpointProps>, version: string): KubernetesObject[] {
  return emitted(capabilities, version, (charts) => {
    const service = new ExternalServiceEndpoint(charts('storage'), 'minio', props);
    for (const namespace of callers) { workload(charts(namespace)).allowTo(service); }
    if (callers.length > 0 && service.endpointSlices.length === 0) { service.allowEgressFrom(NetworkPeer.namespace('else')); }
  });
}

/** What a program with a GlobalCiliumService emits. Throws where it refuses. */
export function globalService({ props, capabilities, callers }: RandomService<GlobalCiliumServiceProps>, version: string): KubernetesObject[] {
  return emitted(capabilities, version, (charts) => {
    const service = new GlobalCiliumService(charts('storage'), 'search', props);
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

function workload(chart: Chart): HardenedDeployment {
  return new HardenedDeployment(chart, 'web', { image: 'registry.example.com/proof/web:1.0.0' });
}
