import { clusterFiles } from '../../../lib/fleet/output/cluster-files';
import { FleetLayout } from '../../../lib/fleet/output/fleet-layout';

const object = (kind: string, name: string, namespace?: string, apiVersion = 'v1'): any => ({ apiVersion, kind, metadata: { name, namespace } });
const files = (objects: any[], kustomization = false) => clusterFiles([{ chart: 'shop', objects }], { layout: FleetLayout.FILE_PER_OBJECT, kustomization });
const perChart = (charts: { [chart: string]: any[] }, kustomization = false) =>
  clusterFiles(Object.entries(charts).map(([chart, objects]) => ({ chart, objects })), { layout: FleetLayout.FILE_PER_CHART, kustomization });
const texts = (faults: readonly any[]) => faults.map(({ id, chart, rule, fix }) => `${id} ${chart}: ${rule}. ${fix}.`);

test('a file for each object, sorted', () => {
  const [b, a, n] = [object('Secret', 'b', 'shop'), object('ConfigMap', 'a', 'shop'), object('Namespace', 'shop')];
  expect(files([b, a, n])).toEqual({
    files: [
      { path: '_cluster/namespace-shop.yaml', objects: [n] }, { path: 'shop/configmap-a.yaml', objects: [a] }, { path: 'shop/secret-b.yaml', objects: [b] },
    ],
    faults: [],
  });
});

test('a file for each chart, its objects in the order in which they are applied, none for an empty one', () => {
  const [b, a] = [object('Secret', 'b', 'shop'), object('ConfigMap', 'a', 'shop')];
  expect(perChart({ 'shop/api': [b, a], 'empty': [], 'base': [a] })).toEqual({
    files: [{ path: 'base.yaml', objects: [a] }, { path: 'shop%2Fapi.yaml', objects: [b, a] }],
    faults: [],
  });
});

test('a kustomization for each folder', () => {
  const listing = (resources: string[]) => [{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources }];
  expect(files([object('Secret', 'b', 'shop'), object('ConfigMap', 'a', 'shop'), object('Namespace', 'shop')], true).files.filter((file) => file.isListing)).toEqual([
    { path: '_cluster/kustomization.yaml', isListing: true, objects: listing(['namespace-shop.yaml']) },
    { path: 'kustomization.yaml', isListing: true, objects: listing(['_cluster', 'shop']) },
    { path: 'shop/kustomization.yaml', isListing: true, objects: listing(['configmap-a.yaml', 'secret-b.yaml']) },
  ]);
  expect(perChart({ b: [object('Secret', 'b')], a: [object('Secret', 'a')] }, true).files.filter((file) => file.isListing)).toEqual([
    { path: 'kustomization.yaml', isListing: true, objects: listing(['a.yaml', 'b.yaml']) },
  ]);
  expect(files([], true).files).toEqual([{ path: 'kustomization.yaml', isListing: true, objects: listing([]) }]);
});

describe('faults', () => {
  test.each<[string, { faults: readonly any[] }, string]>([
    ['two objects for one file', files([object('ScaledObject', 'a', 'shop', 'keda.sh/v1'), object('ScaledObject', 'a', 'shop', 'example.com/v1')]),
      "fleet/unique-file shop: ScaledObject 'shop/a' (keda.sh/v1) and ScaledObject 'shop/a' (example.com/v1) would be written to 'shop/scaledobject-a.yaml'. "
      + "Give it another name, or write files by 'FleetLayout.FILE_PER_CHART'."],
    ['two where case does not count', files([object('ClusterRole', 'Admin'), object('ClusterRole', 'admin')]),
      "fleet/unique-file shop: ClusterRole 'Admin' (v1) and ClusterRole 'admin' (v1) would be written to '_cluster/clusterrole.-Admin.yaml' and "
      + "'_cluster/clusterrole.-admin.yaml', which are one file where case does not count. Give it another name, or write files by 'FleetLayout.FILE_PER_CHART'."],
    ['two charts', perChart({ a: [object('Secret', 'a')], A: [object('Secret', 'b')] }),
      "fleet/unique-file A: Chart 'a' and Chart 'A' would be written to 'a.yaml' and 'A.yaml', which are one file where case does not count. Give the chart another id."],
    ['a chart in the place of a kustomization', perChart({ Kustomization: [object('Secret', 'a')] }),
      "fleet/unique-file Kustomization: Chart 'Kustomization' would be written to 'Kustomization.yaml', which tells Kustomize what the folder holds. Give the chart another id."],
    ['a long name', files([object('CustomResourceDefinition', 'x'.repeat(240), undefined, 'apiextensions.k8s.io/v1')]),
      `fleet/file-name shop: CustomResourceDefinition '${'x'.repeat(240)}' (apiextensions.k8s.io/v1): its file would be called 'customresourcedefinition-${'x'.repeat(240)}.yaml', `
      + "which is 270 bytes long; file systems take 255. Give it a shorter name, or write files by 'FleetLayout.FILE_PER_CHART'."],
    ['a chart of a long name', perChart({ [`${'x'.repeat(251)}`]: [object('Secret', 'a')] }),
      `fleet/file-name ${'x'.repeat(251)}: Chart '${'x'.repeat(251)}': its file would be called '${'x'.repeat(251)}.yaml', which is 256 bytes long; file systems take 255. `
      + 'Give the chart a shorter id.'],
  ])('%s', (_, { faults }, expected) => {
    expect(texts(faults)).toEqual([expected]);
  });

  test('names that just fit are none', () => {
    expect(files([object('Secret', 'x'.repeat(253 - 10), 'shop')]).faults).toEqual([]);
    expect(perChart({ [`${'x'.repeat(250)}`]: [object('Secret', 'a')] }).faults).toEqual([]);
  });

  test('two objects of one generateName are two for one file', () => {
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'load-', namespace: 'dev' } };
    expect(texts(files([job, job]).faults)).toEqual([
      "fleet/unique-file shop: Job 'dev/load-*' (batch/v1) and Job 'dev/load-*' (batch/v1) would be written to 'dev/job-load-.yaml'. "
      + "Give it another name, or write files by 'FleetLayout.FILE_PER_CHART'.",
    ]);
  });
});
