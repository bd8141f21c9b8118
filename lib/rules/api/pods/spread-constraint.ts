import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { labelKeyFault } from '../../../manifest/label';
import { listOf } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { emptyFault, FieldFaults, isGiven, mapOf, POD, rangeFault, wordFault } from './field-faults';
import { checkSelector } from './label-selector';
import { checkMatchLabelKeys } from './match-label-keys';
import { isFrom } from './target-minor';

const POLICIES = ['Honor', 'Ignore'];

/** Constraints on how pods are spread are such that they can hold, each said once. */
export const spreadConstraint: PodRule = {
  id: 'api/spread-constraint',
  severity: 'refused',
  about: 'pod',
  why: 'A scheduler counts pods by place: at least one may be more, and a least number of places is only demanded where nothing else will do.',
  fix: 'Give each pair of topologyKey and whenUnsatisfiable one constraint, with maxSkew from 1',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  check: ({ spec, metadata }, { cluster, object }) => {
    const constraints = listOf(spec.topologySpreadConstraints);
    if (constraints.length === 0) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    const merges = isFrom(cluster, '1.34');
    constraints.forEach((each, index) => {
      const constraint = mapOf(each) ?? {};
      const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, nodeAffinityPolicy, nodeTaintsPolicy } = constraint;
      const path = ['topologySpreadConstraints', index];
      faults.add(rangeFault(maxSkew, 1), [...path, 'maxSkew'], maxSkew);
      faults.add(emptyFault(topologyKey), [...path, 'topologyKey']);
      faults.add(wordFault(whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']), [...path, 'whenUnsatisfiable'], whenUnsatisfiable);
      if (isKnown(topologyKey) && isKnown(whenUnsatisfiable)
        && constraints.slice(index + 1).some((other) => other?.topologyKey === topologyKey && other?.whenUnsatisfiable === whenUnsatisfiable)) {
        faults.add(`must not be one of two for '${topologyKey}' and ${whenUnsatisfiable}`, path);
      }
      faults.add(rangeFault(minDomains, 1), [...path, 'minDomains'], minDomains);
      if (isGiven(minDomains) && isKnown(whenUnsatisfiable) && whenUnsatisfiable !== 'DoNotSchedule') {
        faults.add("must only be given with 'whenUnsatisfiable: DoNotSchedule'", [...path, 'minDomains'], minDomains);
      }
      faults.add(wordFault(nodeAffinityPolicy, POLICIES), [...path, 'nodeAffinityPolicy'], nodeAffinityPolicy);
      faults.add(wordFault(nodeTaintsPolicy, POLICIES), [...path, 'nodeTaintsPolicy'], nodeTaintsPolicy);
      if (merges) { checkMatchLabelKeys(faults, constraint, path, object.kind === 'Pod' ? metadata?.labels : undefined); } else { checkSeparateKeys(faults, constraint, path, cluster.kubernetesVersion === undefined); }
      checkSelector(faults, constraint.labelSelector, [...path, 'labelSelector']);
    });
    return faults.found;
  },
};

/** Before 1.34, nothing is put into the selector, so that a key may not stand there at all. */
function checkSeparateKeys(faults: FieldFaults, constraint: { readonly [field: string]: any }, path: FieldPath, anyVersion: boolean): void {
  const keys = listOf(constraint.matchLabelKeys);
  if (keys.length === 0) { return; }
  const selector = mapOf(constraint.labelSelector);
  if (!isGiven(constraint.labelSelector)) { faults.add("must not be given without 'labelSelector'", [...path, 'matchLabelKeys']); }
  const taken = new Set<unknown>([...Object.keys(mapOf(selector?.matchLabels) ?? {}), ...listOf(selector?.matchExpressions).map((each) => each?.key)]);
  keys.forEach((key, index) => {
    faults.add(labelKeyFault(key), [...path, 'matchLabelKeys', index], key);
    if (taken.has(key) && !anyVersion) { faults.add("must not stand in 'labelSelector' too", [...path, 'matchLabelKeys', index], key); }
  });
}
