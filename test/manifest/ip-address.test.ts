import { canonicalIp, cidrContains, cidrFault, edgeOf, firstAddressOf, freeRangeLike, ipFamily, ipFault, ipScope, prefixLength } from '../../lib/manifest/ip-address';

const NO_IP = 'must be an IP address such as 10.9.8.7 or 2001:db8::1';
const NO_CIDR = 'must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64';

describe('ipFault', () => {
  test.each(['0.0.0.0', '10.9.8.7', '255.255.255.255', '::', '::1', '2001:db8::1', '2001:DB8:0:0::1', '1:2:3:4:5:6:7:8', '64:ff9b::1.2.3.4', '::1.2.3.4'])(
    'finds nothing against %s', (text) => expect(ipFault(text)).toBeUndefined());

  test.each([
    [''], ['1.2.3'], ['1.2.3.4.5'], ['01.2.3.4'], ['1.2.3.256'], ['0x1.2.3.4'], ['16909060'], [' 1.2.3.4'], ['1.2.3.4\n'], ['1.2.3.4/32'], ['fe80::1%eth0'], ['1::2::3'], [':::'], ['1:2:3:4:5:6:7'],
    ['00001::'], ['::01.2.3.4'], ['::1.2.3'], ['[::1]'], ['localhost'], [1], [null], [undefined],
  ])('says the rule for %j', (text) => expect(ipFault(text)).toBe(NO_IP));

  test.each(['::ffff:1.2.3.4', '::FFFF:102:304', '0:0:0:0:0:ffff:1.2.3.4'])('names the IPv4 address that %s maps', (text) => {
    expect(ipFault(text)).toBe('must not be an IPv4 address mapped into IPv6: 1.2.3.4');
  });
});

describe('cidrFault', () => {
  test.each(['0.0.0.0/0', '10.0.0.0/8', '1.2.3.4/32', '::/0', '2001:db8::/32', '2001:DB8::/32', '::1/128'])('finds nothing against %s', (text) => expect(cidrFault(text)).toBeUndefined());

  test.each([[''], ['10.0.0.0'], ['10.0.0.0/'], ['/8'], ['10.0.0.0/33'], ['10.0.0.0/08'], ['10.0.0.0/-1'], ['10.0.0.0/8/8'], ['10.0.0/8'], ['::/129'], ['10.0.0.0/255.0.0.0'], ['fe80::%e/64'], [8], [null], [undefined]])(
    'says the rule for %j', (text) => expect(cidrFault(text)).toBe(NO_CIDR));

  test.each([['10.1.2.3/8', '10.0.0.0/8'], ['10.0.0.129/25', '10.0.0.128/25'], ['1.2.3.4/0', '0.0.0.0/0'], ['2001:db8::1/64', '2001:db8::/64'], ['ffff::/1', '8000::/1'], ['::ff/121', '::80/121']])(
    'says which network %s lies in', (text, network) => expect(cidrFault(text)).toBe(`must have no bits set beyond its prefix: ${network}`));

  test('names the IPv4 address that is mapped', () => {
    expect(cidrFault('::ffff:10.0.0.0/104')).toBe('must not be an IPv4 address mapped into IPv6: 10.0.0.0');
  });
});

test('finds nothing against what is not known yet', () => {
  expect([ipFault('\uE000id\uE001'), cidrFault('\uE000id\uE001/8'), cidrFault(new (class Lazy {})())]).toEqual([undefined, undefined, undefined]);
});

test.each([['10.9.8.7', 'IPv4'], ['::1', 'IPv6'], ['::ffff:1.2.3.4', undefined], ['x', undefined], [null, undefined]])('ipFamily of %j is %s', (text, family) => {
  expect(ipFamily(text)).toBe(family);
});

test.each([
  ['10.9.8.7', '10.9.8.7'], ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'], ['0:0:0:0:0:0:0:0', '::'], ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'], ['64:ff9b::1.2.3.4', '64:ff9b::102:304'], ['x', undefined], [1, undefined], [null, undefined],
])('canonicalIp of %j is %s', (text, canonical) => expect(canonicalIp(text)).toBe(canonical));

test.each([
  ['0.0.0.0', 'unspecified'], ['::', 'unspecified'], ['5.5.0.0', 'global'], ['5.0.5.0', 'global'], ['0.0.5.5', 'global'], ['127.0.0.1', 'loopback'], ['127.255.0.1', 'loopback'], ['::1', 'loopback'], ['::2', 'global'],
  ['169.254.169.254', 'link-local'], ['169.253.1.1', 'global'], ['10.254.1.1', 'private'], ['8.254.1.1', 'global'], ['fe80::1', 'link-local'], ['febf::1', 'link-local'], ['fec0::1', 'global'],
  ['224.0.0.1', 'link-local-multicast'], ['ff02::1', 'link-local-multicast'], ['224.0.1.1', 'multicast'], ['224.1.0.1', 'multicast'], ['225.0.0.1', 'multicast'], ['239.1.1.1', 'multicast'], ['ff05::2', 'multicast'], ['240.0.0.1', 'global'],
  ['10.0.0.1', 'private'], ['172.16.0.1', 'private'], ['172.31.255.255', 'private'], ['172.32.0.1', 'global'], ['172.15.0.1', 'global'], ['8.20.0.1', 'global'], ['192.168.1.1', 'private'], ['192.167.1.1', 'global'], ['8.168.1.1', 'global'], ['fd00::1', 'private'], ['fc00::1', 'private'],
  ['8.8.8.8', 'global'], ['2001:db8::1', 'global'], ['x', undefined], [null, undefined],
])('ipScope of %j is %s', (text, scope) => expect(ipScope(text)).toBe(scope));

test.each([
  ['10.0.0.0/8', '10.1.0.0/16', true], ['10.0.0.0/8', '10.0.0.0/8', true], ['10.0.0.0/8', '10.255.255.255', true], ['10.0.0.0/8', '11.0.0.0/16', false], ['10.0.0.0/8', '0.0.0.0/0', false], ['0.0.0.0/8', '0.0.0.0/0', false],
  ['10.0.0.0/9', '10.128.0.0/16', false], ['0.0.0.0/0', '1.2.3.4', true], ['0.0.0.0/0', '::1', false], ['::/0', '2001:db8::/32', true], ['2001:db8::/33', '2001:db8:8000::1', false], ['2001:DB8::/32', '2001:db8:1::/48', true],
  ['10.0.0.1/8', '10.1.0.0/16', false], ['10.0.0.0/8', '10.1.0.0/8', false], ['x', '10.0.0.1', false], ['10.0.0.0/8', 'x', false],
])('cidrContains(%s, %s) is %s', (outer, inner, expected) => expect(cidrContains(outer, inner)).toBe(expected));

test.each([
  ['10.9.8.0/24', '10.9.8.0', 'network'], ['10.9.8.0/24', '10.9.8.255', 'broadcast'], ['10.9.8.0/24', '10.9.8.1', undefined], ['10.9.8.0/24', '10.9.8.254', undefined], ['10.9.8.128/25', '10.9.8.128', 'network'],
  ['10.9.8.0/24', '10.9.7.255', undefined], ['10.9.8.0/24', '11.0.0.0', undefined],
  ['2001:db8::/64', '2001:db8::', 'network'], ['2001:DB8:0::/64', '2001:db8:0:0::0', 'network'], ['2001:db8::/64', '2001:db8::1', undefined], ['2001:db8::/64', '2001:db8::ffff:ffff:ffff:ffff', undefined],
  ['0.0.0.0/0', '::', undefined], ['::/0', '0.0.0.0', undefined],
  ['10.9.8.1/24', '10.9.8.1', undefined], ['10.9.8.1/24', '10.9.8.255', undefined], ['x', '10.9.8.0', undefined], ['10.9.8.0/24', 'x', undefined], ['10.9.8.0/24', '10.9.8.0/24', undefined],
])('edgeOf(%s, %s) is %s', (cidr, address, edge) => expect(edgeOf(cidr, address)).toBe(edge));

test.each([
  ['10.0.0.0/8', 8], ['0.0.0.0/0', 0], ['2001:db8::/64', 64], ['10.0.0.1/8', undefined], ['10.0.0.0', undefined], ['x', undefined], ['\uE000id\uE001', undefined],
])('prefixLength of %j is %s', (cidr, length) => expect(prefixLength(cidr)).toBe(length));

test.each([
  ['172.20.0.0/16', '172.20.0.1/32'], ['10.0.255.0/24', '10.0.255.1/32'], ['10.0.0.5/32', '10.0.0.5/32'], ['fd00:20::/108', 'fd00:20::1/128'], ['FD00::/64', 'fd00::1/128'],
  ['172.20.0.1', undefined], ['172.20.0.1/16', undefined], ['x', undefined],
])('firstAddressOf(%s) is %s', (cidr, expected) => expect(firstAddressOf(cidr)).toBe(expected));

test.each([
  ['10.1.0.0/16', [], '10.0.0.0/16'], ['10.1.0.0/16', ['10.0.0.0/16', '10.1.0.0/16'], '10.2.0.0/16'], ['10.1.0.0/16', ['10.0.7.0/24', '10.0.9.0/24', '10.2.0.0/15'], '10.1.0.0/16'],
  ['10.1.0.0/16', ['10.0.0.0/9'], '10.128.0.0/16'], ['10.1.0.0/16', ['10.0.0.0/9', '10.5.0.0/16'], '10.128.0.0/16'], ['10.1.0.0/16', ['0.0.0.0/0'], undefined], ['10.0.0.0/8', ['10.9.0.0/24'], undefined],
  ['172.16.0.0/13', ['172.16.0.0/16'], '172.24.0.0/13'], ['172.16.0.0/13', ['172.16.0.0/16', '172.31.0.0/16'], undefined], ['100.64.0.0/16', ['100.64.0.0/16', 'x', 'fd00::/64'], '100.65.0.0/16'],
  ['192.168.255.0/24', ['192.168.0.0/17'], '192.168.128.0/24'], ['203.0.113.0/24', [], undefined], ['10.0.0.1/8', [], undefined], ['x', [], undefined],
  ['fd00:0:0:7::/64', ['fd00::/64', 'fd00:0:0:1::/64', '10.0.0.0/8'], 'fd00:0:0:2::/64'], ['fd00::/56', ['fd00::/64'], 'fd00:0:0:100::/56'], ['fd00::/32', [], undefined], ['fd00::/48', ['fd00::/64'], undefined],
])('freeRangeLike(%s, %j) is %s', (cidr, taken, expected) => expect(freeRangeLike(cidr, taken)).toBe(expected));
