import { matchesSelector } from '../../manifest/label-selector';
import { isMap, listOf } from '../../manifest/object';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { printedSelector } from '../reference/pod-selectors';
import { PodRule } from '../rule';
import { mayPick } from '../stand-ins/selected-pods';

/** A spread constraint counts the pods that it spreads. */
export const spreadSelector: PodRule = {
  id: 'reliability/spread-selector',
  severity: 'warning',
  about: 'pod',
  why: 'A constraint that does not count the pod itself spreads by pods of others: its own replicas may all go to one place.',
  fix: "Let 'labelSelector' pick the labels of the pod's template",
  adds: "the workload's own selector, where none is said and the constraint holds no pod back",
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#topologyspreadconstraints-field',
  admission: OTHER_OBJECTS,
  check: ({ metadata, spec }, { object, cluster }) => {
    const constraints = listOf(spec.topologySpreadConstraints);
    if (constraints.length === 0 || !cluster.workloads.isReplicated(object)) { return undefined; }
    return constraints.flatMap((constraint, index) => {
      const selector = constraint?.labelSelector ?? undefined;
      const path = ['spec', 'topologySpreadConstraints', index, 'labelSelector'];
      if (selector === undefined) {
        const own: unknown = object.spec?.selector;
        // One that holds pods back may hold some that run today.
        const isHarmless = constraint?.whenUnsatisfiable === 'ScheduleAnyway' && isMap(own) && matchesSelector(own, metadata?.labels) === true;
        return [{ path, message: 'a spread constraint without a selector counts no pods', ...(isHarmless && { add: [{ path, value: own }] }) }];
      }
      return mayPick(cluster, cluster.namespaceOf(object), selector, metadata?.labels ?? {}) ? [] : [{
        path, message: `a spread constraint counts pods with ${printedSelector(selector)}, and its own have other labels`,
      }];
    });
  },
};
