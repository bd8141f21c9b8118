import { listOf } from '../../manifest/object';
import { ContainerRule } from '../rule';

/** Containers listen on ports that need no rights. */
export const privilegedPort: ContainerRule = {
  id: 'security/privileged-port',
  severity: 'warning',
  about: 'container',
  why: 'Ports below 1024 are for root, or for the capability NET_BIND_SERVICE, on many runtimes.',
  fix: 'Let the program listen on a port above 1023: the Service before it can have any',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  admission: {
    expression: 'container.?ports.orValue([]).all(port, port.containerPort > 1023)',
    messageExpression: '"container \'" + container.name + "\' listens on " + container.ports.filter(port, port.containerPort < 1024).map(port, string(port.containerPort)).join(", ")',
  },
  check: (container) => {
    const ports = listOf(container.ports);
    return ports.length === 0 ? undefined : ports.flatMap((port, index) => (port?.containerPort > 0 && port.containerPort < 1024 ? [{
      path: ['ports', index, 'containerPort'], message: `container '${container.name}' listens on the port ${port.containerPort}`,
    }] : []));
  },
};
