import { Construct } from 'constructs';
import { hasInstalled, needsInstalled } from '../cluster/needs-capability';
import { list } from '../construct/collection';
import { Prop } from '../construct/prop';
import { dnsSubdomain, required, ruled, text } from '../construct/shape';
import { struct } from '../construct/struct';
import { hostNameFault } from '../manifest/host-name';
import { knownPart } from '../manifest/known';
import { namedPort } from '../pod/named-port';
import { ExternalPortPlan } from './external-port';

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

const HOSTNAME_FIX = "Use the name in the certificate, e.g. 'minio.example.com'";

/** What is said of TLS looks like this. */
export const EXTERNAL_TLS = struct<ExternalTls>("{ hostname: 'minio.example.com' }", {
  hostname: required(ruled(hostNameFault, { fix: HOSTNAME_FIX }), HOSTNAME_FIX),
  caConfigMap: dnsSubdomain('Use the name of a ConfigMap'),
  ports: list(text, "['https']", 'a list of strings'),
});

/** What the API server would refuse of the ports, and what the cluster does not have. */
export function checkTls(construct: Construct, tls: ExternalTls, ports: readonly ExternalPortPlan[], hasRoute: boolean, prop: Prop): void {
  knownPart(tls.ports)?.forEach((name, index, names) => {
    // Without a name, the only port would be meant.
    if (name === undefined) { return; }
    namedPort(name, ports, prop.at('ports', index));
    if (names.indexOf(name) < index) {
      prop.at('ports', index).fault({ id: 'network/distinct', rule: 'must not be named twice', got: name, fix: 'Leave one of the two out' });
    }
  });
  if (tls.ports?.length === 0) { prop.at('ports').fault({ id: 'prop/range', rule: 'must hold at least one name', fix: 'Leave it out for all ports' }); }
  if ((tls.ports?.length ?? 0) > MAX_PORTS) {
    prop.at('ports').fault({ id: 'prop/range', rule: `must hold at most ${MAX_PORTS} names, and holds ${tls.ports!.length}`, fix: 'Leave it out for all ports' });
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
