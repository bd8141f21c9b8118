import { PortProtocol } from '../construct/port-protocol';
import { Prop, wholeNumberFault } from '../construct/prop';
import { dnsLabelFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { labelKeyFault } from '../manifest/label';

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

/** A port with its defaults filled in. */
export interface ExternalPortPlan {
  readonly name?: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol: PortProtocol;
  readonly appProtocol?: string;
}

/** Fills in the defaults. */
export function planPorts(ports: readonly ExternalPort[]): ExternalPortPlan[] {
  return ports.map(({ name, port, targetPort = port, protocol = PortProtocol.TCP, appProtocol }) => ({ name, port, targetPort, protocol, appProtocol }));
}

/** What the API server would refuse of the ports of a Service. */
export function checkPorts(ports: readonly ExternalPort[], prop: Prop): void {
  const plans = planPorts(ports);
  ports.forEach(({ port, targetPort, name, appProtocol }, index) => {
    const at = prop.at(index);
    const before = plans.slice(0, index);
    at.at('port').check(wholeNumberFault(port, 1, 65535), { got: port, fix: 'Correct the number' });
    at.at('targetPort').check(wholeNumberFault(targetPort, 1, 65535), { got: targetPort, fix: 'Correct the number' });
    if (name === undefined && ports.length > 1) {
      at.at('name').fault({ rule: 'must be given, because there are several ports', fix: "Use a name such as 'https'" });
    }
    if (name !== undefined) {
      at.at('name').check(dnsLabelFault(name), { got: name, fix: "Use a name such as 'https'" });
      if (isKnown(name) && before.some((other) => other.name === name)) {
        at.at('name').fault({ rule: 'must be unique among the ports', got: name, fix: 'Give this port another name' });
      }
    }
    const { protocol } = plans[index];
    if (isKnown(port) && before.some((other) => other.port === port && other.protocol === protocol)) {
      at.at('port').fault({ rule: `must be unique among the ${protocol} ports`, got: port, fix: 'Leave one of the two out' });
    }
    if (appProtocol !== undefined && labelKeyFault(appProtocol) !== undefined) {
      at.at('appProtocol').fault({ rule: "must be a protocol's name, with or without a DNS subdomain and '/' before it", got: appProtocol, fix: "Use a name such as 'https' or 'kubernetes.io/h2c'" });
    }
  });
}

/** The port that somebody means by a name, or the only one; a fault where it is not clear, or no TCP port. */
export function namedPort(name: string | undefined, ports: readonly ExternalPortPlan[], prop: Prop): ExternalPortPlan | undefined {
  if (ports.length === 0) { return undefined; }
  const declared = `It declares ${ports.map((port) => (port.name === undefined ? `${port.port} without a name` : `'${port.name}'`)).join(', ')}`;
  if (name === undefined && ports.length > 1) {
    prop.fault({ rule: 'must say which port is meant', fix: declared });
    return undefined;
  }
  // What only the deployment knows can be none but the only one.
  const found = name === undefined || (!isKnown(name) && ports.length === 1) ? ports[0] : ports.find((port) => port.name === name);
  if (found === undefined && !isKnown(name)) {
    prop.fault({ rule: 'must be known by now, because there are several ports', fix: declared });
  } else if (found === undefined) {
    prop.fault({ rule: "must be the name of one of the 'ports'", got: name, fix: declared });
  } else if (isKnown(found.protocol) && found.protocol !== PortProtocol.TCP) {
    prop.fault({ rule: `must be a TCP port, and this one is ${found.protocol}`, got: name, fix: 'Use another port' });
  }
  return found;
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

function saysOf({ name, port, targetPort, appProtocol }: ExternalPortPlan, words: RegExp, numbers: readonly number[]): boolean {
  if (appProtocol !== undefined && isKnown(appProtocol)) { return words.test(appProtocol); }
  // A name such as 'console' says nothing of the protocol.
  if (name !== undefined && isKnown(name) && [TLS, HTTP, OTHER].some((known) => known.test(name))) { return words.test(name); }
  return numbers.includes(port) || numbers.includes(targetPort);
}

/** A port as a Service states it. */
export function servicePort({ name, port, targetPort, protocol, appProtocol }: ExternalPortPlan): { [field: string]: any } {
  return { name, port, targetPort, protocol, appProtocol };
}

/** A port in messages: `'https'`, or its number. */
export function describePort({ name, port }: ExternalPortPlan): string {
  if (name !== undefined && isKnown(name)) { return `'${name}'`; }
  return isKnown(port) ? String(port) : 'not known yet';
}
