import { isDeepStrictEqual } from 'node:util';
import { CustomResource, Resource, RunError } from '@pulumi/pulumi';
import { ApiObject, App, Chart, IResolver, ResolutionContext } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { chartsInOrder, objectsInOrder } from '../cluster/dependencies';
import { placeFaults } from '../cluster/known-places';
import { rulesOf } from '../cluster/rule-settings';
import { promotedWarnings, synthesize } from '../cluster/synthesis';
import { apiObjectsOf } from '../construct/api-objects';
import { WRITTEN } from '../construct/edit';
import { describeFault, Fault } from '../construct/fault';
import { withUnread } from '../construct/faults';
import { describeFinding, Finding } from '../construct/finding';
import { nameFrom, pathOf } from '../construct/path';
import { judgeByRules, rulesWithoutChoice, TreeRules } from '../construct/rule-findings';
import { formatWarning } from '../construct/warning';
import { namespaceSettler } from '../manifest/cluster-scoped';
import { FieldPath, formatPath, valueAt } from '../manifest/field-path';
import { isKnown, placeholder, placeholdersIn } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { ChartOptions } from './component-options';
import { HeldOutputs, isOutput } from './outputs';
import { holdPending, pendingIn, share, withoutTraces } from './pending';
import { currentProgram, runningPrograms } from './program';
import { asTexts, textLeaves, withStands } from './text-leaves';
import { collect, hasParts, walk } from './walk';

/** What is run apart from any App of the user's. */
export interface Blueprint<C> {
  /** Name of the component. */
  readonly name: string;
  /** Arguments, with Outputs. */
  readonly args: unknown;
  /** What the cluster is like; a copy of it stands around the chart. */
  readonly cluster?: Cluster;
  /** Chart around the construct, with Outputs. */
  readonly chart?: ChartOptions;
  /** Whether the chart is all that it makes, so that paths say nothing of its name by themselves. */
  readonly isChart?: boolean;
  /** What else there is in the cluster, as it is known; judged with it, and no part of it. */
  readonly others?: readonly KubernetesObject[];
  build(chart: Chart, args: any): C;
}

/** One object that a construct emits. */
export interface PlannedObject {
  /** Path below the component, e.g. `deployment`; empty where nothing else can be meant. */
  readonly id: string;
  readonly source: ApiObject;
  /** As cdk8s would write it, but for the Outputs. */
  readonly manifest: KubernetesObject;
  /** Which others must be there before it. */
  readonly after: readonly ApiObject[];
  /** Fields that are texts, whatever their Outputs are. */
  readonly texts: readonly FieldPath[];
  /** Ids of what the constructs around it warn of, accepted or not. */
  readonly said: readonly string[];
}

/** A construct that has been run, with all that is to be known of it before anything is deployed. */
export interface Plan<C> {
  readonly construct: C;
  /** In the order in which cdk8s would write them. Where there are errors, there may be no more to them than what they are. */
  readonly objects: readonly PlannedObject[];
  readonly warnings: readonly { readonly source: IConstruct | undefined; readonly text: string; readonly finding: Finding }[];
  readonly errors: readonly string[];
  /** The same as `errors`, as far as they were findings, with stand-ins as they are. */
  readonly findings: readonly Finding[];
  readonly held: HeldOutputs;
  /** What tells its Outputs from those of others. */
  readonly owner: string;
  /** The manifest of an object with its Outputs. */
  putBack(object: PlannedObject): any;
}

// What JavaScript makes of an Output in a text. It is told by itself, by its field.
const EXPLANATION = /Calling \[to(?:String|JSON)\] on an \[Output<T>\] is not supported/;

// cdk8s leaves these out of the names that it makes.
const HIDDEN_IDS = ['Default', 'Resource'];
const CHART_ID = HIDDEN_IDS[0];

/**
 * Runs a construct in a chart of its own, and once more with other stand-ins for the Outputs: where the result differs by more than
 * these, the construct worked something out of a stand-in, and wrong YAML would be deployed.
 */
export function planOf<C extends IConstruct>(blueprint: Blueprint<C>): Plan<C> {
  const owner = ownerOf(describePath(blueprint));
  const first = explainingResources(blueprint, () => runWith(blueprint, new HeldOutputs(owner)));
  if (first.errors.length > 0 || first.held.sources.length === 0) { return first; }
  const errors = misuseOf(blueprint, first, owner).map((fault) => `[${describePath(blueprint)}] ${describeFault(fault)}`);
  if (errors.length > 0) { return { ...first, errors }; }
  share(first.held, manifestsOf(first));
  const marked = runsWithStands(blueprint, owner);
  return { ...first, objects: first.objects.map((object, i) => ({ ...object, texts: marked.flatMap((run) => textLeaves(object.manifest, run?.[i])) })) };
}

/** With whole resources among the arguments, most constructs fail in words that say nothing of them. One of the user's own may know what to do with one. */
function explainingResources<C>(blueprint: Blueprint<C>, run: () => Plan<C>): Plan<C> {
  const { args, chart } = blueprint;
  const explain = () => {
    const faults = resourceFaults({ ...(typeof args === 'object' && args), ...(chart !== undefined && { chart }) });
    if (faults.length > 0) { throw new RunError(faults.map((fault) => `[${describePath(blueprint)}] ${describeFault(fault)}`).join('\n')); }
  };
  try {
    const plan = run();
    if (plan.errors.length > 0) { explain(); }
    return plan;
  } catch (error) {
    explain();
    throw error;
  }
}

/** Where a whole resource stands in the place of what it is called, or of what a component has for others. */
function resourceFaults(args: unknown): Fault[] {
  return collect(args, (part, path): Fault[] => {
    if (!Resource.isInstance(part)) { return []; }
    const name: string = (part as any).__name;
    const fix = 'peer' in part ? `Use its 'peer', as in '${name}.peer'`
      : CustomResource.isInstance(part) ? "Use one of its outputs, such as '.metadata.name' or '.id'" : 'Use one of the outputs of its resources';
    return [{ id: 'prop/type', prop: formatPath(path), rule: `can't be a whole resource, got '${name}'`, fix }];
  });
}

/** Once more with a stand in the place of each placeholder; or, where the construct refuses one of them, once for each. */
function runsWithStands(blueprint: Blueprint<any>, owner: string): (KubernetesObject[] | undefined)[] {
  const sources = new Set<string>();
  const all = runOtherwise(blueprint, owner, withStands((source) => sources.add(source).size > 0));
  if (all !== undefined || sources.size === 1) { return [all]; }
  return [...sources].map((only) => runOtherwise(blueprint, owner, withStands((source) => source === only)));
}

/** A path may stand twice in a program, under different parents, or in two programs; their Outputs must not be taken for each other's. */
function ownerOf(path: string): string {
  const count = Math.max(...runningPrograms().map(({ owners }) => owners.get(path) ?? 0)) + 1;
  currentProgram().owners.set(path, count);
  return count === 1 ? path : `${path}#${count}`;
}

/** Runs a construct with stand-ins for its Outputs, which `change` may replace where they stand in the arguments. */
export function runWith<C extends IConstruct>(blueprint: Blueprint<C>, held: HeldOutputs, change: (args: any) => any = (args) => args): Plan<C> {
  const { id: chartId = CHART_ID, ...chartProps } = change(held.takeOut(blueprint.chart ?? {}, ['chart']));
  const args = held.takeOut(blueprint.args);
  const app = detachedApp(blueprint.cluster, new OutputResolver(held));
  judgeByRules(app, () => refusalsOf(blueprint.cluster, held));
  try {
    const chart = new Chart(app, chartId, chartProps);
    const construct = blueprint.build(chart, change(args));
    const others = blueprint.others === undefined ? undefined : chartOf(app, blueprint.others);
    const judge = (object: KubernetesObject) => placeFaults(object, blueprint.cluster ?? {});
    const synthesis = synthesize(app, { allowUnknowns: true, hasStandIns: held.sources.length > 0, judge });
    const errors = synthesis.errors.filter(({ message }) => !EXPLANATION.test(message));
    const isOwn = ({ path }: Finding) => others === undefined || !`${path}/`.startsWith(`${pathOf(others)}/`);
    const warnings = synthesis.warnings.filter((warning) => warning.accepted === undefined && isOwn(warning));
    const putBack = ({ manifest, texts }: PlannedObject) => asTexts(held.putBack(manifest), texts);
    const plain = (text: string) => readable(text, blueprint, held);
    const findings = withUnread([...errors.filter(isOwn), ...promotedWarnings(warnings, blueprint.cluster?.['warningsAsErrors'] ?? [])], warnings);
    const run = { construct, held, owner: held.owner, putBack };
    if (findings.length > 0) {
      return { ...run, objects: sketchesOf(app, chart, construct), warnings: [], findings, errors: findings.map(describeFinding).map(plain) };
    }
    // Whatever came later would be lost. Who tries is told by the name of the component, and not by a chart that nobody asked for.
    app.node.lock();
    const paths = new Map(apiObjectsOf(app).map((source) => [source, pathOf(source)]));
    const said = (source: ApiObject) => synthesis.warnings.filter(({ path }) => `${paths.get(source)}/`.startsWith(`${path}/`)).map(({ id }) => id);
    if (blueprint.chart?.id === undefined) { nameFrom(chart, describePath(blueprint.isChart === true ? blueprint : { cluster: blueprint.cluster })); }
    const sources = chartsInOrder(app).filter((each) => each !== others).flatMap(objectsInOrder);
    sources.forEach(seal);
    const objects = withoutIdleNamespaces(sources.map((source) => ({ ...plannedObject(source, chart, construct, held), said: said(source) })));
    return {
      ...run,
      objects,
      warnings: warnings.map((warning) => ({ source: sourceOf(warning, objects, app), text: plain(formatWarning(warning)), finding: warning })),
      findings,
      errors: objects.flatMap((object) => objectFaults(object, held)).map(plain),
    };
  } catch (error) {
    // The same error, so that whoever debugs a construct still sees where it was thrown.
    if (error instanceof Error) {
      // Both before either is changed: the stack is made of the message when it is first read.
      const { message, stack } = error;
      error.message = explained(readable(message, blueprint, held), blueprint, held);
      error.stack = stack?.replace(message, () => (error as Error).message);
    }
    throw error;
  }
}

const OTHERS_ID = 'what else there is';

/** Objects of others, as they are. */
function chartOf(app: App, objects: readonly KubernetesObject[]): Chart {
  const chart = new Chart(app, OTHERS_ID);
  objects.forEach((object, i) => new ApiObject(chart, `${i}`, object));
  return chart;
}

/** What went wrong inside a construct that took an Output for a list, a map or a text: its own words say nothing of Outputs. */
function explained(message: string, blueprint: Blueprint<any>, { sources }: HeldOutputs): string {
  if (sources.length === 0 || !/ is not (?:a function|iterable)|^Cannot (?:use|read|convert|destructure) /.test(message)) { return message; }
  return `[${describePath(blueprint)}] ${describeFault({
    prop: sources.join("', '"),
    rule: `can't be known to the deployment alone in every place: ${message}`,
    fix: 'Give lists and maps themselves, with Outputs for the values in them',
  })}`;
}

/**
 * Of one component, what API servers refuse: policy hangs on what else there is. Where it has Outputs, stand-ins may have been counted, or compared: what
 * is wrong with them is told in other words.
 */
function refusalsOf(cluster: Cluster | undefined, { sources }: HeldOutputs): TreeRules {
  return { ...cluster === undefined ? { target: {} } : rulesOf(cluster), chosen: sources.length > 0 ? [] : rulesWithoutChoice(), mayBeLate: true };
}

/** A copy, because the chart of one component must not stand beside that of another. */
function detachedApp(cluster: Cluster | undefined, resolver: IResolver): App {
  if (cluster === undefined) { return new App({ resolvers: [resolver] }); }
  const own: IResolver[] = (cluster as any).resolvers ?? [];
  // Whose component it is judges the warnings.
  const app = new Cluster({ ...cluster._given, warningsAsErrors: undefined, acceptedWarnings: undefined, resolvers: [resolver, ...own] });
  // Another component may raise what this one does not.
  app._acceptForFleet(cluster['acceptedWarnings']);
  return app;
}

/** Outputs that reach an object without having stood in the arguments, as the options of a user's own class may. */
class OutputResolver implements IResolver {
  public constructor(private readonly held: HeldOutputs) {}

  public resolve(context: ResolutionContext): void {
    const { values } = currentProgram();
    if (values?.has(context.value)) {
      context.replaceValue(values.get(context.value));
    } else if (isOutput(context.value)) { context.replaceValue(this.held.hold(context.value, context.key)); }
  }
}

/** Refuses what cdk8s itself would take without a word. */
function seal(source: ApiObject): void {
  const refuse = () => { throw new RunError(`[${pathOf(source)}] ${describeFault(WRITTEN)}`); };
  source.addJsonPatch = refuse;
  Object.assign(source.metadata, { add: refuse, addAnnotation: refuse, addLabel: refuse });
}

function plannedObject(source: ApiObject, chart: Chart, construct: IConstruct, held: HeldOutputs): Omit<PlannedObject, 'said'> {
  return {
    id: relativeId(source, chart, construct),
    source,
    manifest: holdPending(source.toJson(), held),
    // Synth has spread the dependencies of constructs and charts over their objects.
    texts: [],
    after: source.node.dependencies.filter((other): other is ApiObject => ApiObject.isApiObject(other) && other !== source),
  };
}

/** cdk8s writes the namespace of the chart on all objects, also on those that belong to none. */
function withoutIdleNamespaces(objects: readonly PlannedObject[]): PlannedObject[] {
  const settled = namespaceSettler(objects.map(({ manifest }) => manifest));
  return objects.map((object) => ({ ...object, manifest: settled(object.manifest) }));
}

/** The objects of constructs that are at fault, which may be impossible to render. */
function sketchesOf(app: App, chart: Chart, construct: IConstruct): PlannedObject[] {
  return apiObjectsOf(app).filter(({ apiVersion, kind }) => isKnown(apiVersion) && isKnown(kind)).map((source) => {
    const { apiVersion, kind, name } = source;
    return { id: relativeId(source, chart, construct), source, manifest: { apiVersion, kind, metadata: { name } }, texts: [], said: [], after: [] };
  });
}

/** Without the ids that say nothing, as cdk8s leaves them out of names. */
function relativeId(source: ApiObject, chart: Chart, construct: IConstruct): string {
  const base = [construct, chart].map((scope) => `${scope.node.path}/`).find((prefix) => source.node.path.startsWith(prefix)) ?? '';
  const ids = source.node.path.slice(base.length).split('/');
  return ids.filter((id) => !HIDDEN_IDS.includes(id)).join('/');
}

/** Where an object can't take an Output. */
function objectFaults({ source, manifest }: PlannedObject, held: HeldOutputs): string[] {
  const identity: [string, unknown][] = [['apiVersion', manifest.apiVersion], ['kind', manifest.kind], ['metadata.name', manifest.metadata?.name]];
  const faults: Fault[] = identity.filter(([, value]) => !isKnown(value)).map(([field, value]) => ({
    id: 'pulumi/known-value',
    prop: argsIn(value, held),
    rule: `would become '${field}' of a ${isKnown(manifest.kind) ? manifest.kind : 'resource'}, which must be known before the deployment`,
    fix: 'Give it as plain text',
  }));
  faults.push(...held.faultsIn(Object.fromEntries(Object.entries(manifest).filter(([field]) => field !== 'apiVersion' && field !== 'kind')))
    .map((fault) => withArgs(fault, held)));
  faults.push(...unwritable(manifest).map((field) => ({
    id: 'pulumi/known-value',
    rule: `${describeObject(manifest)} has no value at '${field}': something was calculated with an Output`,
    fix: 'Give the value itself, or calculate with \'apply\'',
  })));
  faults.push(...spelledOut(manifest).map((field) => ({
    id: 'pulumi/known-value',
    rule: `${describeObject(manifest)} has a text at '${field}' that JavaScript made of an Output`,
    fix: "Hand the Output in among the arguments, or as 'pending(output)'; as a key it must be known",
  })));
  if (/List$/.test(String(manifest.kind)) && Array.isArray(manifest.items)) {
    faults.push({ id: 'construct/rendering', rule: `${describeObject(manifest)} is a list, and no resource`, fix: 'Emit each of its items as an object of its own' });
  }
  return faults.map((fault) => `[${pathOf(source)}] ${describeFault(fault)}`);
}

/** What is left of a stand-in doesn't always tell which one it was. */
function withArgs(fault: Fault, { sources }: HeldOutputs): Fault {
  return sources.some((source) => fault.rule.includes(`'${source}'`)) ? fault : { ...fault, rule: `${fault.rule}; there are Outputs in '${sources.join("', '")}'` };
}

function argsIn(value: unknown, held: HeldOutputs): string | undefined {
  return typeof value === 'string' ? held.sourcesIn(value).join(', ') : undefined;
}

/** Where arithmetic with a stand-in left what YAML can't hold. */
function unwritable(manifest: KubernetesObject): string[] {
  return leavesOf(manifest, (value) => value === null || (typeof value === 'number' && !Number.isFinite(value)));
}

/** Where JavaScript made a text of an Output, or a key: the SDK then answers with an explanation. */
function spelledOut(manifest: KubernetesObject): string[] {
  const isExplanation = (text: unknown) => typeof text === 'string' && EXPLANATION.test(text);
  return leavesOf(manifest, (value, path) => isExplanation(value) || path.some(isExplanation))
    .map((field) => field.replace(/Calling \[to.*/s, '…'));
}

function leavesOf(value: unknown, isMeant: (leaf: unknown, path: FieldPath) => boolean): string[] {
  return collect(value, (part, path) => (!hasParts(part) && isMeant(part, path) ? [formatPath(path)] : []), { intoInstances: true });
}

/** What the construct did with Outputs beyond passing them on. */
function misuseOf<C extends IConstruct>(blueprint: Blueprint<C>, first: Plan<C>, owner: string): Fault[] {
  const lost = lostIn(first.held.hasRepeated ? runApart(blueprint, owner) ?? first : first);
  if (lost.length > 0) {
    return lost.map((source) => unreadFault(first, source) ?? {
      id: 'pulumi/known-value',
      prop: source,
      rule: 'reaches no object by itself, so that at most it decides what is written, and that must be known when the program runs',
      fix: 'Give the value itself instead of an Output, or leave it out',
    });
  }
  const field = difference(manifestsOf(first), runOtherwise(blueprint, owner));
  return field === undefined ? [] : [{
    id: 'pulumi/known-value',
    prop: first.held.sources.join("', '"),
    rule: `must be known when the program runs, because ${field} is worked out of it`,
    fix: 'Give the value itself instead of an Output',
  }];
}

/** That an Output is lost because nothing reads its prop at all. */
function unreadFault({ warnings }: Plan<any>, source: string): Fault | undefined {
  const said = warnings.map(({ finding }) => finding).find(({ id, prop }) => id === 'construct/unknown-prop' && (source === prop || source.startsWith(`${prop}.`)));
  if (said === undefined) { return undefined; }
  const [rule, fix] = said.message.replace(`'${said.prop}' `, '').split('. ');
  return { id: said.id, prop: said.prop, rule, fix: fix.replace(/[.]$/, '').replace(/^Did you mean (.*)\?$/, 'Use $1, or leave it out') };
}

/** Where Outputs stood that are in no object. */
function lostIn(run: Plan<any>): string[] {
  const reached = pendingIn(manifestsOf(run)).flatMap((id) => run.held.sourcesIn(placeholder(id)));
  return run.held.sources.filter((source) => !reached.includes(source));
}

/**
 * Once more with a placeholder for each place of an Output, which may reach an object from one and be lost in another; undefined where the
 * construct refuses that.
 */
function runApart<C extends IConstruct>(blueprint: Blueprint<C>, owner: string): Plan<C> | undefined {
  try {
    const run = withoutTraces(() => runWith(blueprint, new HeldOutputs(owner, true)));
    return run.errors.length > 0 ? undefined : run;
  } catch {
    return undefined;
  }
}

function manifestsOf(run: { readonly objects: readonly PlannedObject[] }): KubernetesObject[] {
  return run.objects.map(({ manifest }) => manifest);
}

/** The objects as they are with longer and changed placeholders, told by the usual ones; undefined where the construct refuses those. */
function runOtherwise<C extends IConstruct>(blueprint: Blueprint<C>, owner: string, change?: (args: any) => any): KubernetesObject[] | undefined {
  const other = `${owner} once more, and longer`;
  try {
    const { objects, errors } = withoutTraces(() => runWith(blueprint, new HeldOutputs(other), change));
    const [open] = placeholder('');
    return errors.length > 0 ? undefined : JSON.parse(JSON.stringify(manifestsOf({ objects })).replaceAll(`${open}${other}|`, `${open}${owner}|`));
  } catch {
    return undefined;
  }
}

/** The first field in which two lists of objects differ, for people. */
function difference(objects: readonly KubernetesObject[], others: readonly KubernetesObject[] | undefined): string | undefined {
  if (others?.length !== objects.length) { return 'the list of objects'; }
  const index = objects.findIndex((object, i) => firstDifference(object, others[i]) !== undefined);
  return index < 0 ? undefined : `'${formatPath(firstDifference(objects[index], others[index])!)}' of ${describeObject(objects[index])}`;
}

function firstDifference(value: unknown, other: unknown): FieldPath | undefined {
  let found: FieldPath | undefined;
  walk(value, (part, path, into) => {
    const counterpart = valueAt(other, path);
    if (found !== undefined || isDeepStrictEqual(part, counterpart)) { return; }
    if (hasParts(part) && hasParts(counterpart)) { into(); }
    // Else it is in what the other one has beside.
    found ??= [...path, ...addedTo(part, counterpart)];
  });
  return found;
}

function addedTo(value: unknown, other: unknown): FieldPath {
  const key = hasParts(value) && hasParts(other) ? Object.keys(other).find((each) => !(each in value)) : undefined;
  return key === undefined ? [] : [Array.isArray(value) ? Number(key) : key];
}

/** As errors and warnings name the component: the cluster's name first. */
export function describePath({ cluster, chart, name }: Partial<Pick<Blueprint<any>, 'cluster' | 'chart' | 'name'>>): string {
  return [cluster?.name, chart?.id, name].filter((part) => part !== undefined).join('/');
}

/** The object that a warning is about, or else the construct. */
function sourceOf({ path, object }: Finding, objects: readonly PlannedObject[], app: App): IConstruct | undefined {
  return objects.find(({ manifest }) => describeObject(manifest) === object)?.source ?? app.node.findAll().find((construct) => pathOf(construct) === path);
}

const NO_MAP = 'must be known when the program runs';

/** Without the chart that nobody asked for, or with the name of its component in its place, and with the argument in the place of its stand-in. */
export function readable(text: string, blueprint: Blueprint<any>, held: HeldOutputs): string {
  const sourceOf = (id: string) => held.sourcesIn(placeholder(id))[0] ?? 'a pending value';
  // A construct takes the stand-in of a whole map for a text, and does not say so.
  const plain = held.sources.reduce((rest, source) => rest.replaceAll(`'${source}' ${NO_MAP}. Use`, () => `'${source}' ${NO_MAP}, got an Output. Put Outputs inside, and use`), text);
  const shown = placeholdersIn(plain).reduce((rest, id) => rest.replaceAll(placeholder(id), () => `<Output of '${sourceOf(id)}'>`), plain);
  if (blueprint.chart?.id !== undefined) { return shown; }
  const root = blueprint.cluster === undefined ? '' : `${blueprint.cluster.name}/`;
  const named = shown.replaceAll(`[${root}${CHART_ID}]`, `[${root}${blueprint.name}]`);
  // Where a path begins: constructs below may be called so too.
  return blueprint.isChart === true
    ? named.replace(new RegExp(`(?<![^\\s['])${root}${CHART_ID}/`, 'g'), () => `${root}${blueprint.name}/`)
    : named.replaceAll(`${root}${CHART_ID}/`, root);
}
