import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { warn } from '../../lib/construct/warning';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { DeliveredTree } from '../../lib/fleet/delivered-tree';
import { Fleet, FleetProps } from '../../lib/fleet/fleet';
import { IFleetDelivery } from '../../lib/fleet/fleet-delivery';
import { FleetLayout } from '../../lib/fleet/output/fleet-layout';
import { readFleet } from '../../lib/fleet/output/fleet-reader';
import { formatReport, ReportFormat } from '../../lib/fleet/report/report-format';
import { reportModel } from '../../lib/fleet/report/report-model';

let outdir: string;

beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-delivery-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

const config = (chart: Chart, name: string) => new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } } as any);

/** A namespace, two charts of which one depends on the other, and one by itself. */
const PROGRAM = {
  define: (cluster: Cluster) => {
    new ApiObject(new Chart(cluster, 'namespaces'), 'shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const database = new Chart(cluster, 'database', { namespace: 'storage' });
    const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
    config(database, 'database');
    config(shop, 'shop');
    config(new Chart(cluster, 'alone', { namespace: 'alone' }), 'alone');
    shop.addDependency(database);
  },
};

function fleetOf(props: Partial<FleetProps> = {}): Fleet {
  const fleet = new Fleet({ clusters: [{ name: 'prod-eu', environment: 'production' }, { name: 'dev' }], outdir, ...props });
  fleet.run(ClusterSelector.all(), PROGRAM);
  return fleet;
}

/** An engine that writes down what it sees. */
function recorder(): IFleetDelivery & { trees: DeliveredTree[] } {
  const trees: DeliveredTree[] = [];
  return {
    trees,
    deliver: (hub, tree) => {
      trees.push(tree);
      const chart = new Chart(hub, 'engine', { namespace: 'engine' });
      tree.clusters.forEach(({ name, apps }) => new ApiObject(chart, name, {
        apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: Object.fromEntries(apps.map((app) => [app.name, [app.path, ...app.after].join(' ')])),
      } as any));
    },
  };
}

const filesIn = (folder: string) => fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();

test('writes the objects of an engine beside the clusters, of what was written for them', () => {
  const fleet = fleetOf();
  fleet.deliver(recorder());
  fleet.synth();
  expect(filesIn(path.join(outdir, 'hub'))).toEqual(['engine/configmap-dev.yaml', 'engine/configmap-prod-eu.yaml']);
  expect(fs.readFileSync(path.join(outdir, 'hub/engine/configmap-prod-eu.yaml'), 'utf8')).toContain([
    'data:',
    '  alone: prod-eu/alone cluster',
    '  cluster: prod-eu/_cluster',
    '  shop: prod-eu/shop cluster storage',
    '  storage: prod-eu/storage cluster',
  ].join('\n'));
});

test('changes nothing of the clusters', () => {
  const read = (clusters: string) => filesIn(path.join(outdir, clusters)).map((file) => fs.readFileSync(path.join(outdir, clusters, file), 'utf8'));
  fleetOf().synth();
  const before = [read('prod-eu'), read('dev')];
  const fleet = fleetOf();
  fleet.deliver(recorder(), { name: 'control', kubernetesVersion: '1.34' });
  fleet.synth();
  expect([read('prod-eu'), read('dev')]).toEqual(before);
  expect(fs.readdirSync(outdir).sort()).toEqual(['control', 'dev', 'prod-eu']);
});

test('gives an engine the objects and manifests of an app, also where nothing changed since the last run', () => {
  for (const run of ['first', 'second']) {
    const fleet = fleetOf();
    const engine = recorder();
    let manifests: any[] = [];
    const { deliver } = engine;
    engine.deliver = (hub, tree) => {
      deliver(hub, tree);
      manifests = tree.clusters[0].apps.find(({ name }) => name === 'shop')!.readManifests();
    };
    fleet.deliver(engine);
    fleet.synth();
    expect([run, ...manifests]).toEqual([run, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'shop', namespace: 'shop' }, data: { a: 'b' } }]);
    expect(engine.trees).toHaveLength(1);
    expect(engine.trees[0].clusters.map(({ name, description }) => [name, description.environment])).toEqual([['prod-eu', 'production'], ['dev', undefined]]);
    expect(engine.trees[0].clusters[0].apps.map(({ objects }) => objects.map((each) => each.path))).toEqual([
      ['prod-eu/_cluster/namespace-shop.yaml'], ['prod-eu/alone/configmap-alone.yaml'], ['prod-eu/shop/configmap-shop.yaml'], ['prod-eu/storage/configmap-database.yaml'],
    ]);
  }
});

test('namespaces that need each other have no order', () => {
  const fleet = new Fleet({ clusters: [{ name: 'dev' }], outdir });
  fleet.run(ClusterSelector.all(), {
    define: (cluster) => {
      const [one, two, three] = ['one', 'two', 'three'].map((name) => new Chart(cluster, name, { namespace: name === 'three' ? 'one' : name }));
      [one, two, three].forEach((chart) => config(chart, chart.node.id));
      two.addDependency(one);
      three.addDependency(two);
    },
  });
  const engine = recorder();
  fleet.deliver(engine);
  fleet.synth();
  expect(engine.trees[0].clusters[0].apps.map(({ name, after }) => [name, after])).toEqual([['one', []], ['two', []]]);
});

test('the hub is judged as a cluster is, and its faults keep all from being written', () => {
  const fleet = fleetOf();
  fleet.deliver({ deliver: (hub) => new ApiObject(new Chart(hub, 'engine'), 'wrong', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'UPPER' } }) });
  expect(() => fleet.synth()).toThrow(/\[hub\/engine\/wrong\] api\/object-name|\[hub\/engine\/wrong\]/);
  expect(fs.readdirSync(outdir)).toEqual([]);
});

test('the hub is part of the diff and of the warnings, and goes with its engine', () => {
  const fleet = fleetOf();
  fleet.deliver(recorder());
  expect(fleet.diff()).toContain('hub');
  fleet.synth();
  const again = fleetOf();
  again.deliver({
    deliver: (hub) => new ApiObject(new Chart(hub, 'engine'), 'web', {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'engine' },
      spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'web', image: 'web' }] } } },
    } as any),
  });
  expect(again.warnings.map(({ path: at, id }) => `${at} ${id}`)).toContain('hub/engine/web reliability/fixed-image');
  fleetOf().synth();
  expect(fs.readdirSync(outdir).sort()).toEqual(['dev', 'prod-eu']);
});

test('a run that writes a part leaves the hub as it is', () => {
  const fleet = fleetOf();
  fleet.deliver(recorder());
  fleet.synth();
  process.env.FLEETWRIGHT_CLUSTERS = 'dev';
  try {
    const part = fleetOf();
    const engine = recorder();
    part.deliver(engine);
    part.synth();
    expect(engine.trees).toEqual([]);
  } finally {
    delete process.env.FLEETWRIGHT_CLUSTERS;
  }
  expect(filesIn(path.join(outdir, 'hub'))).toHaveLength(2);
});

test('an acceptance that only the hub needs is none too many, and one that nothing needs is', () => {
  const accepting = (id: string) => {
    const fleet = fleetOf({ defaults: { acceptedWarnings: [{ id, reason: 'it is only a test' }] } });
    fleet.deliver({ deliver: (hub) => warn(hub, { id: 'delivery/not-sayable', message: 'The engine has no such field.' }) });
    return fleet;
  };
  expect(accepting('delivery/not-sayable').warnings.filter(({ id }) => id === 'delivery/not-sayable').map(({ path: at, accepted }) => [at, accepted])).toEqual([
    ['hub', 'it is only a test'],
  ]);
  accepting('delivery/not-sayable').synth();
  fs.rmSync(outdir, { recursive: true });
  expect(() => accepting('delivery/archived-engine').synth()).toThrow("'defaults.acceptedWarnings' must be raised by a cluster, and none does, got 'delivery/archived-engine'");
  fs.mkdirSync(outdir, { recursive: true });
});

test('the hub says that it is one, takes no part in what clusters must agree in, and its page marks it', () => {
  const fleet = fleetOf({ clusters: [{ name: 'prod-eu', environment: 'production', capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } }, { name: 'dev' }] });
  fleet.deliver(recorder(), { name: 'hub', environment: 'production', capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } });
  fleet.synth();
  const facts = readFleet(outdir).map((each) => each.facts);
  expect(facts.map(({ cluster }) => [cluster.name, cluster.hub])).toEqual([['dev', undefined], ['hub', true], ['prod-eu', undefined]]);
  const model = reportModel(facts);
  expect(model.clusters.filter(({ hub }) => hub).map(({ name }) => name)).toEqual(['hub']);
  expect(model.findings.filter(({ id }) => id.startsWith('fleet/'))).toEqual([]);
  expect(formatReport(model, ReportFormat.HTML)).toContain('<title>Fleet of 2 clusters</title>');
  expect(formatReport(model, ReportFormat.MERMAID)).toContain('hub, 0 pods');
});

describe('the hub of a fleet that was written in parts', () => {
  const VARIABLES = ['FLEETWRIGHT_CLUSTERS', 'FLEETWRIGHT_SHARD', 'FLEETWRIGHT_HUB'];
  afterEach(() => VARIABLES.forEach((name) => delete process.env[name]));
  const everything = () => Object.fromEntries(fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).sort()
    .filter((file) => fs.statSync(path.join(outdir, file)).isFile()).map((file) => [file, fs.readFileSync(path.join(outdir, file), 'utf8')]));
  const synth = (environment: NodeJS.ProcessEnv = {}, props: Partial<FleetProps> = {}, isDelivered = true) => {
    VARIABLES.forEach((name) => delete process.env[name]);
    Object.assign(process.env, environment);
    const fleet = fleetOf(props);
    const engine = recorder();
    if (isDelivered) { fleet.deliver(engine); }
    fleet.synth();
    return engine;
  };

  test('is the same, byte for byte, with the order of its apps', () => {
    synth();
    const whole = everything();
    expect(whole['hub/engine/configmap-dev.yaml']).toContain('shop: dev/shop cluster storage');
    fs.rmSync(outdir, { recursive: true });
    for (const shard of ['1/2', '2/2']) { synth({ FLEETWRIGHT_SHARD: shard }); }
    expect(Object.keys(everything()).some((file) => file.startsWith('hub/'))).toBe(false);
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    process.env.FLEETWRIGHT_SYNTH = 'summary';
    synth({ FLEETWRIGHT_HUB: 'true' });
    delete process.env.FLEETWRIGHT_SYNTH;
    stderr.mockRestore();
    expect(everything()).toEqual(whole);
  });

  test('is made of what stands there, and runs no program', () => {
    synth();
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), { define: () => { throw new Error('not asked'); } });
    fleet.deliver(recorder());
    process.env.FLEETWRIGHT_HUB = 'true';
    fleet.synth();
    expect(filesIn(path.join(outdir, 'hub'))).toHaveLength(2);
  });

  test('lacks nothing: a cluster that is not there is an error, one that the fleet no longer has goes', () => {
    synth({ FLEETWRIGHT_CLUSTERS: 'dev' });
    expect(() => synth({ FLEETWRIGHT_HUB: 'true' })).toThrow(
      `[Fleet] is made of all clusters, and '${outdir}' does not hold 'prod-eu'. Write them first, and copy the parts into one folder.`,
    );
    synth({ FLEETWRIGHT_CLUSTERS: 'prod-eu' });
    fs.cpSync(path.join(outdir, 'dev'), path.join(outdir, 'old'), { recursive: true });
    synth({ FLEETWRIGHT_HUB: 'true' });
    expect(fs.readdirSync(outdir).sort()).toEqual(['dev', 'hub', 'prod-eu']);
  });

  test('is kept from being written by what the clusters do not agree in', () => {
    const mesh = (id: number) => ({ capabilities: { cilium: { version: '1.19.4', mesh: { id } } } });
    const clusters = [{ name: 'dev', ...mesh(1) }, { name: 'prod-eu', ...mesh(1) }];
    for (const shard of ['1/2', '2/2']) { synth({ FLEETWRIGHT_SHARD: shard }, { clusters }); }
    expect(() => synth({ FLEETWRIGHT_HUB: 'true' }, { clusters })).toThrow("the id 1 in the mesh is that of 'dev' too");
    expect(fs.readdirSync(outdir).sort()).toEqual(['dev', 'prod-eu']);
  });

  test.each([
    [{ FLEETWRIGHT_HUB: '' }, '[FLEETWRIGHT_HUB] is an empty variable of the environment.'],
    [{ FLEETWRIGHT_HUB: 'yes' }, "[FLEETWRIGHT_HUB] must be 'true', got 'yes'. Use 'true' for the hub alone, or do not set it."],
    [{ FLEETWRIGHT_HUB: 'true', FLEETWRIGHT_SHARD: '1/2' }, "[FLEETWRIGHT_HUB] must not be set with 'FLEETWRIGHT_SHARD': the hub is made of all clusters. Write it in a run of its own."],
  ])('%j is refused', (environment, message) => {
    expect(() => synth(environment)).toThrow(message);
  });

  test('is an error where nothing delivers', () => {
    expect(() => synth({ FLEETWRIGHT_HUB: 'true' }, {}, false)).toThrow('must not be asked for: nothing was said to deliver the fleet');
  });
});

test('a namespace that has the name of what belongs to none is an error, if something delivers it', () => {
  const named = () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.names('dev'), { define: (cluster) => config(new Chart(cluster, 'more', { namespace: 'cluster' }), 'a') });
    return fleet;
  };
  const fleet = named();
  fleet.deliver(recorder());
  expect(() => fleet.synth()).toThrow(
    "[dev/more] must not write into a namespace that is called 'cluster': engines know what is in no namespace by that name. Give the namespace another name.",
  );
  expect(fs.readdirSync(outdir)).toEqual([]);
  named().synth();
  expect(fs.existsSync(path.join(outdir, 'dev/cluster/configmap-a.yaml'))).toBe(true);
});

test('says all that is wrong with a delivery at once', () => {
  const fleet = fleetOf({ layout: FleetLayout.FILE_PER_CHART });
  expect(() => fleet.deliver({} as any, { name: 'dev' })).toThrow([
    "[Fleet.deliver] 'delivery' must have a method 'deliver'. Use one such as { deliver: (hub, tree) => { … } }.",
    "[Fleet.deliver] 'hub.name' must not be that of a cluster of the fleet: the folder of the hub is its own, got 'dev'. Use 'hub', also where that cluster is the hub.",
    "[Fleet.deliver] needs a folder for each namespace, which 'FleetLayout.FILE_PER_CHART' does not write. Leave out 'layout'.",
  ].join('\n'));
});

test('is said once, and before the synth', () => {
  const fleet = fleetOf();
  fleet.deliver(recorder());
  expect(() => fleet.deliver(recorder())).toThrow('[Fleet.deliver] must be said once: two engines would apply the same objects. Use one of the two.');
  const written = fleetOf();
  written.synth();
  expect(() => written.deliver(recorder())).toThrow('[Fleet.deliver] must come before the synth');
});
