import { Construct } from 'constructs';
import { namespaceNamed, PolicyPeer, PolicyPort } from '../construct/network-endpoint';
import { onlyAddress } from '../manifest/ip-address';
import { DnsCapability } from './capabilities';
import { Cluster } from './cluster';

/** How pods reach the DNS of a cluster, with its defaults filled in. */
export type ClusterDns = DnsCapability & Required<Pick<DnsCapability, 'namespace' | 'podLabels' | 'port'>>;

/** OpenShift's operator labels the pods in its own way, and lets them listen on another port than that of the Service. */
const OPENSHIFT = { namespace: 'openshift-dns', podLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' }, port: 5353 };
const USUAL = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' }, port: 53 };

/** How pods reach the DNS of the cluster around a construct. */
export function clusterDns(construct: Construct): ClusterDns {
  const given = Cluster.tryContaining(construct)?.capabilities.dns ?? {};
  return { ...(given.namespace === OPENSHIFT.namespace ? OPENSHIFT : USUAL), ...given };
}

/** What a NetworkPolicy must let out so that pods can look names up. */
export function dnsEgress(construct: Construct): { to: PolicyPeer[]; ports: PolicyPort[] }[] {
  const { namespace, podLabels, port, nodeLocalAddress } = clusterDns(construct);
  const { capabilities, serviceCidrs = [] } = Cluster.tryContaining(construct) ?? {};
  const podsLabelled = (labels: { readonly [key: string]: string }): PolicyPeer => (
    { namespaceSelector: namespaceNamed(namespace), podSelector: { matchLabels: { ...labels } } });
  const pods = podsLabelled(podLabels);
  if (nodeLocalAddress === undefined) { return [{ to: [pods], ports: dnsPorts(port) }]; }
  const cache: PolicyPeer[] = [
    // It listens in the network of the node, where no selector finds it.
    { ipBlock: { cidr: onlyAddress(nodeLocalAddress) } },
    ...(capabilities?.cilium !== undefined
      // Cilium redirects to its pods before it looks at policies.
      ? [podsLabelled({ 'k8s-app': 'node-local-dns' })]
      // Where kube-proxy runs with iptables, it answers under the address of the DNS' Service, too, which then nobody replaces.
      : serviceCidrs.map((cidr) => ({ ipBlock: { cidr } }))),
  ];
  return port === 53 ? [{ to: [pods, ...cache], ports: dnsPorts(53) }] : [{ to: [pods], ports: dnsPorts(port) }, { to: cache, ports: dnsPorts(53) }];
}

/** A port on which a DNS server answers: long answers come by TCP. */
export function dnsPorts(port: number): PolicyPort[] {
  return ['UDP', 'TCP'].map((protocol) => ({ protocol, port }));
}
