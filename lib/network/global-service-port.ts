import { describeName, describeValue } from '../construct/fault';
import { EndpointPort } from '../construct/network-endpoint';
import { PortProtocol } from '../construct/port-protocol';
import { Prop } from '../construct/prop';
import { dnsLabel, oneOf, portNumber, required, text } from '../construct/shape';
import { struct } from '../construct/struct';
import { portNameFault } from '../manifest/dns-name';
import { whereKnown } from '../manifest/known';
import { appProtocol, checkDistinctPorts, ServicePort } from './service-port';

/** A port of a global service. */
export interface GlobalServicePort {
  /** Port on which the Service is called, 1 to 65535. */
  readonly port: number;

  /**
   * Name of the port: a DNS label. It must be the same in every cluster: Cilium finds the pods of others by it. Required where there are several.
   * @default - the name of the pods' port, if that is known
   */
  readonly name?: string;

  /**
   * Name of the pods' port that it leads to.
   * @default - the pods' only port, if they are those of a workload that declares it; else by number
   */
  readonly target?: string;

  /**
   * Number of the pods' port that it leads to, where that has no name.
   * @default - `port`, where nothing is known of the pods' ports
   */
  readonly targetPort?: number;

  /**
   * Transport.
   * @default - that of the pods' port if known, else PortProtocol.TCP
   */
  readonly protocol?: PortProtocol;

  /**
   * Protocol spoken on the port, e.g. `kubernetes.io/h2c`.
   * @see https://kubernetes.io/docs/concepts/services-networking/service/#application-protocol
   * @default - not said
   */
  readonly appProtocol?: string;
}

/** What a port looks like. */
export const GLOBAL_SERVICE_PORT = struct<GlobalServicePort>("{ name: 'http', port: 80 }", {
  port: required(portNumber('Correct the number'), "Add the port on which it is called, e.g. '80'"),
  name: dnsLabel("Use a name such as 'http'"),
  target: text,
  targetPort: portNumber("Name a port of the pods as 'target', or correct the number"),
  protocol: oneOf(PortProtocol),
  appProtocol,
});

/** A port with its defaults filled in. */
export interface GlobalPortPlan extends ServicePort {
  /** The port on the pods: by number where that is known. */
  readonly podPort: number | string;
}

/** The ports of a Service: those that are given, or else all that the pods declare. */
export function planGlobalPorts(given: readonly GlobalServicePort[] | undefined, declared: readonly EndpointPort[] | undefined): GlobalPortPlan[] {
  if (given === undefined) {
    return (declared ?? []).map(({ name, port, protocol }) => ({ name, port, targetPort: name ?? port, protocol, podPort: port }));
  }
  return given.map((one) => {
    const { port, name, target, targetPort, protocol } = one;
    const found = targetOf(one, declared);
    return {
      name: name ?? found?.name ?? target,
      port,
      // By name, so that the number can change in the pods without a gap in the traffic.
      targetPort: targetPort ?? target ?? found?.name ?? found?.port ?? port,
      protocol: protocol ?? found?.protocol ?? PortProtocol.TCP,
      appProtocol: one.appProtocol,
      podPort: targetPort ?? found?.port ?? target ?? port,
    };
  });
}

/** Ports that lead nowhere, or can't be told apart. */
export function checkGlobalPorts(given: readonly GlobalServicePort[] | undefined, declared: readonly EndpointPort[] | undefined, prop: Prop): void {
  const id = 'network/declared-port';
  const plans = planGlobalPorts(given, declared);
  if (plans.length === 0) {
    prop.fault({
      id,
      ...(given === undefined && declared === undefined
        ? { rule: 'must be given, because nothing is known of the ports of its pods', fix: "Use '[{ port: 8080 }]' or whatever they listen on" }
        : { rule: 'must hold a port to lead to', fix: "Declare 'ports' on the workload, e.g. '[{ port: 8080 }]'" }),
    });
  }
  if (given === undefined) {
    if (plans.length > 1 && plans.some(({ name }) => name === undefined)) {
      prop.fault({ id, rule: 'must be given, because its pods declare several ports and not each by a name', fix: "Name them, e.g. '[{ name: 'http', port: 80, targetPort: 8080 }]'" });
    }
    return;
  }
  const names = declared?.map(({ name, port }) => (name === undefined ? describeValue(port) : describeName(name))).join(', ');
  given.forEach((one, index) => {
    const at = prop.at(index);
    if (one.target !== undefined && one.targetPort !== undefined) {
      at.fault({ id: 'network/distinct', rule: "must not have both 'target' and 'targetPort'", fix: 'Leave one of the two out' });
    } else if (one.target !== undefined && declared === undefined) {
      at.at('target').check(portNameFault(one.target), { id: 'prop/grammar', got: one.target, fix: 'Use the name under which a container declares it' });
    } else if (one.target !== undefined) {
      at.at('target').check(declaredFault(one.target, declared!, names!), { id, got: one.target, fix: 'Correct the name' });
    } else if (one.targetPort === undefined && declared !== undefined && declared.length !== 1) {
      at.at('target').fault({ id, rule: `must say which port of the workload is meant; it declares ${names === '' ? 'none' : names}`, fix: 'Add it' });
    }
  });
  checkDistinctPorts(plans, prop, 'http');
}

/** Ports of the pods, for the rules of who may call; undefined where one of them is known by its name alone. */
export function endpointPorts(plans: readonly GlobalPortPlan[]): EndpointPort[] | undefined {
  const ports = plans.map(({ name, podPort, protocol }) => ({ name, port: podPort, protocol }));
  return ports.every((port): port is typeof port & { port: number } => typeof port.port !== 'string') ? ports : undefined;
}

const declaredFault = whereKnown((target, declared: readonly EndpointPort[], names: string) =>
  (declared.some(({ name }) => name === target) ? undefined : `must be the name of a port that the workload declares: ${names}`));

function targetOf({ target, targetPort }: GlobalServicePort, declared: readonly EndpointPort[] | undefined): EndpointPort | undefined {
  if (target !== undefined) { return declared?.find(({ name }) => name === target); }
  if (targetPort !== undefined) { return declared?.find(({ port }) => port === targetPort); }
  return declared?.length === 1 ? declared[0] : undefined;
}
