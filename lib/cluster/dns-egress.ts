import { Construct } from 'constructs';
import { namespaceNamed, PolicyPeer, PolicyPort } from '../construct/network-endpoint';
import { ipFamily } from '../manifest/ip-address';
import { Cluster } from './cluster';

/** What a NetworkPolicy must let out so that pods can look names up. */
export function dnsEgress(construct: Construct): { to: PolicyPeer[]; ports: PolicyPort[] }[] {
  const { dns = {}, cilium } = Cluster.tryContaining(construct)?.capabilities ?? {};
  const { namespace = 'kube-system', podLabels = { 'k8s-app': 'kube-dns' }, port = 53, nodeLocalAddress } = dns;
  const podsLabelled = (labels: { readonly [key: string]: string }): PolicyPeer => (
    { namespaceSelector: namespaceNamed(namespace), podSelector: { matchLabels: { ...labels } } });
  const both = (number: number) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port: number }));
  const pods = podsLabelled(podLabels);
  if (nodeLocalAddress === undefined) { return [{ to: [pods], ports: both(port) }]; }
  const cache: PolicyPeer[] = [
    // It listens in the network of the node, where no selector finds it.
    { ipBlock: { cidr: `${nodeLocalAddress}/${ipFamily(nodeLocalAddress) === 'IPv6' ? 128 : 32}` } },
    // Cilium redirects to its pods before it looks at policies.
    ...(cilium === undefined ? [] : [podsLabelled({ 'k8s-app': 'node-local-dns' })]),
  ];
  return port === 53 ? [{ to: [pods, ...cache], ports: both(53) }] : [{ to: [pods], ports: both(port) }, { to: cache, ports: both(53) }];
}
