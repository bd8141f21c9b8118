import * as pulumi from '@pulumi/pulumi';
import { map } from '../construct/collection';
import { judgedAtOnce, optionsOf } from '../construct/factory-options';
import { describeFault, Fault } from '../construct/fault';
import { anything, flag, text } from '../construct/shape';
import { struct } from '../construct/struct';
import { FieldPath, formatPath } from '../manifest/field-path';
import { KubernetesObject } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';
import { stringifyYaml } from '../manifest/yaml';
import { contextOf } from './component-options';
import { readableFailureOf, withoutFailures } from './failures';
import { clusterKeyOf, MadeObject } from './made-objects';
import { asOutput, isOutput } from './outputs';
import { currentProgram, failedJudgements } from './program';
import { sdkInternals } from './sdk-internals';
import { NamedObject, sharedPodsFaults } from './shared-pods';
import { surveyed } from './survey';
import { textFaults } from './text-fields';
import { leaveUnanswered } from './unanswered';

/** Options for `render`. */
export interface RenderOptions {
  /**
   * Whether secrets are written, as plain text.
   * @default false: a secret is an error
   */
  readonly showSecrets?: boolean;

  /**
   * Name of the project, as the program asks for it.
   * @default - what `pulumi.runtime.setMocks` was told, otherwise 'project'
   */
  readonly project?: string;

  /**
   * Name of the stack, as the program asks for it.
   * @default - what `pulumi.runtime.setMocks` was told, otherwise 'stack'
   */
  readonly stack?: string;

  /**
   * Configuration, before what `pulumi.runtime.setConfig` and `setAllConfig` set: `aws:region`, or `replicas` for the project's own.
   * @default - none
   */
  readonly config?: { readonly [key: string]: string };

  /**
   * What resources and functions of providers answer, as for `pulumi.runtime.setMocks`.
   * What `newResource` does not answer is unknown but for its inputs, and so is what is not in an answer.
   * @default - those of `pulumi.runtime.setMocks`
   */
  readonly mocks?: Partial<pulumi.runtime.Mocks>;
}

const OPTIONS = optionsOf(struct<RenderOptions>('{ showSecrets: true }', {
  showSecrets: flag,
  project: text,
  stack: text,
  config: map(text, "{ 'aws:region': 'eu-central-1' }"),
  mocks: struct<pulumi.runtime.Mocks>("'{ newResource: ({ inputs }) => ({ id: 'an-id', state: inputs }) }'", { newResource: anything, call: anything }),
}));

/** A resource on its way to the engine. */
interface Asked {
  readonly resource: pulumi.Resource;
  readonly type: string;
  readonly name: string;
  readonly props: any;
  readonly opts: pulumi.ResourceOptions;
  readonly transforms: readonly pulumi.ResourceTransform[];
  /** Types of its parents and of itself: with its name, they tell the engine which one it is. */
  readonly types: string;
}

/**
 * The YAML of all objects of Kubernetes that a program defines, in the order in which it does: what the same constructs write in cdk8s.
 *
 * There is no engine, no provider and no cluster: what only these know is an error that says where it was to stand, unless `mocks` answer it. Objects
 * of several providers are an error: `renderByProvider` has a text for each.
 */
export async function render(program: () => unknown, options: RenderOptions = {}): Promise<string> {
  const texts = await renderByProvider(program, options);
  const providers = Object.keys(texts);
  if (providers.length > 1) {
    throw new Error(`[render] ${describeFault({
      rule: `writes one text, but the objects belong to several clusters: ${providers.map((name) => `'${name}'`).join(', ')}`, fix: "Use 'renderByProvider', which writes one for each",
    })}`);
  }
  return texts[providers[0]] ?? '';
}

/**
 * What `render` writes, in a text for each provider by the name of its resource. Without a provider, objects go by the name of their `Cluster`, or
 * `default` where they have none.
 */
export async function renderByProvider(program: () => unknown, options: RenderOptions = {}): Promise<{ [provider: string]: string }> {
  judgedAtOnce('render', (prop) => OPTIONS(options, prop));
  // A state of its own, so that whatever else the process does with Pulumi is not disturbed.
  const { stackResource } = globalThis as any;
  const { withLocalStorage, getStore } = sdkInternals();
  const outer = getStore();
  return withLocalStorage(async () => {
    const asked = await run(program, outer, options).finally(() => { (globalThis as any).stackResource = stackResource; });
    if (asked.length === 0) { throw new Error(`[render] ${describeFault(NOTHING)}`); }
    const faults: string[] = [...namesakes(asked), ...await failedJudgements()];
    if (faults.length > 0) { throw new Error(faults.join('\n')); }
    const written = new WrittenObjects();
    const made: MadeObject[] = [];
    for (const resource of asked.filter(({ type }) => type.startsWith('kubernetes:'))) {
      const found = foreignFault(resource) ?? await objectOf(resource, options.showSecrets === true).catch((error: Error) => {
        faults.push(error.message);
        return [];
      });
      const own = Array.isArray(found) ? found : [...nameFaults(found), ...textFaults(found), ...written.add(resource, found)];
      faults.push(...own.map((fault) => `[${resource.name}] ${describeFault(fault)}`));
      if (!Array.isArray(found)) {
        made.push({ resource: resource.resource, cluster: clusterKeyOf(resource.resource, resource.type, resource.name), object: found });
      }
    }
    if (faults.length === 0) { faults.push(...await surveyed(made)); }
    if (faults.length > 0) { throw new Error(faults.join('\n')); }
    return written.texts;
  });
}

const NOTHING: Fault = {
  id: 'pulumi/whole-program',
  prop: 'program',
  rule: 'must define a resource, but defined none: a module that was loaded before does not run again',
  fix: "Hand in a function that defines the resources, or load the module anew, as 'jest.isolateModules' does",
};

const LATE: Fault = {
  id: 'pulumi/whole-program',
  rule: "is made after the YAML has been written: the 'apply' around it waits for something else than resources of this program",
  fix: 'Await that in the program',
};

async function run(program: () => unknown, outer: any, options: RenderOptions): Promise<Asked[]> {
  const transformsOfStack: pulumi.ResourceTransform[] = [];
  const refused: unknown[] = [];
  mockEngine(outer, options, (transform) => transformsOfStack.push(transform), (error) => { refused.push(error); });
  currentProgram().isRendered = true;
  const asked: Asked[] = [];
  const transformsOf = new Map<unknown, readonly pulumi.ResourceTransform[]>();
  const typesOf = new Map<unknown, string>();
  let failure: { readonly error: unknown } | undefined;
  let hasEnded = false;
  await pulumi.runtime.runInPulumiStack(async () => {
    // The one place that sees each resource as soon as it is made, and before the SDK hands its transforms to an engine.
    pulumi.runtime.registerStackTransformation(({ resource, type, name, props, opts }) => {
      if (hasEnded) { throw new Error(`[${name}] ${describeFault(LATE)}`); }
      if (!Array.isArray(opts.transforms ?? [])) {
        throw new Error(`[${name}] ${describeFault({ prop: 'transforms', rule: 'must be a list', fix: "Use one such as '[podHardening()]'" })}`);
      }
      const transforms = [...opts.transforms ?? [], ...transformsOf.get(opts.parent) ?? []];
      transformsOf.set(resource, transforms);
      const types = `${typesOf.get(opts.parent) ?? ''}$${type}`;
      typesOf.set(resource, types);
      // What is only read is written elsewhere.
      const isRead = opts.urn !== undefined || (opts as pulumi.CustomResourceOptions).id !== undefined;
      if (!isRead) { asked.push({ resource, type, name, props, opts, types, transforms }); }
      leaveUnanswered(resource, Object.keys(props));
      // Nothing has to wait for anything here.
      return { props: withoutFailures(props), opts: { ...opts, transforms: undefined, dependsOn: undefined } };
    });
    try {
      await program();
    } catch (error) {
      // Thrown here, it would be reported as the failure of a deployment too.
      failure = { error };
    }
  });
  if (failure !== undefined) { throw withWaiting(failure.error); }
  await untilQuiet(asked);
  hasEnded = true;
  if (refused.length > 0) { throw refused[0]; }
  return asked.map((each) => ({ ...each, transforms: [...each.transforms, ...transformsOfStack] }));
}

/** What ended a program, with what components had to say of themselves before. */
function withWaiting(error: unknown): unknown {
  const { failures } = currentProgram();
  return failures.length === 0 ? error : new Error([...failures, error instanceof Error ? error.message : String(error)].join('\n'), { cause: error });
}

/** What is made inside of an `apply` comes when its Outputs are there, after the program itself has ended. */
async function untilQuiet(asked: readonly Asked[]): Promise<void> {
  for (let count = -1; count < asked.length;) {
    count = asked.length;
    await Promise.all(asked.map(({ resource }) => (resource.urn as any).promise()));
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

/** What `setMocks` does, but for this state alone: it would take the engine away from whatever else runs in the process. `outer` is what holds there. */
function mockEngine(
  outer: any, options: RenderOptions, onStackTransform: (transform: pulumi.ResourceTransform) => void, onRefusal: (error: unknown) => void,
): void {
  const { getStore, MockMonitor } = sdkInternals();
  const store = getStore();
  const { organization, project = 'project', stack = 'stack' } = outer.settings.options;
  const names = { organization, project: options.project ?? project, stack: options.stack ?? stack };
  // Unknown, as in a preview, is what no input says.
  Object.assign(store.settings.options, { ...names, dryRun: true, monitorAddr: 'mock', engineAddr: '' });
  store.settings.monitor = new MockMonitor(mocksOf(options.mocks ?? outer.settings.monitor?.mocks ?? {}, onRefusal));
  const config = Object.entries(options.config ?? {}).map(([key, value]) => [key.includes(':') ? key : `${names.project}:${key}`, value]);
  store.config = { ...outer.config };
  // `setConfig` would forget which keys are secret.
  store.config.PULUMI_CONFIG = JSON.stringify({ ...pulumi.runtime.allConfig(), ...Object.fromEntries(config) });
  Object.assign(store, {
    supportsSecrets: true,
    supportsResourceReferences: true,
    supportsAliasSpecs: true,
    supportsDeletedWith: true,
    supportsTransforms: true,
    supportsResourceHooks: true,
    supportsParameterization: true,
    // In the place of the server by which an engine calls transforms.
    callbacks: { registerStackTransform: onStackTransform, awaitStackRegistrations: async () => undefined },
  });
}

/** Methods that are left out answer what is known without a provider. What `newResource` throws would end the process from within the SDK. */
function mocksOf(mocks: Partial<pulumi.runtime.Mocks>, onRefusal: (error: unknown) => void): pulumi.runtime.Mocks {
  const answer = async (args: pulumi.runtime.MockResourceArgs) => mocks.newResource?.(args);
  return {
    newResource: async (args) => await answer(args).catch(onRefusal) ?? { id: undefined, state: args.inputs },
    call: (args) => (mocks.call === undefined ? refuseCall(args) : mocks.call(args)),
  };
}

function refuseCall({ token }: pulumi.runtime.MockCallArgs): never {
  throw new Error(`'${token}' asks a provider, and there is none where a program is only rendered. Answer it with the option 'mocks'.`);
}

/** What the engine would refuse: two of one name, whose parents are of the same types. What stands below them says nothing new. */
function namesakes(asked: readonly Asked[]): string[] {
  const seen = new Set<string>();
  const repeated = new Set<unknown>();
  return asked.flatMap(({ resource, type, types, name, opts }) => {
    const key = `${types}::${name}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    repeated.add(resource);
    return repeated.has(opts.parent) ? [] : [`[${name}] ${describeFault({
      rule: `is the name of another '${type}' too: parents tell two of one name apart by their types only`, fix: "Give one of the two another name; 'name' among its arguments says what its objects are called",
    })}`];
  });
}

/** The objects that are written, so that none is twice in one cluster: what is deployed last would stay. */
class WrittenObjects {
  private readonly names = new Map<string, string>();
  /** The objects of each cluster: by its provider, or its name where it has none. */
  private readonly clusters = new Map<unknown, { readonly name: string; readonly objects: NamedObject[] }>();

  public get texts(): { [provider: string]: string } {
    return Object.fromEntries([...this.clusters.values()].map(({ name, objects }) => [name, stringifyYaml(objects.map(({ object }) => object))]));
  }

  public add({ resource, type, name }: Asked, object: KubernetesObject): Fault[] {
    const cluster = contextOf(name, { parent: resource }).cluster?.name;
    const provider = resource.getProvider(type);
    const owner = provider ?? cluster ?? DEFAULT_PROVIDER;
    const known = this.clusters.get(owner);
    const { name: target, objects } = known ?? { name: provider === undefined ? cluster ?? DEFAULT_PROVIDER : nameOf(provider), objects: [] };
    if (known === undefined && [...this.clusters.values()].some((other) => other.name === target)) {
      return [{ id: 'pulumi/one-cluster', rule: `is of another cluster than the other objects of '${target}'`, fix: 'Give the provider of one of the two another name' }];
    }
    this.clusters.set(owner, { name: target, objects });
    const shared = sharedPodsFaults(object, objects);
    objects.push({ name, object });
    if (object.metadata?.name === undefined) { return []; }
    const key = JSON.stringify([target, objectKey(object)]);
    const other = this.names.get(key);
    if (other === undefined) {
      this.names.set(key, name);
      return shared;
    }
    return [{
      id: 'construct/unique-name',
      rule: `${describeObject(object)} is emitted twice; the other one is '${other}'`, fix: "Give one of the two another 'name' or namespace, or the provider of another cluster",
    }];
  }
}

const DEFAULT_PROVIDER = 'default';

function nameOf(provider: pulumi.ProviderResource): string {
  return (provider as any).__name;
}

/** The provider would make a name of its own, and another one each time. */
function nameFaults({ metadata, items }: KubernetesObject): Fault[] {
  const isNamed = metadata?.name !== undefined || metadata?.generateName !== undefined;
  return isNamed || items !== undefined ? [] : [{
    id: 'prop/required', prop: 'metadata.name', rule: 'must be given: a provider would make one up, and a program is rendered without one', fix: 'Give the object a name',
  }];
}

/** What is of the provider's own making, and nothing that could be written. */
function foreignFault({ type }: Asked): Fault[] | undefined {
  if (/^kubernetes:(helm\.sh|yaml|kustomize)[/:]/.test(type)) {
    return [{ id: 'pulumi/renderable', rule: `is a '${type}', whose objects only the provider can tell`, fix: "Define them in a 'ChartComponent', with 'Helm' or 'Include' of cdk8s" }];
  }
  return type.endsWith('Patch') ? [{ id: 'pulumi/renderable', rule: `is a '${type}', which changes an object of others`, fix: 'Change it where it is defined' }] : undefined;
}

async function objectOf({ type, name, props, opts, transforms }: Asked, showSecrets: boolean): Promise<KubernetesObject | Fault[]> {
  const faults: Fault[] = [];
  let changed = { props, opts };
  for (const transform of transforms) {
    const result = await transform({ custom: true, type, name, props: changed.props, opts: changed.opts as any });
    // One that has nothing to say of the options leaves them out.
    changed = { props: result?.props ?? changed.props, opts: result?.opts ?? changed.opts };
  }
  const { apiVersion, kind, metadata, ...rest } = await settled(changed.props, [], { faults, showSecrets });
  // As cdk8s orders them.
  const sorted = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
  // In the order of the fields, whatever was known first.
  if (faults.length > 0) { return faults.sort((one, other) => (one.prop ?? '').localeCompare(other.prop ?? '', 'en', { numeric: true })); }
  return { apiVersion, kind, ...(metadata !== undefined && { metadata }), ...sorted };
}

interface Settling {
  readonly faults: Fault[];
  readonly showSecrets: boolean;
}

/** A value with all its Outputs as what they turn out to be. */
async function settled(value: any, path: FieldPath, settling: Settling): Promise<any> {
  if (pulumi.isUnknown(value)) { return refuse(settling, path, 'is known only to a deployment, and a program is rendered without one', 'Give the value itself'); }
  if (pulumi.Output.isInstance(value)) {
    const failure = await readableFailureOf(value, settling.showSecrets);
    if (failure !== undefined) { return refuse(settling, path, `comes of an 'apply' that fails: ${failure}`, "Correct that 'apply'"); }
    const [isKnown, isSecret, inner] = await Promise.all([(value as any).isKnown, pulumi.isSecret(value), (value as any).promise(true)]);
    if (!isKnown) { return settled(pulumi.unknown, path, settling); }
    if (isSecret && !settling.showSecrets) {
      return refuse(settling, path, 'is a secret, and would be written as plain text', "Say 'showSecrets: true', or refer to a Secret that is made elsewhere");
    }
    return sorted(await settled(inner, path, settling));
  }
  if (value instanceof Promise) { return settled(await value, path, settling); }
  // A secret as it is on the wire, which is how transforms of this library return one.
  if (isOutput(value)) { return settled(asOutput(value), path, settling); }
  if (typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) { return Promise.all(value.map((child, index) => settled(child, [...path, index], settling))); }
  const entries = await Promise.all(Object.entries(value).map(async ([key, child]) => [key, await settled(child, [...path, key], settling)] as const));
  return Object.fromEntries(entries.filter(([, child]) => child !== undefined));
}

function refuse({ faults }: Settling, path: FieldPath, rule: string, fix: string): undefined {
  faults.push({ id: 'pulumi/known-value', prop: formatPath(path), rule, fix });
  return undefined;
}

/** With sorted keys, as cdk8s writes what it is given. */
function sorted(value: any): any {
  if (Array.isArray(value)) { return value.map(sorted); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
