import { ApiObject, Chart, DependencyGraph } from 'cdk8s';
import { IConstruct } from 'constructs';
import { apiObjectsOf } from '../construct/api-objects';

/**
 * Works out dependencies as cdk8s' own synth does: a chart depends on those in it and on those of what its constructs depend on, and what
 * constructs depend on, their objects depend on.
 */
export function settleDependencies(root: IConstruct): void {
  const constructs = root.node.findAll();
  for (const chart of constructs.filter(Chart.isChart)) {
    chart.node.addDependency(...chart.node.children.filter(Chart.isChart));
  }
  for (const { source, target } of dependenciesOf(constructs)) {
    const [sourceChart, targetChart] = [Chart.of(source), Chart.of(target)];
    if (sourceChart !== targetChart) { sourceChart.node.addDependency(targetChart); }
  }
  for (const { source, target } of dependenciesOf(constructs)) {
    const targets = ownObjectsOf(target);
    for (const object of ownObjectsOf(source)) {
      object.node.addDependency(...targets.filter((other) => other !== object));
    }
  }
}

/** The objects of a chart, in the order in which they should be applied, without those of charts inside it. */
export function objectsInOrder(chart: Chart): ApiObject[] {
  return new DependencyGraph(chart.node).topology().filter((child): child is ApiObject => ApiObject.isApiObject(child) && Chart.of(child) === chart);
}

function dependenciesOf(constructs: readonly IConstruct[]): { source: IConstruct; target: IConstruct }[] {
  return constructs.flatMap((source) => source.node.dependencies.map((target) => ({ source, target })));
}

/** The objects of a construct that belong to its own chart. */
function ownObjectsOf(construct: IConstruct): ApiObject[] {
  const chart = Chart.of(construct);
  return apiObjectsOf(construct).filter((object) => Chart.of(object) === chart);
}
