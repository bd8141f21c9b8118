import { isMap, LabelSelector, LabelSelectorRequirement, listOf } from './object';

/** A selector of Cilium without the sources of its labels; undefined where it asks for more than what pods are labelled with. */
export function plainCiliumSelector(selector: unknown): LabelSelector | undefined {
  if (!isMap(selector)) { return undefined; }
  const labels = Object.entries(isMap(selector.matchLabels) ? selector.matchLabels : {});
  const expressions = listOf(selector.matchExpressions).filter(isMap);
  const keys = [...labels.map(([key]) => key), ...expressions.map(({ key }) => String(key))].map(withoutSource);
  if (keys.some((key) => /^(io\.kubernetes\.pod\.|io\.cilium\.|reserved:|container:)/.test(key))) { return undefined; }
  return {
    matchLabels: Object.fromEntries(labels.map(([key, value]) => [withoutSource(key), value])),
    matchExpressions: expressions.map((each) => ({ ...each, key: withoutSource(String(each.key)) }) as LabelSelectorRequirement),
  };
}

function withoutSource(key: string): string {
  return key.replace(/^(k8s|any)[:.]/, '');
}
