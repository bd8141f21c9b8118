import { canonicalIp, cidrFault, ipFault, IpScope, ipScope, looseCidrFault, looseIpFault } from '../../manifest/ip-address';
import { atLeast } from '../../manifest/kubernetes-version';
import { Target } from '../cluster-manifests';
import { FaultOf, Field } from './field';

/** The Kubernetes that no longer reads addresses in more than one way. */
const STRICT = '1.36';

/** What keeps a text from being an IP address for API servers of a cluster. */
export function addressFault({ kubernetesVersion }: Target): FaultOf {
  return atLeast(kubernetesVersion, STRICT) ? ipFault : looseIpFault;
}

/** What keeps a text from being a CIDR for API servers of a cluster. */
export function rangeFault({ kubernetesVersion }: Target): FaultOf {
  return atLeast(kubernetesVersion, STRICT) ? cidrFault : looseCidrFault;
}

const NOWHERE: ReadonlyMap<IpScope, string> = new Map([
  ['unspecified', 'unspecified'], ['loopback', 'a loopback address'], ['link-local', 'a link-local address'], ['link-local-multicast', 'a link-local multicast address'],
]);

/** That nobody else can reach an address. */
export function checkReachable(address: Field, what: string): void {
  const nowhere = NOWHERE.get(ipScope(canonicalIp(address.value)) ?? 'global');
  if (nowhere !== undefined) { address.fault(`${what} '${address.text}' is ${nowhere}, which nobody else reaches`); }
}
