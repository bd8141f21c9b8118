import { Chart } from 'cdk8s';
import * as core from 'fleetwright';

/** The objects of a chart, each of a kind that is expected, in the order in which they are named. */
export function objectsOf(namespace: string, build: (chart: Chart) => unknown, kinds: readonly string[]): any[] {
  const chart = new Chart(new core.Cluster({ name: 'by-hand' }), 'by-hand', { namespace });
  build(chart);
  const objects = chart.toJson();
  if (objects.length !== kinds.length) { throw new Error(`expected ${kinds.join(', ')}, got ${objects.map(({ kind }) => kind).join(', ')}`); }
  return kinds.map((kind) => objects.find((object) => object.kind === kind));
}
