import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Cloud } from '../../../lib/cluster/cloud';
import { FleetErrors } from '../../../lib/construct/fleet-errors';
import { endpointOf } from '../../../lib/construct/network-endpoint';
import { Inventory } from '../../../lib/fleet/inventory/inventory';

jest.mock('node:os', () => ({ ...jest.requireActual('node:os'), homedir: jest.fn() }));

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-inventory-')); });
afterEach(() => fs.rmSync(folder, { recursive: true }));

function read(text: string | Buffer, name = 'clusters.yaml') {
  fs.writeFileSync(path.join(folder, name), text);
  return Inventory.fromFile(path.join(folder, name));
}

/** What is wrong with a file, without the folder in which it is. */
function faultsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    expect(FleetErrors.findingsOf(error).length).toBeGreaterThan(0);
    return (error as Error).message.replaceAll(folder + path.sep, '').replaceAll(folder, '.').split('\n');
  }
  return [];
}
const faults = (text: string | Buffer, name?: string) => faultsOf(() => read(text, name));

test('reads all that a description can say', () => {
  const [cluster, ...others] = read(`
clusters:
  - name: prod-eu
    region: eu-central-1
    zones: [eu-central-1a, eu-central-1b]
    cloud: aws
    environment: production
    kubernetesVersion: '1.30'
    podCidrs: [10.1.0.0/16]
    serviceCidrs: [172.20.0.0/16]
    apiServer: { cidrs: [10.0.0.10/32], port: 443 }
    platformChoosesIds: false
    capabilities:
      cilium: { version: 1.19.4, mesh: { id: 1 } }
      ingress: { callers: [{ namespace: ingress-nginx, podLabels: { app: nginx } }] }
      prometheus: { callers: [{ namespace: monitoring }], monitorLabels: { release: prom } }
      gatewayApi: { version: 1.4.1, callers: [{ cidrs: [10.20.0.0/16, 10.30.0.5/32] }] }
    labels: { tier: core }
    values: { bucket: snapshots-eu, replicas: 3, isPublic: true, hosts: [a, b], nested: { on: '1' } }
`);
  expect(others).toEqual([]);
  const { capabilities, ...flat } = cluster;
  expect(flat).toEqual({
    name: 'prod-eu', region: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b'], cloud: Cloud.AWS, environment: 'production', kubernetesVersion: '1.30',
    podCidrs: ['10.1.0.0/16'], serviceCidrs: ['172.20.0.0/16'], apiServer: { cidrs: ['10.0.0.10/32'], port: 443 }, platformChoosesIds: false,
    labels: { tier: 'core' }, values: { bucket: 'snapshots-eu', replicas: 3, isPublic: true, hosts: ['a', 'b'], nested: { on: '1' } },
  });
  expect(capabilities?.cilium).toEqual({ version: '1.19.4', mesh: { id: 1 } });
  expect(capabilities?.prometheus?.monitorLabels).toEqual({ release: 'prom' });
  const peers = (callers: any[] | undefined) => callers?.flatMap((peer) => endpointOf(peer)!.seenFrom('web').peers);
  expect(peers(capabilities?.ingress?.callers)).toEqual([{
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } }, podSelector: { matchLabels: { app: 'nginx' } },
  }]);
  expect(peers(capabilities?.prometheus?.callers)).toEqual([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }]);
  expect(peers(capabilities?.gatewayApi?.callers)).toEqual([{ ipBlock: { cidr: '10.20.0.0/16' } }, { ipBlock: { cidr: '10.30.0.5/32' } }]);
});

test('reads JSON, indented with tabs too, and a mark of the byte order', () => {
  expect(read('\ufeff{\n\t"$schema": "x",\n\t"clusters": [\n\t\t{ "name": "a", "values": { "smile": "\\ud83d\\ude00" } }\n\t]\n}', 'clusters.json'))
    .toEqual([{ name: 'a', values: { smile: '😀' } }]);
});

test('merges the defaults into each cluster: maps are merged, anything else is replaced, and null takes away', () => {
  expect(read(`
defaults:
  cloud: aws
  zones: [a, b]
  environment: production
  labels: { tier: core, team: shop }
  capabilities: { cilium: { version: 1.19.4 } }
clusters:
  - name: one
  - { name: two, zones: [c], environment: ~, cloud: { name: hetzner, spotNoticeSeconds: 60 }, labels: { tier: edge }, capabilities: { cilium: { mesh: { id: 2 } } } }
`)).toEqual([
    { name: 'one', cloud: Cloud.AWS, zones: ['a', 'b'], environment: 'production', labels: { tier: 'core', team: 'shop' }, capabilities: { cilium: { version: '1.19.4' } } },
    {
      name: 'two', cloud: Cloud.of('hetzner', { spotNoticeSeconds: 60 }), zones: ['c'], labels: { tier: 'edge', team: 'shop' },
      capabilities: { cilium: { version: '1.19.4', mesh: { id: 2 } } },
    },
  ]);
});

test('merges anchors, and keys are what was written', () => {
  expect(read('clusters:\n  - &a { name: a, region: x, values: { n: 1, on: 2 } }\n  - { <<: *a, name: b }\n')).toEqual([
    { name: 'a', region: 'x', values: { n: 1, on: 2 } }, { name: 'b', region: 'x', values: { n: 1, on: 2 } },
  ]);
});

test('tells all faults at once, in the order of lines, each with line and column, and those of the defaults once', () => {
  expect(faults(`defaults:
  regio: x
  capabilities:
    cilium: { version: 1.19 }
clusters:
  - name: prod-eu
    kubernetesVersion: 1.30
    region: no
    zone: [a]
    zones:
      - a
      - 3
    capabilities:
      cilium:
        mesh: { id: 1000 }
  - region: x
  - hello
  - name: Prod
    cloud: AWS
    serviceCidrs: [10.0.0.0/8]
  - name: prod-eu
    capabilities:
      dns: { ports: 53 }
      istio: {}
`)).toEqual([
    "[clusters.yaml:2:3] 'defaults.regio' is no prop, so that nothing reads it. Use 'region', or leave it out.",
    "[clusters.yaml:4:24] 'defaults.capabilities.cilium.version' must be a string, got a number. Put it in quotes.",
    "[clusters.yaml:7:24] 'clusters[0].kubernetesVersion' must be a text, got a number. Put it in quotes, as in '1.30': as a number, 1.30 is 1.3.",
    "[clusters.yaml:8:13] 'clusters[0].region' must be a string, got a boolean. Put it in quotes.",
    "[clusters.yaml:9:5] 'clusters[0].zone' is no prop, so that nothing reads it. Use 'zones', or leave it out.",
    "[clusters.yaml:12:9] 'clusters[0].zones[1]' must be a string, got a number. Put it in quotes.",
    "[clusters.yaml:15:21] 'clusters[0].capabilities.cilium.mesh.id' must be a whole number from 1 to 511, got 1000. Set it to the 'cluster.id' of the cluster's Cilium.",
    "[clusters.yaml:16:5] 'clusters[1].name' must be given. Use a name such as 'prod-eu'.",
    "[clusters.yaml:17:5] 'clusters[2]' must be a map. Use 'clusters:' with a list such as '- name: prod-eu'.",
    "[clusters.yaml:18:11] 'clusters[3].name' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Prod'. "
    + "Use a name such as 'prod-eu'.",
    "[clusters.yaml:19:12] 'clusters[3].cloud' must be written as this library knows it, or nothing is known of it, got 'AWS'. Use 'aws'.",
    "[clusters.yaml:20:20] 'clusters[3].serviceCidrs[0]' must be no larger than a /12, as the ranges of Services are, got '10.0.0.0/8'. "
    + "Use the range of the cluster's Services, e.g. '172.20.0.0/16'.",
    "[clusters.yaml:21:11] must not have the name of the cluster at clusters.yaml:6:11 too, got 'prod-eu'. Give one of the two another name.",
    "[clusters.yaml:23:14] 'clusters[4].capabilities.dns.ports' is no prop, so that nothing reads it. Use 'port', or leave it out.",
    "[clusters.yaml:24:7] 'clusters[4].capabilities.istio.version' must be given. Say which one is installed, e.g. '1.19.4'.",
  ]);
});

test('findings carry place, prop and id', () => {
  fs.writeFileSync(path.join(folder, 'c.yaml'), 'clusters:\n  - name: a\n    regio: x\n');
  let thrown: unknown;
  try { Inventory.fromFile(path.join(folder, 'c.yaml')); } catch (error) { thrown = error; }
  expect(FleetErrors.findingsOf(thrown)).toEqual([{
    id: 'construct/unknown-prop', severity: 'error', path: `${path.join(folder, 'c.yaml')}:3:5`, prop: 'clusters[0].regio', fix: "Use 'region', or leave it out",
    message: "'clusters[0].regio' is no prop, so that nothing reads it. Use 'region', or leave it out.",
  }]);
});

const inIngress = (callers: string) => `clusters:\n  - name: a\n    capabilities:\n      ingress:\n        callers: ${callers}\n`;
test.each([
  ['[{ podLabels: { a: b } }]', "[clusters.yaml:5:19] 'clusters[0].capabilities.ingress.callers[0].namespace' must be given, unless there are 'cidrs'. Use the namespace of the pods."],
  ['[{ namespace: a, cidrs: [10.0.0.0/8] }]', "[clusters.yaml:5:19] 'clusters[0].capabilities.ingress.callers[0]' must have either 'cidrs', or a 'namespace' with or without 'podLabels'. "
    + 'Make two of it.'],
  ['[{ cidrs: [10.0.0.0/33] }]', "[clusters.yaml:5:29] 'clusters[0].capabilities.ingress.callers[0].cidrs[0]' must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64, got '10.0.0.0/33'. "
    + 'Use ranges such as [10.20.0.0/16], or [10.20.0.5/32] for one address.'],
  ['[{ namespace: a, podlabels: { a: b } }]', "[clusters.yaml:5:35] 'clusters[0].capabilities.ingress.callers[0].podlabels' is no prop, so that nothing reads it. "
    + "Use 'podLabels', or leave it out."],
  ['[]', "[clusters.yaml:5:9] 'clusters[0].capabilities.ingress.callers' must hold at least one. Use one such as [{ namespace: ingress-nginx }]."],
  ['monitoring', "[clusters.yaml:5:18] 'clusters[0].capabilities.ingress.callers' must be a list, got a text. Use one such as [{ namespace: ingress-nginx }]."],
])('refuses the callers %s once', (callers, fault) => {
  expect(faults(inIngress(callers))).toEqual([fault]);
});

test.each(['{ name: gpc }', 'hetzner', 'ovh', 'on-prem', 'gke', 'ibm'])('takes cloud: %s for one of your own', (cloud) => {
  expect(faults(`clusters:\n  - name: a\n    cloud: ${cloud}\n`)).toEqual([]);
});

test.each([
  ['cloud: 3', "must be the name of a cloud, or a map, got a number. Use 'aws', 'azure', 'gcp', a name of your own, or { name: hetzner, spotNoticeSeconds: 60 }."],
  ['cloud: gpc', "is nearly the name of a cloud that this library knows, got 'gpc'. Use 'gcp', or { name: 'gpc' } for a cloud of your own."],
  ['cloud: azur', "is nearly the name of a cloud that this library knows, got 'azur'. Use 'azure', or { name: 'azur' } for a cloud of your own."],
  ["cloud: ''", "must be given. Use one such as 'hetzner'."],
  ['cloud: { spotNoticeSeconds: 60 }', ".name' must be given. Use one such as 'hetzner'."],
  ['cloud: { name: x, spotNoticeSeconds: 0 }', ".spotNoticeSeconds' must be a whole number of at least 1, got 0. Leave it out if it is not known."],
  ['cloud: { name: x, spotGraceSeconds: 5 }', ".spotGraceSeconds' must not be given without 'spotNoticeSeconds', of which it is a part, got 5. Give both."],
])('refuses %s', (cloud, fault) => {
  const [told, ...others] = faults(`clusters:\n  - name: a\n    ${cloud}\n`);
  expect(others).toEqual([]);
  expect(told).toMatch(/^\[clusters\.yaml:3:\d+\] 'clusters\[0\]\.cloud/);
  expect(told.endsWith(fault)).toBe(true);
});

const EMPTY = "[clusters.yaml] must describe clusters, and is empty. Use 'clusters:' with a list such as '- name: prod-eu'.";
const NO_LIST = (and = '') => `[clusters.yaml:1:1] 'clusters' must be a list of at least one cluster${and}. Use 'clusters:' with a list such as '- name: prod-eu'.`;
test.each<[string, string | Buffer, string[]]>([
  ['is empty', '', [EMPTY]],
  ['is a comment', '# nothing\n', [EMPTY]],
  ['is a list', '- name: a\n', ["[clusters.yaml:1:1] must be a map with 'clusters'. Use 'clusters:' with a list such as '- name: prod-eu'."]],
  ['has a map of clusters', 'clusters: { a: {} }', [NO_LIST(', and is a map')]],
  ['has no clusters', 'clusters: []', [NO_LIST()]],
  ['has no field for them', '{}', [NO_LIST()]],
  ['has a field that is none', 'cluster: []\nclusters: [{ name: a }]', ["[clusters.yaml:1:1] 'cluster' is no field of this file. Use 'clusters'."]],
  ['has defaults that are none', 'defaults: [a]\nclusters: [{ name: a }]', ["[clusters.yaml:1:1] 'defaults' must be a map. Use one such as { cloud: aws }, or leave it out."]],
  ['names all clusters alike', 'defaults: { name: a }\nclusters: [{ name: b }]', ["[clusters.yaml:1:13] 'defaults.name' must not be given: each cluster has one of its own. Leave it out."]],
  ['has two documents', 'clusters: [{ name: a }]\n---\nclusters: [{ name: b }]', ["[clusters.yaml:3:1] must be one document, and this is another. Put all clusters behind one 'clusters:'."]],
  ['is no YAML', 'clusters:\n  - name: a: b\n', ['[clusters.yaml:2:11] cannot be read as YAML: Nested mappings are not allowed in compact mappings. Correct it.']],
  ['is indented with tabs', 'clusters:\n\t- name: a\n', expect.arrayContaining([expect.stringMatching(/^\[clusters\.yaml:2:\d\] cannot be read as YAML/)]) as any],
  ['has a key twice', 'clusters:\r\n  - name: a\r\n    region: x\r\n    region: y\r\n',
    ["[clusters.yaml:4:5] cannot be read: a map must not have the key 'region' twice. Leave one of the two out."]],
  ['has a key that is no text', 'clusters: [{ name: a, values: { [a]: 1 } }]', ['[clusters.yaml:1:33] cannot be read: it must have keys that are text. Put the key in quotes.']],
  ['is UTF-16', Buffer.from('\ufeffclusters: []', 'utf16le'), ["[clusters.yaml] must be text in UTF-8. Save it as UTF-8: PowerShell's '>' writes UTF-16."]],
  ['is an alias of itself', 'clusters: [{ name: a, values: &v { v: *v } }]', ['[clusters.yaml:1:39] cannot be read: it must not be an alias of what it stands in. Write it out.']],
  ['merges no map', 'clusters: [{ name: a, <<: 3 }]', ["[clusters.yaml:1:27] cannot be read: it must be a map, or a list of maps, behind '<<'. Use an alias of one."]],
])('refuses a file that %s', (_, text, told) => {
  expect(faults(text)).toEqual(told);
});

test('names of prototypes are names like others', () => {
  expect(faults('clusters:\n  - name: a\n    __proto__: { region: x }\n    constructor: 1\n')).toEqual([
    expect.stringMatching(/^\[clusters\.yaml:3:5\] 'clusters\[0\]\.__proto__' is no prop/), expect.stringMatching(/^\[clusters\.yaml:4:5\] 'clusters\[0\]\.constructor' is no prop/),
  ]);
  const [{ values, region }] = read('defaults: { values: { __proto__: { b: 1 } } }\nclusters: [{ name: a, values: { __proto__: { a: 1 } } }]');
  expect(JSON.stringify(values)).toBe('{"__proto__":{"b":1,"a":1}}');
  expect(region).toBeUndefined();
  expect(({} as any).a).toBeUndefined();
});

test.each([
  ['block lists', '- '.repeat(100_000), /^\[clusters\.yaml:1:\d+\] must not be nested deeper than 500 levels\. Look whether it is the file that is meant\.$/],
  ['flow lists', '['.repeat(100_000), /^\[clusters\.yaml:1:\d+\] must not be nested deeper than 500 levels\./],
  ['maps', '{a: '.repeat(100_000), /^\[clusters\.yaml:1:\d+\] must not be nested deeper than 500 levels\./],
])('refuses what is nested by the hundred thousand: %s', (_, text, told) => {
  expect(faults(text)).toEqual([expect.stringMatching(told)]);
});

test('refuses aliases of aliases that would make more than there is memory for', () => {
  const levels = Array.from({ length: 20 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : Array(10).fill(`*a${i - 1}`).join(',')}]`);
  expect(faults(`clusters: [{ name: a, values: { ${levels.join(', ')} } }]`)).toEqual([
    expect.stringMatching(/^\[clusters\.yaml:1:\d+\] cannot be read: it must hold no more than 1000000 values, with all that aliases stand for\. Use fewer aliases\.$/),
  ]);
}, 60_000);

test('refuses aliases of aliases that would be nested by the ten thousand', () => {
  const levels = Array.from({ length: 20_000 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}`}]`);
  expect(faults(`clusters: [{ name: a, values: { ${levels.join(', ')} } }]`)).toEqual([
    expect.stringMatching(/^\[clusters\.yaml:1:\d+\] cannot be read: it must not be nested deeper than 500 levels\. Use fewer aliases\.$/),
  ]);
});

test('shows the first hundred faults, and says how many more there are', () => {
  const told = faults(`clusters:\n${'  - 1\n'.repeat(300)}`);
  expect(told).toHaveLength(101);
  expect(told.at(-1)).toBe('… and 200 more');
});

test('refuses a file that is none', () => {
  fs.mkdirSync(path.join(folder, 'sub'));
  expect(faultsOf(() => Inventory.fromFile(path.join(folder, 'none.yaml')))).toEqual([`[none.yaml] must be there, and is not. Paths are seen from '${process.cwd()}'.`]);
  expect(faultsOf(() => Inventory.fromFile(path.join(folder, 'sub')))).toEqual(['[sub] must be a file, and is a folder. Name the file in it.']);
  expect(faultsOf(() => Inventory.fromFile('/dev/zero'))).toEqual(['[/dev/zero] must be a file, and is something else. Write it to a file.']);
  expect(faultsOf(() => Inventory.fromFile(undefined as any))).toEqual(["[Inventory.fromFile] 'file' must be given. Use one such as 'clusters.yaml'."]);
  fs.writeFileSync(path.join(folder, 'large.yaml'), '');
  fs.truncateSync(path.join(folder, 'large.yaml'), 17 * 2 ** 20);
  expect(faultsOf(() => Inventory.fromFile(path.join(folder, 'large.yaml')))).toEqual(['[large.yaml] must be no larger than 16 MiB. Split it.']);
});

test('~ is the home of the user', () => {
  fs.writeFileSync(path.join(folder, 'c.yaml'), 'clusters: [{ name: a }]');
  jest.mocked(os.homedir).mockReturnValueOnce(folder).mockReturnValueOnce(folder);
  expect(Inventory.fromFile('~/c.yaml')).toEqual([{ name: 'a' }]);
});

test('the guide shows errors that its file could have', () => {
  const guide = fs.readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'inventory.md'), 'utf8');
  const [, file] = /```yaml\n([\s\S]*?)```/.exec(guide)!;
  const [, shown] = /```text\n([\s\S]*?)```/.exec(guide)!;
  expect(read(file).map(({ name }) => name)).toEqual(['prod-eu', 'dev']);
  expect(faults(file.replace('    region:', '    regoin:').replace("'1.33'", '1.30'))).toEqual(shown.trim().split('\n'));
});
