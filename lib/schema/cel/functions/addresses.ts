import { IPv4, IPv6 } from 'ipaddr.js';
import { canonicalIp, cidrContains, ipFamily, ipScope } from '../../../manifest/ip-address';
import type { AddFunction } from '../environment';
import { CelEnvironment } from '../library';
import { CelFailure } from '../outcome';

/** One address, as it is written. */
class Ip {
  public static of(text: string): Ip {
    if (canonicalIp(text) === undefined) { throw new CelFailure(`IP Address '${text}' parse error`); }
    return new Ip(text);
  }

  public constructor(private readonly text: string) {}

  public get canonical(): string {
    return canonicalIp(this.text)!;
  }

  public get family(): bigint {
    return ipFamily(this.text) === 'IPv4' ? 4n : 6n;
  }

  public is(...scopes: string[]): boolean {
    return scopes.includes(ipScope(this.text)!);
  }
}

/** A range, as it is written. */
class Cidr {
  public static of(text: string): Cidr {
    if (!isCidr(text)) { throw new CelFailure(`network address parse error during conversion from string: '${text}'`); }
    return new Cidr(text);
  }

  public constructor(private readonly text: string) {}

  public get address(): Ip {
    return Ip.of(this.text.split('/')[0]);
  }

  public get length(): number {
    return Number(this.text.split('/')[1]);
  }

  public get masked(): Cidr {
    const network = this.address.family === 4n ? IPv4.networkAddressFromCIDR(this.text) : IPv6.networkAddressFromCIDR(this.text);
    return new Cidr(`${network}/${this.length}`);
  }

  public get canonical(): string {
    return `${this.address.canonical}/${this.length}`;
  }

  public contains(other: string): boolean {
    return cidrContains(this.masked.canonical, other);
  }
}

function isCidr(text: string): boolean {
  const [, address, length] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const family = address === undefined ? undefined : ipFamily(address);
  return family !== undefined && Number(length) <= (family === 'IPv4' ? 32 : 128);
}

/** What stands before the dot of `ip.isCanonical`. */
class IpNamespace {}

const IP = 'net.IP';
const CIDR = 'net.CIDR';

/**
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library
 */
export function addAddressFunctions(add: AddFunction, environment: CelEnvironment): void {
  environment.registerType(IP, Ip).registerType(CIDR, Cidr).registerType('IpNamespace', IpNamespace).registerConstant('ip', 'IpNamespace', new IpNamespace());
  add('isIP(string): bool', (text: string) => canonicalIp(text) !== undefined);
  add(`ip(string): ${IP}`, Ip.of);
  add('IpNamespace.isCanonical(string): bool', (_, text: string) => Ip.of(text).canonical === text);
  add(`string(${IP}): string`, ({ canonical }: Ip) => canonical);
  add(`${IP}.family(): int`, ({ family }: Ip) => family);
  add(`${IP}.isUnspecified(): bool`, (ip: Ip) => ip.is('unspecified'));
  add(`${IP}.isLoopback(): bool`, (ip: Ip) => ip.is('loopback'));
  add(`${IP}.isLinkLocalMulticast(): bool`, (ip: Ip) => ip.is('link-local-multicast'));
  add(`${IP}.isLinkLocalUnicast(): bool`, (ip: Ip) => ip.is('link-local'));
  add(`${IP}.isGlobalUnicast(): bool`, (ip: Ip) => ip.is('global', 'private'));
  environment.registerOperator(`${IP} == ${IP}`, (a: Ip, b: Ip) => a.canonical === b.canonical);

  add('isCIDR(string): bool', isCidr);
  add(`cidr(string): ${CIDR}`, Cidr.of);
  add(`string(${CIDR}): string`, ({ canonical }: Cidr) => canonical);
  add(`${CIDR}.containsIP(string): bool`, (cidr: Cidr, text: string) => cidr.contains(Ip.of(text).canonical));
  add(`${CIDR}.containsIP(${IP}): bool`, (cidr: Cidr, { canonical }: Ip) => cidr.contains(canonical));
  add(`${CIDR}.containsCIDR(string): bool`, (cidr: Cidr, text: string) => cidr.contains(Cidr.of(text).canonical));
  add(`${CIDR}.containsCIDR(${CIDR}): bool`, (cidr: Cidr, { canonical }: Cidr) => cidr.contains(canonical));
  add(`${CIDR}.ip(): ${IP}`, ({ address }: Cidr) => address);
  add(`${CIDR}.masked(): ${CIDR}`, ({ masked }: Cidr) => masked);
  add(`${CIDR}.prefixLength(): int`, ({ length }: Cidr) => BigInt(length));
  environment.registerOperator(`${CIDR} == ${CIDR}`, (a: Cidr, b: Cidr) => a.canonical === b.canonical);
}
