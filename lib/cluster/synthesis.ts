import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { apiObjectsOf } from '../construct/api-objects';
import { unwritableFault } from '../construct/edit';
import { levelFaults } from '../construct/enforced-levels';
import { Fault, findingOf } from '../construct/fault';
import { findingsOf, foreignFinding } from '../construct/faults';
import { Finding, Severity } from '../construct/finding';
import { inOwnSynth } from '../construct/own-synth';
import { pathOf } from '../construct/path';
import { duringSynth } from '../construct/synth-cache';
import { describeWarning, warningsRaisedIn } from '../construct/warning';
import { isClusterScoped, namespaceSettler, withoutNamespace } from '../manifest/cluster-scoped';
import { formatPath } from '../manifest/field-path';
import { isFullyKnown } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';
import { asItWasWritten, UnquotedText, unquotedTexts } from '../manifest/unquoted-text';
import { enforcedLevels } from '../rules/pod-security/enforced-level';
import { objectsInOrder, settleDependencies } from './dependencies';
import { watchIncluded } from './included-values';

/** A chart and what it became. */
export interface SynthesizedChart {
  readonly chart: Chart;
  /** In the order in which they should be applied. */
  readonly objects: readonly KubernetesObject[];
}

/** Everything that one synth of a tree found out. */
export interface Synthesis {
  /** In the order in which they should be applied. */
  readonly charts: readonly SynthesizedChart[];
  readonly warnings: readonly Finding[];
  /** Nothing may be written while there are any. */
  readonly errors: readonly Finding[];
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
export function synthesize(root: IConstruct, charts: () => Chart[], options: SynthesisOptions = {}): Synthesis {
  return inOwnSynth(root, () => duringSynth(root, () => {
    settleDependencies(root);
    watchIncluded(root);
    const errors = root.node.findAll().flatMap(validationErrors);
    const rendered = withoutIdleNamespaces(renderCharts(root, charts, errors));
    const seen = objectErrors(root, rendered, options).filter((error) => !isToldOfProp(error, errors));
    return { charts: rendered, warnings: warningsOf(root), errors: [...errors, ...seen] };
  }));
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

function validationErrors(construct: IConstruct): Finding[] {
  try {
    return findingsOf(construct);
  } catch (error) {
    // A validation that renders what can't be rendered; its chart is going to say the same.
    return ApiObject.isApiObject(construct) ? [] : [foreignFinding((error as Error).message, pathOf(construct))];
  }
}

function warningsOf(root: IConstruct): Finding[] {
  try {
    return warningsRaisedIn(root).map(({ warning }) => warning);
  } catch {
    // What can't be rendered is among the errors, and nothing is going to be written.
    return [];
  }
}

function renderCharts(root: IConstruct, charts: () => Chart[], errors: Finding[]): SynthesizedChart[] {
  const objects = new Map<Chart, KubernetesObject[]>();
  for (const chart of root.node.findAll().filter(Chart.isChart)) {
    try {
      objects.set(chart, objectsOf(chart, errors));
    } catch (error) {
      errors.push(foreignFinding((error as Error).message, pathOf(chart), 'construct/rendering'));
    }
  }
  return charts().map((chart) => ({ chart, objects: objects.get(chart) ?? [] }));
}

/** cdk8s writes the namespace of a chart on all of its objects. On those that belong to none it means nothing, and hides that two are the same. */
function withoutIdleNamespaces(charts: readonly SynthesizedChart[]): SynthesizedChart[] {
  const settled = namespaceSettler(charts.flatMap(({ objects }) => objects));
  return charts.map(({ chart, objects }) => ({ chart, objects: objects.map(settled) }));
}

/** A chart that renders itself in its own way is asked for it, unless its validation would say once more what is wrong. */
function objectsOf(chart: Chart, errors: readonly Finding[]): KubernetesObject[] {
  const isOwnWay = chart.toJson !== Chart.prototype.toJson;
  return isOwnWay && errors.length === 0 ? chart.toJson() : objectsInOrder(chart).map((object) => object.toJson());
}

/** What can be seen only when all objects of a cluster lie side by side. */
function objectErrors(
  root: IConstruct, charts: readonly SynthesizedChart[], { allowUnknowns = false, hasStandIns = false, judge = () => [] }: SynthesisOptions,
): Finding[] {
  const all = charts.flatMap(({ objects }) => objects);
  const paths = constructPaths(root, all);
  const { kubernetesVersion } = root as { kubernetesVersion?: string };
  const levels = enforcedLevels(all);
  const seen = new Map<string, string>();
  return charts.flatMap(({ chart, objects }) => objects.flatMap((object) => {
    const key = objectKey(object);
    // Objects that share a key in a chart come in the order in which they were made, as their paths do.
    const path = paths.get(`${pathOf(chart)} ${key}`)?.shift() ?? pathOf(chart);
    const errors: Finding[] = judge(object).map((fault) => findingOf(fault, path));
    // A generateName names no particular object, so any number may share it.
    const other = object.metadata?.name === undefined ? undefined : seen.get(key);
    if (other !== undefined) {
      errors.push(findingOf({
        id: 'construct/unique-name',
        rule: `${describeObject(object)} is emitted twice; the other one stands at '${other}'`,
        fix: `Give one of the two another 'name'${isClusterScoped(object, all) ? '' : ' or namespace'}`,
      }, path));
    }
    seen.set(key, path);
    if (!allowUnknowns && !isFullyKnown(object)) {
      errors.push(findingOf({
        id: 'construct/rendering',
        rule: `${describeObject(object)} holds a value that is known only to a deployment`,
        fix: 'Deploy it with Pulumi, or give the value itself',
      }, path));
    }
    const unquoted = hasStandIns ? [] : unquotedTexts(object).map((each) => unquotedFault(object, each));
    const unwritable = hasStandIns || unquoted.length > 0 ? undefined : unwritableFault(object);
    const faults = [...unquoted, ...unwritable === undefined ? [] : [unwritable], ...levelFaults(object, levels, kubernetesVersion)];
    errors.push(...faults.map((fault) => findingOf(fault, path)));
    return errors;
  }));
}

function unquotedFault(object: KubernetesObject, { path, value, isConfidential }: UnquotedText): Fault {
  // What is no number one could have meant tells nothing.
  const got = isConfidential && Number.isFinite(value) ? 'a number' : `${value}: in YAML, that is an unquoted ${asItWasWritten(value)}`;
  return {
    id: 'construct/quoted-text',
    rule: `${describeObject(object)}: ${formatPath(path)} must be a text, got ${got}`,
    fix: 'Put it in quotes',
  };
}

function constructPaths(root: IConstruct, all: readonly KubernetesObject[]): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const object of apiObjectsOf(root)) {
    const { name, namespace } = object.metadata;
    const named: KubernetesObject = { apiVersion: object.apiVersion, kind: object.kind, metadata: { name, namespace } };
    const key = `${pathOf(object.chart)} ${objectKey(isClusterScoped(named, all) ? withoutNamespace(named) : named)}`;
    paths.set(key, [...paths.get(key) ?? [], pathOf(object)]);
  }
  return paths;
}
