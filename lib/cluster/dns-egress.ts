import { Construct } from 'constructs';
import { PolicyPort } from '../construct/network-access';
import { namespaceNamed, PolicyPeer } from '../construct/network-endpoint';
import { ipFamily } from '../manifest/ip-address';
import { Cluster } from './cluster';

/** What a NetworkPolicy must let out so that pods can look names up. */
export function dnsEgress(construct: Construct): { to: PolicyPeer[]; ports: PolicyPort[] }[] {
  const { namespace, podLabels, port = 53, nodeLocalAddress } = Cluster.tryContaining(construct)?.capabilities.dns ?? {};
  const pods = { namespaceSelector: namespaceNamed(namespace ?? 'kube-system'), podSelector: { matchLabels: podLabels ?? { 'k8s-app': 'kube-dns' } } };
  const both = (number: number) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port: number }));
  if (nodeLocalAddress === undefined) { return [{ to: [pods], ports: both(port) }]; }
  // It listens in the network of the node, where no selector finds it.
  const node = { ipBlock: { cidr: `${nodeLocalAddress}/${ipFamily(nodeLocalAddress) === 'IPv6' ? 128 : 32}` } };
  return port === 53 ? [{ to: [pods, node], ports: both(53) }] : [{ to: [pods], ports: both(port) }, { to: [node], ports: both(53) }];
}
