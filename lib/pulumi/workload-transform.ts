import { isDeepStrictEqual } from 'node:util';
import * as pulumi from '@pulumi/pulumi';
import { Cluster } from '../cluster/cluster';
import { formatWarning } from '../construct/warning';
import { FieldPath, formatPath, valueAt } from '../manifest/field-path';
import { isKnown } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { plainCopy } from '../manifest/plain-copy';
import { acceptedReason } from '../rules/accepted-annotation';
import { Defaults, defaultsOf } from './defaults';
import { asOutput, HeldOutputs, isOutput, withWireSecrets } from './outputs';
import { holdPending, knownIn, pendingValues, settlePending, withKnown } from './pending';
import { allOf, changeAt, hasParts, walk } from './walk';

/** Something about an object. */
export interface Finding {
  /** The field or prop that it is about. */
  readonly at?: string;
  /** What is the matter, as sentences. May show values. */
  readonly message: string;
}

/** What an edit made of an object. */
export interface ObjectEditResult {
  readonly object: KubernetesObject;
  readonly warnings: readonly (Finding & { readonly id: string })[];
  readonly faults: readonly Finding[];
}

/** A pure function over a Kubernetes object, in which a placeholder stands for each Output. */
export type ObjectEdit<S> = (object: KubernetesObject, settings: S, defaults: Defaults) => ObjectEditResult;

/**
 * A function over plain Kubernetes objects as a Pulumi transform of all Kubernetes resources, those of charts and YAML files included.
 *
 * Outputs come back where they were. An Output of a map or a list, such as a whole `spec`, is looked into once its value is known; until then
 * it stays unknown as a whole. `settings` is what `edit` was told; what is pending there becomes its value, or where that is unknown or secret the
 * Output itself. `cluster` says which warnings are errors, and which are
 * accepted; an object accepts its own. With `judgesValues`, what is at fault is told by what Outputs are, as far as that is
 * known and no secret.
 */
export function objectTransform<S>(settings: S, edit: ObjectEdit<S>, cluster?: Cluster, judgesValues = false): pulumi.ResourceTransform {
  // Of the whole stack, because another transform may be of the stack or of a chart, and say the same of the same resource.
  const warned = warnedIn(pulumi.runtime.getStackResource());
  // Now, because they go with the program that made them, and the SDK calls a transform from outside of its program.
  const told = pendingValues(settings);
  const isError = ({ id }: { readonly id: string }) => isErrorIn(cluster, id);
  return async ({ custom, type, name, props, opts }) => {
    const typed = objectType(type);
    if (!custom || typed === undefined || `${props.kind}Patch` === typed.kind) { return undefined; }

    const owner = `${type}::${name}`;
    const opened = await Opened.of(props, owner);
    const object = { ...opened.plain, apiVersion: opened.plain.apiVersion ?? typed.apiVersion, kind: opened.plain.kind ?? typed.kind };
    const subject = named(object, name);
    const defaults = await defaultsOf(opts.parent, typed.kind, name);
    const editWith = (each: S, what = subject) => opened.withoutUnknowns(edit(what, each, defaults));
    const first = editWith(settings);
    // Only then, because what is pending may come from a resource that this transform has nothing to do with, but meets too.
    const isConcerned = first.warnings.length > 0 || first.faults.length > 0 || !isDeepStrictEqual(first.object, plainCopy(subject));
    const settled = isConcerned ? await settlePending(settings, told) : settings;
    const valued = judgesValues ? await opened.withValues(subject) : subject;
    const { object: made, warnings, faults } = holdPending(settled === settings && !judgesValues ? first : editWith(settled, valued), opened.outputs, told);
    const result = editedAsGiven(subject, valued, made);

    const say = ({ at, message }: Finding) => opened.outputs.readable(opened.hasSecret ? withoutValues(at) : message);
    // Of an object that is a secret, its own name may be one too.
    const described = opened.outputs.readable(describeObject(opened.hasSecret ? { ...typed, metadata: { name } } : subject));
    const lineOf = (warning: Finding & { readonly id: string }) => formatWarning({ id: warning.id, path: owner, object: described, message: say(warning) });
    const isOpen = ({ id }: { readonly id: string }) => !isAcceptedIn(cluster, id) && acceptedReason(subject, id) === undefined;
    const errors = [...faults.map((fault) => `[${owner}] ${say(fault)}`), ...warnings.filter(isOpen).filter(isError).map(lineOf)];
    if (errors.length > 0) { throw new Error(errors.join('\n')); }
    for (const line of warnings.filter(isOpen).map(lineOf)) {
      if (!warned.has(line)) { void pulumi.log.warn(line); }
      warned.add(line);
    }
    const edited = withNameOf(object, result);
    if (isDeepStrictEqual(edited, plainCopy(object))) { return undefined; }
    const written = opened.close(Object.fromEntries(Object.entries(edited).filter(([key]) => key in props || !(key in typed))));
    // Given options, the SDK would write them anew, and for example say 'deleteBeforeReplace: false' where nothing was said.
    return { props: await withWireSecrets(written), opts: undefined as any };
  };
}

/** Whether a cluster takes a warning for an error. */
export function isErrorIn(cluster: Cluster | undefined, id: string): boolean {
  const ids: readonly string[] = cluster?.['warningsAsErrors'] ?? [];
  return ids.includes(id) || ids.includes('*');
}

/** Whether a cluster lives with a warning. */
export function isAcceptedIn(cluster: Cluster | undefined, id: string): boolean {
  return cluster !== undefined && cluster['acceptedWarnings'].some((accepted) => accepted.id === id);
}

const WARNED = Symbol.for('fleetwright.pulumi.warned');

/** The warnings of transforms that have been said of a stack. */
function warnedIn(stack: any): Set<string> {
  if (stack === undefined) { return new Set(); }
  if (stack[WARNED] === undefined) { Object.defineProperty(stack, WARNED, { value: new Set() }); }
  return stack[WARNED];
}

/** Plain data whose Outputs are taken out, or opened where they hold maps or lists. */
class Opened {
  public static async of(props: pulumi.Inputs, owner: string): Promise<Opened> {
    const opened = new Opened(new HeldOutputs(owner));
    opened.plain = await opened.open(props, []);
    return opened;
  }

  public plain: any;
  private readonly secrets: { readonly path: FieldPath; readonly output: pulumi.Output<any> }[] = [];
  private readonly unknowns: FieldPath[] = [];

  private constructor(public readonly outputs: HeldOutputs) {}

  /** Whether something that is now in the open is a secret. */
  public get hasSecret(): boolean {
    return this.secrets.length > 0;
  }

  /**
   * What an edit made, as far as it has to do with what is known: an unknown may turn out to be a map or a list. It stays, and nothing is wrong
   * with it; once it is known, the edit sees it.
   */
  public withoutUnknowns({ object, warnings, faults }: ObjectEditResult): ObjectEditResult {
    const paths = this.unknowns.map(formatPath);
    const keepIn = (edited: any, path: FieldPath) => changeAt(edited, path, (made) => (typeof made === 'object' ? valueAt(this.plain, path) : made));
    return { object: this.unknowns.reduce(keepIn, object), warnings, faults: faults.filter(({ at }) => at === undefined || !paths.includes(at)) };
  }

  /** Opened data with the values of its Outputs, as far as they are known and no secrets. */
  public async withValues<T>(data: T): Promise<T> {
    const { values, secrets } = await this.outputs.settled();
    const open = new Map([...values].filter(([given]) => !secrets.has(given)));
    return walk(data, (part, _, into) => (typeof part === 'string' ? withKnown(part, knownIn(part, this.outputs, open)) : into()));
  }

  /** Edited data with all Outputs back, and all that was secret in secrets. */
  public close(edited: any): any {
    // From the inside out: what is secret may stand in a secret.
    return [...this.secrets].reverse().reduce((value, { path, output }) =>
      changeAt(value, this.pathInEdited(path, edited), (inner) => output.apply(() => inner)), this.outputs.putBack(edited));
  }

  private async open(value: any, at: FieldPath): Promise<any> {
    return walk(value, async (part, path, into) => {
      if (!isOutput(part)) { return allOf(into()); }
      const output: any = asOutput(part);
      const inner = await output.promise(true);
      if (!hasParts(inner) || !isKnown(inner)) {
        if (!await output.isKnown) { this.unknowns.push(path); }
        return this.outputs.hold(part, path);
      }
      if (await pulumi.isSecret(output)) { this.secrets.push({ path, output }); }
      return this.open(inner, path);
    }, { path: at });
  }

  /** The same place after an edit; the list around it where elements of it were removed, so that nobody knows which is which. */
  private pathInEdited(path: FieldPath, edited: any): FieldPath {
    const lists = path.map((_, length) => path.slice(0, length)).filter((at, length) => typeof path[length] === 'number' && Array.isArray(valueAt(this.plain, at)));
    return lists.find((at) => lengthAt(edited, at) < lengthAt(this.plain, at)) ?? path;
  }
}

/** What an edit made of data with values, with the Outputs where it left those: `given` is the same data with the Outputs. */
function editedAsGiven(given: any, valued: any, made: any): any {
  if (isDeepStrictEqual(made, valued)) { return given; }
  if (Array.isArray(made) && Array.isArray(valued) && Array.isArray(given)) {
    return made.map((item, index) => {
      const same = made.length === valued.length ? index : valued.findIndex((each) => isDeepStrictEqual(each, item));
      return same < 0 ? item : editedAsGiven(given[same], valued[same], item);
    });
  }
  if ([given, valued, made].some((each) => typeof each !== 'object' || each === null || Array.isArray(each))) { return made; }
  return Object.fromEntries(Object.entries(made).map(([key, item]) => [key, key in valued ? editedAsGiven(given[key], valued[key], item) : item]));
}

function lengthAt(root: any, path: FieldPath): number {
  const list = valueAt(root, path);
  return Array.isArray(list) ? list.length : 0;
}

/** The API version and kind that a resource type is about: `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Pod`. */
function objectType(type: string): { apiVersion: string; kind: string } | undefined {
  const [, apiVersion, kind] = /^kubernetes:([^:]+):([^:]+)$/.exec(type) ?? [];
  return kind === undefined ? undefined : { apiVersion: apiVersion.replace(/^core\//, ''), kind };
}

/** An object with a name that people can read: its resource's where it has none of its own yet. */
function named(object: KubernetesObject, name: string): KubernetesObject {
  const metadata: unknown = object.metadata;
  if (!isMapOrNothing(metadata)) { return { ...object, metadata: { name } }; }
  const own: unknown = object.metadata?.name ?? object.metadata?.generateName;
  if (own !== undefined && isKnown(own)) { return object; }
  return { ...object, metadata: { ...object.metadata, name } };
}

/** An edited object with the name that it had before, or none. */
function withNameOf(original: KubernetesObject, edited: KubernetesObject): KubernetesObject {
  // Nothing can be added to what is not known.
  if (!isMapOrNothing(original.metadata)) { return { ...edited, metadata: original.metadata }; }
  const name = original.metadata?.name;
  const metadata = Object.fromEntries(Object.entries({ ...edited.metadata, name }).filter(([key, value]) => key !== 'name' || value !== undefined));
  const isEmpty = original.metadata === undefined && Object.keys(metadata).length === 0;
  return Object.fromEntries(Object.entries({ ...edited, metadata }).filter(([key]) => key !== 'metadata' || !isEmpty)) as KubernetesObject;
}

function isMapOrNothing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && isKnown(value));
}

function withoutValues(at: string | undefined): string {
  return `${at === undefined ? 'the object' : `'${at}'`} is not as it should be. Why is not shown, for a part of the object is a secret. Make a secret of the value alone.`;
}
