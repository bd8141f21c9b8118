import { apiGroup, KubernetesObject, listOf } from '../../manifest/object';

/** Whether somebody is let through who was not before. */
export function opensNetwork(before: KubernetesObject | undefined, after: KubernetesObject | undefined): boolean {
  const object = after ?? before!;
  switch (`${apiGroup(object)}/${object.kind}`) {
    case 'networking.k8s.io/NetworkPolicy': return policyOpens(before, after, ({ spec }) => [spec]);
    case 'cilium.io/CiliumNetworkPolicy':
    case 'cilium.io/CiliumClusterwideNetworkPolicy': return policyOpens(before, after, ({ spec, specs }) => [...(spec === undefined ? [] : [spec]), ...listOf(specs)]);
    // Reached from outside of the cluster.
    case 'networking.k8s.io/Ingress':
    case 'gateway.networking.k8s.io/HTTPRoute':
    case 'gateway.networking.k8s.io/GRPCRoute':
    case 'gateway.networking.k8s.io/Gateway': return after !== undefined && JSON.stringify(before?.spec) !== JSON.stringify(after.spec);
    case '/Service': return isOutside(after) && !isOutside(before);
    default: return false;
  }
}

type Specs = (policy: KubernetesObject) => any[];

/** A policy that is gone, that is for others, that no longer says a direction, or that has a rule which it had not. A new one mostly takes away. */
function policyOpens(before: KubernetesObject | undefined, after: KubernetesObject | undefined, specsOf: Specs): boolean {
  if (before === undefined) { return false; }
  if (after === undefined) { return true; }
  const [old, now] = [specsOf(before), specsOf(after)];
  const selectors = (specs: any[]) => JSON.stringify(specs.map((spec) => [spec?.podSelector, spec?.endpointSelector, spec?.nodeSelector]));
  const [allowed, denied] = [['ingress', 'egress'], ['ingressDeny', 'egressDeny']];
  return selectors(old) !== selectors(now)
    || !isSubset(directionsOf(old), directionsOf(now))
    || !isSubset(rulesOf(now, allowed), rulesOf(old, allowed))
    || !isSubset(rulesOf(old, denied), rulesOf(now, denied));
}

function directionsOf(specs: readonly any[]): string[] {
  return specs.flatMap((spec) => [...listOf(spec?.policyTypes), ...['ingress', 'egress'].filter((field) => spec?.[field] !== undefined)]);
}

function rulesOf(specs: readonly any[], fields: readonly string[]): string[] {
  return specs.flatMap((spec) => fields.flatMap((field) => listOf(spec?.[field]).map((rule) => JSON.stringify([field, rule]))));
}

function isSubset(some: readonly string[], all: readonly string[]): boolean {
  return some.every((each) => all.includes(each));
}

function isOutside(service: KubernetesObject | undefined): boolean {
  return ['LoadBalancer', 'NodePort'].includes(service?.spec?.type) || listOf(service?.spec?.externalIPs).length > 0;
}
