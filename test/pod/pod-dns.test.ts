import { Lazy, Testing } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { HardenedPodProps } from '../../lib/pod/hardened-pod';
import { DnsPolicy } from '../../lib/pod/pod-dns';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { chartIn, warningsOf } from '../workload/deployment-construct';
import { faultsIn, MINIMAL, render } from './pod-construct';

// With the spaces after them, ten times 202 characters.
const LONG = Array.from({ length: 10 }, (_, index) => `${index}.${'a'.repeat(58)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(18)}`);

const specOf = (props: Partial<HardenedPodProps>) => render(props).template.spec;
const hostNetwork = { hostNetwork: 'the agent answers on the node' };

test('pods ask whom they are told to, and know the names that they are told', () => {
  const dnsConfig = { nameservers: ['10.0.0.53', '2001:db8::53'], searches: ['example.com', 'corp.example.com.'], options: [{ name: 'ndots', value: '2' }, { name: 'edns0' }] };
  const hostAliases = [{ ip: '10.20.0.11', hostnames: ['db.example.com', 'db'] }];
  expect(specOf({ dnsPolicy: DnsPolicy.NONE, dnsConfig, hostAliases })).toMatchObject({ dnsPolicy: 'None', dnsConfig, hostAliases });
});

test('nothing is written where nothing is said', () => {
  const spec = specOf({});
  ['dnsPolicy', 'dnsConfig', 'hostAliases'].forEach((field) => expect(spec).not.toHaveProperty([field]));
});

test("on the node's network, what is said goes before the default", () => {
  expect(specOf({ exceptions: hostNetwork }).dnsPolicy).toBe('ClusterFirstWithHostNet');
  expect(specOf({ exceptions: hostNetwork, dnsPolicy: DnsPolicy.DEFAULT }).dnsPolicy).toBe('Default');
});

test.each<[string, Partial<HardenedPodProps>, string]>([
  ['no server at all', { dnsPolicy: DnsPolicy.NONE }, "'dnsConfig.nameservers' must be given with 'DnsPolicy.NONE': there is nobody else to ask. Use one such as '10.0.0.53', or leave 'dnsPolicy' out."],
  ['an empty list of servers', { dnsPolicy: DnsPolicy.NONE, dnsConfig: { nameservers: [] } }, "'dnsConfig.nameservers' must be given with 'DnsPolicy.NONE': there is nobody else to ask. Use one such as '10.0.0.53', or leave 'dnsPolicy' out."],
  ["a policy that does not hold on the node's network", { dnsPolicy: DnsPolicy.CLUSTER_FIRST, exceptions: hostNetwork }, "'dnsPolicy' does not hold on the node's network: such pods would ask the node's DNS, got 'ClusterFirst'. Use 'DnsPolicy.CLUSTER_FIRST_WITH_HOST_NET', or 'DnsPolicy.DEFAULT' where that is meant."],
  ['a name as a server', { dnsConfig: { nameservers: ['dns.example.com'] } }, "'dnsConfig.nameservers[0]' must be an IP address such as 10.9.8.7 or 2001:db8::1, got 'dns.example.com'. Use one such as '10.0.0.53'."],
  ['a server that is not known', { dnsConfig: { nameservers: [placeholder('x')] } }, "'dnsConfig.nameservers[0]' must be known when the program runs. Use one such as '10.0.0.53'."],
  ['four servers', { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'] } }, "'dnsConfig.nameservers' must hold at most 3, got 4. Leave the least needed out."],
  ['a server twice', { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.1'] } }, "'dnsConfig.nameservers[1]' must be named once, got '10.0.0.1'. Name each nameserver once."],
  ['33 domains', { dnsConfig: { searches: Array.from({ length: 33 }, (_, index) => `a${index}.example.com`) } }, "'dnsConfig.searches' must hold at most 32, got 33. Leave the least needed out."],
  ['2049 characters of domains', { dnsConfig: { searches: [...LONG, `x${'d'.repeat(28)}`] } }, "'dnsConfig.searches' must have at most 2048 characters, with a space between each two, got 2049. Leave the least needed out."],
  ['no domain', { dnsConfig: { searches: ['a_b'] } }, "'dnsConfig.searches[0]' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'a_b'. Use a domain such as 'example.com'."],
  ['an option without a name', { dnsConfig: { options: [{ name: '' }] } }, "'dnsConfig.options[0].name' must be given. Use a name such as 'ndots'."],
  ['a number for an option', { dnsConfig: { options: [{ name: 'ndots', value: 2 as any }] } }, "'dnsConfig.options[0].value' must be a string, got a number. Put it in quotes."],
  ['another policy', { dnsPolicy: 'none' as any }, "'dnsPolicy' must be 'ClusterFirst', 'ClusterFirstWithHostNet', 'Default' or 'None', got 'none'. Use 'None'."],
  ['an alias of no address', { hostAliases: [{ ip: 'db', hostnames: ['db'] }] }, "'hostAliases[0].ip' must be an IP address such as 10.9.8.7 or 2001:db8::1, got 'db'. Use one such as '10.20.0.11'."],
  ['an alias without names', { hostAliases: [{ ip: '10.0.0.1', hostnames: [] }] }, "'hostAliases[0].hostnames' must hold at least one. Give at least one name."],
  ['an alias with an illegal name', { hostAliases: [{ ip: '10.0.0.1', hostnames: ['DB'] }] }, "'hostAliases[0].hostnames[0]' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'DB'. Use a name such as 'db.example.com'."],
  ['an address twice', { hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }, { ip: '10.0.0.1', hostnames: ['b'] }] }, "'hostAliases[1].ip' must be named once, got '10.0.0.1'. Put all its names into one alias."],
])('refuses %s', (_, props, message) => {
  expect(faultsIn(props)).toEqual([message]);
});

test('values that are not known yet pass, and count for nothing', () => {
  const token: any = Lazy.any({ produce: () => 'example.com' });
  const props = { dnsConfig: { searches: [placeholder('a'), placeholder('b'), token, token] }, hostAliases: [{ ip: placeholder('a'), hostnames: [placeholder('b')] }, { ip: placeholder('c'), hostnames: ['a'] }] };
  expect(faultsIn(props)).toEqual([]);
});

test('2048 characters of domains are legal, and a domain may end with a dot', () => {
  const searches = [...LONG, 'd'.repeat(28)];
  expect(searches.join(' ')).toHaveLength(2048);
  expect(faultsIn({ dnsConfig: { searches } })).toEqual([]);
  expect(faultsIn({ dnsConfig: { searches: ['example.com.'] } })).toEqual([]);
});

test('the NetworkPolicy lets pods out to the servers that they name', () => {
  const chart = chartIn();
  new HardenedDeployment(chart, 'api', { ...MINIMAL, dnsConfig: { nameservers: ['10.0.0.53', '2001:db8::53'] } });
  const policy = Testing.synth(chart).find(({ kind }) => kind === 'NetworkPolicy');
  expect(policy.spec.egress).toHaveLength(2);
  expect(policy.spec.egress[1]).toEqual({
    to: [{ ipBlock: { cidr: '10.0.0.53/32' } }, { ipBlock: { cidr: '2001:db8::53/128' } }],
    ports: [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }],
  });
});

test("pods that ask their node's DNS are warned of, but on the node's network", () => {
  const ids = (props: Partial<HardenedPodProps>) => warningsOf(new HardenedDeployment(chartIn(), 'api', { ...MINIMAL, ...props })).filter((text) => text.startsWith('workload/dns-policy'));
  expect(ids({ dnsPolicy: DnsPolicy.DEFAULT })).toEqual([
    "workload/dns-policy: with 'DnsPolicy.DEFAULT' pods ask the DNS of their node, which knows no Services, and whose address no NetworkPolicy of ours lets them reach. "
    + "Use 'DnsPolicy.NONE' with 'dnsConfig.nameservers', or let them out with 'network.allowTo'.",
  ]);
  expect(ids({ dnsPolicy: DnsPolicy.DEFAULT, exceptions: hostNetwork })).toEqual([]);
  expect(ids({ dnsPolicy: DnsPolicy.CLUSTER_FIRST })).toEqual([]);
});

test.each<[string, Partial<HardenedPodProps>]>([
  ['three servers', { dnsConfig: { nameservers: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] } }],
  ['32 domains', { dnsConfig: { searches: Array.from({ length: 32 }, (_, index) => `a${index}.example.com`) } }],
  ['no server beside another policy', { dnsPolicy: DnsPolicy.CLUSTER_FIRST, dnsConfig: { nameservers: [] } }],
  ["the policy for the node's network", { dnsPolicy: DnsPolicy.CLUSTER_FIRST_WITH_HOST_NET, exceptions: hostNetwork }],
])('takes %s', (_, props) => {
  expect(faultsIn(props)).toEqual([]);
});

test('no server lets nobody out', () => {
  const chart = chartIn();
  new HardenedDeployment(chart, 'api', { ...MINIMAL, dnsConfig: { searches: ['example.com'] } });
  expect(Testing.synth(chart).find(({ kind }) => kind === 'NetworkPolicy').spec.egress).toHaveLength(1);
});
