import { annotations } from '../construct/collection';
import { Prop } from '../construct/prop';
import { dnsSubdomain, oneOf, required, secretName, text } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { WarningText } from '../construct/warning';
import { whereKnown } from '../manifest/known';
import { PATH_FIX, pathFault } from './http-route';
import { describePort, NamedPort, speaksTls } from './named-port';
import { wildHost } from './wild-host';

/** How the path of an Ingress is compared. */
export enum IngressPathType {
  /** As a whole. */
  EXACT = 'Exact',
  /** Its first elements. */
  PREFIX = 'Prefix',
  /** As the controller does. */
  IMPLEMENTATION_SPECIFIC = 'ImplementationSpecific',
}

/**
 * An Ingress to a Service.
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export interface ServiceIngress {
  /** Host for which it is responsible, also `*.example.com`. */
  readonly host: string;

  /**
   * Path for which it is responsible.
   * @default '/'
   */
  readonly path?: string;

  /**
   * How the path is compared.
   * @default IngressPathType.PREFIX
   */
  readonly pathType?: IngressPathType;

  /**
   * Class of the controller.
   * @default - the cluster's default class
   */
  readonly ingressClassName?: string;

  /**
   * Name of the Secret with the certificate for the host.
   * @default - no TLS between caller and controller
   */
  readonly tlsSecretName?: string;

  /**
   * Name of the Service's port that it leads to.
   * @default - the only one
   */
  readonly port?: string;

  /**
   * Annotations, as controllers read them: e.g. that who is behind it speaks TLS.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** The older way to say the class. */
const CLASS = 'kubernetes.io/ingress.class';

/** What an Ingress looks like. */
export const INGRESS: Shapes<ServiceIngress> = {
  host: required(wildHost, "Use a name such as 'files.example.com' or '*.example.com'"),
  path: text,
  pathType: oneOf(IngressPathType),
  ingressClassName: dnsSubdomain('Correct the name'),
  tlsSecretName: secretName,
  port: text,
  annotations: annotations(),
};

/** One for messages. */
export const INGRESS_EXAMPLE = "{ host: 'files.example.com' }";

/** What the API server would refuse of several props together. */
export function checkIngress(ingress: ServiceIngress, prop: Prop): void {
  prop.at('path').check(ingressPathFault(ingress), { id: 'prop/grammar', got: ingress.path, fix: PATH_FIX });
  if (ingress.ingressClassName !== undefined && CLASS in (ingress.annotations ?? {})) {
    prop.at('annotations', CLASS).fault({ id: 'network/distinct', rule: "must not be given with 'ingressClassName'", fix: 'Leave it out' });
  }
}

/** Controllers may read a path of their own kind as a regular expression. */
function ingressPathFault({ path, pathType }: ServiceIngress): string | undefined {
  return pathType === IngressPathType.IMPLEMENTATION_SPECIFIC ? rootFault(path) : pathFault(path);
}

const rootFault = whereKnown((path: string | undefined) => (path === undefined || path.startsWith('/') ? undefined : "must start with '/'"));

/** Spec of the Ingress. */
export function ingressSpec(ingress: ServiceIngress, service: string, port: number | undefined): { [field: string]: any } {
  const { host, path = '/', pathType = IngressPathType.PREFIX, ingressClassName, tlsSecretName } = ingress;
  return {
    ingressClassName,
    tls: tlsSecretName === undefined ? undefined : [{ hosts: [host], secretName: tlsSecretName }],
    rules: [{ host, http: { paths: [{ path, pathType, backend: { service: { name: service, port: { number: port } } } }] } }],
  };
}

/** That a controller speaks plain HTTP to a port that wants TLS; `told` where somebody said that it does. */
export function ingressTlsWarnings(ingress: ServiceIngress, port: NamedPort, told = false): WarningText[] {
  if (ingress.annotations !== undefined || !(told || speaksTls(port))) { return []; }
  return [{
    id: 'network/ingress-backend-tls',
    message: `port ${describePort(port)} speaks TLS, and an Ingress has no field for that: its controller would speak plain HTTP to it. `
      + "Say so with the controller's own 'annotations'.",
  }];
}
