import { indexByLabels } from '../../manifest/label-index';
import { matchesSelector } from '../../manifest/label-selector';
import { KubernetesObject } from '../../manifest/object';
import { ClusterManifests, PodSource } from '../cluster-manifests';
import { selectorAt } from '../stand-ins/field-text';
import { saysNoNamespace, standInsFor } from '../stand-ins/provided';
import { StandInRole } from '../stand-ins/stand-in';

/** Whether a budget is, or may come to be, over the pods of an object. */
export function hasBudget(cluster: ClusterManifests, object: KubernetesObject): boolean {
  return cluster.once('objects with a budget', () => new Set(standInsFor(cluster, StandInRole.DISRUPTION_BUDGET)
    .flatMap(({ kind, selector }) => cluster.ofKind(kind).flatMap((budget) => podsUnder(cluster, budget, selector)).map((pods) => pods.object)))).has(object);
}

/**
 * The pods that a budget is, or may come to be, over: what says no namespace goes where it is applied.
 *
 * @param field the field with its selector
 */
export function podsUnder(cluster: ClusterManifests, budget: KubernetesObject, field = 'spec.selector'): readonly PodSource[] {
  const selector = selectorAt(field, budget);
  const isPicked = ({ labels }: PodSource) => matchesSelector(selector, labels) !== false;
  if (saysNoNamespace(budget)) { return cluster.once('pods by labels', () => byLabels(cluster.pods))(selector).filter(isPicked); }
  const namespace = cluster.namespaceOf(budget);
  const unplaced = cluster.once('pods without a namespace', () => byLabels(cluster.pods.filter(({ object }) => saysNoNamespace(object))));
  return [...cluster.podsSelected(namespace, selector), ...unplaced(selector).filter((pods) => pods.namespace !== namespace && isPicked(pods))];
}

function byLabels(pods: readonly PodSource[]): ReturnType<typeof indexByLabels<PodSource>> {
  return indexByLabels(pods, ({ labels }) => labels);
}
