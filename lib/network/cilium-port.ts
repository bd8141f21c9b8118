import { PolicyPort } from '../construct/network-access';

/** A port as a CiliumNetworkPolicy writes it. */
export function ciliumPort({ port, protocol, endPort }: PolicyPort): { [field: string]: any } {
  return { port: port === undefined ? undefined : String(port), protocol, ...(endPort !== undefined && { endPort }) };
}
