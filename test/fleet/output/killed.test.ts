// Processes that rewrite a fleet without end, and are killed at any time. FLEET_KILLS=200 does it more often.
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as ts from 'typescript';
import { readFleet } from '../../../lib/fleet/output/fleet-reader';
import { FleetWriter } from '../../../lib/fleet/output/fleet-writer';

const KILLS = Number(process.env.FLEET_KILLS ?? 15);
const ROOT = path.join(__dirname, '../../..');
const CLUSTERS = 4;
const OBJECTS = 40;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** The child runs the source as it is now, without a compiler that takes seconds. */
function transpile(from: string): void {
  const done = new Set<string>();
  const visit = (file: string): void => {
    if (done.has(file)) { return; }
    done.add(file);
    const source = fs.readFileSync(path.join(ROOT, `${file}.ts`), 'utf8');
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
    fs.writeFileSync(path.join(folder, `${file}.js`), outputText);
    for (const [, next] of source.matchAll(/ from '(\.[^']+)'/g)) { visit(path.posix.join(path.posix.dirname(file), next)); }
  };
  visit(from);
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
}

// Every state of a cluster bears its number in every file. One cluster comes and goes; a third of the objects change their names.
const CHILD = `
const { FleetWriter } = require('./lib/fleet/output/fleet-writer');
const outdir = process.argv[2];
for (let state = Number(process.argv[3]); ; state++) {
  const writer = new FleetWriter(outdir);
  writer.open();
  for (let cluster = state % 2; cluster < ${CLUSTERS}; cluster++) {
    const files = Array.from({ length: ${OBJECTS} }, (_, i) => ({
      path: 'ns-' + i % 3 + '/c-' + i + (i % 3 === 0 ? '-' + state : '') + '.yaml',
      objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c-' + i }, data: { state: String(i % 5 === 4 ? 'same' : state) } }],
    }));
    writer.stage('c' + cluster, files, { state });
  }
  writer.commit();
  process.stdout.write(state + '\\n');
}
`;

/** Runs until it is killed, some milliseconds after it has written a first state. Answers the last state that it has told. */
function runAndKill(outdir: string, state: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(folder, 'child.js'), outdir, String(state)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [told, errors] = ['', ''];
    child.stderr.on('data', (text) => { errors += text; });
    child.stdout.on('data', (text) => {
      if (told === '') { setTimeout(() => child.kill('SIGKILL'), 5 + Math.random() * 100); }
      told += text;
    });
    child.on('exit', (code, signal) => (signal === 'SIGKILL' ? resolve(Number(told.trim().split('\n').pop())) : reject(new Error(`ended with ${code}: ${errors}`))));
  });
}

/** The state of each cluster, which must be whole: its index, all files that it lists, and no others but the one that is not ours. */
function statesIn(outdir: string): { [cluster: string]: number } {
  return Object.fromEntries(readFleet(outdir).map((cluster) => {
    const { state } = cluster.index.facts;
    const entries = fs.readdirSync(cluster.folder, { recursive: true, withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name).sort();
    const expected = cluster.objects.map((object) => path.basename(object.path));
    expect(expected).toHaveLength(OBJECTS);
    expect(names).toEqual([...expected, 'fleetwright.index', 'mine.txt'].sort());
    const held = new Set(cluster.objects.map((object) => (cluster.read(object) as any).data.state));
    expect([...held].sort()).toEqual([String(state), 'same'].sort());
    return [cluster.name, state];
  }));
}

test(`killed ${KILLS} times, each cluster is whole`, async () => {
  transpile('lib/fleet/output/fleet-writer');
  fs.writeFileSync(path.join(folder, 'child.js'), CHILD);
  const outdir = path.join(folder, 'dist');
  const mine = Array.from({ length: CLUSTERS }, (_, cluster) => path.join(outdir, `c${cluster}`, 'mine.txt'));
  for (const file of mine) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, 'mine');
  }
  const seen = { unfinished: 0, missing: 0, mixed: 0 };
  let state = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const told = await runAndKill(outdir, state);
    const isUnfinished = fs.existsSync(path.join(outdir, '.fleetwright'));
    seen.unfinished += Number(isUnfinished);
    seen.missing += Number(mine.some((file) => !fs.existsSync(path.dirname(file))));
    // As readers find it, and as the next run makes it.
    statesIn(outdir);
    const next = new FleetWriter(outdir);
    next.open();
    next.abandon();
    const states = statesIn(outdir);
    seen.mixed += Number(new Set(Object.values(states)).size > 1);
    for (const its of Object.values(states)) { expect([told, told + 1, told + 2]).toContain(its); }
    for (let cluster = 1; cluster < CLUSTERS; cluster++) { expect(Object.keys(states)).toContain(`c${cluster}`); }
    expect(mine.map((file) => fs.readFileSync(file, 'utf8'))).toEqual(mine.map(() => 'mine'));
    expect(fs.existsSync(path.join(outdir, '.fleetwright'))).toBe(false);
    state = told + 3;
  }
  if (process.env.FLEET_KILLS !== undefined) { console.log(seen); }
  // Otherwise none was killed at its work, and nothing was shown.
  expect(seen.unfinished).toBeGreaterThan(0);
}, 20_000 + KILLS * 20_000);
