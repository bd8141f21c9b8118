import { groupBy } from '../../manifest/group-by';
import { ClusterRule } from '../rule';
import { isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

/** The namespaces of objects are there. */
export const namespace: ClusterRule = {
  id: 'reference/namespace',
  severity: 'warning',
  about: 'cluster',
  why: 'An object in a namespace that is not there is refused when it is applied.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  options: MISSING_OPTIONS,
  check: (cluster, options) => {
    const named = groupBy(cluster.objects, (object) => cluster.namespaceOf(object));
    named.delete('');
    if (named.size === 0) { return undefined; }
    // Once for all objects in it, with the first of them by name.
    return [...named].filter(([name]) => isMissing(cluster, { kind: '/Namespace', namespace: '', name }, options)).map(([name, objects]) => ({
      object: objects.reduce((first, each) => (`${each.kind} ${each.metadata?.name}` < `${first.kind} ${first.metadata?.name}` ? each : first)),
      path: ['metadata', 'namespace'],
      message: objects.length === 1 ? `the namespace '${name}' is not among the manifests` : `the namespace '${name}' of ${objects.length} objects is not among the manifests`,
    }));
  },
};
