import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { dependenciesOf, inDependencyOrder } from './dependency-order';

/**
 * Works out dependencies as cdk8s' own synth does: a chart depends on those in it and on those of what its constructs depend on, and what
 * constructs depend on, their objects depend on.
 */
export function settleDependencies(constructs: readonly IConstruct[]): void {
  for (const chart of constructs.filter(Chart.isChart)) {
    const nested = chart.node.children.filter(Chart.isChart);
    if (nested.length > 0) { chart.node.addDependency(...nested); }
  }
  const given = dependenciesOf(constructs);
  if (given.length === 0) { return; }
  for (const { source, target } of given) {
    const [sourceChart, targetChart] = [Chart.of(source), Chart.of(target)];
    if (sourceChart !== targetChart) { sourceChart.node.addDependency(targetChart); }
  }
  const objects = new Map<IConstruct, readonly ApiObject[]>();
  const objectsOf = (construct: IConstruct) => {
    const own = objects.get(construct) ?? ownObjectsOf(construct);
    objects.set(construct, own);
    return own;
  };
  for (const { source, target } of dependenciesOf(constructs)) {
    const targets = objectsOf(target);
    for (const object of objectsOf(source)) {
      object.node.addDependency(...targets.filter((other) => other !== object));
    }
  }
}

/** The charts of a tree, in the order in which they should be applied. */
export function chartsInOrder(root: IConstruct, constructs: readonly IConstruct[] = root.node.findAll()): Chart[] {
  return inDependencyOrder(root, constructs).filter(Chart.isChart);
}

/** The objects of a chart, in the order in which they should be applied, without those of charts inside it. */
export function objectsInOrder(chart: Chart): ApiObject[] {
  return inDependencyOrder(chart).filter((child): child is ApiObject => ApiObject.isApiObject(child) && child.chart === chart);
}

/** `objectsInOrder` of each of the charts among all constructs of a tree. Most trees have no dependencies, and are gone through once for all charts. */
export function objectsByChart(constructs: readonly IConstruct[]): (chart: Chart) => readonly ApiObject[] {
  if (dependenciesOf(constructs).length > 0) { return objectsInOrder; }
  const found = new Map<Chart, ApiObject[]>();
  for (const construct of constructs) {
    if (!ApiObject.isApiObject(construct)) { continue; }
    const others = found.get(construct.chart);
    if (others === undefined) { found.set(construct.chart, [construct]); } else { others.push(construct); }
  }
  return (chart) => found.get(chart) ?? [];
}

/** The objects of a construct that belong to its own chart. */
function ownObjectsOf(construct: IConstruct): ApiObject[] {
  const chart = Chart.of(construct);
  return construct.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child) && child.chart === chart);
}
