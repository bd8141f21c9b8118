import { PodRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The PriorityClass of a pod is there. */
export const priorityClass: PodRule = {
  id: 'reference/priority-class',
  severity: 'warning',
  about: 'pod',
  why: 'No pod is created for a PriorityClass that is not there.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass',
  options: MISSING_OPTIONS,
  check: ({ spec }, { cluster }, options) => {
    if (typeof spec.priorityClassName !== 'string' || spec.priorityClassName === '') { return undefined; }
    const named = { kind: 'scheduling.k8s.io/PriorityClass', namespace: '', name: spec.priorityClassName };
    return isMissing(cluster, named, options) ? [{ path: ['spec', 'priorityClassName'], message: `the pod is of ${describeNamed(named)}, which is not among the manifests` }] : [];
  },
};
