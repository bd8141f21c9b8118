import { Construct } from 'constructs';
import { ciliumPorts } from '../construct/cilium-port';
import { clusterDns, dnsPorts } from './dns-egress';

/** The label by which Cilium's policies tell pods by their namespace. */
export const NAMESPACE_LABEL = 'k8s:io.kubernetes.pod.namespace';

/**
 * What a CiliumNetworkPolicy that names hosts must let out besides. Cilium learns the addresses behind a name from the answers that pass its DNS proxy, and
 * only what such a rule names passes it. `servers` are ranges of others that are asked.
 */
export function ciliumDnsRules(construct: Construct, servers: readonly string[] = []): { [field: string]: any }[] {
  const { namespace, podLabels, port, nodeLocalAddress } = clusterDns(construct);
  const pods = (labels: { readonly [key: string]: string }) => ({
    toEndpoints: [{ matchLabels: { [NAMESPACE_LABEL]: namespace, ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [`k8s:${key}`, value])) } }],
  });
  return [
    { ...pods(podLabels), toPorts: allNames(port) },
    // With a cache on each node, Cilium redirects to its pods before it looks at policies.
    ...(nodeLocalAddress === undefined ? [] : [{ ...pods({ 'k8s-app': 'node-local-dns' }), toPorts: allNames(53) }]),
    ...(servers.length === 0 ? [] : [{ toCIDR: [...servers], toPorts: allNames(53) }]),
  ];
}

/** All names: a rule for some would take the others from pods that may ask for them now. */
function allNames(port: number): { [field: string]: any }[] {
  return [{ ...ciliumPorts(dnsPorts(port))[0], rules: { dns: [{ matchPattern: '*' }] } }];
}
