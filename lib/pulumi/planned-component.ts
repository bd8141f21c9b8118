import { ComponentResource, CustomResource, Inputs, log, output, Output, RunError, runtime } from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { describeFault } from '../construct/fault';
import { ManifestConstruct } from '../construct/manifest-construct';
import { pathOf } from '../construct/path';
import { KubernetesObject, listOf } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';
import { adoptionFaults, adoptionOptions } from './adopt';
import { Claimant, claimFaults } from './claimed-objects';
import { ComponentContext, ConstructComponentOptions, contextOf, kubernetesProvider, leaveContext, pulumiOptions, requireProvider } from './component-options';
import { componentOutputs, hostsOf } from './component-outputs';
import { rememberDefaults } from './defaults';
import { Blueprint, describePath, Plan, PlannedObject, planOf } from './detached';
import { ComponentFault } from './failures';
import { judge, judgeAmong, LaterWarning } from './judgement';
import { besideThese, MadeObject } from './made-objects';
import { isOutput } from './outputs';
import { givenToFactories } from './pending';
import { prerequisitesOf } from './prerequisites';
import { currentProgram } from './program';
import { judgeProgramByRules } from './program-rules';
import { resourceClassFor } from './resource-class';
import { surveyAtEnd } from './survey';
import { failWith } from './unregistered';

/** What makes the constructs of a component. */
export type Build<C> = (chart: Chart, args: any) => C;

/**
 * A component that registers what constructs emit. All errors come before it registers anything, itself included. In a preview they wait for those of
 * the components after it, so that all come in one run: what is at fault is there for the rest of the program, and is never registered.
 */
export abstract class PlannedComponent<C extends IConstruct> extends ComponentResource {
  /** What is behind it. Changing it now changes nothing any more. */
  declare public readonly construct: C;

  /** Everything that it registered, by the ids of the objects below the construct, e.g. `deployment`. */
  public readonly resources: { readonly [id: string]: CustomResource };

  readonly #registered: ReadonlyMap<ApiObject, CustomResource>;
  readonly #hosts: { readonly [id: string]: Output<string> };
  readonly #outputs: Inputs;
  readonly #judgement: Promise<unknown> | undefined;
  readonly #surveyed = new Set<string>();
  readonly #program = currentProgram();

  protected constructor(type: string, name: string, args: unknown, opts: ConstructComponentOptions, build: Build<C>, isChart = false) {
    const context = contextOf(name, opts);
    const blueprint = { name, args, cluster: context.cluster, chart: opts.chart, isChart, build };
    const plan = checkedPlan(blueprint, opts, context);
    const failure = plan.errors.length === 0 ? undefined : waitingFailure(plan.errors);
    super(type, name, {}, { ...pulumiOptions(opts), ...(failure !== undefined && { dependsOn: failure }) });
    leaveContext(this, context);
    // Hidden, because who exports a component exports all of its properties.
    Object.defineProperty(this, 'construct', { value: plan.construct });
    const judgement = failure ?? judgementOf(blueprint, plan, opts);
    this.#judgement = judgement;
    if (failure !== undefined && currentProgram().isRendered !== true) { failWith(this, failure); }
    this.#registered = register(this, name, plan, opts, judgement);
    if (failure === undefined) { surveyAtEnd((made) => this.#survey(blueprint, plan, made)); }
    judgeProgramByRules();
    this.resources = Object.fromEntries(plan.objects.map(({ id, source }) => [id, this.#registered.get(source)!]));
    this.#hosts = hostsOf(plan.objects, ({ source }) => this.#registered.get(source)!);
    this.#outputs = componentOutputs(plan, this.#hosts);
    if (failure !== undefined) { return; }
    plan.warnings.filter((warning) => isNews(warning, blueprint))
      .forEach(({ source, text }) => log.warn(text, ApiObject.isApiObject(source) ? this.#registered.get(source) : this));
    judgement?.then((warnings) => warnings.forEach((warning) => this.#say(warning)), () => undefined);
  }

  #say({ id, about, text }: LaterWarning): void {
    void log.warn(text, this.resources[id ?? ''] ?? this);
    const { planned } = this.#program;
    const resources = id === undefined ? Object.values(this.resources) : [this.resources[id]];
    resources.forEach((resource) => planned.get(resource)?.said.add(about));
  }

  /** What is at fault because of what else the program makes. Warnings are said at once. */
  async #survey(blueprint: Blueprint<C>, plan: Plan<C>, made: readonly MadeObject[]): Promise<string[]> {
    const byResource = new Map(made.map((each) => [each.resource, each]));
    const own = plan.objects.map(({ source, manifest }) => ({ manifest, made: byResource.get(this.#registered.get(source)!) }));
    const others = besideThese(own, made.filter(matters));
    if (others.length === 0 || !await isJudged(this.#judgement)) { return []; }
    const { errors, warnings } = await judgeAmong(blueprint, plan, others);
    const isNew = (text: string) => !this.#surveyed.has(text) && this.#surveyed.add(text) !== undefined;
    warnings.filter(({ text }) => isNew(text)).forEach((warning) => this.#say(warning));
    return errors.filter(isNew);
  }

  /** The names by which its Services are called within the cluster, `api.shop.svc`, by the ids of the objects, e.g. `service`. */
  public get hosts(): { readonly [id: string]: Output<string> } {
    return this.#hosts;
  }

  /**
   * What the state shows of it: `names` of its objects and `hosts` of its Services by their ids, `selectorLabels` of a workload, and what a class
   * of your own adds.
   */
  protected override registerOutputs(outputs: Inputs | Promise<Inputs> | Output<Inputs> = {}): void {
    // Called by the SDK itself, too, once the constructors are through.
    const withOwn = (more: Inputs) => ({ ...this.#outputs, ...more });
    // Not around the values themselves: one secret among them would make all of them secret.
    const all = isOutput(outputs) ? output(outputs).apply(withOwn) : withOwn(outputs);
    // What is at fault is not registered, and has no values to wait for.
    super.registerOutputs(this.#judgement === undefined ? all : this.#judgement.then(() => all as any, () => ({})));
  }

  /** The resource that was registered for an object of the construct: of the class of `@pulumi/kubernetes` for its kind. */
  protected resourceOf<R extends CustomResource>(object: ApiObject): R;
  protected resourceOf<R extends CustomResource>(object: ApiObject | undefined): R | undefined;
  protected resourceOf(object: ApiObject | undefined): CustomResource | undefined {
    return object === undefined ? undefined : this.#registered.get(object);
  }
}

/** Whether a warning is about what is the component's own, or about its cluster and no other component has said it. */
function isNews({ text, finding }: Plan<any>['warnings'][number], { cluster }: Blueprint<any>): boolean {
  if (cluster === undefined || finding.path !== pathOf(cluster)) { return true; }
  const { saidOfClusters } = currentProgram();
  return !saidOfClusters.has(text) && saidOfClusters.add(text).size > 0;
}

/**
 * Whether an object can matter to a component that it is not of. What other components of this library make is about their own pods, but for the claims that
 * these mount: in a large program, each would be judged beside thousands of objects for nothing.
 */
function matters({ resource, object }: MadeObject): boolean {
  const { __parentResource: parent } = resource as any;
  const isOurs = parent instanceof PlannedComponent && parent.construct instanceof ManifestConstruct;
  return !isOurs || podTemplatesOf(object).some(({ template }) => listOf(template.spec.volumes).some((volume) => volume?.persistentVolumeClaim !== undefined));
}

/** Whether a component turned out not to be at fault. What waits for a resource that is never registered never turns out to be anything. */
function isJudged(judgement: Promise<unknown> | undefined): Promise<boolean> {
  const never = new Promise<boolean>((resolve) => { setImmediate(resolve, false); });
  return Promise.race([Promise.resolve(judgement).then(() => true, () => false), never]);
}

/** By whom objects are made: one blueprint is one component. */
function claimantOf(blueprint: Blueprint<any>, opts: ConstructComponentOptions): Claimant {
  const { name, cluster } = blueprint;
  return { owner: blueprint, provider: kubernetesProvider(name, opts), cluster: cluster?.name, nameOf: ({ id }) => childName(name, id) };
}

/** What becomes of it when its Outputs are known, if it has any. */
function judgementOf(blueprint: Blueprint<any>, plan: Plan<any>, opts: ConstructComponentOptions): Promise<LaterWarning[]> | undefined {
  if (plan.held.sources.length === 0 && givenToFactories(blueprint.args).length === 0) { return undefined; }
  const judgement = judge(blueprint, plan, (objects) => claimFaults(objects, claimantOf(blueprint, opts)));
  // Each resource that waits for it tells the SDK; by itself it would end the process.
  judgement.catch(() => undefined);
  currentProgram().judgements.push(judgement);
  return judgement;
}

function checkedPlan<C extends IConstruct>(blueprint: Blueprint<C>, opts: ConstructComponentOptions, context: ComponentContext): Plan<C> {
  const path = describePath(blueprint);
  requireProvider(path, opts, context);
  const plan = planOf(blueprint);
  const errors = [...plan.errors];
  if (errors.length === 0) {
    const faults = [...adoptionFaults(opts.adopt ?? {}, plan.objects), ...twins(plan.objects)];
    errors.push(...[...faults, ...faults.length > 0 ? [] : claimFaults(plan.objects, claimantOf(blueprint, opts))].map((fault) => `[${path}] ${describeFault(fault)}`));
  }
  if (errors.length > 0 && !canWait()) { throw new RunError(errors.join('\n')); }
  return { ...plan, errors };
}

/** Whether the rest of the program may run although a component is at fault: a deployment would deploy what comes after. */
function canWait(): boolean {
  return runtime.isDryRun() && runtime.getStackResource() !== undefined && runtime.hasMonitor();
}

/** What a component says of itself when the program has run. */
function waitingFailure(errors: readonly string[]): Promise<never> {
  const failure = Promise.reject(new ComponentFault(errors.join('\n')));
  // Each resource that waits for it tells the SDK; by itself it would end the process.
  failure.catch(() => undefined);
  const { judgements, failures } = currentProgram();
  judgements.push(failure);
  failures.push(...errors);
  return failure;
}

/** What a class takes for complete, whichever fields it asks for: it is never registered. */
function withAnyField(manifest: KubernetesObject): object {
  return new Proxy(manifest, { get: (target, field) => (field in target ? target[field as string] : {}) });
}

function isTwin(one: PlannedObject, other: PlannedObject): boolean {
  return one.id === other.id || (childName('', one.id) === childName('', other.id) && one.manifest.kind === other.manifest.kind && one.manifest.apiVersion === other.manifest.apiVersion);
}

function withoutTwins(objects: readonly PlannedObject[]): PlannedObject[] {
  return objects.filter((object, i) => objects.findIndex((other) => isTwin(object, other)) === i);
}

function twins(objects: readonly PlannedObject[]) {
  return objects.filter((object, i) => objects.findIndex((other) => isTwin(object, other)) < i)
    .map(({ id }) => ({ rule: `has two objects whose ids make '${id}', so that their resources would share a name`, fix: 'Give one of the two constructs another id' }));
}

function register(
  parent: ComponentResource, name: string, plan: Plan<IConstruct>, opts: ConstructComponentOptions, judgement?: Promise<unknown>,
): Map<ApiObject, CustomResource> {
  const registered = new Map<ApiObject, CustomResource>();
  // In the order of their dependencies, so that what one depends on is always there.
  for (const object of plan.errors.length === 0 ? plan.objects : withoutTwins(plan.objects)) {
    const { id, source, manifest, after } = object;
    const type = resourceClassFor(manifest.apiVersion, manifest.kind);
    const before = [...new Set([...after, ...prerequisitesOf(object, plan.objects).map((other) => other.source)])];
    const dependsOn = () => before.map((other) => registered.get(other)).filter((other) => other !== undefined);
    // What is at fault must not be deployed, nor a part of it.
    const mayFail = judgement !== undefined && currentProgram().isRendered !== true;
    // Policies come after the pods that they select, in the order in which cdk8s writes them.
    const isLater = before.some((other) => !registered.has(other));
    const waits: CustomResource[] | Promise<CustomResource[]> = mayFail || isLater ? (mayFail ? judgement : Promise.resolve()).then(dependsOn) : dependsOn();
    rememberDefaults(parent, manifest.kind, childName(name, id), source);
    const resource = new type(childName(name, id), plan.errors.length === 0 ? plan.putBack(object) : withAnyField(manifest), {
      parent,
      ...adoptionOptions(opts.adopt?.[id], manifest),
      dependsOn: waits,
    });
    if (mayFail) { failWith(resource, judgement); }
    if (plan.errors.length === 0) { refuseLostFields(resource, manifest, name); }
    registered.set(source, resource);
    currentProgram().planned.set(resource, { manifest, said: new Set(object.said) });
  }
  return registered;
}

/** A class of `@pulumi/kubernetes` passes on only the fields that it was generated with. */
function refuseLostFields(resource: CustomResource, manifest: KubernetesObject, path: string): void {
  const lost = Object.keys(manifest).filter((field) => !(field in resource));
  if (lost.length === 0) { return; }
  throw new RunError(`[${path}] ${describeFault({
    rule: `${describeObject(manifest)} has '${lost.join("', '")}', which the installed version of '@pulumi/kubernetes' does not know`,
    fix: 'Upgrade it, or correct the field',
  })}`);
}

/** Not the object's own name: that one may be changed, and a resource must not be another one then. */
function childName(component: string, id: string): string {
  return id === '' ? component : `${component}-${id.replaceAll('/', '-')}`;
}
