import { judgedAtOnce, optionsOf } from '../construct/factory-options';
import { known, knownFlag, oneOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { AddressTarget } from './address-target';
import { DnsNameTarget } from './dns-name-target';
import { IpFamily } from './ip-family';
import { TargetStrategy } from './target-strategy';

/** Options for `ExternalTarget.addresses`. */
export interface ExternalAddressesOptions {
  /**
   * Family of those addresses that only the deployment knows.
   * @default IpFamily.IPV4
   */
  readonly unknownFamily?: IpFamily;
}

/** Options for `ExternalTarget.dnsName`. */
export interface ExternalDnsNameOptions {
  /**
   * Whether the name may be one of the cluster's own, as in `api.shop.svc.cluster.local`: an alias.
   * @default false
   */
  readonly inCluster?: boolean;
}

const ADDRESSES_OPTIONS = optionsOf(struct<ExternalAddressesOptions>('{ unknownFamily: IpFamily.IPV6 }', {
  unknownFamily: known(oneOf(IpFamily), "Use 'IpFamily.IPV4' or 'IpFamily.IPV6'"),
}));
const DNS_NAME_OPTIONS = optionsOf(struct<ExternalDnsNameOptions>('{ inCluster: true }', { inCluster: knownFlag }));

/** How a service outside the cluster is found. */
export class ExternalTarget {
  /**
   * By its IPv4 and IPv6 addresses. The Service has an address of its own, and leads to all of them alike: nothing looks whether they answer.
   */
  public static addresses(addresses: string[], options: ExternalAddressesOptions = {}): ExternalTarget {
    const { unknownFamily = IpFamily.IPV4 } = judgedAtOnce('ExternalTarget.addresses', (prop) => ADDRESSES_OPTIONS(options, prop));
    const list = Array.isArray(addresses) ? [...addresses] : undefined;
    return new ExternalTarget({ list }, (given) => new AddressTarget(given.list, unknownFamily));
  }

  /**
   * By its DNS name. Callers that look the Service up are sent to that name by the cluster's DNS; their traffic never passes the Service.
   */
  public static dnsName(name: string, options: ExternalDnsNameOptions = {}): ExternalTarget {
    const { inCluster = false } = judgedAtOnce('ExternalTarget.dnsName', (prop) => DNS_NAME_OPTIONS(options, prop));
    return new ExternalTarget({ name }, (given) => new DnsNameTarget(given.name, inCluster));
  }

  private constructor(
    /**
     * What may hold tokens, which are judged once more as what they become.
     * @internal
     */
    public readonly _given: object,
    /** @internal */
    public readonly _make: (given: any) => TargetStrategy,
  ) {}

  /** @internal */
  public get _strategy(): TargetStrategy {
    return this._make(this._given);
  }
}
