import { portNameFault } from '../../manifest/dns-name';
import { Field } from './field';

export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

const MAX_PORT = 65535;

/** That a number that is there is one of a port. */
export function checkPortNumber(port: Field, what: string): void {
  port.mustBeWithin(what, 1, MAX_PORT);
}

/** That a port is named by its number, or by the name that a container gives it. */
export function checkPort(port: Field, what: string): void {
  if (typeof port.value === 'number') { checkPortNumber(port, what); } else if (port.isGiven) {
    const clause = portNameFault(port.value);
    if (clause !== undefined) { port.fault(`${what} '${port.text}' ${clause}`); }
  }
}
