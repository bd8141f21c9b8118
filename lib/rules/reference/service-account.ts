import { PodRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The ServiceAccount of a pod is there. */
export const serviceAccount: PodRule = {
  id: 'reference/service-account',
  severity: 'warning',
  about: 'pod',
  why: 'No pod is created for a ServiceAccount that is not there.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/',
  options: MISSING_OPTIONS,
  check: ({ spec }, { object, cluster }, options) => {
    const field = ['serviceAccountName', 'serviceAccount'].find((each) => typeof spec[each] === 'string' && spec[each] !== '');
    if (field === undefined) { return undefined; }
    const named = { kind: '/ServiceAccount', namespace: cluster.namespaceOf(object), name: spec[field] };
    return isMissing(cluster, named, options) ? [{ path: ['spec', field], message: `the pod runs as ${describeNamed(named)}, which is not among the manifests` }] : [];
  },
};
