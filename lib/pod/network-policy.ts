import coerce from 'semver/functions/coerce';
import satisfies from 'semver/functions/satisfies';
import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { dnsEgress } from '../cluster/dns-egress';
import { AccessRule, NetworkAccess } from '../construct/network-access';
import { NETWORK_RULES, NetworkRule } from '../construct/network-peer';
import { struct } from '../construct/struct';
import { WarningText } from '../construct/warning';
import { isKnown } from '../manifest/known';
import { LabelSelector } from '../manifest/object';
import { decision } from './decision';
import { nameserverEgress, PodDnsConfig } from './pod-dns';

/**
 * Who may talk to whom. Besides it, `allowFrom` and `allowTo` say the same between constructs.
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

/** What `network` must look like. */
export const NETWORK = struct<Network>("{ allowFrom: [{ peer: NetworkPeer.namespace('web') }] }", { policy: decision, allowFrom: NETWORK_RULES, allowTo: NETWORK_RULES });

/** Spec of the NetworkPolicy. What is allowed is read when it is rendered. */
export function networkPolicySpec(
  construct: Construct, access: NetworkAccess, podSelector: LabelSelector, dnsConfig?: PodDnsConfig,
): { [field: string]: any } {
  return {
    podSelector,
    policyTypes: ['Ingress', 'Egress'],
    // An empty list says the same as none, but the API server counts it as a change at each apply.
    ingress: Lazy.any({ produce: () => unlessEmpty(access.rules('ingress').map(({ peer, ports }) => ({ from: [peer], ports }))) }),
    egress: Lazy.any({
      produce: () => [
        ...dnsEgress(construct),
        ...nameserverEgress(dnsConfig),
        ...access.rules('egress').map(({ peer, ports }: AccessRule) => ({ to: [peer], ports })),
      ],
    }),
  };
}

/** That Cilium reads a range of addresses among the callers as all pods of the namespace, too. Repaired in 1.19.5. */
export function cidrCallerWarning(construct: Construct, access: NetworkAccess, name: string): WarningText[] {
  const version = coerce(Cluster.tryContaining(construct)?.capabilities.cilium?.version);
  const ranges = access.rules('ingress').flatMap(({ peer }) => (peer.ipBlock === undefined ? [] : [peer.ipBlock.cidr]));
  if (version === null || !satisfies(version, '>=1.19.0 <1.19.5') || ranges.length === 0) { return []; }
  return [{
    id: 'workload/cidr-caller',
    object: `NetworkPolicy '${name}'`,
    message: `Cilium ${version} lets every pod of the namespace call where a policy lets ${ranges.map(describe).join(', ')} call. Upgrade it to 1.19.5 or newer.`,
  }];
}

/** That pods in the network of their node are none of those whom a selector of pods means. */
export function hostNetworkWarnings(access: NetworkAccess, name: string): WarningText[] {
  return access.onHostNetwork.map((peer) => ({
    id: 'network/host-network',
    object: `NetworkPolicy '${name}'`,
    message: `${peer} is in the network of its nodes, so that no rule for pods lets its traffic through. Name the addresses of the nodes, too: 'NetworkPeer.cidr'.`,
  }));
}

function describe(cidr: string): string {
  return isKnown(cidr) ? `'${cidr}'` : 'addresses';
}

function unlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}
