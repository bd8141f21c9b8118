import { FieldChange, fieldChanges } from '../../manifest/field-changes';
import { refusedChanges } from '../../manifest/immutable-fields';
import { apiGroup, isMap, KubernetesObject } from '../../manifest/object';
import { itemsOf } from '../../manifest/pod-template';
import { SERVER_FIELDS } from '../../manifest/server-fields';
import { parseYaml, stringifyYaml } from '../../manifest/yaml';
import { ObjectStates } from '../diff/fleet-diff';
import { Kubectl } from './kubectl';
import { refusalOf } from './refusal';

/** How a live cluster is asked. */
export interface LiveOptions {
  /** The context of the kubeconfig. */
  readonly context: string;
  /**
   * Whether manifests are applied by the API server, as `kubectl apply --server-side`, Flux and Argo CD's ServerSideApply do it.
   * @default true
   */
  readonly serverSide?: boolean;
  /**
   * Who applies them: what it applied before, and is no longer said, is going to be removed.
   * @default - as kubectl calls itself
   */
  readonly fieldManager?: string;
}

/** A cluster does not answer. */
export class Unreachable extends Error {}

/** How objects are in a cluster, and how they would be if they were applied: by what its API server says. */
export class LiveObjects {
  public constructor(private readonly kubectl: Kubectl, private readonly options: LiveOptions) {}

  /** One for each object that is given, in any order. Throws `Unreachable`. */
  public async compare(objects: readonly KubernetesObject[]): Promise<ObjectStates[]> {
    await this.mustAnswer();
    return this.compareAll(objects);
  }

  /** `kubectl diff` ends at the first object that is refused. So those that are refused are looked for by halves, and all others are asked together. */
  private async compareAll(objects: readonly KubernetesObject[]): Promise<ObjectStates[]> {
    if (objects.length === 0) { return []; }
    const { serverSide = true, fieldManager } = this.options;
    const { exitCode, stderr, compared } = await this.kubectl.diff([
      ...this.inContext, '--filename=-', '--concurrency=8',
      // Who owns a field now does not matter: what is applied is meant.
      ...(serverSide ? ['--server-side', '--force-conflicts'] : []),
      ...(fieldManager === undefined ? [] : [`--field-manager=${fieldManager}`]),
    ], stringifyYaml([...objects]));
    if (exitCode === 0) { return compared.flatMap(({ live, merged }) => accepted(live, merged)); }

    const missing = missingIn(stderr);
    const unasked = objects.flatMap((object) => missing(object) ?? []);
    if (unasked.length > 0) { return [...unasked, ...await this.compareAll(objects.filter((object) => missing(object) === undefined))]; }
    if (objects.length === 1) { return [await this.refused(objects[0], stderr)]; }
    const half = Math.ceil(objects.length / 2);
    return [...await this.compareAll(objects.slice(0, half)), ...await this.compareAll(objects.slice(half))];
  }

  private async refused(object: KubernetesObject, stderr: string): Promise<ObjectStates> {
    // A cluster that went away in between refuses everything.
    await this.mustAnswer();
    const before = await this.read(object);
    const after = before === undefined ? withoutNoise(object) : laidOver(before, withoutNoise(object));
    const { message, fields } = refusalOf(stderr);
    const isIn = (field: string) => fields.some((each) => field === each || field.startsWith(`${each}.`) || field.startsWith(`${each}[`));
    const changes: FieldChange[] = before === undefined ? [] : fieldChanges(before, after);
    const known = before === undefined ? [] : refusedChanges(before, after).map(({ field }) => field);
    return { ...(before !== undefined && { before }), after, refused: changes.filter(({ field }) => known.includes(field) || isIn(field)), refusal: message };
  }

  private async read(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    const { exitCode, stdout } = await this.kubectl.run(['get', ...this.inContext, '--filename=-', '--output=json', '--ignore-not-found'], { input: stringifyYaml([object]) });
    if (exitCode !== 0 || stdout.trim() === '') { return undefined; }
    const answer: KubernetesObject = JSON.parse(stdout);
    return (itemsOf(answer) ?? [answer]).flatMap((found) => (found === null ? [] : withoutNoise(found))).at(0);
  }

  private async mustAnswer(): Promise<void> {
    const { exitCode, stderr } = await this.kubectl.run(['version', ...this.inContext, '--output=json', '--request-timeout=20s']);
    if (exitCode !== 0) { throw new Unreachable(refusalOf(stderr).message); }
  }

  private get inContext(): string[] {
    return [`--context=${this.options.context}`];
  }
}

function accepted(live: string, merged: string): ObjectStates[] {
  const [before, after] = [live, merged].map((text) => (parseYaml(text) as KubernetesObject[]).filter(isMap).map(withoutNoise).at(0));
  return after === undefined ? [] : [{ ...(before !== undefined && { before }), after, refused: [] }];
}

/** What the server has to have before it can be asked of an object, and has not: it comes with the same manifests, mostly. */
function missingIn(stderr: string): (object: KubernetesObject) => ObjectStates | undefined {
  const namespaces = new Set([...stderr.matchAll(/namespaces "([^"]+)" not found/g)].map(([, name]) => name));
  const kinds = new Set([...stderr.matchAll(/no matches for kind "([^"]+)" in version "([^"]+)"/g)].map(([, kind, version]) => `${kind} ${version}`));
  return (object) => {
    const { apiVersion, kind, metadata } = object;
    const why = namespaces.has(String(metadata?.namespace)) ? `the cluster has no namespace '${metadata!.namespace}' yet`
      : kinds.has(`${kind} ${apiVersion}`) ? `the cluster has no ${kind} of ${apiGroup(object)} yet` : undefined;
    return why === undefined ? undefined : { after: object, refused: [], unasked: why };
  };
}

const NOISE = [...SERVER_FIELDS, 'annotations'];
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Without what only the server writes, or kubectl for itself. */
function withoutNoise(object: KubernetesObject): KubernetesObject {
  const annotations = without(object.metadata?.annotations ?? {}, LAST_APPLIED);
  const metadata = { ...without(object.metadata ?? {}, ...NOISE), ...(Object.keys(annotations).length > 0 && { annotations }) };
  return { ...without(object, 'status'), metadata } as KubernetesObject;
}

function without(map: { readonly [key: string]: unknown }, ...keys: readonly string[]): { [key: string]: unknown } {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** An object as it would about be, where the server does not say: what is written over what is there. */
function laidOver<T>(there: T, written: T): T {
  if (!isMap(there) || !isMap(written)) { return written; }
  return Object.fromEntries([...new Set([...Object.keys(there), ...Object.keys(written)])].map((key) => (
    [key, key in written ? laidOver(there[key], written[key]) : there[key]]))) as T;
}
