import { KubernetesObject, listOf } from '../../manifest/object';
import { cel } from '../admission/cel';
import { ObjectRule } from '../rule';

/** Load balancers are for those who should reach them. */
export const loadBalancer: ObjectRule = {
  id: 'network/load-balancer',
  severity: 'warning',
  about: 'object',
  kinds: ['/Service'],
  why: 'Most clouds give a load balancer a public address.',
  fix: "Say 'loadBalancerSourceRanges', or by the annotation of the cloud that it is internal",
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer',
  admission: () => ({
    variables: {
      annotations: 'object.metadata.?annotations.orValue({})',
      internal: cel(Object.fromEntries(INTERNAL.map(([annotation, ...values]) => [annotation, values]))),
      ranges: `(object.spec.?loadBalancerSourceRanges.orValue([]) + variables.annotations[?${cel(RANGES)}].orValue('').split(',')).map(range, range.trim()).filter(range, range != '')`,
    },
    expression: `object.spec.?type.orValue('') != 'LoadBalancer' || (object.spec.?loadBalancerClass.orValue('') == ${cel(AWS_CLASS)} && !(${cel(AWS_SCHEME)} in variables.annotations)) `
      + "|| variables.internal.exists(name, name in variables.annotations && ('*' in variables.internal[name] || variables.annotations[name].lowerAscii() in variables.internal[name])) "
      + "|| (variables.ranges.size() > 0 && !variables.ranges.exists(range, range in ['0.0.0.0/0', '::/0']))",
    messageExpression: '"its load balancer is for everybody"',
  }),
  check: (service) => {
    if (service.spec?.type !== 'LoadBalancer') { return undefined; }
    return isInternal(service) || isNarrow(service) ? [] : [{ path: ['spec', 'type'], message: 'its load balancer is for everybody' }];
  },
};

/**
 * How clouds are told that a load balancer is internal: annotations with the texts that say so, `*` for any.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
 */
const INTERNAL: readonly (readonly [annotation: string, ...values: string[]])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-internal', 'true', '0.0.0.0/0'],
  ['service.beta.kubernetes.io/aws-load-balancer-scheme', 'internal'],
  ['service.beta.kubernetes.io/azure-load-balancer-internal', 'true'],
  ['networking.gke.io/load-balancer-type', 'internal'],
  ['cloud.google.com/load-balancer-type', 'internal'],
  ['service.beta.kubernetes.io/openstack-internal-load-balancer', 'true'],
  ['service.beta.kubernetes.io/oci-load-balancer-internal', 'true'],
  ['service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type', 'private'],
  ['service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type', 'intranet'],
  ['service.kubernetes.io/qcloud-loadbalancer-internal-subnetid', '*'],
  ['service.beta.kubernetes.io/do-loadbalancer-network', 'internal'],
  ['service.beta.kubernetes.io/scw-loadbalancer-private', 'true'],
  ['load-balancer.hetzner.cloud/disable-public-network', 'true'],
];

/** Of this class they are internal unless something else is said. */
const AWS_CLASS = 'service.k8s.aws/nlb';
const AWS_SCHEME = 'service.beta.kubernetes.io/aws-load-balancer-scheme';

const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

function isInternal({ spec, metadata }: KubernetesObject): boolean {
  const annotations: { readonly [key: string]: unknown } = metadata?.annotations ?? {};
  return (spec?.loadBalancerClass === AWS_CLASS && annotations[AWS_SCHEME] === undefined)
    || INTERNAL.some(([annotation, ...values]) => annotations[annotation] !== undefined && (values.includes('*') || values.includes(String(annotations[annotation]).toLowerCase())));
}

function isNarrow({ spec, metadata }: KubernetesObject): boolean {
  const said: unknown = metadata?.annotations?.[RANGES];
  const ranges = [...listOf(spec?.loadBalancerSourceRanges), ...typeof said === 'string' ? said.split(',') : []].map((range) => String(range).trim());
  return ranges.length > 0 && !ranges.includes('0.0.0.0/0') && !ranges.includes('::/0');
}
