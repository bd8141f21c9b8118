// What is left of the internet, against what others wrote: IANA's registries of special addresses, and the ranges of ipaddr.js, which are made from them.
import { IPv4, IPv6, parse } from 'ipaddr.js';
import { internetPeers } from '../../lib/construct/internet-ranges';
import { cidrContains, cidrFault } from '../../lib/manifest/ip-address';

const BLOCKS = internetPeers().map(({ ipBlock }) => ipBlock!);
const LEFT_OUT = BLOCKS.flatMap(({ except }) => except!);

function isInternet(address: string): boolean {
  return BLOCKS.some(({ cidr, except }) => cidrContains(cidr, address) && !except!.some((range) => cidrContains(range, address)));
}

/** First and last address of a range. */
function endsOf(range: string): string[] {
  const [start, length] = range.split('/');
  const address = parse(start);
  const last = address.toByteArray().map((byte, index) => byte | (0xff >> Math.max(0, Math.min(8, Number(length) - 8 * index))));
  return [address.toString(), (address instanceof IPv4 ? new IPv4(last) : new IPv6(last)).toString()];
}

/** Of addresses that Kubernetes does not take, too. */
function contains(range: string, address: string): boolean {
  const [start, length] = range.split('/');
  const [a, b] = [parse(address), parse(start)];
  return a.kind() === b.kind() && (a as any).match(b, Number(length));
}

/** The registries as of 2025-10-09: block, and whether it is globally reachable; undefined where they say that this does not apply. */
const REGISTERED: readonly [string, boolean | undefined][] = [
  ['0.0.0.0/8', false], ['0.0.0.0/32', false], ['10.0.0.0/8', false], ['100.64.0.0/10', false], ['127.0.0.0/8', false], ['169.254.0.0/16', false], ['172.16.0.0/12', false],
  ['192.0.0.0/24', false], ['192.0.0.0/29', false], ['192.0.0.8/32', false], ['192.0.0.9/32', true], ['192.0.0.10/32', true], ['192.0.0.170/32', false], ['192.0.0.171/32', false],
  ['192.0.2.0/24', false], ['192.31.196.0/24', true], ['192.52.193.0/24', true], ['192.88.99.0/24', undefined], ['192.88.99.2/32', false], ['192.168.0.0/16', false],
  ['192.175.48.0/24', true], ['198.18.0.0/15', false], ['198.51.100.0/24', false], ['203.0.113.0/24', false], ['240.0.0.0/4', false], ['255.255.255.255/32', false],
  ['::1/128', false], ['::/128', false], ['64:ff9b::/96', true], ['64:ff9b:1::/48', false], ['100::/64', false], ['100:0:0:1::/64', false], ['2001::/23', false],
  ['2001::/32', undefined], ['2001:1::1/128', true], ['2001:1::2/128', true], ['2001:1::3/128', true], ['2001:2::/48', false], ['2001:3::/32', true], ['2001:4:112::/48', true],
  ['2001:10::/28', undefined], ['2001:20::/28', true], ['2001:30::/28', true], ['2001:db8::/32', false], ['2002::/16', undefined], ['2620:4f:8000::/48', true], ['3fff::/20', false],
  ['5f00::/16', false], ['fc00::/7', false], ['fe80::/10', false],
];
/** What is reachable, and left out with what is around it. */
const WITH_ITS_BLOCK = ['192.0.0.0/24', '2001::/23'];

function isInBlock(range: string): boolean {
  return WITH_ITS_BLOCK.some((block) => block !== range && cidrContains(block, range));
}

test.each(REGISTERED)('%s is in the internet: %s, as IANA says', (range, reachable) => {
  const expected = reachable === true && !isInBlock(range);
  expect(endsOf(range).map(isInternet)).toEqual([expected, expected]);
});

test.each(['::10.0.0.1', '::ffff:10.0.0.1', '::ffff:0:10.0.0.1', '2002:a00:1::1'])('%s, private IPv4 in a form of IPv6, is left out', (address) => {
  expect(LEFT_OUT.filter((range) => contains(range, address))).toHaveLength(1);
});

/** What ipaddr.js takes for special, and IANA for reachable. */
const REACHABLE = ['as112', 'amt', 'as112v6'];

test.each([IPv4, IPv6].flatMap((family: any) => Object.entries<any>(family.prototype.SpecialRanges).flatMap(([kind, ranges]) => (
  (Array.isArray(ranges[0]) ? ranges : [ranges]).map(([start, length]: [IPv4 | IPv6, number]) => [kind, `${start.toString()}/${length}`] as const)))))('the range of %s, %s, is left out unless it is reachable', (kind, range) => {
  const known = REGISTERED.find(([block]) => block === range)?.[1];
  const ends = endsOf(range).map((address) => LEFT_OUT.some((each) => contains(each, address)));
  expect(ends).toEqual(known === true || REACHABLE.includes(kind) ? [isInBlock(range), isInBlock(range)] : [true, true]);
});

test.each(LEFT_OUT)('%s is left out for a reason that ipaddr.js knows, too', (range) => {
  // Public by its bits, and the host of each machine of Azure; younger than ipaddr.js; wider than it by what nobody has.
  const ours = ['168.63.129.16/32', '100::/63', '::/64'];
  expect(endsOf(range).some((address) => parse(address).range() === 'unicast')).toBe(ours.includes(range));
});

test.each(LEFT_OUT)('%s is a range as Kubernetes takes it, within what it is left out of', (range) => {
  expect(cidrFault(range)).toBeUndefined();
  expect(BLOCKS.filter(({ cidr }) => cidr !== range && cidrContains(cidr, range))).toHaveLength(1);
  expect(LEFT_OUT.filter((other) => other !== range && cidrContains(other, range))).toEqual([]);
});
