import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');
const EXAMPLES = path.join(ROOT, 'examples');

/** Names of the example folders, in order. */
export function exampleNames(): string[] {
  return fs.readdirSync(EXAMPLES).filter((name) => fs.existsSync(path.join(EXAMPLES, name, 'main.ts'))).sort();
}

/** What an example's program wrote and said. */
export interface ExampleRun {
  /** Content by path below the output folder. */
  readonly files: Map<string, string>;
  readonly stderr: string;
}

/** Runs one example as a user would and reads what it wrote into `outdir`, which is emptied first. */
export function runExample(name: string, outdir: string, env: NodeJS.ProcessEnv = {}): ExampleRun {
  return runProgram(path.join(EXAMPLES, name, 'main.ts'), outdir, env);
}

/** Runs a program that stands anywhere below the root of the repository, as `runExample` does. */
export function runProgram(main: string, outdir: string, env: NodeJS.ProcessEnv = {}): ExampleRun {
  fs.rmSync(outdir, { recursive: true, force: true });
  const { status, stderr, stdout } = spawnSync(process.execPath, ['-r', 'ts-node/register/transpile-only', main], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: outdir, ...env },
  });
  if (status !== 0) { throw new Error(`${path.relative(ROOT, main)} ended with status ${status}:\n${stdout}${stderr}`); }
  return { files: readTree(outdir), stderr };
}

/** Reports that stand beside a program, by their paths below `examples/`, as they are made now. What they need is compiled before. */
export function exampleReports(scratch: string): Map<string, string> {
  const harden = path.join(EXAMPLES, '04-harden-existing');
  const check = (format: string) => output([CLI, 'check', 'input/shop.yaml', '--config', 'check/fleetwright.yaml', '--format', format], harden);
  return new Map([
    ['04-harden-existing/check/report.txt', check('text')],
    ['04-harden-existing/check/report.sarif', check('sarif')],
    ['04-harden-existing/check/fix.diff', fixOf('check/reports.yaml', harden)],
    ...fleetReports(scratch),
    ['16-validation-plugin/validation-report.json', validationReport('16-validation-plugin', scratch)],
  ]);
}

const CLI = path.join(ROOT, 'build', 'cli', 'main.js');

/** What the next release of the fleet changes, and the fleet as a page. */
function fleetReports(scratch: string): [string, string][] {
  const [before, after, page] = ['dist', 'next', 'report.html'].map((name) => path.join(scratch, name));
  runExample('15-fleet', before);
  runExample('15-fleet', after, { RELEASE: '2026.11.4' });
  output([CLI, 'report', before, '--output', page], scratch);
  return [['15-fleet/release.md', output([CLI, 'diff', before, after, '--format', 'markdown'], scratch)], ['15-fleet/report.html', fs.readFileSync(page, 'utf8')]];
}

/** What `--fix` would add. It tells on standard error, the report of what is left beside it. */
function fixOf(file: string, cwd: string): string {
  return spawnSync(process.execPath, [CLI, 'check', file, '--config', 'check/fleetwright.yaml', '--fix-dry-run'], { cwd, encoding: 'utf8', maxBuffer: 1 << 26 }).stderr;
}

/** What cdk8s-cli writes of the validations of an example, which is run in a folder of its own. */
function validationReport(name: string, scratch: string): string {
  const dist = path.join(scratch, 'dist');
  fs.mkdirSync(scratch, { recursive: true });
  fs.copyFileSync(path.join(EXAMPLES, name, 'cdk8s.yaml'), path.join(scratch, 'cdk8s.yaml'));
  runExample(name, dist, { CDK8S_RECORD_CONSTRUCT_METADATA: 'true' });
  return output(['-r', require.resolve('ts-node/register/transpile-only'), path.join(__dirname, 'validate.ts')], scratch);
}

function output(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd, encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, TS_NODE_PROJECT: path.join(ROOT, 'tsconfig.json') },
  });
  if (stderr !== '') { throw new Error(`${args.join(' ')} ended with status ${status}:\n${stderr}`); }
  return stdout;
}

/** What an example is made of, without what it writes and its README. */
export function exampleSources(name: string): Map<string, string> {
  return new Map([...readTree(path.join(EXAMPLES, name))].filter(([file]) => file !== 'README.md' && !file.startsWith(`expected${path.sep}`)));
}

/** The committed output of an example. */
export function expectedFiles(name: string): Map<string, string> {
  return readTree(expectedFolder(name));
}

/** Replaces the committed output of an example. */
export function writeExpected(name: string, files: Map<string, string>): void {
  fs.rmSync(expectedFolder(name), { recursive: true, force: true });
  for (const [file, content] of files) {
    const target = path.join(expectedFolder(name), file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content);
  }
}

/** Replaces the committed reports. */
export function writeReports(reports: Map<string, string>): void {
  for (const [file, content] of reports) { fs.writeFileSync(path.join(EXAMPLES, file), content); }
}

/** A committed report. */
export function expectedReport(file: string): string {
  return fs.readFileSync(path.join(EXAMPLES, file), 'utf8');
}

function expectedFolder(name: string): string {
  return path.join(EXAMPLES, name, 'expected');
}

function readTree(folder: string): Map<string, string> {
  if (!fs.existsSync(folder)) { return new Map(); }
  const files = (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => fs.statSync(path.join(folder, file)).isFile()).sort();
  return new Map(files.map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]));
}
