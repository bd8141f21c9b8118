import { Chart, Lazy, Testing } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { hostFaults } from '../../lib/construct/cluster-peers';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { outsideHostFault, OutsideHostUse } from '../../lib/construct/outside-host';
import { placeholder } from '../../lib/manifest/known';
import { ExternalServiceEndpoint } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';

const LONG = 'x'.repeat(64);
const CAPABILITIES = { cilium: { version: '1.19.6' }, dns: { clusterDomain: 'prod.internal' } };

/** What each of the two that take the name of a host outside says of one. */
const TAKERS: readonly [string, (name: any) => unknown][] = [
  ['NetworkPeer.dnsName', (name) => (chart: Chart) => new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.0.0' }).allowTo(NetworkPeer.dnsName(name), NetworkPort.tcp(443))],
  ['ExternalTarget.dnsName', (name) => (chart: Chart) => new ExternalServiceEndpoint(chart, 'db', { target: ExternalTarget.dnsName(name), ports: [{ name: 'tcp-sql', port: 5432 }] })],
];

function faultsAt(taker: number, name: unknown): string[] {
  const define = TAKERS[taker][1](name) as (chart: Chart) => void;
  const lines = faultsOf(() => {
    const cluster = new Cluster({ name: 'prod-eu', capabilities: CAPABILITIES });
    const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
    define(chart);
    return Testing.synth(chart);
  });
  return lines.filter((line) => !line.startsWith('Validation failed')).map((line) => line.replace(/^ +\[[^\]]*\] /, ''));
}

const SUBDOMAIN = "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit";
const TOO_LONG = 'must have no part of more than 63 characters: DNS knows none';
const DOT = 'must not end with a dot: proxies take it over as it is, and no certificate or host has one';
const LOCAL = 'must not be localhost: each caller would call itself';
const SINGLE = 'must have at least two parts: it is looked up as it is, without the search domains of a pod';
const OWN = "must not be a name of the cluster's own, which no policy sees through";
const ADDRESS = 'must be a DNS name, and this is an address';

const REFUSED: readonly [string, string][] = [
  ['db.example.com.', DOT],
  ['10.9.8.7', ADDRESS], ['010.9.8.7', ADDRESS], ['2001:db8::1', ADDRESS],
  ['Db.example.com', SUBDOMAIN], ['https://db.example.com', SUBDOMAIN], ['*.example.com', SUBDOMAIN], ['', SUBDOMAIN], ['a..b', SUBDOMAIN], ['db.-example.com', SUBDOMAIN],
  [`${'x'.repeat(62)}.`.repeat(4) + 'example.com', SUBDOMAIN],
  [`${LONG}.example.com`, TOO_LONG], [`db.${LONG}`, TOO_LONG],
  ['db', SINGLE],
  ['localhost', LOCAL], ['db.localhost', LOCAL],
  ['db.shop.svc', OWN], ['db.shop.svc.prod.internal', OWN], ['10-0-0-1.shop.pod.prod.internal', OWN], ['db.shop.svc.clusterset.local', OWN],
];

describe.each(TAKERS.map(([name], index) => [name, index] as const))('%s', (_, taker) => {
  test.each(REFUSED)("refuses '%s'", (name, rule) => {
    expect(faultsAt(taker, name)).toEqual([expect.stringContaining(` ${rule}, got '`)]);
  });

  test.each(['db.example.com', 'a.b', 'xn--mller-kva.example', `${'x'.repeat(63)}.example.com`, 'db.shop.svc.cluster.local', 'localhost.example.com', 'clusterset.local.example'])("takes '%s'", (name) => {
    expect(faultsAt(taker, name)).toEqual([]);
  });

  test.each([5, {}, ['db.example.com'], true])('refuses what is no text: %j', (name) => {
    expect(faultsAt(taker, name)).toEqual([expect.stringContaining("' must be a string, got ")]);
  });

  test.each(['db', 'db.example.com.', 'db.shop.svc', 'db.shop.svc.prod.internal', 'localhost'])("refuses a token that becomes '%s'", (name) => {
    expect(faultsAt(taker, Lazy.any({ produce: () => name }))).toEqual([expect.stringContaining(`, got '${name}'.`)]);
  });

  test('takes what is not known yet', () => {
    expect(faultsAt(taker, placeholder('host'))).toEqual([]);
    expect(faultsAt(taker, Lazy.any({ produce: () => 'db.example.com' }))).toEqual([]);
  });
});

test('only Cilium takes an underscore', () => {
  const faults = (name: string) => [0, 1].map((taker) => faultsAt(taker, name));
  expect(faults('my_bucket.example.com')).toEqual([[], [
    "'target.dnsName' must not hold '_': no host is named like that, and the API server refuses it, got 'my_bucket.example.com'. Use a name such as 'minio.example.com'.",
  ]]);
  expect(faults('_smtp.example.com')[0]).toEqual([]);
  expect(faults(`${'_'.repeat(64)}.example.com`)[0]).toEqual([expect.stringContaining(TOO_LONG)]);
});

test('what each says besides is its own', () => {
  const use: OutsideHostUse = { id: 'network/target-fit', example: 'x.example.com', forAddress: 'Use addresses', forOwnName: 'Call it', clusterDomain: 'cluster.local' };
  expect([outsideHostFault('10.0.0.1', use), outsideHostFault('a.b.svc', use), outsideHostFault('localhost', use), outsideHostFault('a', use), outsideHostFault('010.0.0.1', use)].map((fault) => [fault!.id, fault!.fix])).toEqual([
    ['prop/grammar', 'Use addresses'], ['network/target-fit', 'Call it'], ['network/target-fit', "Use a name such as 'x.example.com'"], ['prop/grammar', "Use a name such as 'x.example.com'"],
    ['prop/grammar', 'Use addresses'],
  ]);
  expect(outsideHostFault('a.b.svc', { ...use, clusterDomain: undefined })).toBeUndefined();
  // Where no cluster is at hand, its domain is the usual one.
  expect([hostFaults({ name: 'a.b.svc.cluster.local' }), hostFaults({ name: 'a.b.svc.corp' })].map((faults) => faults.length)).toEqual([1, 0]);
});
