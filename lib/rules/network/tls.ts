import { KubernetesObject, listOf } from '../../manifest/object';
import { cel } from '../admission/cel';
import { Answer, ObjectRule } from '../rule';

/** What comes from outside is encrypted. */
export const tls: ObjectRule = {
  id: 'network/tls',
  severity: 'warning',
  about: 'object',
  kinds: ['networking.k8s.io/Ingress', 'gateway.networking.k8s.io/Gateway'],
  why: 'Whoever is between a caller and the cluster reads and changes what is sent without TLS, logins too.',
  fix: "Add 'tls' with the hosts and the Secret of their certificate",
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
  admission: () => ({
    variables: {
      annotations: 'object.metadata.?annotations.orValue({})',
      listeners: 'dyn(object).spec.?listeners.orValue([])',
      class: "dyn(object).spec.?ingressClassName.or(variables.annotations[?'kubernetes.io/ingress.class']).orValue('')",
    },
    expression: "object.kind == 'Gateway' "
      + `? !variables.listeners.exists(listener, listener.protocol == 'HTTP') || variables.listeners.exists(listener, listener.protocol in ${cel([...ENCRYPTED])}) `
      + `: dyn(object).spec.?tls.orValue([]).size() > 0 || ${cel([...ELSEWHERE, ALB_GROUP])}.exists(name, name in variables.annotations) `
      + `|| variables.annotations[?${cel(ALB_PORTS)}].orValue('').contains('HTTPS') || variables.class in ${cel([...ENCRYPTED_CLASSES])}`,
    messageExpression: '"it takes requests without TLS"',
  }),
  check: (object) => (object.kind === 'Gateway' ? ofGateway(object) : ofIngress(object)),
};

/**
 * How controllers are told of certificates, or of passing TLS on, otherwise than by `tls`.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/managed-certs
 */
const ELSEWHERE = [
  'alb.ingress.kubernetes.io/certificate-arn', 'networking.gke.io/managed-certificates', 'ingress.gcp.kubernetes.io/pre-shared-cert',
  'appgw.ingress.kubernetes.io/appgw-ssl-certificate', 'traefik.ingress.kubernetes.io/router.tls', 'nginx.ingress.kubernetes.io/ssl-passthrough',
  'haproxy.org/ssl-passthrough', 'haproxy-ingress.github.io/ssl-passthrough', 'ingress.kubernetes.io/ssl-passthrough', 'route.openshift.io/termination',
  'ingress.cilium.io/tls-passthrough',
];
/** Controllers that bring certificates of their own. */
const ENCRYPTED_CLASSES: ReadonlySet<unknown> = new Set(['tailscale', 'cloudflare-tunnel', 'ngrok']);
/** Where the load balancer says on which ports it listens. */
const ALB_PORTS = 'alb.ingress.kubernetes.io/listen-ports';
/** Several Ingresses share a load balancer, and any of them may bring the certificate. */
const ALB_GROUP = 'alb.ingress.kubernetes.io/group.name';

function ofIngress({ spec, metadata }: KubernetesObject): Answer {
  const annotations: { readonly [key: string]: unknown } = metadata?.annotations ?? {};
  const isElsewhere = ELSEWHERE.some((annotation) => annotations[annotation] !== undefined) || String(annotations[ALB_PORTS] ?? '').includes('HTTPS')
    || annotations[ALB_GROUP] !== undefined || ENCRYPTED_CLASSES.has(spec?.ingressClassName ?? annotations['kubernetes.io/ingress.class']);
  if (isElsewhere) { return []; }
  const said: unknown = spec?.tls ?? [];
  return Array.isArray(said) && said.length === 0 ? [{ path: ['spec', 'tls'], message: 'it takes requests without TLS' }] : [];
}

const ENCRYPTED: ReadonlySet<unknown> = new Set(['HTTPS', 'TLS']);

/** A listener for HTTP beside one for HTTPS is there to lead callers to that. */
function ofGateway({ spec }: KubernetesObject): Answer {
  const listeners = listOf(spec?.listeners);
  const plain = listeners.findIndex((listener) => listener?.protocol === 'HTTP');
  if (plain < 0) { return undefined; }
  return listeners.some((listener) => ENCRYPTED.has(listener?.protocol)) ? [] : [{
    path: ['spec', 'listeners', plain, 'protocol'], message: `the listener '${listeners[plain].name}' takes requests without TLS`, fix: "Add a listener of HTTPS with 'tls.certificateRefs'",
  }];
}
