import { Faults } from '../construct/faults';
import { checkAnnotations } from '../construct/metadata';
import { Prop } from '../construct/prop';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { ExternalPortPlan, namedPort } from './external-port';
import { checkHost, checkPath, pathFault } from './external-route';

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
 * An Ingress to a service outside the cluster.
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export interface ExternalIngress {
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
   * Name of the port that it leads to.
   * @default - the only one
   */
  readonly port?: string;

  /**
   * Annotations, as controllers read them: e.g. that the service behind speaks TLS.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** The older way to say the class. */
const CLASS = 'kubernetes.io/ingress.class';

/** What the API server would refuse. */
export function checkIngress(faults: Faults, ingress: ExternalIngress, ports: readonly ExternalPortPlan[], prop: Prop): void {
  checkHost(ingress.host, prop.at('host'));
  checkPath(ingressPathFault(ingress), ingress.path, prop.at('path'));
  for (const field of ['ingressClassName', 'tlsSecretName'] as const) {
    const name = ingress[field];
    if (name !== undefined) { prop.at(field).check(dnsSubdomainFault(name), { got: name, fix: 'Correct the name' }); }
  }
  namedPort(ingress.port, ports, prop.at('port'));
  checkAnnotations(faults, prop.at('annotations').name, ingress.annotations);
  if (ingress.ingressClassName !== undefined && CLASS in (ingress.annotations ?? {})) {
    prop.at('annotations', CLASS).fault({ rule: "must not be given with 'ingressClassName'", fix: 'Leave it out' });
  }
}

/** Controllers may read a path of their own kind as a regular expression. */
function ingressPathFault({ path, pathType }: ExternalIngress): string | undefined {
  if (pathType !== IngressPathType.IMPLEMENTATION_SPECIFIC) { return pathFault(path); }
  return path === undefined || !isKnown(path) || path.startsWith('/') ? undefined : "must start with '/'";
}

/** Spec of the Ingress. */
export function ingressSpec(ingress: ExternalIngress, service: string, { port }: ExternalPortPlan): { [field: string]: any } {
  const { host, path = '/', pathType = IngressPathType.PREFIX, ingressClassName, tlsSecretName } = ingress;
  return {
    ingressClassName,
    tls: tlsSecretName === undefined ? undefined : [{ hosts: [host], secretName: tlsSecretName }],
    rules: [{ host, http: { paths: [{ path, pathType, backend: { service: { name: service, port: { number: port } } } }] } }],
  };
}
