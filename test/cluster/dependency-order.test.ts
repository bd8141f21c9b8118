import { ApiObject, App, Chart, DependencyGraph } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import * as fc from 'fast-check';
import { Cluster } from '../../lib/cluster/cluster';
import { chartsInOrder, objectsInOrder, settleDependencies } from '../../lib/cluster/dependencies';
import { inDependencyOrder } from '../../lib/cluster/dependency-order';
import { parseYaml } from '../../lib/manifest/yaml';

const IDS = ['a', 'b', '10', '9', 'z'];

/** A tree of some charts, charts in charts, groups and objects, and dependencies between any of them. */
const tree = fc.record({
  ids: fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 4 }),
  nested: fc.array(fc.tuple(fc.nat(20), fc.constantFrom('chart', 'group', 'object')), { maxLength: 8 }),
  dependencies: fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 8 }),
});

function build({ ids, nested, dependencies }: (typeof tree) extends fc.Arbitrary<infer T> ? T : never): App {
  const app = new App();
  const all: IConstruct[] = ids.map((id) => new Chart(app, id));
  nested.forEach(([at, what], index) => {
    const scope = all.filter((each) => !ApiObject.isApiObject(each))[at % all.filter((each) => !ApiObject.isApiObject(each)).length] as Construct;
    const id = `${what}-${index}`;
    all.push(what === 'chart' ? new Chart(scope, id) : what === 'group' ? new Construct(scope, id)
      : new ApiObject(scope, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id } }));
  });
  for (const [source, target] of dependencies) {
    const [from, to] = [all[source % all.length], all[target % all.length]];
    if (from !== to) { from.node.addDependency(to); }
  }
  return app;
}

const paths = (constructs: readonly IConstruct[]) => constructs.map(({ node }) => node.path);

/** cdk8s names some constructs of a cycle twice. */
function outcome<T>(work: () => T): T | 'cycle' {
  try {
    return work();
  } catch (error) {
    expect((error as Error).message).toContain('Dependency cycle detected: ');
    return 'cycle';
  }
}

describe('inDependencyOrder', () => {
  test('orders any tree as cdk8s does, and throws its errors', () => {
    let orders = 0;
    let cycles = 0;
    fc.assert(fc.property(tree, (given) => {
      const app = build(given);
      const check = (root: IConstruct) => {
        const expected = outcome(() => paths(new DependencyGraph(root.node).topology()));
        expect(outcome(() => paths(inDependencyOrder(root)))).toEqual(expected);
        return expected;
      };
      if (check(app) === 'cycle') { cycles += 1; } else { orders += 1; }
      settleDependencies(app.node.findAll());
      check(app);
      app.node.findAll().filter(Chart.isChart).forEach(check);
    }), { numRuns: 1000 });
    expect(orders).toBeGreaterThan(200);
    expect(cycles).toBeGreaterThan(50);
  }, 120_000);

  test('settles dependencies as the synth of cdk8s does', () => {
    fc.assert(fc.property(tree, (given) => {
      const [ours, theirs] = [build(given), build(given)];
      settleDependencies(ours.node.findAll());
      if (outcome(() => theirs.synthYaml()) === 'cycle') {
        expect(() => chartsInOrder(ours).flatMap(objectsInOrder)).toThrow(/^Dependency cycle detected: /);
        return;
      }
      const dependencies = (app: App) => app.node.findAll().map(({ node }) => [node.path, paths(node.dependencies)]);
      expect(dependencies(ours)).toEqual(dependencies(theirs));
      expect(paths(chartsInOrder(ours))).toEqual(paths(theirs.charts));
    }), { numRuns: 300 });
  }, 120_000);

  test('names a cycle once around', () => {
    const app = new App();
    const [a, b, c] = ['a', 'b', 'c'].map((id) => new Chart(app, id));
    a.addDependency(b, c);
    b.addDependency(c);
    c.addDependency(a);
    expect(() => inDependencyOrder(app)).toThrow(new Error('Dependency cycle detected: a => b => c => a'));
  });

  test('says of what waits for itself that it does', () => {
    const app = new App();
    const chart = new Chart(app, 'chart');
    chart.node.addDependency(chart);
    expect(() => inDependencyOrder(app)).toThrow(new Error('Dependency cycle detected: chart => chart'));
  });

  test('follows a chain of ten thousand', () => {
    const chart = new Chart(new App(), 'chart');
    const objects = Array.from({ length: 10_000 }, (_, index) => new ApiObject(chart, `o${index}`, { apiVersion: 'v1', kind: 'ConfigMap' }));
    objects.forEach((object, index) => { if (index > 0) { objects[index - 1].addDependency(object); } });
    expect(objectsInOrder(chart)).toEqual([...objects].reverse());
  });
});

test('a chain of charts takes no longer than its length', () => {
  const cluster = new Cluster({ name: 'prod-eu' });
  const charts = Array.from({ length: 40 }, (_, chart) => {
    const made = new Chart(cluster, `chart-${chart}`);
    for (let index = 0; index < 20; index += 1) { new ApiObject(made, `config-${index}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c-${chart}-${index}` } }); }
    return made;
  });
  charts.forEach((chart, index) => { if (index > 0) { charts[index - 1].addDependency(chart); } });
  const names = parseYaml(cluster.synthYaml()).map((object: any) => object.metadata.name);
  expect([names.length, names[0], names.at(-1)]).toEqual([800, 'c-39-0', 'c-0-19']);
}, 30_000);
