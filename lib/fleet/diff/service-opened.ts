import { cidrContains, cidrFault } from '../../manifest/ip-address';
import { KubernetesObject, listOf } from '../../manifest/object';

/** Whether a Service can be reached from where it could not before. */
export function serviceOpens(before: KubernetesObject | undefined, after: KubernetesObject | undefined): boolean {
  if (after === undefined || !isOutside(after)) { return false; }
  if (before === undefined || !isOutside(before)) { return true; }
  return (isInternal(before) && !isInternal(after)) || admitsMore(before, after);
}

function isOutside({ spec }: KubernetesObject): boolean {
  return ['LoadBalancer', 'NodePort'].includes(spec?.type) || listOf(spec?.externalIPs).length > 0;
}

/** How clouds are told that a load balancer is for their own network alone. */
const INTERNAL: { readonly [annotation: string]: readonly string[] } = {
  'service.beta.kubernetes.io/aws-load-balancer-scheme': ['internal'],
  'service.beta.kubernetes.io/aws-load-balancer-internal': ['true', '0.0.0.0/0'],
  'service.beta.kubernetes.io/azure-load-balancer-internal': ['true'],
  'networking.gke.io/load-balancer-type': ['internal'],
  'cloud.google.com/load-balancer-type': ['internal'],
  'service.beta.kubernetes.io/openstack-internal-load-balancer': ['true'],
  'service.beta.kubernetes.io/oci-load-balancer-internal': ['true'],
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': ['private'],
};

function isInternal({ metadata, spec }: KubernetesObject): boolean {
  const annotations = metadata?.annotations ?? {};
  const scheme = annotations['service.beta.kubernetes.io/aws-load-balancer-scheme'];
  // The AWS Load Balancer Controller makes internal ones unless it is told otherwise; what is built into Kubernetes makes others.
  if (spec?.loadBalancerClass === 'service.k8s.aws/nlb' && scheme === undefined) { return true; }
  return Object.entries(INTERNAL).some(([annotation, values]) => values.includes(String(annotations[annotation]).toLowerCase()));
}

/** Whether callers are let in that no earlier range holds. No range means all. */
function admitsMore(before: KubernetesObject, after: KubernetesObject): boolean {
  const [old, now] = [sourceRanges(before), sourceRanges(after)];
  if (old.length === 0) { return false; }
  return now.length === 0 || now.some((range) => !old.some((other) => isWithin(other, range)));
}

function sourceRanges({ metadata, spec }: KubernetesObject): string[] {
  const ranges = listOf(spec?.loadBalancerSourceRanges);
  const annotated = String(metadata?.annotations?.['service.beta.kubernetes.io/load-balancer-source-ranges'] ?? '').split(',');
  return (ranges.length > 0 ? ranges : annotated).map((range) => String(range).trim()).filter((range) => range !== '');
}

function isWithin(outer: string, inner: string): boolean {
  return outer === inner || (cidrFault(outer) === undefined && cidrFault(inner) === undefined && cidrContains(outer, inner));
}
