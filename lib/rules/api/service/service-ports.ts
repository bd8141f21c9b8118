import { dnsLabelFault } from '../../../manifest/dns-name';
import { qualifiedNameFault } from '../../../manifest/label';
import { ObjectRule } from '../../rule';
import { faultsIn, Field, repeated } from '../field';
import { checkPort, checkPortNumber, PROTOCOLS } from '../port';

/** The ports of a Service can be told apart. */
export const servicePorts: ObjectRule = {
  id: 'api/service-ports',
  severity: 'refused',
  about: 'object',
  kinds: ['/Service'],
  why: 'What comes in is handed on by port and protocol, and ports are referred to by their names.',
  fix: 'Give each port a name, a number and a protocol that no other one has',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services',
  check: (object) => faultsIn(object, (root) => checkPorts(root.at('spec'))),
};

function checkPorts(spec: Field): void {
  const [ports, type] = [spec.at('ports'), spec.at('type')];
  const isHeadless = spec.at('clusterIP').value === 'None';
  if (ports.isKnown && ports.items.length === 0 && !isHeadless && spec.at('clusterIP').isKnown && type.isKnown && type.text !== 'ExternalName') {
    ports.fault('a Service that is not headless has a port');
  }
  for (const port of ports.items) { checkServicePort(port, ports.items.length > 1); }
  for (const { name, what } of repeatedPorts(ports)) { name.fault(what); }
  if (type.text === '' ? !type.isKnown : type.text !== 'ClusterIP') { return; }
  for (const port of ports.items) {
    if (port.at('nodePort').number !== 0) { port.at('nodePort').fault('a Service of type ClusterIP has no port on nodes'); }
  }
}

function checkServicePort(port: Field, isNamed: boolean): void {
  const name = port.at('name');
  if (isNamed) { name.mustBeGiven("the port's name, which one of several needs,"); }
  name.must("the port's name", dnsLabelFault);
  checkPortNumber(port.at('port'), 'the port');
  port.at('protocol').mustBeOneOf("the port's protocol", PROTOCOLS, 'or empty');
  const target = port.at('targetPort');
  // Of none, 0 and '' included, the port is made.
  if (target.value !== 0 && target.value !== '') { checkPort(target, 'the target port'); }
  port.at('appProtocol').must('the protocol', qualifiedNameFault, 'even empty');
}

interface Repeated {
  readonly name: Field;
  readonly what: string;
}

function repeatedPorts(ports: Field): Repeated[] {
  const { items } = ports;
  const protocolOf = (port: Field) => (port.at('protocol').isGiven && port.at('protocol').text !== '' ? port.at('protocol').text : 'TCP');
  const keyOf = (field: string) => (port: Field) => (port.at(field).number === 0 ? undefined : `${port.at(field).number}/${protocolOf(port)}`);
  return [
    ...repeated(items, (port) => port.at('name').text).map((port) => ({ name: port.at('name'), what: `the port '${port.at('name').text}' is there twice` })),
    ...repeated(items, keyOf('nodePort')).map((port) => ({ name: port.at('nodePort'), what: `the port ${keyOf('nodePort')(port)} of the nodes is taken twice` })),
    ...borrowed(items),
    ...repeated(items, keyOf('port')).map((port) => ({ name: port, what: `the port ${keyOf('port')(port)} is there twice` })),
  ];
}

/** A port of the nodes may serve two protocols, but of one port of the Service. */
function borrowed(ports: readonly Field[]): Repeated[] {
  const owners = new Map<number, Field>();
  return ports.flatMap((port) => {
    const name = port.at('nodePort');
    const owner = owners.get(name.number);
    if (name.number === 0 || owner === undefined) { owners.set(name.number, port); return []; }
    const [one, other] = [owner.at('port').number, port.at('port').number];
    return one === other || one === 0 || other === 0 ? [] : [{ name, what: `the port ${name.number} of the nodes belongs to the port ${one}, and not to ${other} too` }];
  });
}
