import { isKnown } from '../../manifest/known';
import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { containersBehind } from './containers-behind';

/** The pods of a Service have the port by the name of which it sends connections to them. */
export const serviceTargetPort: ObjectRule = {
  id: 'reference/service-target-port',
  severity: 'error',
  about: 'object',
  kinds: ['/Service'],
  why: 'Connections to a port of which no pod knows arrive nowhere.',
  fix: 'Name a port of the containers, or its number',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  check: (object, cluster) => {
    const ports = listOf(object.spec?.ports).flatMap((port, index) => (typeof port?.targetPort === 'string' ? [{ port, index }] : []));
    const containers = ports.length === 0 ? undefined : containersBehind(object, cluster);
    if (containers === undefined) { return undefined; }
    const declared = containers.flatMap((container) => listOf(container.ports));
    return ports.flatMap(({ port: { targetPort, protocol = 'TCP' }, index }) => {
      const isThere = !isKnown(targetPort) || !isKnown(protocol) || declared.some((port) => !isKnown(port?.name) || (port?.name === targetPort && (port.protocol ?? 'TCP') === protocol));
      return isThere ? [] : [{ path: ['spec', 'ports', index, 'targetPort'], message: `no container of its pods has a ${protocol} port named '${targetPort}'` }];
    });
  },
};
