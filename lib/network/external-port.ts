import { describeName } from '../construct/fault';
import { PortProtocol } from '../construct/port-protocol';
import { Prop } from '../construct/prop';
import { dnsLabel, oneOf, portNumber, required } from '../construct/shape';
import { struct } from '../construct/struct';
import { isKnown, knownPart, whereKnown } from '../manifest/known';
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

/** The port that somebody means by a name, or the only one; a fault where it is not clear, or no TCP port. */
export function namedPort(name: string | undefined, ports: readonly ExternalPortPlan[], prop: Prop): ExternalPortPlan | undefined {
  if (ports.length === 0) { return undefined; }
  const id = 'network/declared-port';
  const declared = `It declares ${ports.map((port) => (port.name === undefined ? `${port.port} without a name` : describeName(port.name))).join(', ')}`;
  if (name === undefined && ports.length > 1) {
    prop.fault({ id, rule: 'must say which port is meant', fix: declared });
    return undefined;
  }
  const isLater = !isKnown(name);
  // What only the deployment knows can be none but the only one.
  const found = name === undefined || (isLater && ports.length === 1) ? ports[0] : ports.find((port) => port.name === name);
  if (found === undefined && isLater) {
    prop.fault({ id, rule: 'must be known by now, because there are several ports', fix: declared });
  } else if (found === undefined) {
    prop.fault({ id, rule: "must be the name of one of the 'ports'", got: name, fix: declared });
  } else {
    prop.check(tcpFault(found.protocol), { id, got: name, fix: 'Use another port' });
  }
  return found;
}

const tcpFault = whereKnown((protocol) => (protocol === PortProtocol.TCP ? undefined : `must be a TCP port, and this one is ${protocol}`));

/** Whether a port leads to one with another number, as far as is known. */
export function leadsElsewhere(plan: ExternalPortPlan): boolean {
  const { port, targetPort } = knownPart(plan);
  return port !== undefined && targetPort !== undefined && port !== targetPort;
}

const TLS = /^(https|tls|ssl|grpcs|wss|kubernetes\.io\/wss|amqps|imaps|ldaps|mqtts|pop3s|rediss|smtps)(-|$)/;
const HTTP = /^(https?|http2|grpcs?|grpc-web|wss?|h2c|kubernetes\.io\/(h2c|wss?))(-|$)/;
const OTHER = /^(tcp|udp|sctp|amqp|dns|ftp|imap|kafka|ldap|mongo|mongodb|mqtt|mysql|nats|pop3|postgres|postgresql|redis|smtp|sql|ssh)(-|$)/;

/** Whether TLS is spoken on a port, as far as its name, number and protocol tell. */
export function speaksTls(port: ExternalPortPlan): boolean {
  return saysOf(port, TLS, [443, 636, 993, 8443]);
}

/** Whether HTTP is spoken on a port, in clear or not, as far as its name, number and protocol tell. */
export function speaksHttp(port: ExternalPortPlan): boolean {
  return saysOf(port, HTTP, [80, 443, 8080, 8443]);
}

function saysOf(plan: ExternalPortPlan, words: RegExp, numbers: readonly number[]): boolean {
  const { name, appProtocol: spoken } = knownPart(plan);
  if (spoken !== undefined) { return words.test(spoken); }
  // A name such as 'console' says nothing of the protocol.
  if (name !== undefined && [TLS, HTTP, OTHER].some((known) => known.test(name))) { return words.test(name); }
  return numbers.includes(plan.port) || numbers.includes(plan.targetPort);
}

/** A port in messages: `'https'`, or its number. */
export function describePort(plan: ExternalPortPlan): string {
  const { name, port = 'not known yet' } = knownPart(plan);
  return name === undefined ? String(port) : `'${name}'`;
}
