import { portNameFault } from '../../../manifest/dns-name';
import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { listOf } from '../../../manifest/object';
import { FieldFaults, isGiven, mapOf, portNumberFault, wordOrDefaultFault } from './field-faults';

/** What a handler of a probe can be, in the order in which API servers look for it. */
export const PROBE_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

const HEADER = /^[-A-Za-z0-9]+$/;

/** What is wrong with what a kubelet does to a container, of which there can be one thing. */
export function checkHandler(faults: FieldFaults, given: { readonly [field: string]: any }, kinds: readonly string[], path: FieldPath): void {
  const [first, ...more] = kinds.filter((kind) => isGiven(given[kind]));
  if (first === undefined) { faults.add(`must say what to do: ${kinds.join(', ')}`, path); return; }
  more.forEach((kind) => faults.add(`must not stand beside '${first}'`, [...path, kind]));
  const handler = mapOf(given[first]);
  if (handler === undefined) { return; }
  const { command, port, scheme } = handler;
  switch (first) {
    case 'exec':
      if (listOf(command).length === 0 && isKnown(command)) { faults.add('must be given', [...path, 'exec', 'command']); }
      break;
    case 'httpGet':
      faults.add(portFault(port), [...path, 'httpGet', 'port'], port);
      faults.add(wordOrDefaultFault(scheme, ['HTTP', 'HTTPS']), [...path, 'httpGet', 'scheme'], scheme);
      listOf(handler.httpHeaders).forEach((header, index) => {
        const name: unknown = header?.name;
        if (typeof name === 'string' && isKnown(name) && !HEADER.test(name)) {
          // Without it: people write the whole header there, `Authorization: …`.
          faults.add("must be the name of a header: letters, digits and '-'", [...path, 'httpGet', 'httpHeaders', index, 'name']);
        }
      });
      break;
    case 'tcpSocket':
      faults.add(portFault(port), [...path, 'tcpSocket', 'port'], port);
      break;
    case 'grpc':
      faults.add(portNumberFault(port), [...path, 'grpc', 'port'], port);
      break;
  }
}

function portFault(port: unknown): string | undefined {
  return typeof port === 'string' ? portNameFault(port) : portNumberFault(port);
}
