import { isMap } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { picksNothing, printedSelector } from './pod-selectors';

/** A Service selects pods. */
export const servicePods: ObjectRule = {
  id: 'reference/service-pods',
  severity: 'warning',
  about: 'object',
  kinds: ['/Service'],
  why: 'Connections to a Service without pods are refused.',
  fix: 'Select by labels that the template of the pods has',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  check: (object, cluster) => {
    const { selector, type } = object.spec ?? {};
    if (!isMap(selector) || Object.keys(selector).length === 0 || type === 'ExternalName') { return undefined; }
    const namespace = cluster.namespaceOf(object);
    return picksNothing(cluster, namespace, { matchLabels: selector })
      ? [{ path: ['spec', 'selector'], message: `no pod of the namespace '${namespace}' has the labels ${printedSelector({ matchLabels: selector })}` }] : [];
  },
};
