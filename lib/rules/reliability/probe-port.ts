import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { Container, listOf } from '../../manifest/object';
import { ContainerRule } from '../rule';

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];

/** A probe or hook asks a port by a name that its container has. */
export const probePort: ContainerRule = {
  id: 'reliability/probe-port',
  severity: 'error',
  about: 'container',
  roles: ['container', 'sidecar'],
  why: 'The kubelet finds no port of that name and asks nobody: a container is then never ready, or never restarted.',
  fix: 'Correct the name, or use the number of the port',
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  admission: {
    expression: "[container.?readinessProbe, container.?livenessProbe, container.?startupProbe, container.?lifecycle.?postStart, container.?lifecycle.?preStop].all(handler, [handler.?httpGet.?port, handler.?tcpSocket.?port].all(port, !port.hasValue() || type(port.value()) != string || port.value().matches('^[0-9]+$') || container.?ports.orValue([]).exists(each, each.?name.orValue('') == port.value())))",
    messageExpression: '"container \'" + container.name + "\' lacks a port that its probes or hooks ask by name"',
  },
  check: (container) => {
    const asked = namedPorts(container);
    if (asked.length === 0) { return undefined; }
    const names = listOf(container.ports).map((port) => port?.name);
    if (!names.every(isKnown)) { return undefined; }
    return asked.filter(({ port }) => !names.includes(port)).map(({ path, port }) => ({
      path, message: `container '${container.name}' has no port '${port}', which its ${path[0] === 'lifecycle' ? `${path[1]} hook` : path[0]} asks`,
    }));
  },
};

function namedPorts(container: Container): { readonly path: FieldPath; readonly port: string }[] {
  const found: { readonly path: FieldPath; readonly port: string }[] = [];
  const look = (handler: any, path: FieldPath) => {
    for (const kind of ['httpGet', 'tcpSocket']) {
      const port: unknown = handler?.[kind]?.port;
      // A number in quotes is taken as one.
      if (typeof port === 'string' && isKnown(port) && !/^[0-9]+$/.test(port)) { found.push({ path: [...path, kind, 'port'], port }); }
    }
  };
  for (const probe of PROBES) { if (container[probe]) { look(container[probe], [probe]); } }
  for (const hook of ['postStart', 'preStop']) { if (container.lifecycle?.[hook]) { look(container.lifecycle[hook], ['lifecycle', hook]); } }
  return found;
}
