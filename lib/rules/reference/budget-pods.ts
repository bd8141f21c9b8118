import { isMap } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { picksNothing, printedSelector } from './pod-selectors';

/** A PodDisruptionBudget is for pods that there are. */
export const budgetPods: ObjectRule = {
  id: 'reference/budget-pods',
  severity: 'warning',
  about: 'object',
  kinds: ['policy/PodDisruptionBudget'],
  why: 'A budget that selects no pod keeps none from being evicted together with the others.',
  fix: 'Select by labels that the template of the pods has',
  docs: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  check: (object, cluster) => {
    const selector = object.spec?.selector;
    if (!isMap(selector)) { return undefined; }
    const namespace = cluster.namespaceOf(object);
    return picksNothing(cluster, namespace, selector)
      ? [{ path: ['spec', 'selector'], message: `it is for pods with ${printedSelector(selector)}, and the namespace '${namespace}' has none` }] : [];
  },
};
