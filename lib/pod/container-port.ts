import { list } from '../construct/collection';
import { describeValue } from '../construct/fault';
import { PortProtocol } from '../construct/port-protocol';
import { Prop } from '../construct/prop';
import { oneOf, portNumber, required, ruled, Shape } from '../construct/shape';
import { struct } from '../construct/struct';
import { portNameFault } from '../manifest/dns-name';
import { isKnown, knownPart } from '../manifest/known';
import { useNearest } from '../manifest/nearest-name';
import { printed } from '../manifest/printed';

/** A port that a container listens on. */
export interface ContainerPort {
  /** Number of the port, 1 to 65535. Unique in the pod for its protocol. */
  readonly port: number;

  /**
   * Name of the port, by which probes, Services and NetworkPolicies refer to it: at most 15 lower-case letters, digits and `-`.
   *
   * Service meshes read the protocol off it, so give one where the port speaks something else than HTTP. Required for sidecars, and
   * where the main container has several ports. Unique in the pod.
   *
   * @default - `http` for the main container's only port when that is TCP, else its protocol in lower case
   */
  readonly name?: string;

  /**
   * Transport.
   * @default PortProtocol.TCP
   */
  readonly protocol?: PortProtocol;
}

const LISTENS = 'Use the number on which the container listens';
const NAME_FIX = "Use a name such as 'http' or 'metrics'";

/** What `ports` of a container must look like. */
export const PORTS = list(struct<ContainerPort>('{ port: 8080 }', {
  port: required(portNumber(LISTENS), "Add 'port: 8080', or whatever it is"),
  name: ruled(portNameFault, { fix: NAME_FIX }),
  protocol: oneOf(PortProtocol),
}), '[{ port: 8080 }]');

/** A port with its defaults filled in. */
export interface DeclaredPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: PortProtocol;
}

const DEFAULT_NAMES: { readonly [protocol: string]: string } = { TCP: 'http', UDP: 'udp', SCTP: 'sctp' };

/** Whether the name of a port says that it is for metrics: `metrics`, `http-metrics`. */
export function isForMetrics(name: string): boolean {
  return printed(knownPart(name)).split('-').includes('metrics');
}

/** Where ports stand. */
export interface PortHolder {
  readonly isSidecar: boolean;
  /** Ports of the pod's other containers that come before. */
  readonly before: readonly DeclaredPort[];
}

/** Fills in the defaults of a container's ports. */
export function declarePorts(ports: readonly ContainerPort[], { isSidecar, before }: PortHolder, prop: Prop): DeclaredPort[] {
  const declared = ports.map(({ port, name, protocol = PortProtocol.TCP }, index) => {
    if (name === undefined && (ports.length > 1 || isSidecar)) {
      prop.at(index, 'name').fault({ id: 'prop/required', rule: 'must be given for a sidecar, and where a container has several ports', fix: NAME_FIX });
    }
    return { port, name: name ?? DEFAULT_NAMES[protocol] ?? 'http', protocol };
  });
  const known = knownPart([...before, ...declared]);
  known.slice(before.length).forEach(({ port, name, protocol }, index) => {
    const others = known.slice(0, before.length + index);
    if (ports[index].name !== undefined && name !== undefined && others.some((other) => other.name === name)) {
      prop.at(index, 'name').fault({ id: 'workload/unique', rule: "must be unique among the pod's ports", got: name, fix: 'Give it another name' });
    }
    if (port !== undefined && protocol !== undefined && others.some((other) => other.port === port && other.protocol === protocol)) {
      prop.at(index, 'port').fault({ id: 'workload/unique', rule: `must be unique among the pod's ${protocol} ports`, got: port, fix: 'Leave one of the two out' });
    }
  });
  return declared;
}

/** Ports as a container states them. */
export function portsManifest(ports: readonly DeclaredPort[]): { [field: string]: any }[] | undefined {
  return ports.length === 0 ? undefined : ports.map(({ name, port, protocol }) => ({ name, containerPort: port, protocol }));
}

const ASKED = portNumber(LISTENS);

/** The port that a probe or handler asks, by number or by name. */
export const ASKED_PORT: Shape<number | string> = (value, prop) => (typeof value === 'number' ? ASKED(value, prop) : (value as string | null | undefined) ?? undefined);

/** The port that a probe or handler asks: a number stays one, a name must be declared, and nothing means the only one. */
export function resolvePort(port: number | string | undefined, ports: readonly DeclaredPort[], prop: Prop): number | string | undefined {
  if (!isKnown(port) || typeof port === 'number') { return port; }
  const found = port === undefined && ports.length === 1 ? ports[0] : ports.find(({ name }) => name === port);
  if (found === undefined) {
    // A name not known yet may be the one that is asked for.
    if (typeof port === 'string' && knownPart(ports).some(({ name }) => name === undefined)) { return port; }
    const declared = ports.length === 0 ? 'It declares none' : `It declares ${ports.map(({ name }) => describeValue(name)).join(', ')}`;
    prop.fault(port === undefined
      ? { id: 'workload/declared', rule: "must be given where the container's ports are not exactly one", fix: declared }
      : { id: 'workload/declared', rule: "must be a number, or the name of one of the container's ports", got: port, fix: useNearest(port, ports.map(({ name }) => name), declared) });
    return undefined;
  }
  const { protocol } = knownPart(found);
  if (protocol !== undefined && protocol !== PortProtocol.TCP) {
    prop.fault({ id: 'workload/declared', rule: `must be a TCP port; ${describeValue(found.name)} is ${protocol}`, fix: 'Ask another port' });
  }
  return found.name;
}
