import { plainCiliumSelector } from '../../manifest/cilium-selector';
import { FieldPath } from '../../manifest/field-path';
import { isMap, KubernetesObject, LabelSelector, listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { picksNothing, printedSelector } from './pod-selectors';

/** A network policy is for pods that there are. */
export const policyPods: ObjectRule = {
  id: 'reference/policy-pods',
  severity: 'warning',
  about: 'object',
  kinds: ['networking.k8s.io/NetworkPolicy', 'cilium.io/CiliumNetworkPolicy'],
  why: 'A policy that selects no pod protects none: those that it is meant for are open, or closed by others.',
  fix: 'Select by labels that the template of the pods has',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  check: (object, cluster) => {
    const selectors = selectorsOf(object);
    if (selectors.length === 0) { return undefined; }
    const namespace = cluster.namespaceOf(object);
    return selectors.filter(({ selector }) => picksNothing(cluster, namespace, selector))
      .map(({ selector, path }) => ({ path, message: `it is for pods with ${printedSelector(selector)}, and the namespace '${namespace}' has none` }));
  },
};

function selectorsOf({ kind, spec, specs }: KubernetesObject): { readonly selector: LabelSelector; readonly path: FieldPath }[] {
  if (kind === 'NetworkPolicy') { return isMap(spec?.podSelector) ? [{ selector: spec.podSelector, path: ['spec', 'podSelector'] }] : []; }
  const parts = [{ part: spec, path: ['spec'] as FieldPath }, ...listOf(specs).map((part, index) => ({ part, path: ['specs', index] }))];
  return parts.flatMap(({ part, path }) => {
    const selector = plainCiliumSelector(part?.endpointSelector);
    return selector === undefined ? [] : [{ selector, path: [...path, 'endpointSelector'] }];
  });
}
