import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { KubernetesObject } from '../../manifest/object';
import { itemsOf } from '../../manifest/pod-template';

/** The objects of each tree by their kinds, and how many constructs it had when they were looked for. */
const KNOWN = new WeakMap<IConstruct, { readonly size: number; readonly objects: Map<string, KubernetesObject[]> }>();

/**
 * The objects of a kind in the tree that a construct stands in, as they were before mixins: those that are asked for here no mixin changes, and one that
 * stands in a List with a pod would ask for itself.
 */
export function objectsBeforeMixins({ node: { root } }: IConstruct, kind: string): readonly KubernetesObject[] {
  const constructs = root.node.findAll();
  const before = KNOWN.get(root);
  const known = before?.size === constructs.length ? before : { size: constructs.length, objects: new Map<string, KubernetesObject[]>() };
  KNOWN.set(root, known);
  const found = known.objects.get(kind) ?? constructs
    .filter((source): source is ApiObject => ApiObject.isApiObject(source) && (source.kind === kind || source.kind.endsWith('List')))
    .flatMap((source) => objectsOf(ApiObject.prototype.toJson.call(source), kind));
  known.objects.set(kind, found);
  return found;
}

function objectsOf(object: KubernetesObject | null, kind: string): KubernetesObject[] {
  const items = itemsOf(object);
  if (items !== undefined) { return items.flatMap((item) => objectsOf(item, kind)); }
  return object !== null && object.kind === kind ? [object] : [];
}
