import { IPv4, IPv6 } from 'ipaddr.js';
import { whereKnown } from './known';
import { printed } from './printed';

/** What an address is for, as far as its bits tell. */
export type IpScope = 'unspecified' | 'loopback' | 'link-local' | 'link-local-multicast' | 'multicast' | 'private' | 'global';

interface Cidr {
  readonly address: IPv4 | IPv6;
  readonly length: number;
}

const IPV4 = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/;
const LENGTH = /^(?:0|[1-9][0-9]{0,2})$/;

/**
 * What keeps a text from being an IP address in Kubernetes: also leading zeros, parts left out, zones, and IPv4 addresses
 * mapped into IPv6, which older API servers let pass. Undefined where it is one, or is not known yet.
 */
export const ipFault = whereKnown((text) => (typeof text === 'string' && parseIp(text) !== undefined ? undefined
  : mappedFault(text) ?? 'must be an IP address such as 10.9.8.7 or 2001:db8::1'));

/** What keeps a text from being an IP address to API servers before 1.36, which read leading zeros and mapped addresses too. */
export const looseIpFault = whereKnown((text) => (typeof text === 'string' && parseLooseIp(text) !== undefined ? undefined
  : 'must be an IP address such as 10.9.8.7 or 2001:db8::1'));

/** What keeps a text from being a CIDR to API servers before 1.36, which take bits set beyond the prefix too. */
export const looseCidrFault = whereKnown((text) => {
  const match = typeof text === 'string' ? /^([^/]*)\/([0-9]+)$/.exec(text) : null;
  const address = match === null ? undefined : parseLooseIp(match[1]);
  return address !== undefined && Number(match![2]) <= bitsOf(address) ? undefined : 'must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64';
});

/** The family of an IP address; undefined where the text is none. */
export function ipFamily(text: unknown): 'IPv4' | 'IPv6' | undefined {
  const address = typeof text === 'string' ? parseIp(text) : undefined;
  if (address === undefined) { return undefined; }
  return address instanceof IPv4 ? 'IPv4' : 'IPv6';
}

/** The one way to write an IP address (RFC 5952); undefined where the text is none. */
export function canonicalIp(text: unknown): string | undefined {
  return typeof text === 'string' ? parseIp(text)?.toString() : undefined;
}

/** What an IP address is for; undefined where the text is none. */
export function ipScope(text: unknown): IpScope | undefined {
  const address = typeof text === 'string' ? parseIp(text) : undefined;
  if (address === undefined) { return undefined; }
  return address instanceof IPv4 ? scopeOfIpv4(address.octets) : scopeOfIpv6(address.parts);
}

/**
 * What keeps a text from being a CIDR in Kubernetes: what keeps its address from being one, and bits set beyond the prefix, which
 * older API servers let pass. Undefined where it is one, or is not known yet.
 */
export const cidrFault = whereKnown((text) => {
  const cidr = typeof text === 'string' ? splitCidr(text) : undefined;
  if (cidr === undefined) {
    return mappedFault(printed(text).split('/')[0]) ?? 'must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64';
  }
  const network = networkOf(cidr);
  return network.toString() === cidr.address.toString() ? undefined : `must have no bits set beyond its prefix: ${network}/${cidr.length}`;
});

/** Whether every address of `inner`, a CIDR or one address, lies in the CIDR `outer`. False where either is not legal. */
export function cidrContains(outer: string, inner: string): boolean {
  const [container, content] = [splitCidr(outer), cidrOrAddress(inner)];
  if (container === undefined || content === undefined) { return false; }
  return content.length >= container.length && networkOf({ ...content, length: container.length }).toString() === container.address.toString();
}

/** Which address of a CIDR stands for the network itself, or for all of it: none that somebody could have. */
export function edgeOf(cidr: string, address: string): 'network' | 'broadcast' | undefined {
  const [range, one] = [splitCidr(cidr), parseIp(address)];
  if (range === undefined || one === undefined || !cidrContains(cidr, address)) { return undefined; }
  if (one.toString() === range.address.toString()) { return 'network'; }
  return one instanceof IPv4 && IPv4.broadcastAddressFromCIDR(cidr).toString() === one.toString() ? 'broadcast' : undefined;
}

/** The first address of a CIDR behind the one that stands for the network itself, as a CIDR of its own; undefined where the text is none. */
export function firstAddressOf(cidr: string): string | undefined {
  const range = cidrFault(cidr) === undefined ? splitCidr(cidr) : undefined;
  if (range === undefined) { return undefined; }
  const bytes = range.address.toByteArray();
  const first = [...bytes.slice(0, -1), bytes.at(-1)! | 1];
  return `${range.address instanceof IPv4 ? new IPv4(first) : new IPv6(first)}/${bitsOf(range.address)}`;
}

/** An address as a CIDR that holds nothing else. */
export function onlyAddress(address: string): string {
  return `${address}/${ipFamily(address) === 'IPv6' ? 128 : 32}`;
}

/**
 * The first range of the size of a CIDR, near it, that overlaps none of `taken`: in the same private block of IPv4, or in the same /48 of IPv6.
 * Undefined where there is none, or it is not clear where to look.
 */
export function freeRangeLike(cidr: string, taken: readonly string[]): string | undefined {
  const range = cidrFault(cidr) === undefined ? splitCidr(cidr) : undefined;
  const block = blockAround(cidr);
  if (range === undefined || block === undefined) { return undefined; }
  const { first, last } = spanOf(block);
  const size = 1n << BigInt(bitsOf(range.address) - range.length);
  const spans = taken.filter((each) => cidrFault(each) === undefined && familyOf(each) === familyOf(cidr)).map((each) => spanOf(splitCidr(each)!))
    .sort((a, b) => (a.first < b.first ? -1 : 1));
  let start = first;
  for (const span of spans) {
    // What ends before has nothing in the way; behind one that overlaps, the next range of this size is at a multiple of it.
    if (span.last >= start && span.first < start + size) { start = (span.last / size + 1n) * size; }
  }
  return start + size - 1n > last ? undefined : `${addressOf(start, range.address)}/${range.length}`;
}

/** The length of a CIDR's prefix; undefined where the text is none. */
export function prefixLength(cidr: string): number | undefined {
  return cidrFault(cidr) === undefined ? splitCidr(cidr)?.length : undefined;
}

const PRIVATE_BLOCKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];
const SITE_LENGTH = 48;

/** Where a range like another one is looked for. */
function blockAround(cidr: string): Cidr | undefined {
  const range = splitCidr(cidr);
  if (range?.address instanceof IPv6) {
    return range.length < SITE_LENGTH ? undefined : { address: networkOf({ ...range, length: SITE_LENGTH }), length: SITE_LENGTH };
  }
  const block = PRIVATE_BLOCKS.find((each) => cidrContains(each, cidr));
  return block === undefined ? undefined : splitCidr(block);
}

function spanOf({ address, length }: Cidr): { readonly first: bigint; readonly last: bigint } {
  const first = address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return { first, last: first + (1n << BigInt(bitsOf(address) - length)) - 1n };
}

/** The address of a number, in the family of another one. */
function addressOf(number: bigint, like: IPv4 | IPv6): IPv4 | IPv6 {
  const count = bitsOf(like) / 8;
  const bytes = Array.from({ length: count }, (_, index) => Number((number >> BigInt(8 * (count - 1 - index))) & 0xffn));
  return like instanceof IPv4 ? new IPv4(bytes) : new IPv6(bytes);
}

function familyOf(cidr: string): 'IPv4' | 'IPv6' | undefined {
  return ipFamily(cidr.split('/')[0]);
}

function cidrOrAddress(text: string): Cidr | undefined {
  if (cidrFault(text) === undefined) { return splitCidr(text); }
  const address = parseIp(text);
  return address === undefined ? undefined : { address, length: bitsOf(address) };
}

function splitCidr(text: string): Cidr | undefined {
  const slash = text.indexOf('/');
  if (slash < 0 || !LENGTH.test(text.slice(slash + 1))) { return undefined; }
  const address = parseIp(text.slice(0, slash));
  const length = Number(text.slice(slash + 1));
  return address === undefined || length > bitsOf(address) ? undefined : { address, length };
}

function parseIp(text: string): IPv4 | IPv6 | undefined {
  if (IPV4.test(text)) { return IPv4.isValid(text) ? new IPv4(text.split('.').map(Number)) : undefined; }
  const address = parseIpv6(text);
  return address === undefined || address.isIPv4MappedAddress() ? undefined : address;
}

function parseLooseIp(text: string): IPv4 | IPv6 | undefined {
  return parseIp(/^[0-9]+(?:\.[0-9]+){3}$/.test(text) ? text.split('.').map(Number).join('.') : text) ?? parseIpv6(text);
}

/** ipaddr.js takes more than Kubernetes does, and reads an IPv4 tail in its own way: it only gets plain groups from here. */
function parseIpv6(text: string): IPv6 | undefined {
  const tail = text.slice(text.lastIndexOf(':') + 1);
  if (tail.includes('.')) {
    if (!IPV4.test(tail) || !IPv4.isValid(tail)) { return undefined; }
    const [a, b, c, d] = tail.split('.').map(Number);
    return parseIpv6(`${text.slice(0, -tail.length)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`);
  }
  return /^[0-9a-fA-F:]+$/.test(text) && IPv6.isValid(text) ? IPv6.parse(text) : undefined;
}

function mappedFault(text: unknown): string | undefined {
  const address = typeof text === 'string' ? parseIpv6(text) : undefined;
  if (!(address?.isIPv4MappedAddress() ?? false)) { return undefined; }
  return `must not be an IPv4 address mapped into IPv6: ${address!.toIPv4Address()}`;
}

function networkOf({ address, length }: Cidr): IPv4 | IPv6 {
  const bytes = address.toByteArray().map((byte, index) => byte & (0xff << Math.max(0, Math.min(8, 8 * (index + 1) - length))));
  return address instanceof IPv4 ? new IPv4(bytes) : new IPv6(bytes);
}

function bitsOf(address: IPv4 | IPv6): number {
  return address instanceof IPv4 ? 32 : 128;
}

function scopeOfIpv4([a, b, c, d]: number[]): IpScope {
  if (a + b + c + d === 0) { return 'unspecified'; }
  if (a === 127) { return 'loopback'; }
  if (a === 169 && b === 254) { return 'link-local'; }
  if (a === 224 && b === 0 && c === 0) { return 'link-local-multicast'; }
  if (a >= 224 && a < 240) { return 'multicast'; }
  const isPrivate = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
  return isPrivate ? 'private' : 'global';
}

function scopeOfIpv6(parts: number[]): IpScope {
  const head = parts[0];
  if (parts.slice(0, 7).every((part) => part === 0) && parts[7] < 2) { return parts[7] === 0 ? 'unspecified' : 'loopback'; }
  if ((head & 0xffc0) === 0xfe80) { return 'link-local'; }
  if ((head & 0xff0f) === 0xff02) { return 'link-local-multicast'; }
  if ((head & 0xff00) === 0xff00) { return 'multicast'; }
  return (head & 0xfe00) === 0xfc00 ? 'private' : 'global';
}
