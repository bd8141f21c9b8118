import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Cluster } from '../../lib/cluster/cluster';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { KubernetesObject } from '../../lib/manifest/object';
import { ExternalServiceEndpoint, ExternalServiceEndpointProps } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { Proof, ProofContext } from '../proof';
import { askIstio } from './questions';

const TOPIC = 'ExternalServiceEndpoint';

export const proofs: Proof[] = [{
  name: 'service-entry',
  title: "Istio's own validation takes every ServiceEntry that an ExternalServiceEndpoint writes.",
  needs: ['istio'],
  run: async (context) => {
    await taken(context);
    await refused(context);
    await random(context);
  },
}];

const V4 = ExternalTarget.addresses(['10.20.0.11', '10.20.0.12']);
const HTTPS = [{ name: 'https', port: 443, targetPort: 9000 }];
const TLS = { hostname: 'minio.example.com' };

/** Every kind of target, with what can be said of its ports. */
const TARGETS: readonly [string, ExternalServiceEndpointProps][] = [
  ['IPv4 addresses', { target: V4, ports: HTTPS, tls: TLS, serviceEntry: {} }],
  ['IPv6 addresses', { target: ExternalTarget.addresses(['2001:db8::1']), ports: HTTPS, tls: TLS, serviceEntry: {} }],
  ['addresses of both families', { target: ExternalTarget.addresses(['10.20.0.11', '2001:db8::1']), ports: HTTPS, tls: TLS, serviceEntry: {} }],
  ['as many addresses as fit', {
    target: ExternalTarget.addresses(Array.from({ length: 256 }, (_, index) => `10.20.1.${index}`)), ports: HTTPS, serviceEntry: { hosts: ['minio.example.com'] },
  }],
  ['a DNS name', { target: ExternalTarget.dnsName('db.example.com'), ports: [{ name: 'tcp-sql', port: 5432 }], serviceEntry: {} }],
  ['a DNS name under other hosts', { target: ExternalTarget.dnsName('db.example.com'), ports: [{ name: 'tcp-sql', port: 5432 }], serviceEntry: { hosts: ['sql.example.com'] } }],
  ['a DNS name under several hosts', { target: ExternalTarget.dnsName('files.example.com'), ports: [{ name: 'https', port: 443 }], serviceEntry: { hosts: ['files.internal', '*.files.internal'] } }],
  ['several ports', {
    target: V4, serviceEntry: { hosts: ['minio.example.com'], exportTo: ['.', 'shop'] },
    ports: [{ name: 'https', port: 443, targetPort: 9000 }, { name: 'grpc-web-x', port: 9001 }, { name: 'anything', port: 9002, appProtocol: 'mongo' }, { name: 'tls', port: 9003 }],
  }],
];

async function taken(context: ProofContext): Promise<void> {
  const entries = TARGETS.map(([, props]) => entryOf(props));
  const verdicts = await askIstio(context, entries);
  for (const [index, [title]] of TARGETS.entries()) {
    await context.about(TOPIC).check(`takes ${title}`, () => assert.deepEqual(verdicts[index], {}));
  }
}

/** The control: what we would write if we were wrong. */
async function refused(context: ProofContext): Promise<void> {
  const entry = entryOf(TARGETS[0][1]);
  const named = entryOf(TARGETS[4][1]);
  const changed = (from: KubernetesObject, spec: object): KubernetesObject => ({ ...from, spec: { ...from.spec, ...spec } });
  const [port] = entry.spec.ports;
  const cases: readonly [string, KubernetesObject, RegExp][] = [
    ['no host', changed(entry, { hosts: [] }), /must have at least one host/],
    ['a host that is none', changed(entry, { hosts: ['minio_1.example.com'] }), /domain name/],
    ['two ports with one number', changed(entry, { ports: [port, { ...port, name: 'other' }] }), /already defined/],
    ['two ports with one name', changed(entry, { ports: [port, { ...port, number: 1 }] }), /already defined/],
    ['a protocol that Istio does not know', changed(entry, { ports: [{ ...port, protocol: 'SCTP' }] }), /unsupported protocol/],
    ['an address that is none', changed(entry, { endpoints: [{ address: '10.20.0.300' }] }), /must be valid|not a valid/],
    ['several hosts that nothing tells apart', changed(entry, { hosts: ['a.example.com', 'b.example.com'], ports: [{ ...port, protocol: 'TCP' }] }), /multiple hosts/],
    ['a wildcard that is to be looked up', changed(named, { hosts: ['*.example.com'] }), /hosts must be FQDN/],
    ['a namespace that is none', changed(entry, { exportTo: ['shop.'] }), /exportTo/],
    ['a namespace beside all', changed(entry, { exportTo: ['*', 'shop'] }), /exportTo/],
    ['a namespace twice', changed(entry, { exportTo: ['.', 'storage'] }), /exportTo/],
  ];
  const verdicts = await askIstio(context, cases.map(([, object]) => object));
  for (const [index, [title, , reason]] of cases.entries()) {
    await context.about('the control').check(`refuses ${title}`, () => assert.match(verdicts[index].error ?? 'taken', reason));
  }
}

const mostly = <T>(likely: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: likely }, { weight: 1, arbitrary: rare });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const host = mostly(
  fc.constantFrom('minio.example.com', 'minio', '*.example.com', 'a.b.c', 'db.example.com'),
  fc.constantFrom('*', 'x_y', 'Minio', 'minio.example.com.', '1.2.3.4', '*.1', `${'x'.repeat(64)}.com`, ''),
);
const exported = mostly(fc.constantFrom('.', 'shop', 'storage'), fc.constantFrom('*', '~', 'Shop', 'a.b', '', 'x'.repeat(64)));
const port = fc.record({
  port: fc.constantFrom(80, 443, 5432, 9000, 8443, 65535),
  name: fc.constantFrom('https', 'http', 'grpc', 'grpc-web', 'http2-x', 'tls', 'mongo', 'sql', 'a', 'tcp-1', 'redis', 'mysql-x', '9p'),
  protocol: mostly(fc.constantFrom(undefined, PortProtocol.TCP), fc.constant(PortProtocol.UDP)),
  appProtocol: mostly(fc.constant(undefined), fc.constantFrom('https', 'kubernetes.io/h2c', 'mysql', 'example.com/x', 'HTTP')),
});
const address = fc.constantFrom('10.20.0.1', '10.20.0.2', '2001:db8::1', '2001:DB8::2', '192.0.2.255', '64:ff9b::1', '::ffff:10.0.0.1', '0:0:0:0:0:0:0:5');
const target = fc.oneof(
  fc.uniqueArray(address, { minLength: 1, maxLength: 4 }).map((addresses) => ExternalTarget.addresses(addresses)),
  mostly(fc.constantFrom('db.example.com', 'a.b', '1.db.example.com', 'xn--mller-kva.example'), fc.constantFrom('a.1', `${'x'.repeat(64)}.com`))
    .map((name) => ExternalTarget.dnsName(name)),
);
const props: fc.Arbitrary<ExternalServiceEndpointProps> = fc.record({
  target,
  ports: fc.uniqueArray(port, { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
  serviceEntry: fc.record({ hosts: maybe(fc.array(host, { maxLength: 2 })), exportTo: maybe(fc.array(exported, { maxLength: 2 })) }),
});

async function random(context: ProofContext): Promise<void> {
  await context.about(TOPIC).check('takes whatever random props let through', async () => {
    const given = fc.sample(props, { seed: context.random.seed, numRuns: 3000 * context.random.times });
    const written = given.flatMap((one) => {
      try { return [{ one, entry: entryOf(one) }]; } catch { return []; }
    });
    const verdicts = await askIstio(context, written.map(({ entry }) => entry));
    written.forEach(({ entry }, index) => assert.deepEqual(verdicts[index], {}, JSON.stringify(entry.spec)));
    assert.ok(written.length > 100, `too few are legal: ${written.length}`);
    return `${written.length} of ${given.length}`;
  });
}

function entryOf(given: ExternalServiceEndpointProps): KubernetesObject {
  const cluster = new Cluster({ name: 'proof', capabilities: { istio: { version: '1.27' }, gatewayApi: { version: '1.4' } } });
  const { serviceEntry } = new ExternalServiceEndpoint(new Chart(cluster, 'storage', { namespace: 'storage' }), 'minio', given);
  cluster.synthYaml();
  return serviceEntry!.toJson();
}
