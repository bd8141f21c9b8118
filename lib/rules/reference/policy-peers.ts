import { isEmptySelector } from '../../manifest/label-selector';
import { isMap, listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { picksNothing, printedSelector } from './pod-selectors';

/** Those whom a network policy lets in or out are there. */
export const policyPeers: ObjectRule = {
  id: 'reference/policy-peers',
  severity: 'warning',
  about: 'object',
  kinds: ['networking.k8s.io/NetworkPolicy'],
  why: 'A policy that lets pods through which do not exist keeps those out that are meant.',
  fix: 'Select by labels that the template of the pods has',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors',
  check: (object, cluster) => {
    const peers = [['ingress', 'from'], ['egress', 'to']].flatMap(([direction, field]) => listOf(object.spec?.[direction]).flatMap((rule, index) =>
      listOf(rule?.[field]).flatMap((peer, position) => {
        // Namespaces by other labels than their name may be those of others.
        const name: unknown = isMap(peer?.namespaceSelector) ? peer.namespaceSelector.matchLabels?.['kubernetes.io/metadata.name'] : cluster.namespaceOf(object);
        const isJudged = isMap(peer?.podSelector) && !isEmptySelector(peer.podSelector) && typeof name === 'string';
        return isJudged ? [{ selector: peer.podSelector, namespace: name, path: ['spec', direction, index, field, position, 'podSelector'] }] : [];
      })));
    if (peers.length === 0) { return undefined; }
    return peers.filter(({ selector, namespace }) => picksNothing(cluster, namespace, selector))
      .map(({ selector, namespace, path }) => ({ path, message: `it lets pods with ${printedSelector(selector)} through, and the namespace '${namespace}' has none` }));
  },
};
