import { Resource } from '@pulumi/pulumi';
import { FieldPath } from '../manifest/field-path';
import { isKnown, isLate } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { objectKey } from '../manifest/object-key';
import { SERVER_FIELDS, withoutServerFields } from '../manifest/server-fields';
import { clusterKeyOf, MadeObject } from './made-objects';
import { Program } from './program';
import { collect } from './walk';

/** An object of a program, as rules judge it. */
export interface JudgedObject {
  readonly resource: Resource;
  readonly object: KubernetesObject;
  /** Whether an API server has taken it already. */
  readonly isTaken: boolean;
}

/** The objects of a cluster, each once: what is read from it may be one of them. */
export function judgedObjects(made: readonly MadeObject[], { planned }: Program): JudgedObject[] {
  const distinct = new Map<string | Resource, JudgedObject>();
  for (const { resource, object } of made) {
    const isTaken = isFromServer(object);
    const whole = withPlanned(isTaken ? withoutServerFields(object) : object, planned.get(resource)?.manifest);
    const { name } = whole.metadata ?? {};
    const key = typeof name === 'string' && isKnown(name) ? objectKey(whole) : resource;
    if (!distinct.has(key) || planned.has(resource)) { distinct.set(key, { resource, object: whole, isTaken }); }
  }
  return [...distinct.values()];
}

/** What providers make themselves, and no program sees: charts, and whatever patches what is there. */
const UNSEEN = /^kubernetes:(?:helm\.sh\/v\d+:(?:Release|Chart)|yaml\/v2:|kustomize\/v2:)|Patch$/;

/** The clusters, by their keys, into which more goes than is seen. */
export function clustersWithUnseen(stack: Resource): Set<unknown> {
  const found = new Set<unknown>();
  const look = (resource: Resource) => {
    const { __pulumiType: type, __name: name, __childResources: children = [] } = resource as any;
    // Of version 3, a chart is made by the program itself.
    if (UNSEEN.test(type) && type !== 'kubernetes:helm.sh/v3:Chart') { found.add(clusterKeyOf(resource, POD, name)); }
    [...children].forEach(look);
  };
  look(stack);
  return found;
}

const POD = 'kubernetes:core/v1:Pod';

/** Fields of which nothing hangs but what stands in them. */
const OWN_FIELDS: readonly unknown[] = ['annotations', 'args', 'binaryData', 'command', 'data', 'env', 'image', 'resources', 'stringData'];

/** Whether all is known of the objects by which they find each other. */
export function isWhole(objects: readonly JudgedObject[]): boolean {
  const isOfOthers = (path: FieldPath) => !path.some((step) => OWN_FIELDS.includes(step));
  return objects.every(({ object }) => collect(object, (part, path) => (isOpen(part) && isOfOthers(path) ? [path] : [])).length === 0);
}

function isOpen(part: unknown): boolean {
  return typeof part === 'string' ? !isKnown(part) : isLate(part);
}

/** What a resource keeps to itself as a whole, because one value in it is secret or unknown, its component knows but for that value. */
function withPlanned(object: KubernetesObject, planned: KubernetesObject | undefined): KubernetesObject {
  if (planned === undefined) { return object; }
  const field = (name: string, value: unknown) => (isOpen(value) && Object.hasOwn(planned, name) ? (planned as any)[name] : value);
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, field(name, value)])) as KubernetesObject;
}

/** Whether it is what an API server answered, with all that this added. */
function isFromServer({ metadata }: KubernetesObject): boolean {
  return SERVER_FIELDS.some((field) => metadata?.[field] !== undefined && metadata[field] !== null);
}

