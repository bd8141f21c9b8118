import { PolicyPeer } from '../construct/network-endpoint';
import { Prop } from '../construct/prop';
import { textWithTokens } from '../construct/text-with-tokens';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { canonicalIp, ipFamily, ipFault, IpScope, ipScope } from '../manifest/ip-address';
import { isKnown } from '../manifest/known';
import { ObjectMeta } from '../manifest/object';
import { AddressesOfFamily, endpointSlices, NamedSlice } from './endpoint-slices';
import { ExternalPortPlan } from './external-port';
import { IpFamily } from './ip-family';
import { servicePort } from './service-port';
import { TargetCheck, TargetStrategy } from './target-strategy';

const ALONE = "Give the address alone, and its ports in 'ports'";

/** Addresses at which nobody can be called. */
export const REFUSED: { readonly [scope in IpScope]?: string } = {
  'unspecified': 'must not be the unspecified address: nobody can be reached there',
  'loopback': 'must not be a loopback address: each caller would call itself',
  'link-local': 'must not be a link-local address: each node has its own there',
  'link-local-multicast': 'must not be a multicast address',
  'multicast': 'must not be a multicast address',
};

/** A service known by its addresses: a Service without selector, and EndpointSlices. */
export class AddressTarget implements TargetStrategy {
  /** In one order, however they were given, and spelled in one way. */
  public readonly addresses: readonly string[];

  private readonly given: readonly string[];

  /** `given` is undefined where something else than a list was given. */
  constructor(private readonly list: readonly string[] | undefined, private readonly unknownFamily: IpFamily) {
    this.given = list ?? [];
    this.addresses = this.addressesByFamily.flatMap(({ addresses }) => addresses);
  }

  public get policyPeers(): PolicyPeer[] {
    return this.addressesByFamily.flatMap(({ family, addresses }) => addresses.map((address) => (
      { ipBlock: { cidr: textWithTokens([address], ([known]) => `${known}/${family === IpFamily.IPV6 ? 128 : 32}`) } })));
  }

  public get families(): IpFamily[] {
    return this.addressesByFamily.map(({ family }) => family);
  }

  public check({ props, ports }: TargetCheck): void {
    const at = props.at('target', 'addresses');
    if (this.list === undefined) {
      at.fault({ id: 'prop/type', rule: 'must be a list', fix: "Use one such as ['10.9.8.7'], or 'ExternalTarget.dnsName' for a name" });
    } else if (this.given.length === 0) {
      at.fault({ id: 'prop/range', rule: 'must hold at least one address', fix: "Use addresses such as '10.9.8.7' or '2001:db8::1'" });
    }
    this.given.forEach((address, index) => this.checkAddress(address, index, at.at(index)));
    if (ports.length === 0) {
      props.at('ports').fault({
        id: 'network/target-fit',
        rule: 'must hold at least one port: without one nothing leads to the addresses',
        fix: "Add the port on which it listens, e.g. '{ port: 9000 }'",
      });
    }
  }

  public serviceSpec(ports: readonly ExternalPortPlan[]): { [field: string]: any } {
    const { families } = this;
    return {
      type: 'ClusterIP',
      // To name both families would be refused in a cluster that has one; one that has two takes its first by default, which may be the wrong one.
      ...(families.length === 1 ? { ipFamilyPolicy: 'SingleStack', ipFamilies: families } : { ipFamilyPolicy: 'PreferDualStack' }),
      ports: ports.map(servicePort),
    };
  }

  public slices(metadata: ObjectMeta & { name: string }, ports: readonly ExternalPortPlan[]): NamedSlice[] {
    return this.addressesByFamily.flatMap((family) => endpointSlices(metadata, family, ports));
  }

  public serviceEntrySpec(): { [field: string]: any } {
    return { addresses: [...this.addresses], resolution: 'STATIC', endpoints: this.addresses.map((address) => ({ address })) };
  }

  public warnings(): [] {
    return [];
  }

  private checkAddress(address: string, index: number, prop: Prop): void {
    if (!isKnown(address)) { return; }
    if (typeof address !== 'string') {
      prop.fault({ id: 'prop/type', rule: 'must be a string', got: address, fix: ALONE });
      return;
    }
    const isName = /[a-z].*\.|\..*[a-z]/.test(address) && dnsSubdomainFault(address) === undefined;
    prop.check(ipFault(address), { id: 'prop/grammar', got: address, fix: isName ? `Use 'ExternalTarget.dnsName('${address}')'` : ALONE });
    const canonical = canonicalIp(address);
    if (canonical === undefined) { return; }
    prop.check(REFUSED[ipScope(address)!], { id: 'network/target-fit', got: address, fix: 'Use the address under which the service listens' });
    if (this.given.slice(0, index).some((other) => canonicalIp(other) === canonical)) {
      prop.fault({ id: 'network/distinct', rule: 'must not be given twice', got: address, fix: 'Leave one of the two out' });
    }
  }

  private get addressesByFamily(): AddressesOfFamily[] {
    const familyOf = (address: string) => (isKnown(address) ? ipFamily(address) : this.unknownFamily);
    return [IpFamily.IPV4, IpFamily.IPV6]
      .map((family) => ({ family, addresses: inOrder(this.given.filter((address) => familyOf(address) === family)) }))
      .filter(({ addresses }) => addresses.length > 0);
  }
}

/** What is not known yet comes last, in the order in which it was given. */
function inOrder(addresses: readonly string[]): string[] {
  const known = addresses.flatMap((address) => canonicalIp(address) ?? []);
  const key = (address: string) => address.split('.').map((part) => part.padStart(3, '0')).join('.');
  return [
    ...known.sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b)))),
    ...addresses.filter((address) => canonicalIp(address) === undefined),
  ];
}
