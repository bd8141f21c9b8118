import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { AccessRule, NetworkAccess, PolicyPort } from '../construct/network-access';
import { namespaceNamed, PolicyPeer } from '../construct/network-endpoint';
import { NetworkRule } from '../construct/network-peer';
import { ipFamily } from '../manifest/ip-address';
import { LabelSelector } from '../manifest/object';

/**
 * Who may talk to whom. Beside it, `allowFrom` and `allowTo` say the same between constructs.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export interface Network {
  /**
   * Whether there is a NetworkPolicy. Without one, whatever others deny or allow for these pods holds.
   * @default true
   */
  readonly policy?: boolean;

  /**
   * Who may call, on which of the declared ports.
   * @default - nobody, until `allowFrom` says so
   */
  readonly allowFrom?: NetworkRule[];

  /**
   * Who may be called, on which ports.
   * @default - nobody but the cluster's DNS, until `allowTo` says so
   */
  readonly allowTo?: NetworkRule[];
}

/** Spec of the NetworkPolicy. What is allowed is read when it is rendered. */
export function networkPolicySpec(construct: Construct, access: NetworkAccess, podSelector: LabelSelector): { [field: string]: any } {
  return {
    podSelector,
    policyTypes: ['Ingress', 'Egress'],
    // An empty list says the same as none, but the API server counts it as a change at each apply.
    ingress: Lazy.any({ produce: () => unlessEmpty(access.rules('ingress').map(({ peer, ports }) => ({ from: [peer], ports }))) }),
    egress: Lazy.any({
      produce: () => [
        ...dnsRules(construct),
        ...access.rules('egress').map(({ peer, ports }: AccessRule) => ({ to: [peer], ports })),
      ],
    }),
  };
}

function unlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function dnsRules(construct: Construct): { to: PolicyPeer[]; ports: PolicyPort[] }[] {
  const { namespace, podLabels, port = 53, nodeLocalAddress } = Cluster.tryContaining(construct)?.capabilities.dns ?? {};
  const pods = { namespaceSelector: namespaceNamed(namespace ?? 'kube-system'), podSelector: { matchLabels: podLabels ?? { 'k8s-app': 'kube-dns' } } };
  const both = (number: number) => ['UDP', 'TCP'].map((protocol) => ({ protocol, port: number }));
  if (nodeLocalAddress === undefined) { return [{ to: [pods], ports: both(port) }]; }
  // It listens in the network of the node, where no selector finds it.
  const node = { ipBlock: { cidr: `${nodeLocalAddress}/${ipFamily(nodeLocalAddress) === 'IPv6' ? 128 : 32}` } };
  return port === 53 ? [{ to: [pods, node], ports: both(53) }] : [{ to: [pods], ports: both(port) }, { to: [node], ports: both(53) }];
}
