import { OTHER_OBJECTS } from '../admission/admission-check';
import { PodRule } from '../rule';
import { hasPolicies, hasPoliciesIn, mayHavePolicy } from './policies-of-pods';

/**
 * Pods are behind a network policy. Where the manifests hold none at all, policies are kept elsewhere or nowhere, and one finding for each workload would
 * tell nobody anything: that is judged by choice alone. A namespace without any is told once, for one policy closes it.
 */
export const policy: PodRule = {
  id: 'network/policy',
  severity: 'warning',
  about: 'pod',
  why: 'Everybody in the cluster reaches pods that no policy selects, and they reach everybody.',
  fix: 'Add a NetworkPolicy that selects them, or one for all pods of the namespace',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation',
  options: {
    everywhere: { type: 'boolean', default: false, description: 'Also where the manifests hold no network policy at all.' },
  },
  admission: OTHER_OBJECTS,
  check: ({ spec, metadata }, { object, cluster }, { everywhere }) => {
    // Policies do not reach the network of a node.
    if (spec.hostNetwork === true || !(everywhere === true || hasPolicies(cluster))) { return undefined; }
    if (mayHavePolicy(cluster, object, metadata?.labels ?? {})) { return []; }
    const path = ['metadata', 'labels'];
    const namespace = cluster.namespaceOf(object);
    if (hasPoliciesIn(cluster, namespace)) { return [{ path, message: 'no network policy selects the pods' }]; }
    // Each of its pods asks.
    const open = cluster.once(`pods of the open namespace ${namespace}`, () => cluster.podsIn(namespace)
      .filter(({ ref, labels, object: other }) => ref.template.spec.hostNetwork !== true && !mayHavePolicy(cluster, other, labels)));
    if (open[0]?.object !== object) { return []; }
    const isAlone = open.every((each) => each.object === object);
    return [{ path, message: `no network policy selects the pods${isAlone ? '' : ', nor any others of their namespace'}` }];
  },
};
