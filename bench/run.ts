// Measures whole processes, from the start of node to its end: `npm run bench`, `npm run bench -- --runs 5`. See docs/benchmark.md.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import * as ts from 'typescript';
import { chart } from './chart';
import { CHECK_HEAD, checkRows, oneFileRow } from './checks';
import { ALONE, COMPARISONS, Comparison, EMPTY, Measured, OBJECTS_PER_SERVICE, Program } from './comparisons';

const ROOT = path.join(__dirname, '..');
// In the project, so that programs find the packages; compiled, so that no compiler is measured.
const COMPILED = path.join(ROOT, '.bench');

/** What the operating system says that a process took. */
interface Usage {
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/** The medians of a comparison. */
export interface Result {
  readonly comparison: Comparison;
  readonly objects: number;
  readonly theirs: Usage;
  readonly ours: Usage;
  /** Of pairs of runs, one right after the other: the speed of a machine drifts. */
  readonly ratio: number;
}

function compile(): void {
  for (const file of ['services.ts', 'hardened-service.ts', 'inventory.ts', ...fs.readdirSync(path.join(__dirname, 'programs')).map((name) => path.join('programs', name))]) {
    const target = path.join(COMPILED, file.replace(/\.ts$/, '.js'));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    transpile(path.join(__dirname, file), target);
  }
  fs.mkdirSync(path.join(COMPILED, 'example'), { recursive: true });
  for (const file of ['main', 'delivery']) { transpile(path.join(ROOT, 'examples', '15-fleet', `${file}.ts`), path.join(COMPILED, 'example', `${file}.js`)); }
  // The process tells its own usage when it ends: what the operating system counts from its start on.
  fs.writeFileSync(path.join(COMPILED, 'usage.js'), "process.on('exit', () => process.stdout.write(JSON.stringify(process.resourceUsage())));\n");
}

function transpile(source: string, target: string): void {
  const options = { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } };
  fs.writeFileSync(target, ts.transpileModule(fs.readFileSync(source, 'utf8'), options).outputText);
}

function run(program: Program, { clusters, services }: Pick<Comparison, 'clusters' | 'services'>): Usage & { readonly objects: number } {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  try {
    const args = ['-r', path.join(COMPILED, 'usage.js'), path.join(COMPILED, 'programs', `${program}.js`), String(clusters), String(services), outdir];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 30 });
    if (status !== 0) { throw new Error(`${program} ended with ${status}: ${stderr.slice(0, 2000)}`); }
    const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stdout);
    return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMiB: maxRSS / 1024, objects: objectsIn(outdir) };
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

/** That nobody is fast by writing less. */
function objectsIn(outdir: string): number {
  const files = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:yaml|json)$/.test(file));
  return files.reduce((sum, file) => sum + (fs.readFileSync(path.join(outdir, file), 'utf8').match(/^(?:kind: | "kind": )/gm)?.length ?? 0), 0);
}

function compare(comparison: Comparison, runs: number): Result {
  const pairs = Array.from({ length: runs }, () => ({ theirs: run(comparison.theirs, comparison), ours: run(comparison.ours, comparison) }));
  const [{ theirs, ours }] = pairs;
  const expected = comparison.clusters * comparison.services * OBJECTS_PER_SERVICE;
  for (const { objects } of [theirs, ours]) {
    if (objects !== expected) { throw new Error(`${comparison.title}: ${objects} objects were written instead of ${expected}`); }
  }
  const usage = (side: 'theirs' | 'ours'): Usage => ({
    cpuSeconds: median(pairs.map((pair) => pair[side].cpuSeconds)), peakMiB: median(pairs.map((pair) => pair[side].peakMiB)),
  });
  return { comparison, objects: expected, theirs: usage('theirs'), ours: usage('ours'), ratio: median(pairs.map((pair) => pair.theirs.cpuSeconds / pair.ours.cpuSeconds)) };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function row({ comparison, objects, theirs, ours, ratio }: Result): string {
  const micros = (ours.cpuSeconds * 1e6) / objects;
  return [
    comparison.title, `${comparison.clusters} × ${comparison.services}`, objects, theirs.cpuSeconds.toFixed(2), ours.cpuSeconds.toFixed(2), `${ratio.toFixed(1)} ×`, micros.toFixed(0),
    theirs.peakMiB.toFixed(0), ours.peakMiB.toFixed(0),
  ].join(' | ');
}

/** A program by itself, as a row without a baseline. */
function aloneRow(measured: Measured, runs: number): string {
  const { title, program, clusters, services } = measured;
  const all = Array.from({ length: runs }, () => run(program, measured));
  const expected = services === 0 ? all[0].objects : clusters * services * OBJECTS_PER_SERVICE;
  if (all.some(({ objects }) => objects !== expected || objects === 0)) { throw new Error(`${title}: ${all.map(({ objects }) => objects).join(', ')} objects were written`); }
  const cpuSeconds = median(all.map((each) => each.cpuSeconds));
  return [
    title, services === 0 ? clusters : `${clusters} × ${services}`, expected, cpuSeconds.toFixed(2), ((cpuSeconds * 1e6) / expected).toFixed(0), median(all.map((each) => each.peakMiB)).toFixed(0),
  ].join(' | ');
}

/** What a start takes: more runs, because each is short, in turn, because the speed of a machine drifts. */
function startRows(runs: number): string[] {
  const rounds = Array.from({ length: 5 * runs }, () => EMPTY.map((each) => run(each.program, each).cpuSeconds * 1000));
  const node = median(rounds.map(([first]) => first));
  return EMPTY.map(({ title }, index) => {
    const milliseconds = median(rounds.map((round) => round[index]));
    return [title, milliseconds.toFixed(0), (milliseconds - node).toFixed(0)].join(' | ');
  });
}

function printTable(head: readonly string[], rows: Iterable<string>): void {
  console.log(`\n| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}`);
  for (const each of rows) { console.log(`| ${each} |`); }
}

const { values: { runs, only, svg } } = parseArgs({ options: { runs: { type: 'string', default: '3' }, only: { type: 'string' }, svg: { type: 'string' } } });
const isWanted = ({ title }: { readonly title: string }) => only === undefined || title.includes(only);
compile();
const results: Result[] = [];
printTable(
  ['Program', 'Clusters × services', 'Objects', 'Baseline, CPU s', 'fleetwright, CPU s', 'Ratio', 'fleetwright, µs an object', 'Baseline, peak MiB', 'fleetwright, peak MiB'],
  (function* () {
    for (const comparison of COMPARISONS.filter(isWanted)) {
      const result = compare(comparison, Number(runs));
      results.push(result);
      yield row(result);
    }
  })(),
);
printTable(['Program', 'Clusters × services', 'Objects', 'CPU s', 'µs an object', 'Peak MiB'], (function* () {
  for (const measured of ALONE.filter(isWanted)) { yield aloneRow(measured, Number(runs)); }
})());
printTable(CHECK_HEAD, checkRows(Number(runs), isWanted, path.join(COMPILED, 'usage.js')));
if (only === undefined) { printTable(['Start', 'CPU ms', 'over node itself'], [...startRows(Number(runs)), oneFileRow(Number(runs), path.join(COMPILED, 'usage.js'))]); }
console.log(`\nLoad of the machine at the end: ${os.loadavg().map((load) => load.toFixed(1)).join(', ')}, of ${os.cpus().length} processors`);
if (svg !== undefined) { fs.writeFileSync(svg, chart(results)); }
