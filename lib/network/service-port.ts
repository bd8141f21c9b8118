import { Prop } from '../construct/prop';
import { ruled, Shape } from '../construct/shape';
import { knownPart } from '../manifest/known';
import { labelKeyFault } from '../manifest/label';

/** A port as a Service states it. */
export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: string;
  readonly appProtocol?: string;
}

/** The protocol that is spoken on a port. */
export const appProtocol: Shape<string> = ruled(
  (value) => (labelKeyFault(value) === undefined ? undefined : "must be a protocol's name, with or without a DNS subdomain and '/' before it"),
  { fix: "Use a name such as 'https' or 'kubernetes.io/h2c'" },
);

/** What keeps the ports of a Service from being told apart. `prop` is the list, and `example` a name for one. */
export function checkDistinctPorts(ports: readonly ServicePort[], prop: Prop, example: string): void {
  const id = 'network/distinct';
  knownPart(ports).forEach(({ name, port }, index) => {
    const { name: given, protocol } = ports[index];
    const before = ports.slice(0, index);
    const at = prop.at(index);
    if (given === undefined && ports.length > 1) {
      at.at('name').fault({ id, rule: 'must be given, because there are several ports', fix: `Use a name such as '${example}'` });
    } else if (name !== undefined && before.some((other) => other.name === name)) {
      at.at('name').fault({ id, rule: 'must be unique among the ports', got: name, fix: 'Give this port another name' });
    }
    if (port !== undefined && before.some((other) => other.port === port && other.protocol === protocol)) {
      at.at('port').fault({ id, rule: `must be unique among the ${protocol} ports`, got: port, fix: 'Leave one of the two out' });
    }
  });
}

/** A port of a Service, without what only its plan knows. */
export function servicePort({ name, port, targetPort, protocol, appProtocol: spoken }: ServicePort): ServicePort {
  return { name, port, targetPort, protocol, appProtocol: spoken };
}
