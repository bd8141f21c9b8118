import { Lazy } from 'cdk8s';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { placeholder } from '../../lib/manifest/known';
import { ExternalPort } from '../../lib/network/external-port';
import { ExternalTarget } from '../../lib/network/external-target';
import { DNS_NAME, endpoint, faultsIn } from './endpoint-construct';

const LISTENS = 'Use the address under which the service listens';
const ALONE = "Give the address alone, and its ports in 'ports'";

test.each<[string, string, string]>([
  ['127.0.0.1', 'must not be a loopback address: each caller would call itself', LISTENS],
  ['::1', 'must not be a loopback address: each caller would call itself', LISTENS],
  ['169.254.169.254', 'must not be a link-local address: each node has its own there', LISTENS],
  ['fe80::1', 'must not be a link-local address: each node has its own there', LISTENS],
  ['224.0.0.1', 'must not be a multicast address', LISTENS],
  ['239.1.2.3', 'must not be a multicast address', LISTENS],
  ['ff02::1', 'must not be a multicast address', LISTENS],
  ['ff0e::1', 'must not be a multicast address', LISTENS],
  ['0.0.0.0', 'must not be the unspecified address: nobody can be reached there', LISTENS],
  ['::', 'must not be the unspecified address: nobody can be reached there', LISTENS],
  ['10.9.8.7:9000', 'must be an IP address such as 10.9.8.7 or 2001:db8::1', ALONE],
  ['10.9.8.0/24', 'must be an IP address such as 10.9.8.7 or 2001:db8::1', ALONE],
  ['010.9.8.7', 'must be an IP address such as 10.9.8.7 or 2001:db8::1', ALONE],
  ['minio.example.com', 'must be an IP address such as 10.9.8.7 or 2001:db8::1', "Use 'ExternalTarget.dnsName('minio.example.com')'"],
  ['10.9.8', 'must be an IP address such as 10.9.8.7 or 2001:db8::1', ALONE],
  ['::ffff:10.9.8.7', 'must not be an IPv4 address mapped into IPv6: 10.9.8.7', ALONE],
])('refuses the address %s', (address, rule, fix) => {
  expect(faultsIn({ target: ExternalTarget.addresses(['10.1.1.1', address]) })).toEqual([`'target.addresses[1]' ${rule}, got '${address}'. ${fix}.`]);
});

test.each<[unknown, string]>([
  ['127.0.0.1', 'must not be a loopback address: each caller would call itself'],
  ['minio', 'must be an IP address such as 10.9.8.7 or 2001:db8::1'],
])('refuses a token that becomes the address %s', (address, rule) => {
  const construct = endpoint({ target: ExternalTarget.addresses([Lazy.any({ produce: () => address }) as any]) });
  expect(construct.node.validate()).toEqual([expect.stringMatching(`^'target.addresses\\[0\\]' ${rule}, got '${address}'\\. `)]);
});

test('refuses no addresses, what is no text, and one address twice', () => {
  expect(faultsIn({ target: ExternalTarget.addresses([]) })).toEqual([
    "'target.addresses' must hold at least one address. Use addresses such as '10.9.8.7' or '2001:db8::1'.",
  ]);
  expect(faultsIn({ target: ExternalTarget.addresses([7 as any, '2001:db8::1', '2001:DB8:0::1']) })).toEqual([
    `'target.addresses[0]' must be a string, got 7. ${ALONE}.`,
    "'target.addresses[2]' must not be given twice, got '2001:DB8:0::1'. Leave one of the two out.",
  ]);
});

const SUBDOMAIN = "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit";
const SUCH_AS = "Use a name such as 'minio.example.com'";
const ALIAS = "must not be a name of the cluster's own, which no policy sees through";
const CALL_IT = "Call the Service itself, or say 'ExternalTarget.dnsName(…, { inCluster: true })' if an alias is what you want";

test.each<[string, string, string]>([
  ['minio_1.example.com', "must not hold '_': no host is named like that, and the API server refuses it", SUCH_AS],
  ['minio.example.com.', 'must not end with a dot: proxies take it over as it is, and no certificate or host has one', 'Leave the dot out'],
  ['10.9.8.7', 'must be a DNS name, and this is an address', "Use 'ExternalTarget.addresses'"],
  ['2001:db8::1', 'must be a DNS name, and this is an address', "Use 'ExternalTarget.addresses'"],
  ['Minio.example.com', SUBDOMAIN, SUCH_AS],
  ['https://minio.example.com', SUBDOMAIN, SUCH_AS],
  ['*.example.com', SUBDOMAIN, SUCH_AS],
  ['', SUBDOMAIN, SUCH_AS],
  ['minio', 'must have at least two parts: it is looked up as it is, without the search domains of a pod', SUCH_AS],
  ['localhost', 'must not be localhost: each caller would call itself', SUCH_AS],
  ['api.localhost', 'must not be localhost: each caller would call itself', SUCH_AS],
  ['api.shop.svc.cluster.local', ALIAS, CALL_IT],
  ['api.shop.svc', ALIAS, CALL_IT],
  ['api.shop.svc.clusterset.local', ALIAS, CALL_IT],
  [`${'x'.repeat(64)}.example.com`, 'must have no part of more than 63 characters: DNS knows none', SUCH_AS],
])('refuses the DNS name %s', (name, rule, fix) => {
  expect(faultsIn({ ...DNS_NAME, target: ExternalTarget.dnsName(name) })).toEqual([`'target.dnsName' ${rule}, got '${name}'. ${fix}.`]);
});

test('an alias within the cluster is taken where it is asked for', () => {
  expect(faultsIn({ ...DNS_NAME, target: ExternalTarget.dnsName('api.shop.svc.cluster.local', { inCluster: true }) })).toEqual([]);
});

test.each<[string, () => unknown, string]>([
  ['dnsName', () => ExternalTarget.dnsName('api.shop.svc', { incluster: true } as any), "'incluster' is no prop, so that nothing reads it. Use 'inCluster', or leave it out."],
  ['dnsName', () => ExternalTarget.dnsName('api.shop.svc', { inCluster: 'yes' } as any), "'inCluster' must be true or false, got a text. Leave it out for the default."],
  ['addresses', () => ExternalTarget.addresses(['10.9.8.7'], { family: 'IPv6' } as any), "'family' is no prop, so that nothing reads it. There are 'unknownFamily'."],
  ['addresses', () => ExternalTarget.addresses(['10.9.8.7'], { unknownFamily: 'ipv6' } as any), "'unknownFamily' must be 'IPv4' or 'IPv6', got 'ipv6'. Use 'IPv6'."],
  ['dnsName', () => ExternalTarget.dnsName('api.shop.svc', { inCluster: Lazy.any({ produce: () => true }) as any }), "'inCluster' must be known when the program runs. Use true or false."],
  ['addresses', () => ExternalTarget.addresses(['10.9.8.7'], { unknownFamily: placeholder('family') as any }), "'unknownFamily' must be known when the program runs. Use 'IpFamily.IPV4' or 'IpFamily.IPV6'."],
])('refuses an option of %s that nothing reads, or is none', (factory, call, fault) => {
  expect(call).toThrow(new Error(`[ExternalTarget.${factory}] ${fault}`));
});

test("the cluster's own domain may be another", () => {
  const capabilities = { dns: { clusterDomain: 'prod.internal' } };
  const faults = (name: string) => faultsIn({ ...DNS_NAME, target: ExternalTarget.dnsName(name) }, { capabilities });
  expect(faults('api.shop.svc.prod.internal')).toEqual([`'target.dnsName' ${ALIAS}, got 'api.shop.svc.prod.internal'. ${CALL_IT}.`]);
  expect(faults('api.shop.svc.cluster.local')).toEqual([]);
});

test.each<[string, ExternalPort[], string[]]>([
  ['no port', [], ["'ports' must hold at least one port: without one nothing leads to the addresses. Add the port on which it listens, e.g. '{ port: 9000 }'."]],
  ['numbers that are none', [{ port: 0, targetPort: 65536 }], [
    "'ports[0].port' must be a whole number from 1 to 65535, got 0. Correct the number.",
    "'ports[0].targetPort' must be a whole number from 1 to 65535, got 65536. Correct the number.",
  ]],
  ['named and nameless ports mixed', [{ name: 'http', port: 80 }, { port: 443 }], [
    "'ports[1].name' must be given, because there are several ports. Use a name such as 'https'.",
  ]],
  ['one name twice', [{ name: 'http', port: 80 }, { name: 'http', port: 443 }], [
    "'ports[1].name' must be unique among the ports, got 'http'. Give this port another name.",
  ]],
  ['one port twice', [{ name: 'http', port: 80 }, { name: 'web', port: 80, targetPort: 81 }, { name: 'udp', port: 80, protocol: PortProtocol.UDP }], [
    "'ports[1].port' must be unique among the TCP ports, got 80. Leave one of the two out.",
  ]],
  ['names that are none', [{ name: 'Http', port: 80, appProtocol: 'a b' }], [
    "'ports[0].name' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Http'. Use a name such as 'https'.",
    "'ports[0].appProtocol' must be a protocol's name, with or without a DNS subdomain and '/' before it, got 'a b'. Use a name such as 'https' or 'kubernetes.io/h2c'.",
  ]],
])('refuses %s', (_, ports, faults) => {
  expect(faultsIn({ ports })).toEqual(faults);
});

test('a DNS name leads to no other port', () => {
  expect(faultsIn({ ...DNS_NAME, ports: [{ port: 443, targetPort: 9000 }] })).toEqual([
    "'ports[0].targetPort' must not differ from 'port': a DNS name leads to another host, never to another port, got 9000. Leave it out, or use 'ExternalTarget.addresses'.",
  ]);
  expect(faultsIn({ ...DNS_NAME, ports: [{ port: 443, targetPort: 443 }] })).toEqual([]);
});
