import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import Ajv from 'ajv';
import { ApiObject, Chart } from 'cdk8s';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet, FleetProps } from '../../lib/fleet/fleet';
import { ImageVersions } from '../../lib/fleet/versions/image-versions';
import { parseYaml } from '../../lib/manifest/yaml';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-versions-')); });
afterEach(() => fs.rmSync(folder, { recursive: true }));

const DIGEST = `sha256:${'ab'.repeat(32)}`;
const image = (tag: string) => `registry.example.com/shop/web:${tag}@${DIGEST}`;

function read(text: string): ImageVersions {
  fs.writeFileSync(path.join(folder, 'versions.yaml'), text);
  return ImageVersions.fromFile(path.join(folder, 'versions.yaml'));
}

function messageOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    expect(FleetErrors.findingsOf(error).length).toBeGreaterThan(0);
    return (error as Error).message.replaceAll(folder + path.sep, '').split('\n');
  }
  return [];
}

const GOOD = `
defaults:
  proxy: ${image('0.9.0')}
  web: ${image('1.0.0')}
environments:
  dev:
    web: ${image('1.1.0')}
  production:
    web: ${image('1.0.2')}
clusters:
  prod-eu:
    web: ${image('1.0.1')}
`;

/** A fleet whose clusters run what they are told of some names. */
function fleetOf(versions: ImageVersions, names: readonly string[], props: Partial<FleetProps> = {}): Fleet {
  const fleet = new Fleet({
    clusters: [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }, { name: 'prod-us', environment: 'production' }, { name: 'lab' }],
    outdir: path.join(folder, 'dist'), versions, ...props,
  });
  fleet.run(ClusterSelector.all(), {
    define: (cluster) => {
      const here = versions.at(cluster);
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      new ApiObject(chart, 'images', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'images' }, data: Object.fromEntries(names.map((name) => [name, here.of(name)])) } as any);
    },
  });
  return fleet;
}

const dataOf = (fleet: Fleet, cluster: string) => (parseYaml(fleet.synthYaml(cluster)) as any[])[0].data;
const told = (fleet: Fleet) => fleet.warnings.filter(({ id }) => id === 'fleet/unused-version').map(({ path: at, message }) => `[${path.basename(at)}] ${message}`);

test('a cluster runs what is said of it, then of its environment, then of all', () => {
  const fleet = fleetOf(read(GOOD), ['web', 'proxy']);
  expect(['dev', 'prod-eu', 'prod-us', 'lab'].map((name) => dataOf(fleet, name))).toEqual([
    { web: image('1.1.0'), proxy: image('0.9.0') }, { web: image('1.0.1'), proxy: image('0.9.0') },
    { web: image('1.0.2'), proxy: image('0.9.0') }, { web: image('1.0.0'), proxy: image('0.9.0') },
  ]);
  expect(told(fleet)).toEqual([]);
});

test('an image of the file is one that a workload takes without a warning', () => {
  const versions = read(GOOD);
  const fleet = new Fleet({ clusters: [{ name: 'dev' }], outdir: path.join(folder, 'dist') });
  fleet.run(ClusterSelector.all(), {
    define: (cluster) => { new HardenedDeployment(new Chart(cluster, 'shop', { namespace: 'shop' }), 'web', { image: versions.at(cluster).of('web') }); },
  });
  expect(fleet.warnings.filter(({ message }) => message.includes('image'))).toEqual([]);
});

test('the diff shows what a changed version does', () => {
  fleetOf(read(GOOD), ['web', 'proxy']).synth();
  const diff = fleetOf(read(GOOD.replace('1.1.0', '1.2.0')), ['web', 'proxy']).diff();
  expect(diff).toContain('1.2.0');
  expect(diff).toContain('dev');
  expect(diff).not.toContain('prod-eu');
});

test('what a cluster has no version of is told of all names at once, with the name that was meant', () => {
  const versions = read(GOOD);
  expect(messageOf(() => fleetOf(versions, ['wep', 'database']).synth())).toEqual([
    'Nothing was written: the manifests have 6 errors.',
    "  [dev] 'versions.yaml' must say which 'wep' runs in this cluster or the environment 'dev'. Use 'web'.",
    "  [dev] 'versions.yaml' must say which 'database' runs in this cluster or the environment 'dev'. Add it to 'versions.yaml'.",
    "  'versions.yaml' must say which 'wep' runs in this cluster or the environment 'production'. Use 'web'. (in 2 clusters: prod-eu, prod-us)",
    "  'versions.yaml' must say which 'database' runs in this cluster or the environment 'production'. Add it to 'versions.yaml'. (in 2 clusters: prod-eu, prod-us)",
    "  [lab] 'versions.yaml' must say which 'wep' runs in this cluster. Use 'web'.",
    "  [lab] 'versions.yaml' must say which 'database' runs in this cluster. Add it to 'versions.yaml'.",
  ]);
  expect(fs.readdirSync(path.join(folder, 'dist'))).toEqual([]);
});

test('what no cluster runs is told: a name, and environments and clusters that there are not', () => {
  const text = `${GOOD}  prod-ue: { web: '${image('1')}' }\n  lab: { proxy: '${image('1')}' }\n`.replace('environments:', 'environments:\n  prodction: {}');
  expect(told(fleetOf(read(text), ['web']))).toEqual([
    "[versions.yaml:3:10] 'defaults.proxy' is run by no cluster. Leave it out, or ask for 'proxy' where it is meant.",
    "[versions.yaml:6:3] 'environments.prodction' is the environment of no cluster of the fleet. Use 'production'.",
    "[versions.yaml:14:3] 'clusters.prod-ue' is no cluster of the fleet. Use 'prod-eu'.",
    "[versions.yaml:15:17] 'clusters.lab.proxy' is run by no cluster. Leave it out, or ask for 'proxy' where it is meant.",
  ]);
});

test('what no cluster runs can be accepted, or be an error', () => {
  const defaults = { acceptedWarnings: [{ id: 'fleet/unused-version', reason: 'shared with another fleet' }] };
  expect(fleetOf(read(GOOD), ['web'], { defaults }).warnings.filter(({ accepted }) => accepted !== undefined).map(({ prop, accepted }) => [prop, accepted]))
    .toEqual([['defaults.proxy', 'shared with another fleet']]);
  expect(messageOf(() => fleetOf(read(GOOD), ['web'], { defaults: { warningsAsErrors: ['fleet/unused-version'] } }).synth())[1])
    .toContain("fleet/unused-version: 'defaults.proxy' is run by no cluster.");
});

test('all that is wrong with a file is told at once, with its place', () => {
  const fix = "Use one such as 'web: registry.example.com/shop/web:1.4.2@sha256:…'.";
  expect(messageOf(() => read(`
enviroments: {}
defaults: [web]
environments:
  dev:
    web: registry.example.com/shop/web:1.4.2
    proxy: registry.example.com/proxy@${DIGEST}
    Other: registry.example.com/other
    number: 1.30
    broken: registry.example.com/Shop:1@${DIGEST}
  production: web
`))).toEqual([
    "[versions.yaml:2:1] 'enviroments' is no field of this file. Use 'environments'.",
    "[versions.yaml:3:1] 'defaults' must be a map of names and images. Correct it, or leave it out.",
    `[versions.yaml:6:10] 'environments.dev.web' must have a digest, got 'registry.example.com/shop/web:1.4.2'. ${fix}`,
    `[versions.yaml:7:12] 'environments.dev.proxy' must have a tag, got 'registry.example.com/proxy@${DIGEST}'. ${fix}`,
    "[versions.yaml:8:5] 'environments.dev.Other' must have a name that is a DNS label, got 'Other'. Use one such as 'web'.",
    `[versions.yaml:8:12] 'environments.dev.Other' must have a tag and a digest, got 'registry.example.com/other'. ${fix}`,
    `[versions.yaml:9:13] 'environments.dev.number' must be an image with a tag and a digest. ${fix}`,
    `[versions.yaml:10:13] 'environments.dev.broken' must name the repository in lower case, got 'Shop'. ${fix}`,
    "[versions.yaml:11:15] 'environments.production' must be a map of names and images. Correct it, or leave it out.",
  ]);
});

test.each([
  ['', '[versions.yaml] must say which images run where, and is empty. Begin with \'environments:\'.'],
  ['- web', "[versions.yaml:1:1] must be a map of 'defaults', 'environments' and 'clusters'. Begin with 'environments:'."],
  ['defaults: {}\n---\ndefaults: {}', '[versions.yaml:3:1] must be one document, and this is another. Put all versions into one.'],
  ['defaults: {', '[versions.yaml:1:12] cannot be read as YAML: Flow map in block collection must be sufficiently indented and end with a }. Correct it.'],
])('refuses %j', (text, message) => {
  expect(messageOf(() => read(text))).toEqual([message]);
});

test('a file that is not there', () => {
  expect(messageOf(() => ImageVersions.fromFile(path.join(folder, 'none.yaml')))[0]).toContain('[none.yaml] must be there, and is not.');
  expect(() => ImageVersions.fromFile('')).toThrow("[ImageVersions.fromFile] 'file' must be given. Use one such as 'versions.yaml'.");
});

test('the schema for editors takes what the reader takes, and refuses what it refuses', () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(fs.readFileSync(path.join(__dirname, '../../schema/versions.schema.json'), 'utf8')));
  const samples: [boolean, unknown][] = [
    [true, parseYaml(GOOD)[0]], [true, { environments: { dev: null }, clusters: null }],
    [false, { environmnts: {} }], [false, { defaults: { web: 'registry.example.com/shop/web:1.4.2' } }], [false, { defaults: { web: `registry.example.com/web@${DIGEST}` } }],
    [false, { defaults: { Web: image('1') } }], [false, { clusters: { dev: ['web'] } }], [false, { defaults: { web: 1.3 } }],
  ];
  for (const [isGood, sample] of samples) {
    expect([sample, validate(sample)]).toEqual([sample, isGood]);
    expect([sample, messageOf(() => read(JSON.stringify(sample))).length === 0]).toEqual([sample, isGood]);
  }
});
