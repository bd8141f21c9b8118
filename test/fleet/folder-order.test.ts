import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { folderDependencies, folderOrder } from '../../lib/fleet/folder-order';
import { folderOf } from '../../lib/fleet/output/file-name';

const orderOf = (cluster: Cluster) => {
  const { charts } = cluster._synthesize();
  return folderOrder([...new Set(charts.flatMap(({ objects }) => objects.map(folderOf)))], folderDependencies(charts));
};

const definition = (scope: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'shops.example.com' },
  spec: {
    group: 'example.com', scope, names: { kind: 'Shop', plural: 'shops' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
});

test.each([
  ['Namespaced', { _cluster: [], shop: ['_cluster'] }],
  // It is written where it belongs, and not where its chart is.
  ['Cluster', { _cluster: [] }],
])('a definition of the cluster itself says where its objects are, and comes before them: %s', (scope, expected) => {
  const cluster = new Cluster({ name: 'prod-eu' });
  const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
  new ApiObject(chart, 'shop', { apiVersion: 'example.com/v1', kind: 'Shop', metadata: { name: 'a' } });
  new ApiObject(chart, 'definition', definition(scope));
  expect(orderOf(cluster)).toEqual(expected);
});

test('what others depend on comes before them, and what needs each other has no order', () => {
  const cluster = new Cluster({ name: 'prod-eu' });
  const [a, b, c] = ['a', 'b', 'c'].map((namespace) => new ApiObject(new Chart(cluster, namespace, { namespace }), 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }));
  a.addDependency(b);
  b.addDependency(c);
  expect(orderOf(cluster)).toEqual({ a: ['b'], b: ['c'], c: [] });
  expect(folderOrder(['a', 'b', 'c'], { a: ['b'], b: ['c'], c: ['a'] })).toEqual({ a: [], b: [], c: [] });
});
