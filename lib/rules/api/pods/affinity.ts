import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { FieldPath } from '../../../manifest/field-path';
import { labelKeyFault } from '../../../manifest/label';
import { listOf } from '../../../manifest/object';
import { PodPlace, PodRule } from '../../rule';
import { FieldFaults, mapOf, POD, rangeFault, wordFault } from './field-faults';
import { checkRequirement, checkSelector } from './label-selector';
import { checkMatchLabelKeys } from './match-label-keys';
import { isFrom } from './target-minor';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const NODE_OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];

/** Wishes about nodes and neighbours are written so that a scheduler can grant them. */
export const affinity: PodRule = {
  id: 'api/affinity',
  severity: 'refused',
  about: 'pod',
  why: 'A scheduler compares labels, and weighs wishes from 1 to 100.',
  fix: 'Correct the term, or leave it out',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#affinity-and-anti-affinity',
  check: ({ spec, metadata }, place) => {
    const given = mapOf(spec.affinity);
    if (given === undefined) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    const node = mapOf(given.nodeAffinity);
    if (node !== undefined) { checkNodeAffinity(faults, node, place); }
    const labels = place.object.kind === 'Pod' ? metadata?.labels : undefined;
    for (const kind of ['podAffinity', 'podAntiAffinity']) {
      const terms = mapOf(given[kind]) ?? {};
      listOf(terms[REQUIRED]).forEach((term, index) => checkTerm(faults, mapOf(term) ?? {}, ['affinity', kind, REQUIRED, index], place, labels));
      listOf(terms[PREFERRED]).forEach((wish, index) => {
        const path = ['affinity', kind, PREFERRED, index];
        faults.add(rangeFault(wish?.weight, 1, 100), [...path, 'weight'], wish?.weight);
        checkTerm(faults, mapOf(wish?.podAffinityTerm) ?? {}, [...path, 'podAffinityTerm'], place, labels);
      });
    }
    return faults.found;
  },
};

function checkNodeAffinity(faults: FieldFaults, node: { readonly [field: string]: any }, { cluster }: PodPlace): void {
  const path = ['affinity', 'nodeAffinity'];
  const required = mapOf(node[REQUIRED]);
  if (required !== undefined) {
    const terms = required.nodeSelectorTerms;
    if (Array.isArray(terms) && terms.length === 0) { faults.add('must hold at least one term', [...path, REQUIRED, 'nodeSelectorTerms']); }
    // Values of node labels are looked at since 1.32.
    listOf(terms).forEach((term, index) => checkNodeTerm(faults, mapOf(term) ?? {}, [...path, REQUIRED, 'nodeSelectorTerms', index], !isFrom(cluster, '1.32')));
  }
  listOf(node[PREFERRED]).forEach((wish, index) => {
    faults.add(rangeFault(wish?.weight, 1, 100), [...path, PREFERRED, index, 'weight'], wish?.weight);
    checkNodeTerm(faults, mapOf(wish?.preference) ?? {}, [...path, PREFERRED, index, 'preference'], true);
  });
}

function checkNodeTerm(faults: FieldFaults, term: { readonly [field: string]: any }, path: FieldPath, lax: boolean): void {
  listOf(term.matchExpressions).forEach((requirement, index) => checkRequirement(faults, mapOf(requirement) ?? {}, [...path, 'matchExpressions', index], NODE_OPERATORS, lax));
  listOf(term.matchFields).forEach((requirement, index) => {
    const { key, operator, values } = mapOf(requirement) ?? {};
    const at = [...path, 'matchFields', index];
    faults.add(wordFault(operator, ['In', 'NotIn']), [...at, 'operator'], operator);
    if ((operator === 'In' || operator === 'NotIn') && listOf(values).length !== 1) { faults.add('must hold one value', [...at, 'values']); }
    faults.add(wordFault(key, ['metadata.name']), [...at, 'key'], key);
    if (key === 'metadata.name') { listOf(values).forEach((value, each) => faults.add(dnsSubdomainFault(value), [...at, 'values', each], value)); }
  });
}

function checkTerm(
  faults: FieldFaults, term: { readonly [field: string]: any }, path: FieldPath, { cluster }: PodPlace, labels: { readonly [key: string]: string } | undefined,
): void {
  const { topologyKey, labelSelector, namespaceSelector } = term;
  checkSelector(faults, labelSelector, [...path, 'labelSelector']);
  checkSelector(faults, namespaceSelector, [...path, 'namespaceSelector']);
  listOf(term.namespaces).forEach((namespace, index) => faults.add(dnsLabelFault(namespace), [...path, 'namespaces', index], namespace));
  if (topologyKey !== undefined && topologyKey !== null) { faults.add(labelKeyFault(topologyKey), [...path, 'topologyKey'], topologyKey); }
  // Before, they are dropped.
  if (isFrom(cluster, '1.31')) { checkMatchLabelKeys(faults, term, path, labels); }
}
