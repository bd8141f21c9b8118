import { isEmptySelector } from '../../manifest/label-selector';
import { isMap, LabelSelector, listOf } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { selectsPods } from '../stand-ins/selected-pods';

/** Whether a selector is one that is meant for some pods of a namespace, and picks none. */
export function picksNothing(cluster: ClusterManifests, namespace: string, selector: LabelSelector | undefined): boolean {
  return isMap(selector) && !isEmptySelector(selector) && selectsPods(cluster, namespace, selector) === 'no';
}

/** A selector as messages show it: `app=api, tier in (web)`. */
export function printedSelector({ matchLabels, matchExpressions }: LabelSelector): string {
  return [
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`),
    ...listOf(matchExpressions).map(({ key, operator, values }) => (listOf(values).length === 0 ? `${key} ${operator}` : `${key} ${operator} (${listOf(values).join(', ')})`)),
  ].join(', ');
}
