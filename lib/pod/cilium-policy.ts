import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { ciliumDnsRules } from '../cluster/cilium-dns';
import { hasInstalled } from '../cluster/needs-capability';
import { ciliumPorts } from '../construct/cilium-port';
import { AccessRule, NetworkAccess } from '../construct/network-access';
import { CiliumPeer } from '../construct/network-endpoint';
import { LabelSelector } from '../manifest/object';
import { nameserverRanges, PodDnsConfig } from './pod-dns';

/** Whether somebody is among those who call or are called whom only a policy of Cilium names. */
export function needsCiliumPolicy(access: NetworkAccess): boolean {
  return access.ciliumRules('ingress').length > 0 || access.ciliumRules('egress').length > 0;
}

/** Spec of the CiliumNetworkPolicy beside the NetworkPolicy. What is allowed is read when it is rendered. */
export function ciliumPolicySpec(construct: Construct, access: NetworkAccess, pods: LabelSelector, dnsConfig?: PodDnsConfig): Lazy {
  return Lazy.any({
    produce: () => {
      const ingress = access.ciliumRules('ingress').map(({ peer, ports }) => ({ ...named('from', peer), toPorts: ciliumPorts(ports) }));
      const called = access.ciliumRules('egress');
      const egress = called.map(({ peer, ports }) => ({ ...named('to', peer), toPorts: ciliumPorts(ports) }));
      return {
        endpointSelector: pods,
        // It only adds to what the NetworkPolicy allows.
        enableDefaultDeny: !hasInstalled(construct, 'cilium', '1.16') ? undefined : {
          ...(ingress.length > 0 && { ingress: false }),
          ...(egress.length > 0 && { egress: false }),
        },
        ingress: ingress.length > 0 ? ingress : undefined,
        egress: egress.length > 0 ? [...(called.some(isHost) ? ciliumDnsRules(construct, nameserverRanges(dnsConfig)) : []), ...egress] : undefined,
      };
    },
  });
}

function named(side: 'from' | 'to', peer: CiliumPeer): { [field: string]: any } {
  return 'entity' in peer ? { [`${side}Entities`]: [peer.entity] } : { toFQDNs: [{ matchName: peer.host }] };
}

function isHost({ peer }: AccessRule<CiliumPeer>): boolean {
  return 'host' in peer;
}
