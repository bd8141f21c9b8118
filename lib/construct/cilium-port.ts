import { PolicyPort } from './network-endpoint';
import { textWithTokens } from './text-with-tokens';

/** As many as Cilium takes in one list. */
const MAX_PORTS = 40;

/** Ports as the `toPorts` of a CiliumNetworkPolicy. */
export function ciliumPorts(ports: readonly PolicyPort[]): { ports: object[] }[] {
  const lists = Math.max(1, Math.ceil(ports.length / MAX_PORTS));
  return Array.from({ length: lists }, (_, index) => ({ ports: ports.slice(index * MAX_PORTS, (index + 1) * MAX_PORTS).map(ciliumPort) }));
}

function ciliumPort({ port, protocol, endPort }: PolicyPort): { [field: string]: any } {
  return { port: port === undefined ? undefined : textWithTokens([port], ([known]) => String(known)), protocol, ...(endPort !== undefined && { endPort }) };
}
