import { EndpointPort } from '../construct/network-endpoint';
import { PortProtocol } from '../construct/port-protocol';
import { Prop, wholeNumberFault } from '../construct/prop';
import { dnsLabelFault, portNameFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { labelKeyFault } from '../manifest/label';

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

/** A port with its defaults filled in. */
export interface GlobalPortPlan {
  readonly name?: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: string;
  readonly appProtocol?: string;
  /** The port on the pods: by number where that is known. */
  readonly podPort: number | string;
}

/** The ports of a Service: those that are given, or else all that the pods declare. */
export function planGlobalPorts(given: readonly GlobalServicePort[] | undefined, declared: readonly EndpointPort[] | undefined): GlobalPortPlan[] {
  if (given === undefined) {
    return (declared ?? []).map(({ name, port, protocol }) => ({ name, port, targetPort: name ?? port, protocol, podPort: port }));
  }
  return given.map((one) => {
    const { port, name, target, targetPort, protocol, appProtocol } = one;
    const found = targetOf(one, declared);
    return {
      name: name ?? found?.name ?? target,
      port,
      // By name, so that the number can change in the pods without a gap in the traffic.
      targetPort: targetPort ?? target ?? found?.name ?? found?.port ?? port,
      protocol: protocol ?? found?.protocol ?? PortProtocol.TCP,
      appProtocol,
      podPort: targetPort ?? found?.port ?? target ?? port,
    };
  });
}

/** What the API server would refuse of the ports, and ports that lead nowhere. */
export function checkGlobalPorts(given: readonly GlobalServicePort[] | undefined, declared: readonly EndpointPort[] | undefined, prop: Prop): void {
  const plans = planGlobalPorts(given, declared);
  if (plans.length === 0) {
    prop.fault(given === undefined && declared === undefined
      ? { rule: 'must be given, because nothing is known of the ports of its pods', fix: "Use '[{ port: 8080 }]' or whatever they listen on" }
      : { rule: 'must hold a port to lead to', fix: "Declare 'ports' on the workload, e.g. '[{ port: 8080 }]'" });
  }
  if (given === undefined && plans.length > 1 && plans.some(({ name }) => name === undefined)) {
    prop.fault({ rule: 'must be given, because its pods declare several ports and not each by a name', fix: "Name them, e.g. '[{ name: 'http', port: 80, targetPort: 8080 }]'" });
  }
  const names = declared?.map(({ name, port }) => (name === undefined ? String(port) : `'${name}'`)).join(', ');
  (given ?? []).forEach((one, index) => {
    const at = prop.at(index);
    at.at('port').check(wholeNumberFault(one.port, 1, 65535), { got: one.port, fix: 'Correct the number' });
    at.at('targetPort').check(wholeNumberFault(one.targetPort, 1, 65535), { got: one.targetPort, fix: "Name a port of the pods as 'target', or correct the number" });
    if (one.target !== undefined && one.targetPort !== undefined) {
      at.fault({ rule: "must not have both 'target' and 'targetPort'", fix: 'Leave one of the two out' });
    } else if (one.target !== undefined && declared === undefined) {
      at.at('target').check(portNameFault(one.target), { got: one.target, fix: 'Use the name under which a container declares it' });
    } else if (isKnown(one.target) && one.target !== undefined && targetOf(one, declared) === undefined) {
      at.at('target').fault({ rule: `must be the name of a port that the workload declares: ${names}`, got: one.target, fix: 'Correct the name' });
    } else if (one.target === undefined && one.targetPort === undefined && declared !== undefined && declared.length !== 1) {
      at.at('target').fault({ rule: `must say which port of the workload is meant; it declares ${names === '' ? 'none' : names}`, fix: 'Add it' });
    }
    if (one.appProtocol !== undefined) {
      at.at('appProtocol').check(labelKeyFault(one.appProtocol) === undefined ? undefined : "must be a protocol's name, with or without a DNS subdomain and '/' before it", {
        got: one.appProtocol, fix: "Use a name such as 'https' or 'kubernetes.io/h2c'",
      });
    }
    checkName(at, plans, index);
  });
}

/** A port as a Service states it. */
export function globalServicePort({ name, port, targetPort, protocol, appProtocol }: GlobalPortPlan): { [field: string]: any } {
  return { name, port, targetPort, protocol, appProtocol };
}

/** Ports of the pods, for the rules of who may call; undefined where one of them is known by its name alone. */
export function endpointPorts(plans: readonly GlobalPortPlan[]): EndpointPort[] | undefined {
  const ports = plans.map(({ name, podPort, protocol }) => ({ name, port: podPort, protocol }));
  return ports.every((port): port is typeof port & { port: number } => typeof port.port !== 'string') ? ports : undefined;
}

function checkName(at: Prop, plans: readonly GlobalPortPlan[], index: number): void {
  const { name, port, protocol } = plans[index];
  const before = plans.slice(0, index);
  if (name === undefined && plans.length > 1) {
    at.at('name').fault({ rule: 'must be given, because there are several ports', fix: "Use a name such as 'http'" });
  }
  if (name !== undefined) {
    at.at('name').check(dnsLabelFault(name), { got: name, fix: "Use a name such as 'http'" });
    if (isKnown(name) && before.some((other) => other.name === name)) {
      at.at('name').fault({ rule: 'must be unique among the ports', got: name, fix: 'Give this port another name' });
    }
  }
  if (isKnown(port) && before.some((other) => other.port === port && other.protocol === protocol)) {
    at.at('port').fault({ rule: `must be unique among the ${protocol} ports`, got: port, fix: 'Leave one of the two out' });
  }
}

function targetOf({ target, targetPort }: GlobalServicePort, declared: readonly EndpointPort[] | undefined): EndpointPort | undefined {
  if (target !== undefined) { return declared?.find(({ name }) => name === target); }
  if (targetPort !== undefined) { return declared?.find(({ port }) => port === targetPort); }
  return declared?.length === 1 ? declared[0] : undefined;
}
