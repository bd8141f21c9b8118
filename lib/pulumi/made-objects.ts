import { CustomResource, isUnknown, Output, Resource } from '@pulumi/pulumi';
import { withoutNamespace } from '../manifest/cluster-scoped';
import { isKnown, placeholder } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { objectKey } from '../manifest/object-key';
import { contextOf } from './component-options';
import { isOutput } from './outputs';
import { hasParts, walk } from './walk';

/** An object that a program makes, by a component of this library or by hand. */
export interface MadeObject {
  readonly resource: Resource;
  /** Tells its cluster from those of others. */
  readonly cluster: unknown;
  /** With a placeholder for what is secret, or not known. */
  readonly object: KubernetesObject;
}

/** What tells the cluster of a resource from others: what reaches it, or else its name. */
export function clusterKeyOf(resource: Resource, type: string, name: string): unknown {
  return resource.getProvider(type) ?? contextOf(name, { parent: resource }).cluster?.name ?? 'default';
}

/** Everything that a program has made so far, in whichever order, but for what providers make themselves, as of a Helm chart. */
export async function madeObjects(stack: Resource): Promise<MadeObject[]> {
  const made = await Promise.all(resourcesBelow(stack).map(async (resource): Promise<MadeObject[]> => {
    const { __pulumiType: type, __name: name } = resource as any;
    if (!isObjectType(type)) { return []; }
    const object = await objectOf(resource);
    return object === undefined ? [] : [{ resource, cluster: clusterKeyOf(resource, type, name), object }];
  }));
  return made.flat();
}

/**
 * What there is beside the objects of a component: in their cluster, and in their namespaces or in none. What is one of them once more, as who reads it from
 * the cluster has it, is left out. A namespace that is the provider's to give is so for others too.
 */
export function besideThese(
  own: readonly { readonly manifest: KubernetesObject; readonly made?: MadeObject }[], made: readonly MadeObject[],
): KubernetesObject[] {
  const ours = own.flatMap((each) => each.made ?? []);
  const keys = new Set(ours.map(({ object }) => objectKey(object)));
  const namespaces = new Set([undefined, ...ours.map(({ object }) => object.metadata?.namespace)]);
  const given = own.find(({ manifest, made: each }) => manifest.metadata?.namespace === undefined && each?.object.metadata?.namespace !== undefined);
  const usual = given?.made?.object.metadata?.namespace;
  return made.filter(({ cluster, object }) => cluster === ours[0]?.cluster && namespaces.has(object.metadata?.namespace) && !keys.has(objectKey(object)))
    .map(({ object }) => (usual !== undefined && object.metadata?.namespace === usual ? withoutNamespace(object) : object));
}

/** Whether a type is that of one object, and of all of it. */
export function isObjectType(type: unknown): boolean {
  return typeof type === 'string' && /^kubernetes:(?!(?:helm\.sh|yaml|kustomize)[/:])/.test(type) && !type.endsWith('Patch');
}

function resourcesBelow(resource: Resource): CustomResource[] {
  const children: ReadonlySet<Resource> = (resource as any).__childResources ?? new Set();
  return [...children].flatMap((child) => [...CustomResource.isInstance(child) ? [child] : [], ...resourcesBelow(child)]);
}

const NO_FIELDS = ['id', 'urn', 'status'];

/** As the engine answered it; undefined where it did not, since something is at fault. */
async function objectOf(resource: CustomResource): Promise<KubernetesObject | undefined> {
  const outputs = Object.entries(resource).filter(([field, value]) => !field.startsWith('__') && !NO_FIELDS.includes(field) && Output.isInstance(value));
  const fields = await Promise.all(outputs.map(async ([field, value]) => [field, await answered(value)] as const));
  if (fields.some(([, value]) => value === UNANSWERED)) { return undefined; }
  const object: any = Object.fromEntries(fields.filter(([, value]) => value !== undefined && value !== null));
  const { apiVersion, kind, metadata = {} } = object;
  return typeof metadata === 'object' && [apiVersion, kind].every((each) => typeof each === 'string' && isKnown(each)) ? object : undefined;
}

const UNANSWERED = Symbol('unanswered');

/** What an Output is. Where its resource was not registered, it never is anything. */
async function answered(output: any): Promise<any> {
  const never = new Promise((resolve) => { setImmediate(resolve, UNANSWERED); });
  const answer = Promise.all([output.promise(true), output.isSecret]).then(([value, isSecret]) => (isSecret ? NOT_TOLD : withoutUnknowns(value)));
  return Promise.race([answer.catch(() => UNANSWERED), never]);
}

const NOT_TOLD = placeholder('what another resource does not tell');

/** A copy in which a placeholder stands for all that is not known, and for what is no plain data. */
function withoutUnknowns(value: any): any {
  return walk(value, (part, _, into) => (isUnknown(part) || isOutput(part) || (hasParts(part) && !isKnown(part)) ? NOT_TOLD : into()));
}
