import * as fs from 'node:fs';
import * as path from 'node:path';
import { Breakage, breakages } from './breakages';
import { Processes } from './processes';
import { RunResult } from './recorder';

/** Makes each edit to a copy of the repository, runs the proof there and expects it to fail. Returns the exit code. */
export async function repeatBreakages(repository: string, wanted: readonly string[], processes: Processes, say: (text: string) => void): Promise<number> {
  const selected = wanted.length === 0 ? breakages : breakages.filter(({ name, proof }) => wanted.some((want) => name.includes(want) || proof === want));
  if (selected.length === 0) {
    say(`no breakage is called so. There are:\n${breakages.map(({ name, proof }) => `  ${name}  (${proof})`).join('\n')}`);
    return 1;
  }
  // A proof that fails anyway shows nothing.
  const healthy = new Map<string, string | undefined>();
  const left = new Map<string, string>();
  for (const proof of new Set(selected.map((breakage) => breakage.proof))) {
    say(`${proof}: as it is`);
    const { failed, output, skipped } = await prove(copy(repository, processes), proof, repository, processes);
    if (skipped !== undefined) { left.set(proof, skipped); }
    healthy.set(proof, failed.length === 0 ? undefined : `fails without any breakage:\n${output}`);
  }
  let unnoticed = 0;
  for (const breakage of selected.filter(({ proof }) => left.has(proof))) {
    console.log(`skip ${breakage.name}: '${breakage.proof}' checks nothing here (${left.get(breakage.proof)})`);
  }
  const tried = selected.filter(({ proof }) => !left.has(proof));
  for (const breakage of tried) {
    const fault = healthy.get(breakage.proof) ?? await repeat(breakage, repository, processes);
    if (fault !== undefined) { unnoticed++; }
    console.log(`${fault === undefined ? 'ok  ' : 'FAIL'} ${breakage.name}: ${fault ?? `noticed by '${breakage.proof}'`}`);
  }
  console.log(`${tried.length - unnoticed} passed, ${unnoticed} failed, ${selected.length - tried.length} skipped`);
  return unnoticed === 0 ? 0 : 1;
}

/** Why the breakage does not show what it should, if so. */
async function repeat({ file, find, replace, proof, fails }: Breakage, repository: string, processes: Processes): Promise<string | undefined> {
  const folder = copy(repository, processes);
  const target = path.join(folder, file);
  const parts = fs.existsSync(target) ? fs.readFileSync(target, 'utf8').split(find) : [];
  if (parts.length !== 2) { return `out of date: the text to replace is ${Math.max(parts.length - 1, 0)} times in ${file}`; }
  fs.writeFileSync(target, parts.join(replace));
  const { failed, crashed, output } = await prove(folder, proof, repository, processes);
  fs.rmSync(folder, { recursive: true });
  if (failed.some((check) => check.includes(fails))) { return undefined; }
  if (crashed) { return `'${proof}' broke down instead of failing:\n${output}`; }
  return failed.length === 0 ? `'${proof}' passes all the same` : `'${proof}' fails, but not in '${fails}': ${failed.join('; ')}`;
}

/** What came of a proof. */
interface Outcome {
  readonly failed: string[];
  readonly crashed: boolean;
  readonly output: string;
  /** Why nothing at all was checked, if so. */
  readonly skipped?: string;
}

async function prove(folder: string, proof: string, repository: string, processes: Processes): Promise<Outcome> {
  const json = path.join(folder, 'dist', 'proof.json');
  const { stdout, stderr } = await processes.run(process.execPath, [require.resolve('ts-node/dist/bin.js'), '-T', path.join(folder, 'proof', 'run.ts'), '--json', json, proof], {
    cwd: folder,
    env: {
      FLEETWRIGHT_CRDS: process.env.FLEETWRIGHT_CRDS ?? path.resolve(repository, '../shared/crds'),
      npm_lifecycle_event: undefined, // its parent is this process, whose end the watchdog sees
    },
  });
  const output = `${stdout}${stderr}`.trimEnd().split('\n').slice(-20).join('\n');
  if (!fs.existsSync(json)) { return { failed: [], crashed: true, output }; }
  const { results }: RunResult = JSON.parse(fs.readFileSync(json, 'utf8'));
  const failed = results.filter((result) => result.outcome === 'failed');
  return {
    failed: failed.filter((result) => result.crashed === undefined).map(({ topic, title }) => `${topic}: ${title}`),
    crashed: failed.some((result) => result.crashed),
    output,
    skipped: results.every(({ outcome }) => outcome === 'skipped') ? results[0]?.detail : undefined,
  };
}

/** The working tree without what is built, so that an edit never touches the original. */
function copy(repository: string, processes: Processes): string {
  const folder = processes.newFolder('copy');
  for (const name of fs.readdirSync(repository)) {
    if (['.git', 'node_modules', 'build', 'packages', 'dist', 'coverage'].includes(name)) { continue; }
    fs.cpSync(path.join(repository, name), path.join(folder, name), { recursive: true });
  }
  fs.symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}
