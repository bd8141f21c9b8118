import { isKnown } from '../../manifest/known';
import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { describeNamed } from './missing';
import { ROUTE_KINDS, SERVICE_USERS, serviceReferencesOf } from './service-references';

/** A Service has the port to which an Ingress, a route or a webhook sends requests. */
export const backendPort: ObjectRule = {
  id: 'reference/backend-port',
  severity: 'error',
  about: 'object',
  kinds: [...SERVICE_USERS, ...ROUTE_KINDS],
  why: 'Requests for a port that a Service does not have are answered with an error.',
  fix: 'Name a port of the Service, or add it there',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  check: (object, cluster) => {
    const judged = serviceReferencesOf(object, cluster).flatMap((reference) => {
      const spec = cluster.find('/Service', reference.namespace, String(reference.name))?.spec;
      // What stands for another name says nothing of its ports.
      const isJudged = reference.port !== undefined && reference.port !== null && isKnown(reference.port) && spec?.type !== 'ExternalName' && listOf(spec?.ports).length > 0;
      return isJudged ? [{ ...reference, ports: listOf(spec.ports) }] : [];
    });
    if (judged.length === 0) { return undefined; }
    return judged.filter(({ port, ports }) => !ports.some((each) => each?.port === port || each?.name === port || !isKnown(each?.port) || !isKnown(each?.name)))
      .map(({ namespace, name, port, portPath, ports }) => ({
        path: portPath!,
        message: `requests go to port ${typeof port === 'string' ? `'${port}'` : port} of ${describeNamed({ kind: '/Service', namespace, name })}, which has ${
          ports.map((each) => (each?.name ? `${each.port} ('${each.name}')` : each?.port)).join(', ')}`,
      }));
  },
};
