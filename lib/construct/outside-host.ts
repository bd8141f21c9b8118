import { hostNameFault, isAddress } from '../manifest/host-name';
import { ipFamily } from '../manifest/ip-address';
import { isKnown } from '../manifest/known';
import { Fault } from './fault';

/** What is made of the name of a host outside. */
export interface OutsideHostUse {
  /** Id of a fault of what is a name, but none of a host outside. */
  readonly id: string;
  /** A name that fits. */
  readonly example: string;
  /** What to use for an address. */
  readonly forAddress: string;
  /** What to do about a name of the cluster's own. */
  readonly forOwnName: string;
  /** The domain of the cluster's own names; undefined where these are wanted. */
  readonly clusterDomain?: string;
  /**
   * Whether a name may hold `_`, as that of a record or of a bucket may. Cilium takes it; the API server takes it nowhere.
   * @see https://github.com/cilium/cilium/blob/v1.19.6/pkg/policy/api/fqdn.go
   */
  readonly takesUnderscores?: boolean;
}

/**
 * What keeps a text from being the DNS name of a host outside the cluster: the one rule of all that takes such a name. Cilium and the API server let pass what
 * leads nowhere: a dot at the end, a single part, longer parts, and names of the cluster itself.
 */
export function outsideHostFault(name: unknown, use: OutsideHostUse): Fault | undefined {
  if (!isKnown(name)) { return undefined; }
  const fix = `Use a name such as '${use.example}'`;
  if (typeof name !== 'string') { return { id: 'prop/type', rule: 'must be a string', got: name, fix }; }
  const wrong = (rule: string, way = fix): Fault => ({ id: 'prop/grammar', rule, got: name, fix: way });
  if (ipFamily(name) !== undefined || isAddress(name)) { return wrong('must be a DNS name, and this is an address', use.forAddress); }
  if (name.endsWith('.')) { return wrong('must not end with a dot: proxies take it over as it is, and no certificate or host has one', 'Leave the dot out'); }
  if (use.takesUnderscores !== true && name.includes('_')) { return wrong("must not hold '_': no host is named like that, and the API server refuses it"); }
  const rule = hostNameFault(name.replaceAll('_', 'x'));
  if (rule !== undefined) { return wrong(rule); }
  const unfit = (said: string, way = fix): Fault => ({ ...wrong(said, way), id: use.id });
  if (name === 'localhost' || name.endsWith('.localhost')) { return unfit('must not be localhost: each caller would call itself'); }
  if (!name.includes('.')) { return wrong('must have at least two parts: it is looked up as it is, without the search domains of a pod'); }
  return isOwnName(name, use.clusterDomain) ? unfit("must not be a name of the cluster's own, which no policy sees through", use.forOwnName) : undefined;
}

/** Whether it is a name of a Service or a pod of the cluster, or of a set of clusters. */
function isOwnName(name: string, clusterDomain: string | undefined): boolean {
  return clusterDomain !== undefined && (name.endsWith(`.${clusterDomain}`) || /\.svc(\.clusterset\.local)?$/.test(name));
}
