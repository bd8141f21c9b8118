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
export function chartsInOrder(root: IConstruct): Chart[] {
  return inDependencyOrder(root).filter(Chart.isChart);
}

/** The objects of a chart, in the order in which they should be applied, without those of charts inside it. */
export function objectsInOrder(chart: Chart): ApiObject[] {
  return inDependencyOrder(chart).filter((child): child is ApiObject => ApiObject.isApiObject(child) && child.chart === chart);
}

/** The objects of a construct that belong to its own chart. */
function ownObjectsOf(construct: IConstruct): ApiObject[] {
  const chart = Chart.of(construct);
  return construct.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child) && child.chart === chart);
}
