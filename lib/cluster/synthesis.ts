import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { apiObjectsOf } from '../construct/api-objects';
import { unwritableFault, written } from '../construct/edit';
import { levelFaults } from '../construct/enforced-levels';
import { Fault, findingOf } from '../construct/fault';
import { findingsOf, foreignFinding } from '../construct/faults';
import { Finding, Severity } from '../construct/finding';
import { inOwnSynth } from '../construct/own-synth';
import { pathOf } from '../construct/path';
import { PlainTexts } from '../construct/plain-texts';
import { refusalsIn } from '../construct/rule-findings';
import { duringSynth } from '../construct/synth-cache';
import { describeWarning, warningsRaisedByEach } from '../construct/warning';
import { askOnce } from '../manifest/ask-once';
import { isClusterScoped, namespaceSettler } from '../manifest/cluster-scoped';
import { formatPath } from '../manifest/field-path';
import { isFullyKnown } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';
import { asItWasWritten, UnquotedText, unquotedTexts } from '../manifest/unquoted-text';
import { enforcedLevels } from '../rules/pod-security/enforced-level';
import { chartsInOrder, objectsByChart, settleDependencies } from './dependencies';
import { watchIncluded } from './included-values';

/** A chart and what it became. */
export interface SynthesizedChart {
  readonly chart: Chart;
  /** In the order in which they should be applied. */
  readonly objects: readonly KubernetesObject[];
  /** What wrote each of them: its ApiObject, or the chart where that renders itself in its own way. */
  readonly sources: readonly IConstruct[];
}

/** Everything that one synth of a tree found out. */
export interface Synthesis {
  /** In the order in which they should be applied. */
  readonly charts: readonly SynthesizedChart[];
  readonly warnings: readonly Finding[];
  /** Nothing may be written while there are any. */
  readonly errors: readonly Finding[];
  /** The objects as YAML. */
  readonly texts: PlainTexts;
}

/** How a synth treats values that only a deployment knows. */
export interface SynthesisOptions {
  /**
   * Whether they may stand in the objects, because a deployment follows that fills them in.
   * @default false
   */
  readonly allowUnknowns?: boolean;

  /**
   * Whether some values only stand in for others: who put them there tells what was calculated with one.
   * @default false
   */
  readonly hasStandIns?: boolean;

  /** What is at fault with an object where it is going to be. */
  readonly judge?: (object: KubernetesObject) => readonly Fault[];
}

/**
 * Validates and renders a tree, each once. (cdk8s' own synth validates the whole app again for every chart.)
 */
export function synthesize(root: IConstruct, options: SynthesisOptions = {}): Synthesis {
  return inOwnSynth(root, () => duringSynth(root, () => {
    const constructs = root.node.findAll();
    settleDependencies(constructs);
    watchIncluded(constructs);
    const errors: Finding[] = [];
    for (const construct of constructs) { errors.push(...validationErrors(construct)); }
    const rendered = withoutIdleNamespaces(renderCharts(root, constructs, errors));
    const seen = objectErrors(root, rendered.flatMap(({ objects }) => objects), options).filter((error) => !isToldOfProp(error, errors));
    const told = [...errors, ...seen];
    seen.push(...refusalErrors(root).filter(({ path }) => !told.some((each) => path === each.path || path.startsWith(`${each.path}/`))));
    const finished = rendered.map(({ chart, objects: all }) => ({
      chart, objects: all.map(({ object }) => object), sources: all.map(({ source }) => source),
    }));
    return { charts: finished, warnings: warningsOf(constructs), errors: [...errors, ...seen], texts: PlainTexts.in(root) };
  }));
}

/** A chart whose objects are rendered. */
interface RenderedChart {
  readonly chart: Chart;
  readonly objects: readonly RenderedObject[];
}

interface RenderedObject {
  /** Its ApiObject; the chart where a chart that renders itself in its own way has brought it from elsewhere. */
  readonly source: IConstruct;
  readonly object: KubernetesObject;
  /** Whether it is known to hold nothing that is unknown, or cannot be written. */
  readonly isPlain: boolean;
}

/** Whether the construct that emits an object has told already, by the name of its prop, that a value cannot be written. */
function isToldOfProp({ id, path: object }: Finding, told: readonly Finding[]): boolean {
  return ['construct/quoted-text', 'construct/rendering'].includes(id) && told.some((fault) => fault.id.startsWith('prop/') && object.startsWith(`${fault.path}/`));
}

/** The warnings that end a synth: those with such an id, `*` for any, unless somebody accepted them. */
export function promotedWarnings(warnings: readonly Finding[], ids: readonly string[]): Finding[] {
  return warnings
    .filter(({ id, accepted }) => accepted === undefined && (ids.includes(id) || ids.includes('*')))
    .map((warning) => ({ ...warning, severity: Severity.ERROR, message: describeWarning(warning) }));
}

function validationErrors(construct: IConstruct): readonly Finding[] {
  try {
    return findingsOf(construct);
  } catch (error) {
    // A validation that renders what can't be rendered; its chart is going to say the same.
    return ApiObject.isApiObject(construct) ? [] : [foreignFinding((error as Error).message, pathOf(construct))];
  }
}

function warningsOf(constructs: readonly IConstruct[]): Finding[] {
  try {
    return warningsRaisedByEach(constructs).map(({ warning }) => warning);
  } catch {
    // What can't be rendered is among the errors, and nothing is going to be written.
    return [];
  }
}

function renderCharts(root: IConstruct, constructs: readonly IConstruct[], errors: Finding[]): RenderedChart[] {
  const objects = new Map<Chart, readonly RenderedObject[]>();
  const inOrder = objectsByChart(constructs);
  for (const chart of constructs.filter(Chart.isChart)) {
    try {
      objects.set(chart, objectsOf(chart, inOrder, errors));
    } catch (error) {
      errors.push(foreignFinding((error as Error).message, pathOf(chart), 'construct/rendering'));
    }
  }
  return chartsInOrder(root, constructs).map((chart) => ({ chart, objects: objects.get(chart) ?? [] }));
}

/** cdk8s writes the namespace of a chart on all of its objects. On those that belong to none it means nothing, and hides that two are the same. */
function withoutIdleNamespaces(charts: readonly RenderedChart[]): RenderedChart[] {
  const settled = namespaceSettler(charts.flatMap(({ objects }) => objects.map(({ object }) => object)));
  return charts.map(({ chart, objects }) => ({
    chart,
    objects: objects.map((rendered) => {
      const object = settled(rendered.object);
      return object === rendered.object ? rendered : { ...rendered, object };
    }),
  }));
}

/** A chart that renders itself in its own way is asked for it, unless its validation would say once more what is wrong. */
function objectsOf(chart: Chart, inOrder: (chart: Chart) => readonly ApiObject[], errors: readonly Finding[]): RenderedObject[] {
  const isOwnWay = chart.toJson !== Chart.prototype.toJson;
  if (isOwnWay && errors.length === 0) { return withSources(chart, chart.toJson()); }
  return inOrder(chart).map((source) => {
    const { object, isPlain = false } = written(source);
    return { source, object, isPlain };
  });
}

/** Objects that share a key come in the order in which they were made, as their constructs do. */
function withSources(chart: Chart, objects: readonly KubernetesObject[]): RenderedObject[] {
  const sources = apiObjectsOf(chart).filter((source) => source.chart === chart);
  const keyOf = ({ apiVersion, kind, metadata: { name, namespace } }: ApiObject) => objectKey({ apiVersion, kind, metadata: { name, namespace } });
  return objects.map((object) => {
    const index = sources.findIndex((source) => keyOf(source) === objectKey(object));
    return { source: index < 0 ? chart : sources.splice(index, 1)[0], object, isPlain: false };
  });
}

/** What API servers refuse of the objects. Where a construct knows already that something is wrong, it says so in its own words. */
function refusalErrors(root: IConstruct): Finding[] {
  return refusalsIn(root).flatMap(([source, faults]) => faults.map((fault) => findingOf(fault, pathOf(source))));
}

/** What can be seen only when all objects of a cluster lie side by side. */
function objectErrors(root: IConstruct, all: readonly RenderedObject[], options: SynthesisOptions): Finding[] {
  const objects = all.map(({ object }) => object);
  const { kubernetesVersion } = root as { kubernetesVersion?: string };
  const levels = enforcedLevels(objects);
  const seen = new Map<string, IConstruct>();
  const errors: Finding[] = [];
  for (const { source, object, isPlain } of all) {
    const key = askOnce(object, objectKey);
    const tell = (faults: readonly Fault[]) => { for (const fault of faults) { errors.push(findingOf(fault, pathOf(source))); } };
    if (options.judge !== undefined) { tell(options.judge(object)); }
    tell(twinFaults(object, seen.get(key), objects));
    tell(contentFaults(object, isPlain, options));
    tell(levelFaults(object, levels, kubernetesVersion));
    seen.set(key, source);
  }
  return errors;
}

function twinFaults(object: KubernetesObject, other: IConstruct | undefined, all: readonly KubernetesObject[]): readonly Fault[] {
  // A generateName names no particular object, so any number may share it.
  if (other === undefined || object.metadata?.name === undefined) { return NOTHING; }
  return [{
    id: 'construct/unique-name',
    rule: `${describeObject(object)} is emitted twice; the other one stands at '${pathOf(other)}'`,
    fix: `Give one of the two another 'name'${isClusterScoped(object, all) ? '' : ' or namespace'}`,
  }];
}

/** What the values in an object are that they can't be. */
function contentFaults(object: KubernetesObject, isPlain: boolean, { allowUnknowns = false, hasStandIns = false }: SynthesisOptions): readonly Fault[] {
  const unknown: readonly Fault[] = allowUnknowns || isPlain || isFullyKnown(object) ? NOTHING : [{
    id: 'construct/rendering',
    rule: `${describeObject(object)} holds a value that is known only to a deployment`,
    fix: 'Deploy it with Pulumi, or give the value itself',
  }];
  if (hasStandIns) { return unknown; }
  const unquoted = askOnce(object, unquotedTexts).map((each) => unquotedFault(object, each));
  const unwritable = isPlain || unquoted.length > 0 ? undefined : unwritableFault(object);
  if (unquoted.length === 0 && unwritable === undefined) { return unknown; }
  return [...unknown, ...unquoted, ...unwritable === undefined ? [] : [unwritable]];
}

const NOTHING: readonly never[] = [];

function unquotedFault(object: KubernetesObject, { path, value, isConfidential }: UnquotedText): Fault {
  // What is no number one could have meant tells nothing.
  const got = isConfidential && Number.isFinite(value) ? 'a number' : `${value}: in YAML, that is an unquoted ${asItWasWritten(value)}`;
  return {
    id: 'construct/quoted-text',
    rule: `${describeObject(object)}: ${formatPath(path)} must be a text, got ${got}`,
    fix: 'Put it in quotes',
  };
}
