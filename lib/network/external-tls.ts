import { Construct } from 'constructs';
import { Prop } from '../construct/prop';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { ExternalPortPlan, namedPort } from './external-port';
import { hostFault } from './external-route';
import { hasInstalled, needsInstalled } from './needs-capability';

/** That a service outside speaks TLS, and how it proves who it is. */
export interface ExternalTls {
  /** Name in its certificate: gateways ask for it in the handshake, and verify it. */
  readonly hostname: string;

  /**
   * Name of a ConfigMap of the same namespace, whose key `ca.crt` holds the certificates of the authorities to trust.
   * @default - those that the gateway's system trusts. Not every gateway can do that.
   */
  readonly caConfigMap?: string;

  /**
   * Names of the ports on which it speaks TLS.
   * @default - all ports
   */
  readonly ports?: string[];
}

/** From this version on the standard channel has BackendTLSPolicy v1. */
const SINCE = '1.4';
const MAX_PORTS = 16;

/** What the API server would refuse, and what the cluster does not have. */
export function checkTls(construct: Construct, tls: ExternalTls, ports: readonly ExternalPortPlan[], hasRoute: boolean, prop: Prop): void {
  prop.at('hostname').check(hostFault(tls.hostname), { got: tls.hostname, fix: "Use the name in the certificate, e.g. 'minio.example.com'" });
  if (tls.caConfigMap !== undefined) {
    prop.at('caConfigMap').check(dnsSubdomainFault(tls.caConfigMap), { got: tls.caConfigMap, fix: 'Use the name of a ConfigMap' });
  }
  tls.ports?.forEach((name, index) => {
    if (isKnown(name)) { namedPort(name, ports, prop.at('ports', index)); }
    if (isKnown(name) && tls.ports!.indexOf(name) < index) {
      prop.at('ports', index).fault({ rule: 'must not be named twice', got: name, fix: 'Leave one of the two out' });
    }
  });
  if (tls.ports?.length === 0) { prop.at('ports').fault({ rule: 'must hold at least one name', fix: 'Leave it out for all ports' }); }
  if ((tls.ports?.length ?? 0) > MAX_PORTS) {
    prop.at('ports').fault({ rule: `must hold at most ${MAX_PORTS} names, and holds ${tls.ports!.length}`, fix: 'Leave it out for all ports' });
  }
  if (hasRoute) { needsInstalled(construct, 'gatewayApi', SINCE, prop); }
}

/** Whether gateways of the cluster can be told. */
export function hasBackendTlsPolicy(construct: Construct): boolean {
  return hasInstalled(construct, 'gatewayApi', SINCE);
}

/** Spec of the BackendTLSPolicy: every gateway that leads to the Service encrypts again. */
export function backendTlsPolicySpec({ hostname, caConfigMap, ports }: ExternalTls, service: string): { [field: string]: any } {
  const target = { group: '', kind: 'Service', name: service };
  return {
    targetRefs: ports === undefined ? [target] : ports.map((sectionName) => ({ ...target, sectionName })),
    validation: {
      ...(caConfigMap === undefined ? { wellKnownCACertificates: 'System' } : { caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: caConfigMap }] }),
      hostname,
    },
  };
}
