import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readFleet } from '../../../lib/fleet/output/fleet-reader';
import { clusterSet, placesOf } from '../../../lib/fleet/report/cluster-set';
import { reportModel, ReportModel } from '../../../lib/fleet/report/report-model';
import { ClusterFacts } from '../../../lib/rules/fleet/cluster-facts';
import { largeFleet, sampleFleet } from './sample-fleet';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-report-'));
let facts: ClusterFacts[];
let model: ReportModel;
beforeAll(() => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  sampleFleet(outdir).synth();
  stderr.mockRestore();
  facts = readFleet(outdir).map(({ index }) => index.facts as unknown as ClusterFacts);
  model = reportModel(facts);
});
afterAll(() => fs.rmSync(outdir, { recursive: true }));

const named = (set: readonly number[]) => placesOf(set).map((place) => model.clusters[place].name);
const service = (name: string) => model.services.find((each) => each.name === name)!;
const global = (name: string) => model.globals.find((each) => each.name === name)!;

test('orders clusters by environment, region and name, whatever the order of the folders', () => {
  expect(model.clusters.map(({ name }) => name)).toEqual(['dev', 'prod-eu', 'prod-us', 'staging']);
  expect(reportModel([...facts].reverse())).toEqual(model);
});

test('says of a cluster where it is, and how much runs in it, also on spot nodes', () => {
  expect(model.clusters[1]).toMatchObject({
    name: 'prod-eu', environment: 'production', region: 'eu-central-1', cloud: 'aws', kubernetesVersion: '1.34', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
    labels: { tier: 'core' }, mesh: { id: 1, name: 'prod-eu' }, pods: 15, spotPods: 4, uncounted: 0, nodePools: [{ name: 'spot' }],
  });
});

test('says of a Service in which clusters it is, and what the loss of a zone leaves there', () => {
  const variants = service('shop/web').variants.map(({ clusters, pods, afterZone }) => [named(clusters), pods, afterZone]);
  expect(variants).toEqual(expect.arrayContaining([[['dev'], 2, undefined], [['prod-eu'], 6, 4], [['prod-us'], 9, 6]]));
});

test('says of a global Service who calls, who answers, and what the loss of a region leaves', () => {
  expect(global('orders/orders')).toMatchObject({ pods: 6, afterRegion: { region: 'eu-central-1', pods: 3 }, afterZone: { pods: 5 } });
  expect(global('orders/orders').members).toEqual([{ clusters: [1, 2], sharing: 'annotations', affinity: 'local', pods: 3, gives: true, use: 'fallback' }]);
  expect(global('orders/ledger')).toMatchObject({ pods: 2, afterRegion: { region: 'eu-central-1', pods: 0 } });
  expect(global('orders/ledger').members.map(({ clusters, gives, use }) => [named(clusters), gives, use])).toEqual([[['prod-eu'], true, 'equal'], [['prod-us'], false, 'only']]);
});

test('a Service that prefers other clusters is said so', () => {
  const remote = facts.map((each) => ({ ...each, services: each.services.map((one) => ({ ...one, affinity: 'remote' })) }));
  expect(reportModel(remote).globals.flatMap(({ members }) => members.map(({ use }) => use)).sort()).toEqual(['only', 'preferred', 'preferred']);
});

test('says what differs, first within an environment, and where an override says why', () => {
  expect(model.differences.map(({ object, field, within, values, overridden }) => (
    [object, field, within, values.map(({ clusters, value }) => [named(clusters), value]), named(overridden)]))).toEqual([
    ["Deployment 'shop/web'", 'replicas', ['production'], [[['dev', 'staging'], '2'], [['prod-eu'], '6'], [['prod-us'], '9']], ['prod-us']],
    ["Deployment 'shop/web'", 'images', [], [[['prod-eu', 'prod-us', 'staging'], 'registry.example.com/shop/web:1.4.2'], [['dev'], 'registry.example.com/shop/web:1.5.0']], []],
  ]);
  expect(model.overrides).toEqual([{ clusters: [2, 2], object: "Deployment 'shop/web'", reason: 'the sale of November, until December 4', fields: ['/spec/replicas'] }]);
});

test('has the warnings of the synth, the same once, with what was accepted, and those between clusters', () => {
  const found = model.findings.map(({ id, path: at, clusters, accepted }) => [id, at, named(clusters), accepted]);
  expect(found).toEqual(expect.arrayContaining([
    ['workload/readiness-probe', 'shop/web', ['prod-eu', 'prod-us', 'staging'], undefined],
    ['workload/readiness-probe', 'shop/web', ['dev'], 'the workers are ready at once'],
    ['fleet/region-loss', '', ['prod-eu'], undefined],
  ]));
});

test('reads facts of a version that wrote no warnings', () => {
  const older = facts.map(({ warnings: _warnings, ...each }) => each);
  expect(reportModel(older).findings.map(({ id }) => id)).toEqual(['fleet/region-loss']);
});

test('is small and soon made of 200 clusters with 200 services', () => {
  const large = largeFleet({ clusters: 200, services: 200 });
  const start = process.cpuUsage();
  const made = reportModel(large);
  const { user } = process.cpuUsage(start);
  expect(made.services).toHaveLength(200);
  expect(JSON.stringify(made).length).toBeLessThan(3e6);
  // Some 3 s; what compared each with each took minutes.
  expect(user / 1e6).toBeLessThan(20);
}, 60_000);

test('a set of clusters is its runs', () => {
  expect(clusterSet([5, 1, 2, 3, 2])).toEqual([1, 3, 5, 5]);
  expect(placesOf([1, 3, 5, 5])).toEqual([1, 2, 3, 5]);
  expect(clusterSet([])).toEqual([]);
});
