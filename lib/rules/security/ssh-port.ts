import { listOf } from '../../manifest/object';
import { ContainerRule } from '../rule';

const SSH = 22;

/** Nobody logs in to a container over SSH. */
export const sshPort: ContainerRule = {
  id: 'security/ssh-port',
  severity: 'warning',
  about: 'container',
  why: 'A login beside the API server knows none of its users, roles and logs.',
  fix: "Leave the server out, and use 'kubectl exec' or 'kubectl debug'",
  docs: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/',
  admission: {
    expression: `container.?ports.orValue([]).all(port, port.containerPort != ${SSH} || port.?protocol.orValue('TCP') == 'UDP')`,
    messageExpression: '"container \'" + container.name + "\' listens on the port of SSH"',
  },
  check: (container) => {
    const ports = listOf(container.ports);
    return ports.length === 0 ? undefined : ports.flatMap((port, index) => (port?.containerPort === SSH && port.protocol !== 'UDP' ? [{
      path: ['ports', index, 'containerPort'], message: `container '${container.name}' listens on the port of SSH`,
    }] : []));
  },
};
