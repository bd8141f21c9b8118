import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Cloud } from '../../lib/cluster/cloud';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { IClusterProgram } from '../../lib/fleet/cluster-program';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet, FleetProps } from '../../lib/fleet/fleet';
import { FleetLayout } from '../../lib/fleet/output/fleet-layout';
import { parseYaml } from '../../lib/manifest/yaml';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { errorOf } from '../error-of';

let outdir: string;
let stderr: jest.SpyInstance;
beforeEach(() => {
  outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-fleet-'));
  stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  stderr.mockRestore();
  fs.rmSync(outdir, { recursive: true });
  delete process.env.FLEETWRIGHT_CLUSTERS;
  delete process.env.FLEETWRIGHT_SHARD;
  delete process.env.FLEETWRIGHT_SYNTH;
  delete process.env.CDK8S_OUTDIR;
});

v8.setFlagsFromString('--expose-gc');
const gc: () => void = vm.runInNewContext('gc');

const CLUSTERS: ClusterDescription[] = [
  { name: 'prod-eu', region: 'eu-central-1', environment: 'production', cloud: Cloud.AWS, labels: { tier: 'core' } },
  { name: 'prod-us', region: 'us-east-1', environment: 'production', cloud: Cloud.AWS, labels: { tier: 'core' } },
  { name: 'dev', environment: 'dev', cloud: Cloud.GCP },
];

const fleetOf = (props: Partial<FleetProps> = {}) => new Fleet({ clusters: CLUSTERS, outdir, ...props });
const settings = (chart: Chart, name = 'settings', data: any = {}) => new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
const shop: IClusterProgram = { define: (cluster) => void settings(new Chart(cluster, 'shop', { namespace: 'shop' }), 'settings', { cluster: cluster.name }) };
const web = (props: object = {}): IClusterProgram => ({
  define: (cluster) => void new HardenedDeployment(new Chart(cluster, 'shop', { namespace: 'shop' }), 'web', { image: 'registry.example.com/web:1.4.2', ...props }),
});

function written(): string[] {
  return (fs.readdirSync(outdir, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.yaml') && fs.statSync(path.join(outdir, file)).isFile()).sort();
}
const read = (file: string): any => parseYaml(fs.readFileSync(path.join(outdir, file), 'utf8'))[0];
const said = () => stderr.mock.calls.map(([text]) => text).join('');

describe('what runs where', () => {
  test('writes each cluster into a folder of its own, an object a file', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), shop);
    fleet.synth();
    expect(written()).toEqual(['dev/shop/configmap-settings.yaml', 'prod-eu/shop/configmap-settings.yaml', 'prod-us/shop/configmap-settings.yaml']);
    expect(read('prod-us/shop/configmap-settings.yaml').data).toEqual({ cluster: 'prod-us' });
  });

  test('writes the bytes that the cluster alone would write', () => {
    const fleet = fleetOf({ layout: FleetLayout.FILE_PER_CHART });
    fleet.run(ClusterSelector.all(), web());
    fleet.synth();
    const alone = new Cluster({ ...CLUSTERS[0] });
    web().define(alone);
    expect(fs.readFileSync(path.join(outdir, 'prod-eu/shop.yaml'), 'utf8')).toBe(alone.synthYaml());
    expect(fleet.synthYaml('prod-eu')).toBe(alone.synthYaml());
  });

  test('runs several programs in one cluster, in the order in which they were said', () => {
    const order: string[] = [];
    const fleet = fleetOf();
    fleet.run(ClusterSelector.names('dev'), { define: () => void order.push('first') });
    fleet.run(ClusterSelector.environments('dev'), { define: () => void order.push('second') });
    fleet.run(ClusterSelector.environments('production'), { define: ({ name }) => void order.push(name) });
    fleet.synth();
    expect(order).toEqual(['prod-eu', 'prod-us', 'first', 'second']);
  });

  test('builds, writes and lets go each cluster before the next is built', () => {
    const fleet = fleetOf({ clusters: Array.from({ length: 30 }, (_, index) => ({ name: `c-${index}` })) });
    const used: number[] = [];
    fleet.run(ClusterSelector.all(), {
      define: (cluster) => {
        shop.define(cluster);
        gc();
        used.push(process.memoryUsage().heapUsed);
        // Some 4 MB that live as long as the cluster does.
        Object.assign(cluster, { ballast: new Array(500_000).fill(0.1) });
      },
    });
    fleet.synth();
    expect(used.at(-1)! - used[3]).toBeLessThan(20e6);
  });

  test('takes the output folder of cdk8s-cli', () => {
    process.env.CDK8S_OUTDIR = outdir;
    try {
      expect(new Fleet({ clusters: CLUSTERS }).outdir).toBe(outdir);
    } finally {
      delete process.env.CDK8S_OUTDIR;
    }
    expect(new Fleet({ clusters: CLUSTERS }).outdir).toBe('dist');
  });
});

test('writes the file that cdk8s-cli asks for when it validates, one for all clusters', () => {
  Object.assign(process.env, { CDK8S_OUTDIR: outdir, CDK8S_RECORD_CONSTRUCT_METADATA: 'true' });
  try {
    const fleet = new Fleet({ clusters: CLUSTERS });
    fleet.run(ClusterSelector.names('dev'), shop);
    fleet.run(ClusterSelector.names('prod-eu'), { define: (cluster) => void settings(new Chart(cluster, 'other', { namespace: 'other' }), 'others') });
    fleet.synth();
  } finally {
    delete process.env.CDK8S_OUTDIR;
    delete process.env.CDK8S_RECORD_CONSTRUCT_METADATA;
  }
  expect(JSON.parse(fs.readFileSync(path.join(outdir, 'construct-metadata.json'), 'utf8'))).toEqual({
    version: '1.0.0', resources: {
      'settings': { path: 'dev/shop/settings' }, "[dev] ConfigMap 'shop/settings'": { path: 'dev/shop/settings' },
      'others': { path: 'prod-eu/other/others' }, "[prod-eu] ConfigMap 'other/others'": { path: 'prod-eu/other/others' },
    },
  });
});

test.each(['', ' '])('refuses %j as the folder that the environment names', (folder) => {
  process.env.CDK8S_OUTDIR = folder;
  const message = "[CDK8S_OUTDIR] is an empty variable of the environment. Name a folder such as 'dist', or do not set it.";
  expect(errorOf(() => new Fleet({ clusters: CLUSTERS }))).toBe(message);
  expect(errorOf(() => new Cluster({ name: 'dev' }))).toBe(message);
});

describe('under the command line', () => {
  const synth = () => {
    stderr.mockClear();
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), shop);
    fleet.synth();
  };

  test('a line says what was written', () => {
    process.env.FLEETWRIGHT_SYNTH = 'summary';
    synth();
    expect(said()).toBe(`3 clusters, 3 objects in '${outdir}': files 3 written, 0 unchanged, 0 removed; 0 warnings\n`);
    fs.appendFileSync(path.join(outdir, 'dev/shop/configmap-settings.yaml'), '# by hand\n');
    synth();
    expect(said()).toBe(`3 clusters, 3 objects in '${outdir}': files 1 written, 2 unchanged, 0 removed; 0 warnings\n`);
  });

  test('it counts warnings, and those that are accepted apart', () => {
    process.env.FLEETWRIGHT_SYNTH = 'summary';
    const fleet = fleetOf({ clusters: CLUSTERS.slice(0, 1), defaults: { acceptedWarnings: [{ id: 'workload/single-replica', reason: 'it is a test' }] } });
    fleet.run(ClusterSelector.all(), web({ replicas: 1, claims: [{ name: 'idle', size: '1Gi' }] }));
    fleet.synth();
    expect(said()).toMatch(/^1 cluster, \d objects in '.*': files \d written, 0 unchanged, 0 removed; 1 warning and 1 accepted$/m);
  });

  test.each(['quiet', undefined])('no line does where it is %s', (value) => {
    if (value !== undefined) { process.env.FLEETWRIGHT_SYNTH = value; }
    synth();
    expect(said()).toBe('');
  });
});

test('refuses a folder in which cdk8s-cli does not look', () => {
  process.env.CDK8S_OUTDIR = path.join(outdir, 'given');
  try {
    expect(errorOf(() => fleetOf())).toContain("[Fleet] 'outdir' must be in '");
    expect(() => fleetOf({ outdir: path.join(outdir, 'given', 'fleet') })).not.toThrow();
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
});

describe('ClusterSelector', () => {
  const selected = (selector: ClusterSelector) => CLUSTERS.filter((cluster) => selector.selects(cluster)).map(({ name }) => name);
  test.each<[string, ClusterSelector, string[]]>([
    ['all', ClusterSelector.all(), ['prod-eu', 'prod-us', 'dev']],
    ['names', ClusterSelector.names('dev', 'prod-eu'), ['prod-eu', 'dev']],
    ['environments', ClusterSelector.environments('production'), ['prod-eu', 'prod-us']],
    ['regions', ClusterSelector.regions('us-east-1'), ['prod-us']],
    ['clouds', ClusterSelector.clouds(Cloud.GCP), ['dev']],
    ['clouds of the same name', ClusterSelector.clouds(Cloud.of('aws')), ['prod-eu', 'prod-us']],
    ['labels', ClusterSelector.labels({ tier: 'core' }), ['prod-eu', 'prod-us']],
    ['all of the labels', ClusterSelector.labels({ tier: 'core', zone: 'x' }), []],
    ['where', ClusterSelector.where('three letters', { matches: ({ name }) => name.length === 3 }), ['dev']],
    ['and', ClusterSelector.labels({ tier: 'core' }).and(ClusterSelector.regions('us-east-1')), ['prod-us']],
    ['or', ClusterSelector.names('dev').or(ClusterSelector.regions('us-east-1')), ['prod-us', 'dev']],
    ['except', ClusterSelector.all().except(ClusterSelector.environments('dev')), ['prod-eu', 'prod-us']],
  ])('%s', (_, selector, names) => {
    expect(selected(selector)).toEqual(names);
  });

  test('finds what is installed', () => {
    const selector = ClusterSelector.capabilities('cilium', 'cert-manager');
    expect(selector.selects({ name: 'a', capabilities: { cilium: { version: '1.19.4' } } })).toBe(true);
    expect(selector.selects({ name: 'b', capabilities: { other: { 'cert-manager': '1.19.1' } } })).toBe(true);
    expect(selector.selects({ name: 'c', capabilities: { karpenter: { version: '1.13.0' } } })).toBe(false);
    expect(selector.selects({ name: 'd' })).toBe(false);
  });

  test.each<[string, () => unknown]>([
    ['names', () => ClusterSelector.names()],
    ['environments', () => ClusterSelector.environments()],
    ['labels', () => ClusterSelector.labels({})],
  ])('refuses to select by no %s, which may mean all or none', (what, make) => {
    expect(errorOf(make)).toBe(`[ClusterSelector.${what}] '${what}' must select by something: it is not clear whether all clusters are meant, or none. `
      + "Use 'ClusterSelector.all()' for all of them.");
  });

  test('refuses a cluster that the fleet does not have, also deep inside', () => {
    const fleet = fleetOf();
    expect(errorOf(() => fleet.run(ClusterSelector.names('prod-uss'), shop)))
      .toBe("[Fleet.run] 'clusters' must name a cluster of the fleet, got 'prod-uss'. Use 'prod-us'.");
    expect(errorOf(() => fleet.run(ClusterSelector.all().except(ClusterSelector.names('staging')), shop))).toContain("got 'staging'");
  });
});

describe('what would remove manifests without a word', () => {
  test.each<[string, () => ClusterSelector, string]>([
    ['an environment', () => ClusterSelector.environments('prodution'), "'clusters' must name an environment that a cluster of the fleet has, got 'prodution'. Use 'production'."],
    ['a region', () => ClusterSelector.regions('eu-central-2'), "must name a region that a cluster of the fleet has, got 'eu-central-2'. Use 'eu-central-1'."],
    ['a cloud', () => ClusterSelector.clouds(Cloud.AZURE), "must name a cloud that a cluster of the fleet has, got 'azure'. There are 'aws', 'gcp'."],
    ['a label', () => ClusterSelector.labels({ teir: 'core' }), "must name a label that a cluster of the fleet has, got 'teir=core'. Use 'tier=core'."],
    ['a capability', () => ClusterSelector.capabilities('toString'), "must name a capability that a cluster of the fleet has, got 'toString'. No cluster has one: leave it out."],
    ['one that is taken away', () => ClusterSelector.all().except(ClusterSelector.environments('prod')), "got 'prod'. There are 'production', 'dev'."],
    ['none in the end', () => ClusterSelector.environments('dev').and(ClusterSelector.regions('us-east-1')), "must select a cluster of the fleet, got 'environments 'dev' and regions 'us-east-1''."],
  ])('%s that no cluster has is an error', (_, selector, message) => {
    const fleet = fleetOf();
    expect(errorOf(() => fleet.run(selector(), shop))).toContain(message);
    expect(errorOf(() => fleet.override(selector(), { kind: 'ConfigMap', name: 'settings' }, 'x', JsonPatch.add('/data/x', 'y')))).toContain(message);
  });

  test('a program that returns a promise is an error', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), { define: (async () => { await Promise.reject(new Error('late')); }) as any });
    expect(errorOf(() => fleet.synth())).toContain("the 'define' of a program must not return a promise: the cluster is written before it ends.");
    expect(written()).toEqual([]);
  });

  test('a synth of nothing, and what is said after it, are errors', () => {
    const fleet = fleetOf();
    expect(errorOf(() => fleet.synth())).toContain('must come after a program was said to run: all manifests would be removed.');
    fleet.run(ClusterSelector.all(), shop);
    fleet.synth();
    expect(errorOf(() => fleet.run(ClusterSelector.all(), shop))).toContain('must come before the synth: what was written is not written again.');
    expect(() => fleet.synth()).not.toThrow();
  });

  test('two fleets of one program in one folder are an error, and clusters that are gone are told', () => {
    const one = fleetOf();
    one.run(ClusterSelector.all(), shop);
    one.synth();
    const other = fleetOf({ clusters: [{ name: 'c' }] });
    other.run(ClusterSelector.all(), shop);
    expect(errorOf(() => other.synth())).toContain("'outdir' must not be that of another Fleet of this program: each removes the clusters that it does not have");
    expect(written()).toHaveLength(3);
  });
});

describe('environments', () => {
  test('says how things are done in one of them, over what is said for all', () => {
    const fleet = fleetOf({ defaults: { workloads: { replicas: 3, cpu: '200m' } }, environments: { dev: { workloads: { replicas: 1 } } } });
    const seen: any = {};
    fleet.run(ClusterSelector.all(), { define: ({ name, workloads }) => void (seen[name] = workloads) });
    fleet.synth();
    expect(seen).toEqual({
      'prod-eu': { replicas: 3, cpu: '200m' }, 'prod-us': { replicas: 3, cpu: '200m' }, 'dev': { replicas: 1, cpu: '200m' },
    });
  });

  test('accepts a warning that only some clusters raise', () => {
    const fleet = fleetOf({ defaults: { acceptedWarnings: [{ id: 'workload/readiness-probe', reason: 'they are all ready at once' }] } });
    fleet.run(ClusterSelector.names('dev'), web({ ports: [{ port: 8080 }] }));
    fleet.synth();
    expect(said()).toBe('');
    expect(JSON.stringify(read('dev/shop/deployment-web.yaml').metadata.annotations)).toContain('they are all ready at once');
  });

  test('says of an accepted warning that no cluster raises it', () => {
    const fleet = fleetOf({ environments: { dev: { acceptedWarnings: [{ id: 'workload/readiness-probe', reason: 'they are all ready at once' }] } } });
    fleet.run(ClusterSelector.environments('production'), web({ ports: [{ port: 8080 }] }));
    expect(errorOf(() => fleet.synth())).toContain(
      "'environments.dev.acceptedWarnings' must be raised by a cluster, and none does, got 'workload/readiness-probe'. Accept it no longer, or where it is raised.");
    expect(written()).toEqual([]);
  });

  test('makes errors of warnings in one environment alone', () => {
    const props = { environments: { production: { warningsAsErrors: ['workload/readiness-probe'] } } };
    const dev = fleetOf(props);
    dev.run(ClusterSelector.names('dev'), web({ ports: [{ port: 8080 }] }));
    expect(() => dev.synth()).not.toThrow();
    const production = fleetOf(props);
    production.run(ClusterSelector.names('prod-eu'), web({ ports: [{ port: 8080 }] }));
    expect(errorOf(() => production.synth())).toContain('workload/readiness-probe');
  });

  test('refuses environments that no cluster is of', () => {
    expect(errorOf(() => fleetOf({ environments: { prodution: {} } })))
      .toBe("[Fleet] 'environments.prodution' must be the environment of a cluster, got 'prodution'. Use 'production'.");
    expect(errorOf(() => fleetOf({ defaults: { acceptedWarnings: [{ id: 'workload/single-replica', reason: 'x', environments: ['test'] }] } })))
      .toContain("'defaults.acceptedWarnings[0].environments[0]' must be the environment of a cluster, got 'test'. They have 'production', 'dev'.");
  });
});

describe('what is wrong', () => {
  test('of all clusters comes in one error, the same thing once, and nothing is written', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), web({ image: 'web:latest' }));
    fleet.run(ClusterSelector.names('dev'), { define: (cluster) => void new HardenedDeployment(new Chart(cluster, 'x'), 'UPPER', { image: 'x:1' }) });
    const error = errorOf(() => fleet.synth());
    expect(error).toContain("[shop/web] 'image' must name a fixed tag or digest, got 'web:latest'. Use ':1.4.2' or '@sha256:…'. (in 3 clusters: prod-eu, prod-us, dev)");
    expect(error.match(/web:latest/g)).toHaveLength(1);
    expect(error).toContain('[dev/x/UPPER]');
    expect(error).toMatch(/^Nothing was written: the manifests have 2 errors\./);
    expect(written()).toEqual([]);
  });

  test('is there for programs, cluster by cluster', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), web({ image: 'web:latest' }));
    let findings: any[] = [];
    try { fleet.synth(); } catch (error) { findings = FleetErrors.findingsOf(error); }
    expect(findings.map(({ id, path: at }) => [id, at])).toEqual(CLUSTERS.map(({ name }) => ['workload/fixed-image', `${name}/shop/web`]));
  });

  test('leaves what an earlier synth wrote', () => {
    const good = fleetOf();
    good.run(ClusterSelector.all(), shop);
    good.synth();
    const bad = fleetOf();
    bad.run(ClusterSelector.environments('production'), shop);
    bad.run(ClusterSelector.names('dev'), web({ image: 'web:latest' }));
    expect(() => bad.synth()).toThrow();
    expect(written()).toHaveLength(3);
  });

  test('of a program itself names the cluster', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), { define: ({ name }) => { if (name === 'prod-us') { throw new TypeError('x is not a function'); } } });
    expect(errorOf(() => fleet.synth())).toBe('[prod-us] x is not a function');
  });

  test.each<[string, any, string]>([
    ['no clusters', { clusters: [] }, "[Fleet] 'clusters' must hold at least one. Give it one such as { name: 'prod-eu' }."],
    ['two of one name', { clusters: [{ name: 'a' }, { name: 'a' }] }, "[Fleet] 'clusters[1].name' must not be that of 'clusters[0]' too, got 'a'. Give one of the two another name."],
    ['a name that is none', { clusters: [{ name: 'Prod EU' }] }, "'clusters[0].name'"],
    ['a version that is none', { clusters: [{ name: 'a', kubernetesVersion: 'newest' }] }, "[Fleet] 'clusters[0].kubernetesVersion' must be a Kubernetes version, got 'newest'."],
    ['ranges that are none', { clusters: [{ name: 'a', podCidrs: ['10.1.0.0/33'], nodeCidrs: ['x'] }] }, "'clusters[0].nodeCidrs[0]' must be a CIDR"],
    ['a prop that nothing reads', { clusters: [{ name: 'a', zonez: [] }] }, "'clusters[0].zonez' is no prop"],
  ])('of the description: %s', (_, props, message) => {
    expect(errorOf(() => fleetOf(props))).toContain(message);
  });

  test('of the arguments', () => {
    expect(errorOf(() => fleetOf().run(undefined as any, undefined as any))).toContain("'clusters' must be given");
    expect(errorOf(() => fleetOf().run(ClusterSelector.all(), {} as any))).toBe("[Fleet.run] 'program' must have a method 'define'. Use one such as { define: (cluster) => { … } }.");
    expect(errorOf(() => fleetOf().buildCluster('prod-au'))).toBe("[Fleet] 'name' must be a cluster of the fleet, got 'prod-au'. Use 'prod-eu'.");
  });
});

describe('warnings', () => {
  test('are said once for many clusters, with how many and which', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), web({ ports: [{ port: 8080 }] }));
    fleet.synth();
    expect(said()).toMatch(/^warning \[shop\/web\] workload\/readiness-probe: .* \(in 3 clusters: prod-eu, prod-us, dev\)\n$/);
  });

  test('of one cluster name it in their path', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.names('dev'), web({ ports: [{ port: 8080 }] }));
    fleet.synth();
    expect(said()).toMatch(/^warning \[dev\/shop\/web\] workload\/readiness-probe: /);
  });

  test('can be asked for, and nothing is written', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), web({ ports: [{ port: 8080 }] }));
    expect(fleet.warnings.map(({ id, path: at }) => `${at} ${id}`)).toEqual(CLUSTERS.map(({ name }) => `${name}/shop/web workload/readiness-probe`));
    expect(written()).toEqual([]);
  });

  test('of more than five clusters name four', () => {
    const fleet = fleetOf({ clusters: Array.from({ length: 9 }, (_, index) => ({ name: `c-${index}` })) });
    fleet.run(ClusterSelector.all(), web({ ports: [{ port: 8080 }] }));
    fleet.synth();
    expect(said()).toContain('(in 9 clusters: c-0, c-1, c-2, c-3 and 5 more)');
  });
});

describe('overrides', () => {
  const replicas = (count: number) => JsonPatch.replace('/spec/replicas', count);
  const target = { kind: 'Deployment', name: 'web' };

  test('change an object in some clusters alone, and are noted with their reason', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), web());
    fleet.override(ClusterSelector.names('prod-us'), target, 'Black Friday', replicas(6));
    fleet.synth();
    expect(['prod-eu', 'prod-us', 'dev'].map((name) => read(`${name}/shop/deployment-web.yaml`).spec.replicas)).toEqual([2, 6, 2]);
    const [header] = fs.readFileSync(path.join(outdir, 'prod-us/fleetwright.index'), 'utf8').split('\n{"path"');
    expect(header).toContain('{"kind":"Deployment","namespace":"shop","name":"web","reason":"Black Friday","fields":["/spec/replicas"]}');
  });

  test('name the object or field that was probably meant', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), web());
    const named = { kind: 'Deployment', name: 'web', namespace: 'shop' };
    [{ ...named, name: 'wbe' }, { ...named, kind: 'deployments' }, { ...named, namespace: 'store' }].forEach((each) => (
      fleet.override(ClusterSelector.names('dev'), each, 'it is larger', replicas(6))));
    const error = errorOf(() => fleet.synth());
    expect(error).toContain("there is no Deployment 'shop/wbe'. Use 'web', or select only clusters that have it.");
    expect(error).toContain("there is no deployments 'shop/web'. Use 'Deployment', or select only clusters that have it.");
    expect(error).toContain("there is no Deployment 'store/web'. Use 'shop', or select only clusters that have it.");
    const other = fleetOf();
    other.run(ClusterSelector.all(), web());
    other.override(ClusterSelector.names('dev'), target, 'it is larger', JsonPatch.replace('/spec/replcias', 1));
    expect(errorOf(() => other.synth())).toContain("must apply to Deployment 'shop/web', but '/spec/replcias' does not exist. Use '/spec/replicas'.");
  });

  test('that match nothing, do not apply, or give no reason are errors', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.names('dev'), web());
    fleet.override(ClusterSelector.names('dev', 'prod-eu'), target, 'it is larger', replicas(6));
    fleet.override(ClusterSelector.names('dev'), { ...target, namespace: 'shop' }, 'it is larger', JsonPatch.remove('/spec/paused'));
    const error = errorOf(() => fleet.synth());
    expect(error).toContain("[prod-eu] an override must match an object, and there is no Deployment 'web'. Select only clusters that have it.");
    expect(error).toContain("must apply to Deployment 'shop/web', but '/spec/paused' does not exist");
    expect(errorOf(() => fleet.override(ClusterSelector.all(), target, '', replicas(1)))).toContain("'reason'");
    expect(errorOf(() => fleet.override(ClusterSelector.all(), target, 'x'))).toContain("[Fleet.override] 'operations' must hold at least one.");
    expect(errorOf(() => fleet.override(ClusterSelector.all(), { ...target, nmae: 'x' } as any, 'x', replicas(1)))).toContain("'target.nmae'");
  });

  test('must not match in two namespaces', () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.names('dev'), { define: (cluster) => ['a', 'b'].forEach((namespace) => void settings(new Chart(cluster, namespace, { namespace }))) });
    fleet.override(ClusterSelector.names('dev'), { kind: 'ConfigMap', name: 'settings' }, 'x', JsonPatch.add('/data/x', 'y'));
    expect(errorOf(() => fleet.synth())).toContain("an override must match one object, and ConfigMap 'settings' is in the namespaces 'a', 'b'. Say its 'namespace'.");
  });
});

describe('a part of the fleet', () => {
  const synth = () => {
    const fleet = fleetOf();
    fleet.run(ClusterSelector.all(), shop);
    fleet.synth();
  };
  const names = () => [...new Set(written().map((file) => file.split('/')[0]))];

  test.each([
    ['names', { FLEETWRIGHT_CLUSTERS: 'dev,prod-eu' }, ['dev', 'prod-eu']],
    ['an environment', { FLEETWRIGHT_CLUSTERS: 'environment=production' }, ['prod-eu', 'prod-us']],
    ['a label and a region', { FLEETWRIGHT_CLUSTERS: 'tier=core, region=us-east-1' }, ['prod-us']],
    ['a cloud', { FLEETWRIGHT_CLUSTERS: 'cloud=gcp' }, ['dev']],
    ['a shard', { FLEETWRIGHT_SHARD: '2/2' }, ['prod-eu']],
    ['names and conditions with blanks', { FLEETWRIGHT_CLUSTERS: ' prod-us , dev,', FLEETWRIGHT_SHARD: ' 1 / 1 ' }, ['dev', 'prod-us']],
    ['a condition with blanks', { FLEETWRIGHT_CLUSTERS: 'tier = core, region= us-east-1' }, ['prod-us']],
    ['a shard of some', { FLEETWRIGHT_SHARD: '1/2', FLEETWRIGHT_CLUSTERS: 'environment=production' }, ['prod-eu']],
  ])('is written by %s', (_, environment, expected) => {
    Object.assign(process.env, environment);
    synth();
    expect(names()).toEqual(expected);
  });

  test('leaves the folders of all others', () => {
    synth();
    process.env.FLEETWRIGHT_CLUSTERS = 'dev';
    synth();
    expect(names()).toEqual(['dev', 'prod-eu', 'prod-us']);
  });

  test('that is empty is said, and writes nothing', () => {
    process.env.FLEETWRIGHT_SHARD = '4/4';
    synth();
    expect(said()).toBe('this shard holds no cluster, for there are more shards than clusters: nothing is written\n');
    expect(names()).toEqual([]);
  });

  test('all shards together are the whole', () => {
    synth();
    const whole = Object.fromEntries(written().map((file) => [file, fs.readFileSync(path.join(outdir, file), 'utf8')]));
    fs.rmSync(outdir, { recursive: true });
    for (const shard of ['1/3', '2/3', '3/3']) {
      process.env.FLEETWRIGHT_SHARD = shard;
      synth();
    }
    expect(Object.fromEntries(written().map((file) => [file, fs.readFileSync(path.join(outdir, file), 'utf8')]))).toEqual(whole);
  });

  test.each([
    [{ FLEETWRIGHT_CLUSTERS: 'prod-eus' }, "[FLEETWRIGHT_CLUSTERS] must name clusters of the fleet, got 'prod-eus'. Use 'prod-eu'."],
    [{ FLEETWRIGHT_CLUSTERS: 'environment=test' }, "[FLEETWRIGHT_CLUSTERS] must be a 'environment' of a cluster, got 'environment=test'. There are 'production', 'dev'."],
    [{ FLEETWRIGHT_CLUSTERS: 'enviroment=dev,tier=cre' }, [
      "[FLEETWRIGHT_CLUSTERS] must be what a cluster has, got 'enviroment=dev'. Use 'environment'.",
      "[FLEETWRIGHT_CLUSTERS] must be a 'tier' of a cluster, got 'tier=cre'. Use 'core'.",
    ].join('\n')],
    [{ FLEETWRIGHT_CLUSTERS: 'team=shop' }, "[FLEETWRIGHT_CLUSTERS] must be what a cluster has, got 'team=shop'. There are 'environment', 'region', 'cloud', 'tier'."],
    [{ FLEETWRIGHT_CLUSTERS: 'tier=core,dev' }, "[FLEETWRIGHT_CLUSTERS] must select a cluster of the fleet, got 'tier=core,dev'."],
    [{ FLEETWRIGHT_CLUSTERS: ',' }, "[FLEETWRIGHT_CLUSTERS] must select a cluster of the fleet, got ','."],
    [{ FLEETWRIGHT_CLUSTERS: '' }, "[FLEETWRIGHT_CLUSTERS] is an empty variable of the environment. Use names, or conditions such as 'environment=production' of which all hold, or do not set it for all of them."],
    [{ FLEETWRIGHT_SHARD: ' ' }, "[FLEETWRIGHT_SHARD] is an empty variable of the environment. Use one such as '3/16', from '1/16' to '16/16', or do not set it for the whole."],
    [{ FLEETWRIGHT_SHARD: '0/3' }, "[FLEETWRIGHT_SHARD] must be the number of a shard and how many there are, got '0/3'."],
    [{ FLEETWRIGHT_SHARD: '4/3' }, "[FLEETWRIGHT_SHARD] must be the number of a shard and how many there are, got '4/3'."],
    [{ FLEETWRIGHT_SHARD: 'third' }, "[FLEETWRIGHT_SHARD] must be the number of a shard and how many there are, got 'third'."],
  ])('%j is refused', (environment, message) => {
    Object.assign(process.env, environment);
    expect(errorOf(synth)).toContain(message);
  });
});

describe('values of a cluster', () => {
  const cluster = new Cluster({ name: 'prod-eu', values: { bucket: 'logs', shards: 3, audited: false, zones: ['a'], limits: { cpu: '2' }, none: null } });

  test('are read as what they must be', () => {
    expect(cluster.values.text('bucket')).toBe('logs');
    expect(cluster.values.number('shards')).toBe(3);
    expect(cluster.values.flag('audited')).toBe(false);
    expect(cluster.values.list('zones')).toEqual(['a']);
    expect(cluster.values.map('limits')).toEqual({ cpu: '2' });
    expect([cluster.values.has('bucket'), cluster.values.has('toString')]).toEqual([true, false]);
  });

  test('that are missing or of another type are errors that name the cluster, and never the value', () => {
    expect(errorOf(() => cluster.values.text('buket'))).toBe(
      "[prod-eu] 'values.buket' must be given, because a program asks for it. Ask for 'bucket', or give it where the cluster is described.");
    expect(errorOf(() => cluster.values.number('bucket'))).toBe("[prod-eu] 'values.bucket' must be a number, got a text. Correct it where the cluster is described.");
    expect(errorOf(() => cluster.values.text('constructor'))).toContain("'values.constructor' must be given");
    expect(errorOf(() => new Cluster({ name: 'a' }).values.text('x'))).toBe("[a] 'values.x' must be given, because a program asks for it. It has none.");
  });
});

test('a chart of somebody else runs unchanged', () => {
  class TheirChart extends Chart {
    public constructor(scope: App, id: string) {
      super(scope, id, { namespace: 'theirs' });
      settings(this);
    }
  }
  const fleet = fleetOf();
  fleet.run(ClusterSelector.all(), { define: (cluster) => void new TheirChart(cluster, 'theirs') });
  fleet.synth();
  expect(written()).toHaveLength(3);
});

describe('what a cluster refuses that has what was written before', () => {
  const store = (storage: string) => ({ define: (cluster: Cluster) => {
    new ApiObject(new Chart(cluster, 'orders', { namespace: 'orders' }), 'store', {
      apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'store' },
      spec: {
        serviceName: 'store', selector: { matchLabels: { app: 'store' } },
        template: { metadata: { labels: { app: 'store' } }, spec: { containers: [{ name: 'store', image: 'registry.example.com/store:1.0.0' }] } },
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } }],
      },
    });
  } });
  const into = (folder: string, storage: string, props: Partial<FleetProps> = {}) => {
    const fleet = new Fleet({ clusters: [{ name: 'prod-eu', environment: 'prod' }, { name: 'dev', environment: 'dev' }], outdir: folder, ...props });
    fleet.run(ClusterSelector.all(), store(storage));
    const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      fleet.synth();
      return printed.mock.calls.map(([text]) => String(text)).filter((line) => line.includes('immutable-field'));
    } finally {
      printed.mockRestore();
    }
  };
  let folders = 0;
  const before = () => {
    folders += 1;
    const folder = path.join(outdir, `immutable-${folders}`);
    expect(into(folder, '1Gi')).toEqual([]);
    return folder;
  };

  test('is a warning, as a Cluster gives it, once for all clusters, and not again', () => {
    const folder = before();
    expect(into(folder, '2Gi')).toEqual([
      "warning [orders/store] workload/immutable-field: StatefulSet 'orders/store' changes spec.volumeClaimTemplates, which a cluster that has it refuses. To keep its pods and volumes, "
        + "take it away alone before the new one is applied: 'kubectl -n orders delete statefulset store --cascade=orphan'. Or give it another 'name'. (in 2 clusters: prod-eu, dev)\n",
    ]);
    expect(into(folder, '2Gi')).toEqual([]);
  });

  test('can be made an error, and then nothing is written', () => {
    const folder = before();
    expect(() => into(folder, '2Gi', { environments: { prod: { warningsAsErrors: ['workload/immutable-field'] } } })).toThrow(
      /^Nothing was written: the manifests have an error\.\n {2}\[prod-eu\/orders\/store\] workload\/immutable-field: /);
    expect(fs.readFileSync(path.join(folder, 'prod-eu/orders/statefulset-store.yaml'), 'utf8')).toContain('1Gi');
    expect(fs.readFileSync(path.join(folder, 'dev/orders/statefulset-store.yaml'), 'utf8')).toContain('1Gi');
  });

  test('can be accepted, also by the synth that no longer raises it', () => {
    const folder = before();
    const props = { defaults: { acceptedWarnings: [{ id: 'workload/immutable-field', reason: 'we move the volumes by hand' }] } };
    expect(into(folder, '2Gi', props)).toEqual([]);
    expect(into(folder, '2Gi', props)).toEqual([]);
  });
});
