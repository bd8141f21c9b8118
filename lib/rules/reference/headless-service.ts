import { isKnown } from '../../manifest/known';
import { ObjectRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The Service of a StatefulSet is there, and headless. */
export const headlessService: ObjectRule = {
  id: 'reference/headless-service',
  severity: 'warning',
  about: 'object',
  kinds: ['apps/StatefulSet'],
  why: 'Without its headless Service, the pods of a StatefulSet have no names in DNS by which they find each other.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id',
  options: MISSING_OPTIONS,
  check: (object, cluster, options) => {
    const name: unknown = object.spec?.serviceName;
    if (typeof name !== 'string' || name === '') { return undefined; }
    const named = { kind: '/Service', namespace: cluster.namespaceOf(object), name };
    const path = ['spec', 'serviceName'];
    if (isMissing(cluster, named, options)) { return [{ path, message: `its pods are named by ${describeNamed(named)}, which is not among the manifests` }]; }
    const found = cluster.find('/Service', named.namespace, name);
    return found === undefined || found.spec?.clusterIP === 'None' || !isKnown(found.spec?.clusterIP) ? []
      : [{ path, fix: "Name a Service with 'clusterIP: None'", message: `its pods are named by ${describeNamed(named)}, which is not headless` }];
  },
};
