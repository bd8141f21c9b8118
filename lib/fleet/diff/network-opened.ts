import { apiGroup, KubernetesObject } from '../../manifest/object';
import { policyOpens } from './policy-opened';
import { serviceOpens } from './service-opened';
import { Around } from './surroundings';

/** Whether somebody is let through who was not before. */
export function opensNetwork(before: KubernetesObject | undefined, after: KubernetesObject | undefined, around: Around): boolean {
  const object = after ?? before!;
  switch (`${apiGroup(object)}/${object.kind}`) {
    case 'networking.k8s.io/NetworkPolicy':
    case 'cilium.io/CiliumNetworkPolicy':
    case 'cilium.io/CiliumClusterwideNetworkPolicy': return policyOpens(before, after, around);
    // Reached from outside of the cluster.
    case 'networking.k8s.io/Ingress':
    case 'gateway.networking.k8s.io/HTTPRoute':
    case 'gateway.networking.k8s.io/GRPCRoute':
    case 'gateway.networking.k8s.io/Gateway': return after !== undefined && JSON.stringify(before?.spec) !== JSON.stringify(after.spec);
    case '/Service': return serviceOpens(before, after);
    default: return false;
  }
}
