import { Construct } from 'constructs';
import { ciliumDnsRules } from '../cluster/cilium-dns';
import { hasInstalled } from '../cluster/needs-capability';
import { ciliumPorts } from '../construct/cilium-port';
import { FqdnCaller } from './fqdn-access';

/** Specs of the CiliumNetworkPolicy that lets callers out to hosts by their names, one for each set of callers. */
export function fqdnPolicySpecs(construct: Construct, callers: readonly FqdnCaller[], hosts: readonly string[]): { [field: string]: any }[] {
  return callers.map(({ pods, ports }) => ({
    endpointSelector: pods,
    // It only adds to what is allowed: for pods that no other policy restricts, everything else stays as it was.
    enableDefaultDeny: hasInstalled(construct, 'cilium', '1.16') ? { egress: false } : undefined,
    egress: [
      ...ciliumDnsRules(construct),
      { toFQDNs: hosts.map((matchName) => ({ matchName })), toPorts: ciliumPorts(ports) },
    ],
  }));
}
