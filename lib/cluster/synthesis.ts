import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { renderingOnce } from '../construct/edit';
import { describeFault } from '../construct/faults';
import { pathOf } from '../construct/path';
import { Warning, Warnings } from '../construct/warnings';
import { isFullyKnown } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { describeObject, objectKey } from '../manifest/object-key';

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
  readonly warnings: readonly Warning[];
  /** Each with its construct's path. Nothing may be written while there are any. */
  readonly errors: readonly string[];
}

/** How a synth treats values that only a deployment knows. */
export interface SynthesisOptions {
  /**
   * Whether they may stand in the objects, because a deployment follows that fills them in.
   * @default false
   */
  readonly allowUnknowns?: boolean;
}

/**
 * Validates and renders a tree, each once. (cdk8s' own synth validates the whole app again for every chart.)
 */
export function synthesize(root: IConstruct, charts: () => Chart[], options: SynthesisOptions = {}): Synthesis {
  return renderingOnce(root, () => {
    const errors = root.node.findAll().flatMap((construct) =>
      validationErrors(construct).map((error) => `[${pathOf(construct)}] ${error}`));

    const rendered = withoutValidation(root, () => renderCharts(root, charts, errors));
    return { charts: rendered, warnings: warningsOf(root), errors: [...errors, ...objectErrors(root, rendered, options)] };
  });
}

function validationErrors(construct: IConstruct): string[] {
  try {
    return construct.node.validate();
  } catch (error) {
    // A validation that renders what can't be rendered; its chart is going to say the same.
    return ApiObject.isApiObject(construct) ? [] : [(error as Error).message];
  }
}

function warningsOf(root: IConstruct): Warning[] {
  try {
    return Warnings.of(root);
  } catch {
    // What can't be rendered is among the errors, and nothing is going to be written.
    return [];
  }
}

function renderCharts(root: IConstruct, charts: () => Chart[], errors: string[]): SynthesizedChart[] {
  const objects = new Map<Chart, KubernetesObject[]>();
  for (const chart of root.node.findAll().filter((child): child is Chart => Chart.isChart(child))) {
    try {
      objects.set(chart, chart.toJson());
    } catch (error) {
      errors.push(`[${pathOf(chart)}] ${(error as Error).message}`);
    }
  }
  // The order is known only now: rendering a chart is what makes cdk8s work out the dependencies between charts.
  return charts().map((chart) => ({ chart, objects: objects.get(chart) ?? [] }));
}

/** `chart.toJson()` validates the whole app; what has been validated is not validated again. */
function withoutValidation<T>(root: IConstruct, work: () => T): T {
  const nodes = root.node.findAll().map((construct) => construct.node);
  nodes.forEach((node) => { node.validate = () => []; });
  try {
    return work();
  } finally {
    // What was shadowed on the instance is the class' own again.
    nodes.forEach((node) => { delete (node as any).validate; });
  }
}

/** What can be seen only when all objects of a cluster lie side by side. */
function objectErrors(root: IConstruct, charts: readonly SynthesizedChart[], { allowUnknowns = false }: SynthesisOptions): string[] {
  const paths = constructPaths(root);
  const seen = new Map<string, string>();
  return charts.flatMap(({ chart, objects }) => objects.flatMap((object) => {
    const key = objectKey(object);
    // Objects that share a key in a chart come in the order in which they were made, as their paths do.
    const path = paths.get(`${pathOf(chart)} ${key}`)?.shift() ?? pathOf(chart);
    const errors: string[] = [];
    // A generateName names no particular object, so any number may share it.
    const other = object.metadata?.name === undefined ? undefined : seen.get(key);
    if (other !== undefined) {
      errors.push(`[${path}] ${describeFault({
        rule: `${describeObject(object)} is emitted twice; the other one stands at '${other}'`,
        fix: "Give one of the two another 'name' or namespace",
      })}`);
    }
    seen.set(key, path);
    if (!allowUnknowns && !isFullyKnown(object)) {
      errors.push(`[${path}] ${describeFault({
        rule: `${describeObject(object)} holds a value that is known only to a deployment`,
        fix: 'Deploy it with Pulumi, or give the value itself',
      })}`);
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
