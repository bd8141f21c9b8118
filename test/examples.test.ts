import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';
import { exampleNames, exampleReports, expectedFiles, expectedReport, runExample } from '../scripts/examples';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-examples-'));
afterAll(() => fs.rmSync(outdir, { recursive: true }));

test.each(exampleNames())('%s writes its committed output, byte for byte, and warns of nothing', (name) => {
  const { files, stderr } = runExample(name, path.join(outdir, name));
  // What an example raises, it accepts, and says why.
  expect(stderr).toBe('');
  const expected = expectedFiles(name);
  expect(expected.size).toBeGreaterThan(0);
  expect([...files.keys()]).toEqual([...expected.keys()]);
  for (const [file, content] of expected) {
    expect(files.get(file)).toBe(content);
  }
}, 60_000);

const EXAMPLES = path.join(__dirname, '../examples');
const CLI = path.join(__dirname, '../build/cli/main.js');

/** Each cluster by itself: a folder of its own, all that a Fleet has written, or a plain file. */
const OUTPUTS = fs.readdirSync(EXAMPLES).filter((name) => fs.existsSync(path.join(EXAMPLES, name, 'expected')) && name !== '16-validation-plugin').flatMap((name) => {
  const expected = path.join(EXAMPLES, name, 'expected');
  const clusters = fs.readdirSync(expected, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const isOfFleet = clusters.some((cluster) => fs.existsSync(path.join(expected, cluster, 'fleetwright.index')));
  return (clusters.length === 0 || isOfFleet ? [''] : clusters).map((cluster) => [name, path.join('expected', cluster)] as const);
});

test.each(OUTPUTS)('nothing is found in %s/%s that the example does not declare', (name, output) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', output, '--fail-on', 'warning'], { cwd: path.join(EXAMPLES, name), encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^\d+ objects? in \d+ files?: nothing found/);
}, 60_000);

test('reports that stand beside programs are what is made now, byte for byte', () => {
  const reports = exampleReports(path.join(outdir, 'reports'));
  expect(reports.size).toBe(6);
  for (const [file, text] of reports) { expect({ file, isSame: expectedReport(file) === text }).toEqual({ file, isSame: true }); }
}, 120_000);

test('the example of cdk8s-cli names the version that this is', () => {
  const { validations } = parse(fs.readFileSync(path.join(EXAMPLES, '16-validation-plugin', 'cdk8s.yaml'), 'utf8'));
  const { version } = JSON.parse(fs.readFileSync(path.join(__dirname, '../package.json'), 'utf8'));
  expect(validations.map((each: any) => each.version)).toEqual([version]);
});
