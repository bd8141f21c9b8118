import { PortProtocol } from '../construct/port-protocol';
import { dnsLabel, oneOf, portNumber, required } from '../construct/shape';
import { struct } from '../construct/struct';
import { knownPart } from '../manifest/known';
import { appProtocol, ServicePort } from './service-port';

/** A port of a service outside the cluster. */
export interface ExternalPort {
  /** Port on which the Service is called, 1 to 65535. */
  readonly port: number;

  /**
   * Port on which the service outside listens. Only where it is known by addresses: a DNS name leads to another host, never to another port.
   * @default - the same
   */
  readonly targetPort?: number;

  /**
   * Name of the port: a DNS label. Required where there are several.
   *
   * Service meshes read the protocol off its first part: `https`, `http-admin`, `tls`, `mongo`.
   *
   * @default - none
   */
  readonly name?: string;

  /**
   * Transport.
   * @default PortProtocol.TCP
   */
  readonly protocol?: PortProtocol;

  /**
   * Protocol spoken on the port, e.g. `https` or `kubernetes.io/h2c`.
   * @see https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
   * @default - not said
   */
  readonly appProtocol?: string;
}

/** What a port looks like. */
export const EXTERNAL_PORT = struct<ExternalPort>("{ name: 'https', port: 443 }", {
  port: required(portNumber('Correct the number'), "Add the port on which it is called, e.g. '443'"),
  targetPort: portNumber('Correct the number'),
  name: dnsLabel("Use a name such as 'https'"),
  protocol: oneOf(PortProtocol),
  appProtocol,
});

/** A port with its defaults filled in. */
export interface ExternalPortPlan extends ServicePort {
  readonly targetPort: number;
}

/** Fills in the defaults. */
export function planPorts(ports: readonly ExternalPort[]): ExternalPortPlan[] {
  return ports.map(({ port, targetPort = port, protocol = PortProtocol.TCP, ...others }) => ({ ...others, port, targetPort, protocol }));
}

/** Whether a port leads to one with another number, as far as is known. */
export function leadsElsewhere(plan: ExternalPortPlan): boolean {
  const { port, targetPort } = knownPart(plan);
  return port !== undefined && targetPort !== undefined && port !== targetPort;
}
