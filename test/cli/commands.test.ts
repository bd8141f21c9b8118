import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

// The compiled command line, as a user runs it, over the example of a fleet.
const ROOT = path.join(__dirname, '..', '..');
const CLI = path.join(ROOT, 'build', 'cli', 'main.js');
const EXAMPLE = path.join(ROOT, 'examples', '15-fleet');
const APP = `"${process.execPath}" -r ts-node/register/transpile-only "${path.join(EXAMPLE, 'main.ts')}"`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-cli-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);

function run(args: string[], env: NodeJS.ProcessEnv = {}): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, stdout, stderr };
}
const synth = (output: string, ...more: string[]) => run(['synth', '--app', APP, '--output', at(output), ...more]);

function files(name: string): { [file: string]: string } {
  const all = (fs.readdirSync(at(name), { recursive: true }) as string[]).filter((file) => fs.statSync(path.join(at(name), file)).isFile());
  return Object.fromEntries(all.sort().map((file) => [file, fs.readFileSync(path.join(at(name), file), 'utf8')]));
}

beforeAll(() => {
  const { status, stdout, stderr } = synth('whole');
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toMatch(/^4 clusters, \d+ objects in '.*whole': files \d+ written, 0 unchanged, 0 removed; 0 warnings( and \d+ accepted)?\n$/);
}, 120_000);

test('synth writes what the program writes by itself', () => {
  fs.cpSync(path.join(EXAMPLE, 'expected'), at('expected'), { recursive: true });
  expect(files('whole')).toEqual(files('expected'));
});

test('shards that are merged by copying are the whole, and agree', () => {
  for (const shard of ['1/3', '2/3', '3/3']) {
    expect(synth(`part-${shard[0]}`, '--shard', shard).status).toBe(0);
    fs.cpSync(at(`part-${shard[0]}`), at('merged'), { recursive: true });
  }
  expect(fs.readdirSync(at('merged')).sort()).toEqual(['dev', 'prod-apac', 'prod-eu', 'prod-us']);
  const last = synth('merged', '--hub');
  expect(last).toMatchObject({ status: 0, stderr: expect.stringMatching(/^the hub, \d+ objects in '.*merged': files \d+ written, 0 unchanged, 0 removed; 0 warnings\n$/) });
  expect(files('merged')).toEqual(files('whole'));
  const { status, stdout, stderr } = run(['check', at('merged')]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^(\d+) objects in \1 files: nothing found\n/);
}, 120_000);

test('another engine changes the folder of the hub alone', () => {
  const ofClusters = (name: string) => Object.fromEntries(Object.entries(files(name)).filter(([file]) => !file.startsWith('hub/')));
  const hubs = ['flux', 'karmada', 'ocm', 'rancher-fleet', 'kubefed', 'none'].map((engine) => {
    expect(run(['synth', '--quiet', '--app', APP, '--output', at(engine)], { ENGINE: engine })).toEqual({ status: 0, stdout: '', stderr: '' });
    expect([engine, ofClusters(engine)]).toEqual([engine, ofClusters('whole')]);
    return JSON.stringify(Object.entries(files(engine)).filter(([file]) => file.startsWith('hub/')));
  });
  expect(new Set(hubs).size).toBe(6);
  const { status, stderr } = run(['synth', '--app', APP, '--output', at('none')], { ENGINE: 'helm' });
  expect({ status, said: stderr.includes("ENGINE must be one of argo-cd, flux, karmada, ocm, rancher-fleet, kubefed, none, and is 'helm'.") }).toEqual({ status: 1, said: true });
}, 120_000);

test('check finds what shards could not know of each other', () => {
  fs.cpSync(at('whole'), at('twins'), { recursive: true });
  const index = path.join(at('twins'), 'prod-us', 'fleetwright.index');
  fs.writeFileSync(index, fs.readFileSync(index, 'utf8').replace('"id":2', '"id":1'));
  const { status, stdout, stderr } = run(['check', at('twins')]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatch(new RegExp([
    '^prod-us',
    " +error    the id 1 in the mesh is that of 'prod-eu' too",
    ' +Give it another one, such as 2, which is free.',
    ' +\\[prod-us\\]  fleet/mesh-identity',
    '',
    '\\d+ objects in \\d+ files: 1 error\n',
  ].join('\n')));
});

test('check says the same of folders of a fleet in any order, each once', () => {
  for (const cluster of ['prod-eu', 'prod-us']) { fs.cpSync(path.join(at('twins'), cluster), path.join(at(`only-${cluster}`), cluster), { recursive: true }); }
  const [eu, us] = [at('only-prod-eu'), at('only-prod-us')];
  const one = run(['check', eu, us]);
  expect(one.stdout).toContain("the id 1 in the mesh is that of 'prod-eu' too");
  expect(run(['check', us, `${eu}${path.sep}`, eu])).toEqual(one);
});

test('check finds what somebody edited or removed', () => {
  fs.cpSync(at('whole'), at('edited'), { recursive: true });
  fs.appendFileSync(path.join(at('edited'), 'dev', 'storefront', 'deployment-web.yaml'), '# by hand\n');
  fs.rmSync(path.join(at('edited'), 'prod-eu', 'storefront', 'service-web.yaml'));
  const { status, stdout, stderr } = run(['check', at('edited'), '--format', 'github']);
  const told = (cluster: string, file: string) => `::error file=${path.join(at('edited'), cluster, file)},title=file/as-written::`
    + `[${cluster}] is not as it was written: somebody edited or removed it. Change the program, and synthesize again.`;
  expect({ status, stderr, told: stdout.trim().split('\n') }).toEqual({
    status: 1, stderr: '', told: [told('dev', 'storefront/deployment-web.yaml'), told('prod-eu', 'storefront/service-web.yaml')],
  });
});

test('only some clusters are written, and a name that is none is an error', () => {
  expect(synth('some', '--clusters', 'environment=dev').status).toBe(0);
  expect(Object.keys(files('some')).map((file) => file.split(path.sep)[0]).every((cluster) => cluster === 'dev')).toBe(true);
  const { status, stderr } = synth('none', '--clusters', 'prod-uss');
  expect(status).toBe(1);
  expect(stderr).toContain("[FLEETWRIGHT_CLUSTERS] must name clusters of the fleet, got 'prod-uss'. Use 'prod-us'.");
}, 120_000);

test('a further synth says how little changed; --quiet says nothing', () => {
  fs.cpSync(at('whole'), at('again'), { recursive: true });
  fs.rmSync(path.join(at('again'), 'dev', 'storefront', 'service-web.yaml'));
  const { stderr } = synth('again');
  const count = Number(/(\d+) unchanged/.exec(stderr)?.[1]);
  expect(stderr).toContain(`files 1 written, ${count} unchanged, 0 removed`);
  expect(Object.keys(files('whole')).filter((file) => file.endsWith('.yaml'))).toHaveLength(count + 1);
  expect(synth('again', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
}, 120_000);

test('an error of the program is told by its message alone', () => {
  expect(synth('none', '--clusters', 'environment=prodution')).toEqual({
    status: 1, stdout: '', stderr: "[FLEETWRIGHT_CLUSTERS] must be a 'environment' of a cluster, got 'environment=prodution'. Use 'production'.\n",
  });
}, 120_000);

test('diff says what the next release changes, as the example shows it', () => {
  expect(run(['synth', '--app', APP, '--output', at('next')], { RELEASE: '2026.11.4' }).status).toBe(0);
  const { status, stdout } = run(['diff', at('whole'), at('next'), '--format', 'markdown', '--exit-code']);
  expect(stdout).toBe(fs.readFileSync(path.join(EXAMPLE, 'release.md'), 'utf8'));
  expect(status).toBe(1);
  expect(run(['diff', at('whole'), at('whole'), '--exit-code'])).toEqual({ status: 0, stdout: 'No difference in 5 clusters.\n', stderr: '' });
  expect(run(['diff', at('whole'), at('next')]).status).toBe(0);
}, 120_000);

test('report makes the page that the example shows', () => {
  expect(run(['report', at('whole'), '--output', at('report.html')])).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(fs.readFileSync(at('report.html'), 'utf8') === fs.readFileSync(path.join(EXAMPLE, 'report.html'), 'utf8')).toBe(true);
});

test.each<[string[], string]>([
  [['diff', 'nowhere', 'nowhere'], "'nowhere' holds no cluster that a fleet has written."],
  [['check', 'nowhere'], `There is no manifest at 'nowhere', seen from '${ROOT}'.`],
  [['synth', '--app', 'true', '--clusters', ''], "'--clusters' is empty: it is not clear whether all clusters are meant, or none."],
  [['synth', '--app', 'true', '--hub', '--shard', '1/2'], "'--hub' can't go with '--shard': the hub is made of all clusters."],
  [['synth', '--app', 'true', '--hub', '--clusters', 'dev'], "'--hub' can't go with '--clusters': the hub is made of all clusters."],
  [['synth', '--app', ''], "'--app' is empty."],
  [['synth', '--app', 'true', '--output', ' '], "'--output' is empty."],
  [['sync'], "error: unknown command 'sync'\n(Did you mean synth?)"],
  [['synth'], "error: required option '-a, --app <command>' not specified"],
  [['diff', 'a', 'b', '--format', 'xml'], 'Allowed choices are text, markdown, json.'],
])('%j is wrong use', (args, message) => {
  const { status, stdout, stderr } = run(args);
  expect(stderr).toContain(message);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

test('help and version are for standard output', () => {
  expect(run(['--version'])).toEqual({ status: 0, stdout: '0.0.0\n', stderr: '' });
  expect(run(['help'])).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('synth [options]') });
});

test('a command that does not run is not loaded', () => {
  const loaded = execFileSync(process.execPath, ['-e', `process.argv.push('help'); process.on('exit', () =>
    console.log(Object.keys(require.cache).filter((file) => !/bundled.(cli|commander|fleet-output|package)\\.js$/.test(file) && !file.endsWith('cli/main.js'))));
    require(${JSON.stringify(CLI)});`], { encoding: 'utf8' });
  expect(loaded).toContain('Usage: fleetwright');
  expect(loaded.trimEnd().split('\n').at(-1)).toBe('[]');
});
