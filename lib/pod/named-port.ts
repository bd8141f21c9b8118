import { describeName } from '../construct/fault';
import { PortProtocol } from '../construct/port-protocol';
import { Prop } from '../construct/prop';
import { isKnown, knownPart, whereKnown } from '../manifest/known';
import { useNearest } from '../manifest/nearest-name';

/** A port of a Service, by which others call it. */
export interface NamedPort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

/** The port that somebody means by a name, or the only one; a fault where it is not clear, or no TCP port. `list` is the prop with the ports. */
export function namedPort<P extends NamedPort>(name: string | undefined, ports: readonly P[], prop: Prop, list = 'ports'): P | undefined {
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
    prop.fault({ id, rule: `must be the name of one of the '${list}'`, got: name, fix: useNearest(name!, ports.map((port) => port.name), declared) });
  } else {
    prop.check(tcpFault(found.protocol), { id, got: name, fix: 'Use another port' });
  }
  return found;
}

const tcpFault = whereKnown((protocol) => (protocol === undefined || protocol === PortProtocol.TCP ? undefined : `must be a TCP port, and this one is ${protocol}`));

const TLS = /^(https|tls|ssl|grpcs|wss|kubernetes\.io\/wss|amqps|imaps|ldaps|mqtts|pop3s|rediss|smtps)(-|$)/;
const HTTP = /^(https?|http2|grpcs?|grpc-web|wss?|h2c|kubernetes\.io\/(h2c|wss?))(-|$)/;
const OTHER = /^(tcp|udp|sctp|amqp|dns|ftp|imap|kafka|ldap|mongo|mongodb|mqtt|mysql|nats|pop3|postgres|postgresql|redis|smtp|sql|ssh)(-|$)/;

/** Whether TLS is spoken on a port, as far as its name, number and protocol tell. */
export function speaksTls(port: NamedPort): boolean {
  return saysOf(port, TLS, [443, 636, 993, 8443]);
}

/** Whether HTTP is spoken on a port, in clear or not, as far as its name, number and protocol tell. */
export function speaksHttp(port: NamedPort): boolean {
  return saysOf(port, HTTP, [80, 443, 8080, 8443]);
}

function saysOf(plan: NamedPort, words: RegExp, numbers: readonly unknown[]): boolean {
  const { name, appProtocol: spoken } = knownPart(plan);
  if (spoken !== undefined) { return words.test(spoken); }
  // A name such as 'console' says nothing of the protocol.
  if (name !== undefined && [TLS, HTTP, OTHER].some((known) => known.test(name))) { return words.test(name); }
  return numbers.includes(plan.port) || numbers.includes(plan.targetPort);
}

/** A port in messages: `'https'`, or its number. */
export function describePort(plan: NamedPort): string {
  const { name, port = 'not known yet' } = knownPart(plan);
  return name === undefined ? String(port) : `'${name}'`;
}
