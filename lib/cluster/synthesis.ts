import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { renderingOnce } from '../construct/edit';
import { Fault, findingOf } from '../construct/fault';
import { findingsOf, foreignFinding } from '../construct/faults';
import { Finding, Severity } from '../construct/finding';
import { pathOf } from '../construct/path';
import { describeWarning, warningsRaisedIn } from '../construct/warning';
import { isFullyKnown } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';
import { objectsInOrder, settleDependencies } from './dependencies';

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

  /** What is at fault with an object where it is going to be. */
  readonly judge?: (object: KubernetesObject) => readonly Fault[];
}

/**
 * Validates and renders a tree, each once. (cdk8s' own synth validates the whole app again for every chart.)
 */
export function synthesize(root: IConstruct, charts: () => Chart[], options: SynthesisOptions = {}): Synthesis {
  return renderingOnce(root, () => {
    settleDependencies(root);
    const errors = root.node.findAll().flatMap(validationErrors);
    const rendered = renderCharts(root, charts, errors);
    return { charts: rendered, warnings: warningsOf(root), errors: [...errors, ...objectErrors(root, rendered, options)] };
  });
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

/** A chart that renders itself in its own way is asked for it, unless its validation would say once more what is wrong. */
function objectsOf(chart: Chart, errors: readonly Finding[]): KubernetesObject[] {
  const isOwnWay = chart.toJson !== Chart.prototype.toJson;
  return isOwnWay && errors.length === 0 ? chart.toJson() : objectsInOrder(chart).map((object) => object.toJson());
}

/** What can be seen only when all objects of a cluster lie side by side. */
function objectErrors(root: IConstruct, charts: readonly SynthesizedChart[], { allowUnknowns = false, judge = () => [] }: SynthesisOptions): Finding[] {
  const paths = constructPaths(root);
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
        fix: "Give one of the two another 'name' or namespace",
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
    return errors;
  }));
}

function constructPaths(root: IConstruct): Map<string, string[]> {
  const paths = new Map<string, string[]>();
  for (const object of root.node.findAll()) {
    if (!ApiObject.isApiObject(object)) { continue; }
    const { name, namespace } = object.metadata;
    const key = `${pathOf(object.chart)} ${objectKey({ apiVersion: object.apiVersion, kind: object.kind, metadata: { name, namespace } })}`;
    paths.set(key, [...paths.get(key) ?? [], pathOf(object)]);
  }
  return paths;
}
