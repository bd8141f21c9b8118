import { isKnown } from '../../manifest/known';
import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { containersBehind } from './containers-behind';

/** The pods of a Service say that they listen at the port to which it sends connections. They may without: so it is asked of containers that name others. */
export const serviceTargetNumber: ObjectRule = {
  id: 'reference/service-target-number',
  severity: 'warning',
  about: 'object',
  kinds: ['/Service'],
  why: 'Where containers name their ports, one that none of them names is likely to be a slip: nobody listens there.',
  fix: 'Correct the number, or add the port to the container',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports',
  check: (object, cluster) => {
    const ports = listOf(object.spec?.ports).map((port) => ({ field: typeof port?.targetPort === 'number' ? 'targetPort' : 'port', target: port?.targetPort ?? port?.port, protocol: port?.protocol ?? 'TCP' }));
    const containers = ports.some(({ target }) => typeof target === 'number') ? containersBehind(object, cluster) : undefined;
    if (containers === undefined) { return undefined; }
    const declared = containers.map((container) => listOf(container.ports));
    return ports.flatMap(({ field, target, protocol }, index) => {
      if (typeof target !== 'number' || !isKnown(protocol)) { return []; }
      const mayListen = declared.some((own) => own.length === 0 || own.some((port) => !isKnown(port?.containerPort) || (port?.containerPort === target && (port.protocol ?? 'TCP') === protocol)));
      return mayListen ? [] : [{ path: ['spec', 'ports', index, field], message: `no container of its pods says that it listens at ${protocol} ${target}` }];
    });
  },
};
