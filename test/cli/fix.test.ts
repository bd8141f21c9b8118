import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';

// The compiled `fleetwright check --fix`, as a user runs it, in a folder of its own for each test.
const CLI = path.join(__dirname, '..', '..', 'build', 'cli', 'main.js');

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-fix-')));
  write({ 'fleetwright.yaml': CONFIG });
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const at = (file: string) => path.join(folder, file);
const read = (file: string) => fs.readFileSync(at(file), 'utf8');
function write(files: { readonly [file: string]: string | Buffer }): void {
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.writeFileSync(at(file), text);
  }
}
function check(args: readonly string[], input: string | Buffer = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', ...args], { cwd: folder, encoding: 'utf8', input });
  return { status, stdout, stderr };
}

const CONFIG = 'also: [hygiene/argo-cd-label]\n';
const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm # of Argo CD\n  namespace: argocd\n';
const NO_UTF_8 = Buffer.concat([Buffer.from(MAP), Buffer.from([0x23, 0xff, 0x0a])]);
const FIXED = `${MAP}  labels:\n    app.kubernetes.io/part-of: argocd\n`;
const diff = (file: string) => [
  `--- a/${file}`, `+++ b/${file}`, '@@ -3,3 +3,5 @@', ' metadata:', '   name: argocd-cm # of Argo CD', '   namespace: argocd', '+  labels:', '+    app.kubernetes.io/part-of: argocd', '',
].join('\n');
const CLEAN = '1 object in 1 file: nothing found\n';

test('adds what is missing, shows it, and reports what is left', () => {
  write({ 'a.yaml': MAP });
  expect(check(['a.yaml']).stdout).toContain('1 finding can be fixed with --fix');
  expect(check(['--fix', 'a.yaml', '--fail-on', 'warning'])).toEqual({ status: 0, stdout: CLEAN, stderr: `${diff('a.yaml')}Fixed 1 finding in 1 file.\n` });
  expect(read('a.yaml')).toBe(FIXED);
  expect(fs.readdirSync(folder)).toEqual(['a.yaml', 'fleetwright.yaml']);
  expect(check(['--fix', 'a.yaml'])).toEqual({ status: 0, stdout: CLEAN, stderr: '' });
  expect(read('a.yaml')).toBe(FIXED);
});

test('leaves the files as they are where it is to show alone', () => {
  write({ 'a.yaml': MAP });
  expect(check(['--fix-dry-run', 'a.yaml', '--fail-on', 'warning'])).toEqual({ status: 0, stdout: CLEAN, stderr: `${diff('a.yaml')}1 finding in 1 file can be fixed.\n` });
  expect(read('a.yaml')).toBe(MAP);
});

test('ends with what is left, in every format', () => {
  const item = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-rbac-cm', namespace: 'argocd' } };
  write({ 'a.yaml': `${MAP}---\nkind: x\n`, 'b/c.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [item] }) });
  const { status, stdout, stderr } = check(['--fix', 'a.yaml', 'b', '-f', 'json']);
  expect(status).toBe(1);
  expect(JSON.parse(stdout).findings.map(({ id, fixable }: any) => [id, fixable])).toEqual([['file/object', undefined]]);
  expect(stderr).toContain('Fixed 2 findings in 2 files.\n');
  expect(read('a.yaml')).toBe(`${FIXED}---\nkind: x\n`);
  expect(JSON.parse(read('b/c.json')).items[0].metadata.labels).toEqual({ 'app.kubernetes.io/part-of': 'argocd' });
});

test('writes what came in to standard output, and the report beside it', () => {
  const text = MAP.replaceAll('\n', '\r\n');
  expect(check(['--fix', '-'], text)).toEqual({
    status: 0, stdout: FIXED.replaceAll('\n', '\r\n'), stderr: expect.stringMatching(/Fixed 1 finding in 1 file\.\n1 object in 1 file: nothing found\n$/),
  });
  expect(check(['--fix', '-', '-o', 'report.txt'], FIXED)).toEqual({ status: 0, stdout: FIXED, stderr: '' });
  expect(read('report.txt')).toBe(CLEAN);
  expect(check(['--fix-dry-run', '-'], MAP)).toMatchObject({ stdout: CLEAN });
  expect(check(['--fix', '-'], NO_UTF_8)).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('it must be UTF-8, and is not') });
});

test('follows links, and keeps who may read a file', () => {
  write({ 'deep/a.yaml': MAP });
  fs.chmodSync(at('deep/a.yaml'), 0o640);
  fs.symlinkSync('deep/a.yaml', at('link.yaml'));
  expect(check(['--fix', 'link.yaml'])).toMatchObject({ status: 0, stdout: CLEAN });
  expect(read('deep/a.yaml')).toBe(FIXED);
  expect(fs.lstatSync(at('link.yaml')).isSymbolicLink()).toBe(true);
  expect(fs.statSync(at('deep/a.yaml')).mode & 0o777).toBe(0o640);
});

test('leaves alone what somebody lives with', () => {
  write({ 'a.yaml': MAP, 'fleetwright.yaml': `${CONFIG}accept:\n  - { rule: hygiene/argo-cd-label, reason: old }\n` });
  expect(check(['--fix', 'a.yaml'])).toMatchObject({ status: 0, stderr: '' });
  write({ 'fleetwright.yaml': CONFIG });
  check(['a.yaml', '--write-baseline', 'baseline.json']);
  expect(check(['--fix', 'a.yaml', '--baseline', 'baseline.json'])).toMatchObject({ status: 0, stderr: '' });
  expect(read('a.yaml')).toBe(MAP);
  check(['--fix', 'a.yaml', '--write-baseline', 'baseline.json']);
  expect(JSON.parse(read('baseline.json')).findings).toEqual([]);
});

test.each([
  ['is repeated by an alias', `${MAP.replace('metadata:', 'metadata: &m')}x: *m\n`, "'metadata' is repeated by an alias, and would hold it there too"],
  ['cannot be read as a whole', `${MAP}---\n- 1\n`, 'the file cannot be read as a whole'],
])('says why it does not touch what %s', (_, text, why) => {
  write({ 'a.yaml': text });
  const { stderr, stdout } = check(['--fix', 'a.yaml']);
  expect(stderr).toContain(`Not fixed: a.yaml:3:1 hygiene/argo-cd-label: ${why}.\n`);
  expect(stdout).toContain('hygiene/argo-cd-label');
  expect(stdout).not.toContain('--fix');
});

test('says that what a program has written is changed there', () => {
  const fleet = new Fleet({ clusters: [{ name: 'eu' }], outdir: at('dist') });
  fleet.run(ClusterSelector.all(), {
    define: (cluster) => { new ApiObject(new Chart(cluster, 'argo'), 'cm', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' } }); },
  });
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  fleet.synth();
  stderr.mockRestore();
  expect(check(['--fix', 'dist']).stderr).toMatch(/^Not fixed: dist\/eu\/.*:\d+:\d+ hygiene\/argo-cd-label: a program has written the file: change that\.\n$/);
});
