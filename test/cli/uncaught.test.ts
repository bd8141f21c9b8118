// What a user reads where nobody catches an error: what is at fault and where in the own program, and nothing of this library's inside.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-uncaught-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Runs a program of these lines, the third of which is the first that is given. */
function run(lines: string, env: NodeJS.ProcessEnv = {}): { status: number | null; stdout: string; stderr: string } {
  const file = path.join(folder, 'main.js');
  fs.writeFileSync(file, `const { Cluster, ClusterSelector, Fleet, Inventory, HardenedDeployment } = require(${JSON.stringify(ROOT)});
const { Chart } = require(${JSON.stringify(require.resolve('cdk8s'))});
${lines}\n`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, stdout, stderr: stderr.replaceAll(fs.realpathSync(folder), '<folder>').replaceAll(folder, '<folder>') };
}

const NODE = `\n\nNode.js ${process.version}\n`;
const FLEET = "const fleet = new Fleet({ clusters: [{ name: 'eu' }] });";

test.each<[string, string, string, string[]]>([
  ['a construct', "new Cluster({ name: 'EU' });", "[EU] 'name' must be a DNS label", ['main.js:3']],
  ['the synth of a cluster', `const chart = new Chart(new Cluster({ name: 'eu' }), 'shop');
function web() { new HardenedDeployment(chart, 'web', { image: 'web:latest' }); }
web();
Cluster.containing(chart).synth();`, 'Nothing was written: the manifests have', ['main.js:6']],
  ['a fleet', `${FLEET}
fleet.run(ClusterSelector.all(), { define: (cluster) => void new HardenedDeployment(new Chart(cluster, 'shop'), 'web', { image: 'web:latest' }) });
fleet.synth();`, 'Nothing was written: the manifests have', ['main.js:5']],
  ['a selector', `${FLEET}
function everywhere() { fleet.run(ClusterSelector.names('ue'), { define: () => undefined }); }
everywhere();`, "[Fleet.run] 'clusters' must name a cluster of the fleet, got 'ue'. Use 'eu'.", ['main.js:4', 'main.js:5']],
  ['an inventory', "Inventory.fromFile('nowhere.yaml');", '[nowhere.yaml]', ['main.js:3']],
  ['a folder', `fs = require('fs'); fs.writeFileSync('taken', ''); fs.mkdirSync('dist', { recursive: true }); fs.writeFileSync('dist/eu', '');
${FLEET}
fleet.run(ClusterSelector.all(), { define: (cluster) => void new Chart(cluster, 'shop') });
fleet.synth();`, "[eu] 'dist/eu' is no folder. Remove it", ['main.js:6']],
])('tells the faults of %s, and the places of the user', (_, lines, message, places) => {
  const { status, stdout, stderr } = run(lines);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.startsWith(`FleetError: ${message}`)).toBe(true);
  expect(stderr.endsWith(NODE)).toBe(true);
  expect(stderr).not.toMatch(/node_modules|build\/|lib\/|throw|node:/);
  const frames = stderr.split('\n').filter((line) => line.startsWith('    at '));
  expect(frames.map((frame) => /main\.js:\d+/.exec(frame)?.[0])).toEqual(places);
});

test('an error of somebody else keeps its own stack, and no line of this library', () => {
  const { stderr } = run(`${FLEET}
fleet.run(ClusterSelector.all(), { define: () => { throw new TypeError('none of ours'); } });
fleet.synth();`);
  expect(stderr).toMatch(/^TypeError: \[eu\] none of ours\n {4}at .*define .*main\.js:4/);
});

test('under the command line, nothing but the message is told', () => {
  const { status, stderr } = run("new Cluster({ name: 'EU' });", { FLEETWRIGHT_SYNTH: 'summary' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^\[EU\] 'name' must be .*'prod-eu'\.\n$/);
  const promised = run("(async () => { await undefined; new Cluster({ name: 'EU' }); })(); setTimeout(() => console.log('goes on'), 5000);", { FLEETWRIGHT_SYNTH: 'quiet' });
  expect(promised).toEqual({ status: 1, stdout: '', stderr });
});

test('under the command line, errors of others keep their stack, and who listens by himself hears of ours', () => {
  const env = { FLEETWRIGHT_SYNTH: 'summary' };
  const caught = "try { new Cluster({ name: 'EU' }); } catch {}";
  const foreign = run(`${caught} null.x;`, env);
  expect(foreign).toMatchObject({ status: 1, stderr: expect.stringMatching(/^TypeError: .*\n {4}at .*main\.js:3/) });
  expect(run("process.on('uncaughtException', ({ findings }) => console.log(findings.length)); new Cluster({ name: 'EU' });", env)).toEqual({ status: 0, stdout: '1\n', stderr: '' });
});
