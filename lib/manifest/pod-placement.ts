import { CUSTOM_TEMPLATES, HOLDERS, INLINE_STEPS, WORKFLOWS } from './custom-pod-templates';
import { FieldPath, valueAt } from './field-path';
import { apiGroup, isMap, KubernetesObject } from './object';
import { expand, itemsOf, podTemplatesOf } from './pod-template';

/** What an object says of the nodes of some pods. */
export interface PodPlacement {
  /** Holds `nodeSelector` and `affinity`, where they are said. */
  readonly spec: { readonly [field: string]: any };
  /** From the object's root to it. */
  readonly path: FieldPath;
}

/**
 * Every place in an object that says on which nodes pods go: pod templates, those of custom resources that are more than copies too, and workflows of Argo
 * and their steps.
 */
export function podPlacementsOf(object: KubernetesObject): PodPlacement[] {
  const groupKind = `${apiGroup(object)}/${object.kind}`;
  const held = itemsOf(object)?.map((item, index) => ({ item, at: ['items', index] as FieldPath }))
    ?? HOLDERS[groupKind]?.flatMap((path) => expand(object, path)).map((at) => ({ item: valueAt(object, at) as KubernetesObject, at }));
  if (held !== undefined) {
    return held.filter(({ item }) => isMap(item))
      .flatMap(({ item, at }) => podPlacementsOf(item!).map(({ spec, path }) => ({ spec, path: [...at, ...path] })));
  }
  const workflow = WORKFLOWS[groupKind];
  if (workflow !== undefined) { return placesOf(workflow, object).map((path) => ({ spec: withoutParameters(valueAt(object, path)), path })); }
  const custom = CUSTOM_TEMPLATES[groupKind]?.flatMap((path) => expand(object, path)).filter((path) => isMap(valueAt(object, [...path, 'spec'])));
  return (custom ?? podTemplatesOf(object).map(({ path }) => path)).map((path) => [...path, 'spec'])
    .map((path) => ({ spec: valueAt(object, path) as PodPlacement['spec'], path }));
}

/** A workflow, what it says for all its steps, and each of them. */
function placesOf(workflow: FieldPath, object: KubernetesObject): FieldPath[] {
  const steps = (path: FieldPath): FieldPath[] => expand(object, path)
    .flatMap((step) => [step, ...INLINE_STEPS.flatMap((inline) => steps([...step, ...inline]))]);
  return [workflow, [...workflow, 'templateDefaults'], ...steps([...workflow, 'templates', '*'])].filter((path) => isMap(valueAt(object, path)));
}

/** Argo fills in `{{…}}` when the workflow runs. */
function withoutParameters({ nodeSelector, affinity }: any): PodPlacement['spec'] {
  const isFilledIn = (value: unknown) => JSON.stringify(value)?.includes('{{') === true;
  return {
    nodeSelector: isMap(nodeSelector) ? Object.fromEntries(Object.entries(nodeSelector).filter((entry) => !isFilledIn(entry))) : undefined,
    affinity: isFilledIn(affinity) ? undefined : affinity,
  };
}
