import { knownPart } from './known';
import { isEmptySelector, matchesSelector } from './label-selector';
import { listOf, PodTemplate } from './object';
import type { PodPlacement } from './pod-placement';

/**
 * The zones that a pod's node selector and required node affinity leave it; undefined where they leave all, or where what they say is not
 * known yet. `zones` are all there are, if known: without them, `NotIn` says nothing.
 */
export function zonesLeft({ spec }: Pick<PodPlacement, 'spec'>, zoneKey: string, zones?: readonly string[]): string[] | undefined {
  const { nodeSelector, nodeAffinity } = knownPart({ nodeSelector: spec.nodeSelector, nodeAffinity: spec.affinity?.nodeAffinity });
  const selected = nodeSelector?.[zoneKey];
  const bySelector = typeof selected === 'string' ? [selected] : undefined;
  const terms = listOf(nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms);
  // The terms are alternatives. One that says nothing about zones leaves them all.
  const byTerm = terms.map((term) => intersection(listOf(term?.matchExpressions).map((expression) => zonesOf(expression, zoneKey, zones))));
  const byAffinity = terms.length === 0 || byTerm.includes(undefined) ? undefined : [...new Set(byTerm.flat() as string[])];
  return intersection([bySelector, byAffinity]);
}

/** Whether a pod refuses to share a zone with another one of its kind. */
export function refusesOwnZone(template: PodTemplate, zoneKey: string, namespace?: string): boolean {
  return requiresOfZone(template, 'podAntiAffinity', zoneKey, namespace);
}

/** Whether a pod wants to be in the zone of the others of its kind, and nowhere else. */
export function demandsOwnZone(template: PodTemplate, zoneKey: string, namespace?: string): boolean {
  return requiresOfZone(template, 'podAffinity', zoneKey, namespace);
}

function requiresOfZone({ metadata, spec }: PodTemplate, field: 'podAffinity' | 'podAntiAffinity', zoneKey: string, namespace?: string): boolean {
  return listOf(spec.affinity?.[field]?.requiredDuringSchedulingIgnoredDuringExecution)
    .some((term) => term?.topologyKey === zoneKey
      && matchesSelector(term.labelSelector, metadata?.labels) === true
      && reachesNamespace(term, namespace));
}

/** Whether an affinity term looks at pods of the pod's own namespace. */
function reachesNamespace({ namespaces, namespaceSelector }: any, namespace: string | undefined): boolean {
  const named = listOf(namespaces);
  const selects = namespaceSelector !== undefined && namespaceSelector !== null;
  if (!selects && named.length === 0) { return true; }
  // The namespace's labels are not known here: only the empty selector is sure to take it.
  return (namespace !== undefined && named.includes(namespace)) || isEmptySelector(namespaceSelector);
}

function zonesOf(expression: any, zoneKey: string, zones: readonly string[] | undefined): string[] | undefined {
  const values = listOf(expression?.values);
  if (expression?.key !== zoneKey || !values.every((value) => typeof value === 'string')) { return undefined; }
  switch (expression.operator) {
    case 'In': return [...new Set<string>(values)];
    case 'NotIn': return zones?.filter((zone) => !values.includes(zone));
    default: return undefined;
  }
}

/** What all agree to; undefined agrees to everything. */
function intersection(sets: readonly (string[] | undefined)[]): string[] | undefined {
  return sets.reduce((left, other) => (left === undefined || other === undefined ? left ?? other : left.filter((item) => other.includes(item))), undefined);
}
