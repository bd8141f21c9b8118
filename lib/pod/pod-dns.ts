import { Construct } from 'constructs';
import { dnsPorts } from '../cluster/dns-egress';
import { atMost, filled, list } from '../construct/collection';
import { PolicyPeer, PolicyPort } from '../construct/network-endpoint';
import { Prop } from '../construct/prop';
import { also, dnsSubdomain, known, oneOf, required, ruled, Shape, someText, text, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { warn } from '../construct/warning';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { ipFault, onlyAddress } from '../manifest/ip-address';
import { knownPart } from '../manifest/known';

/**
 * Whom pods ask for names.
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy
 */
export enum DnsPolicy {
  /** The cluster's DNS. */
  CLUSTER_FIRST = 'ClusterFirst',
  /** The cluster's DNS, also for pods in the network of their node. */
  CLUSTER_FIRST_WITH_HOST_NET = 'ClusterFirstWithHostNet',
  /** Whom the node asks, which knows no Services. */
  DEFAULT = 'Default',
  /** Only the `nameservers` of `dnsConfig`. */
  NONE = 'None',
}

/** An option of the resolver, as `resolv.conf` has it. */
export interface DnsOption {
  /** Its name, such as `ndots`. */
  readonly name: string;

  /**
   * Its value, such as `'2'`.
   * @default - none, as `edns0` has none
   */
  readonly value?: string;
}

/**
 * What is added to the resolver of pods, beyond what their `dnsPolicy` says.
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config
 */
export interface PodDnsConfig {
  /**
   * Addresses of DNS servers, at most 3. The NetworkPolicy lets the pods out to them, on port 53.
   * @default - those of `dnsPolicy`
   */
  readonly nameservers?: string[];

  /**
   * Domains in which a name without one is looked up, at most 32, of 2048 characters with the spaces between them.
   * @default - those of `dnsPolicy`
   */
  readonly searches?: string[];

  /**
   * Options of the resolver. They go before those of `dnsPolicy`.
   * @default - those of `dnsPolicy`, for example `ndots:5`
   */
  readonly options?: DnsOption[];
}

/**
 * Names that stand for an address in the pods, without being looked up: a line of `/etc/hosts`.
 * @see https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
 */
export interface HostAlias {
  /** The address. A NetworkPolicy is asked for it as for any other. */
  readonly ip: string;
  /** The names. */
  readonly hostnames: string[];
}

const DNS_FIX = "Use one such as '10.0.0.53'";
const LEAST = 'Leave the least needed out';
const MAX_CHARACTERS = 2048;

/** What `dnsPolicy` must look like. */
export const DNS_POLICY: Shape<DnsPolicy> = known(oneOf(DnsPolicy), "Use one of 'DnsPolicy'");

/** What `dnsConfig` must look like. */
export const DNS_CONFIG = struct<PodDnsConfig>("{ nameservers: ['10.0.0.53'] }", {
  nameservers: atMost(3, named(list(known(ruled(ipFault, { fix: DNS_FIX }), DNS_FIX), "['10.0.0.53']"), 'nameserver'), LEAST),
  searches: onALine(atMost(32, named(list(textOf(searchFault, { fix: "Use a domain such as 'example.com'" }), "['example.com']"), 'domain'), LEAST)),
  options: list(struct<DnsOption>("{ name: 'ndots', value: '2' }", {
    name: required(someText("Use a name such as 'ndots'"), "Use a name such as 'ndots'"),
    value: text,
  }), "[{ name: 'ndots', value: '2' }]"),
});

/** What `hostAliases` must look like. */
export const HOST_ALIASES: Shape<HostAlias[]> = also(list(struct<HostAlias>("{ ip: '10.20.0.11', hostnames: ['db.example.com'] }", {
  ip: required(ruled(ipFault, { fix: "Use one such as '10.20.0.11'" }), "Use one such as '10.20.0.11'"),
  hostnames: required(filled(list(dnsSubdomain("Use a name such as 'db.example.com'"), "['db.example.com']"), 'Give at least one name'), 'Give at least one name'),
}), "[{ ip: '10.20.0.11', hostnames: ['db.example.com'] }]"), (aliases, prop) => {
  sayTwice(aliases.map(({ ip }) => ip), (index) => prop.at(index, 'ip'), 'Put all its names into one alias');
});

/** What holds between the DNS policy, its configuration, and the network in which the pods are. */
export function checkDns(
  construct: Construct, { dnsPolicy, dnsConfig }: { readonly dnsPolicy?: DnsPolicy; readonly dnsConfig?: PodDnsConfig }, usesHostNetwork: boolean, prop: Prop,
): void {
  if (dnsPolicy === DnsPolicy.NONE && (dnsConfig?.nameservers ?? []).length === 0) {
    prop.at('dnsConfig', 'nameservers').fault({
      id: 'workload/consistent', rule: "must be given with 'DnsPolicy.NONE': there is nobody else to ask", fix: "Use one such as '10.0.0.53', or leave 'dnsPolicy' out",
    });
  }
  if (usesHostNetwork && dnsPolicy === DnsPolicy.CLUSTER_FIRST) {
    prop.at('dnsPolicy').fault({
      id: 'workload/consistent', rule: "does not hold on the node's network: such pods would ask the node's DNS", got: dnsPolicy,
      fix: "Use 'DnsPolicy.CLUSTER_FIRST_WITH_HOST_NET', or 'DnsPolicy.DEFAULT' where that is meant",
    });
  }
  if (dnsPolicy === DnsPolicy.DEFAULT && !usesHostNetwork) {
    warn(construct, {
      id: 'workload/dns-policy',
      message: "with 'DnsPolicy.DEFAULT' pods ask the DNS of their node, which knows no Services, and whose address no NetworkPolicy of ours lets them reach. "
        + "Use 'DnsPolicy.NONE' with 'dnsConfig.nameservers', or let them out with 'network.allowTo'.",
    });
  }
}

/** What a NetworkPolicy must let out so that pods reach the DNS servers that they name themselves. */
export function nameserverEgress(dnsConfig?: PodDnsConfig): { to: PolicyPeer[]; ports: PolicyPort[] }[] {
  const peers = nameserverRanges(dnsConfig).map((cidr) => ({ ipBlock: { cidr } }));
  return peers.length === 0 ? [] : [{ to: peers, ports: dnsPorts(53) }];
}

/** These servers as ranges of addresses. */
export function nameserverRanges({ nameservers = [] }: PodDnsConfig = {}): string[] {
  return nameservers.filter((address) => ipFault(address) === undefined).map(onlyAddress);
}

/** A search domain may end with the dot of the root. */
function searchFault(value: string): string | undefined {
  return dnsSubdomainFault(value.replace(/\.$/, ''));
}

/** The resolver reads them from one line. */
function onALine(domains: Shape<string[]>): Shape<string[]> {
  return also(domains, (values, prop) => {
    const characters = knownPart(values).join(' ').length;
    prop.check(characters > MAX_CHARACTERS ? `must have at most ${MAX_CHARACTERS} characters, with a space between each two` : undefined, { id: 'prop/range', got: characters, fix: LEAST });
  });
}

function named(shape: Shape<string[]>, what: string): Shape<string[]> {
  return also(shape, (values, prop) => sayTwice(values, (index) => prop.at(index), `Name each ${what} once`));
}

function sayTwice(values: readonly string[], at: (index: number) => Prop, fix: string): void {
  knownPart(values).forEach((value, index, all) => {
    if (value !== undefined && all.indexOf(value) < index) { at(index).fault({ id: 'workload/unique', rule: 'must be named once', got: value, fix }); }
  });
}
