// Measures whole processes, from the start of node to its end: `npm run bench`, `npm run bench -- --runs 5`. See docs/benchmark.md.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import * as ts from 'typescript';
import { chart } from './chart';
import { COMPARISONS, Comparison, Program } from './comparisons';

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
  for (const file of ['services.ts', ...fs.readdirSync(path.join(__dirname, 'programs')).map((name) => path.join('programs', name))]) {
    const target = path.join(COMPILED, file.replace(/\.ts$/, '.js'));
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const options = { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } };
    fs.writeFileSync(target, ts.transpileModule(fs.readFileSync(path.join(__dirname, file), 'utf8'), options).outputText);
  }
  // The process tells its own usage when it ends: what the operating system counts from its start on.
  fs.writeFileSync(path.join(COMPILED, 'usage.js'), "process.on('exit', () => process.stdout.write(JSON.stringify(process.resourceUsage())));\n");
}

function run(program: Program, { clusters, services }: Comparison): Usage & { readonly objects: number } {
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
  const files = fs.readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return files.reduce((sum, file) => sum + fs.readFileSync(path.join(outdir, file), 'utf8').match(/^kind: /gm)!.length, 0);
}

function compare(comparison: Comparison, runs: number): Result {
  const pairs = Array.from({ length: runs }, () => ({ theirs: run(comparison.theirs, comparison), ours: run(comparison.ours, comparison) }));
  const [{ theirs, ours }] = pairs;
  const expected = comparison.clusters * comparison.services * comparison.objectsPerService;
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

const { values: { runs, only, svg } } = parseArgs({ options: { runs: { type: 'string', default: '3' }, only: { type: 'string' }, svg: { type: 'string' } } });
compile();
console.log('| Program | Clusters × services | Objects | Baseline, CPU s | fleetwright, CPU s | Ratio | fleetwright, µs an object | Baseline, peak MiB | fleetwright, peak MiB |');
console.log('|---|---|---|---|---|---|---|---|---|');
const results = COMPARISONS.filter(({ title }) => only === undefined || title.includes(only)).map((comparison) => {
  const result = compare(comparison, Number(runs));
  console.log(`| ${row(result)} |`);
  return result;
});
if (svg !== undefined) { fs.writeFileSync(svg, chart(results)); }
