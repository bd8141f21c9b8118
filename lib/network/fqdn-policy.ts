import { Construct } from 'constructs';
import { clusterDns } from '../cluster/dns-egress';
import { hasInstalled } from '../cluster/needs-capability';
import { NAMESPACE_LABEL } from './cilium-mesh';
import { ciliumPorts } from './cilium-port';
import { FqdnCaller } from './fqdn-access';

/** Specs of the CiliumNetworkPolicy that lets callers out to hosts by their names, one for each set of callers. */
export function fqdnPolicySpecs(construct: Construct, callers: readonly FqdnCaller[], hosts: readonly string[]): { [field: string]: any }[] {
  return callers.map(({ pods, ports }) => ({
    endpointSelector: pods,
    // It only adds to what is allowed: for pods that no other policy restricts, everything else stays as it was.
    enableDefaultDeny: hasInstalled(construct, 'cilium', '1.16') ? { egress: false } : undefined,
    egress: [
      // Cilium learns the addresses behind a name from the answers that pass its DNS proxy, and only what such a rule names passes it.
      // All names: a rule for some would take the others from pods that may ask for them now.
      ...dnsServers(construct).map(({ pods, port }) => ({
        toEndpoints: [pods],
        toPorts: [{ ports: ['UDP', 'TCP'].map((protocol) => ({ port: String(port), protocol })), rules: { dns: [{ matchPattern: '*' }] } }],
      })),
      { toFQDNs: hosts.map((matchName) => ({ matchName })), toPorts: ciliumPorts(ports) },
    ],
  }));
}

function dnsServers(construct: Construct): { pods: { [field: string]: any }; port: number }[] {
  const { namespace, podLabels, port, nodeLocalAddress } = clusterDns(construct);
  const pods = (labels: { readonly [key: string]: string }) => ({
    matchLabels: { [NAMESPACE_LABEL]: namespace, ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [`k8s:${key}`, value])) },
  });
  const servers = [{ pods: pods(podLabels), port }];
  // With a cache on each node, Cilium redirects to its pods before it looks at policies.
  return nodeLocalAddress === undefined ? servers : [...servers, { pods: pods({ 'k8s-app': 'node-local-dns' }), port: 53 }];
}
