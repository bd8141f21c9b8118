import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { affected, changedSince, commitOf } from './affected';
import { MissingTool } from './binaries';
import { repeatBreakages } from './break';
import { breakageTable } from './breakages';
import { PROOF_FOLDER } from './engine';
import { EngineSupply } from './engine-supply';
import { Processes } from './processes';
import { Recorder, RunResult } from './recorder';
import { report } from './report';
import { allProofs, enginesOf, firstOnesFirst, select, UnknownProof } from './selection';
import { runProofs } from './workers';

const USAGE = `usage: npm run proof -- [options] [name…]

Runs all proofs, or those that are called so: a proof, a file, a folder under proof/, or part of one.

  --since <ref>  of these, the ones that can be affected by what has changed since a commit, and a fixed core
  --list         only say which proofs there are
  --build        only build their engines
  --within <n>   end after so many minutes, and say what was not proved
  --jobs <n>     so many proofs at a time [one more than there are processors, 8 at most]
  --report       write docs/proof.md from what was found (a full run without a failure)
  --json <file>  where to write the result [dist/proof.json]
  --times <n>    this many times as many random cases [1]
  --seed <n>     other random cases [1]
  --break        break the library on purpose and see each proof fail; names are those of breakages
`;

/** Most proofs wait most of the time. */
const DEFAULT_JOBS = Math.min(os.availableParallelism() + 1, 8);

const REPOSITORY = path.dirname(PROOF_FOLDER);

/** What was started, and is to be stopped however this ends. */
let processes: Processes | undefined;
let stopping: Promise<void> | undefined;

function stopAll(): Promise<void> {
  stopping ??= processes?.stop() ?? Promise.resolve();
  return stopping;
}

async function leave(code: number): Promise<never> {
  await stopAll().catch((error) => console.error(error));
  process.exit(code);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      since: { type: 'string' },
      build: { type: 'boolean' },
      within: { type: 'string' },
      jobs: { type: 'string' },
      report: { type: 'boolean' },
      break: { type: 'boolean' },
      json: { type: 'string' },
      times: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) { process.stdout.write(USAGE); return 0; }
  if (values.break === true && values.list === true) {
    console.log(breakageTable().join('\n'));
    return 0;
  }
  if (values.break === true) {
    processes = Processes.open();
    return repeatBreakages(REPOSITORY, positionals, processes, say);
  }
  const wanted = select(allProofs(), positionals);
  const selected = values.since === undefined ? wanted : affected(wanted, changes(values.since), REPOSITORY);
  const left = wanted.filter((one) => !selected.includes(one)).map(({ proof }) => proof.name);
  if (left.length > 0) { say(`not run, since nothing has changed that they depend on: ${left.join(', ')}`); }
  if (values.list === true) {
    selected.forEach(({ file, proof }) => console.log(`${proof.name}  (${file}.proof.ts)  ${proof.title}`));
    return 0;
  }
  const random = { seed: wholeNumber('--seed', values.seed), times: wholeNumber('--times', values.times) };
  const isPart = positionals.length > 0 || values.since !== undefined || values.within !== undefined;
  if (values.report === true && (isPart || random.seed !== 1 || random.times !== 1)) {
    throw new Complaint('--report needs a full and usual run: no names, no --since, no --within, no --times, no --seed');
  }

  const commit = commitOf(REPOSITORY);
  const jobs = Math.min(values.jobs === undefined ? DEFAULT_JOBS : wholeNumber('--jobs', values.jobs), selected.length);
  const minutes = values.within === undefined ? undefined : minutesOf(values.within);
  processes = Processes.open();
  const supply = new EngineSupply(enginesOf(selected), processes, say);
  if (values.build === true) {
    await supply.all();
    return 0;
  }
  const recorder = new Recorder(selected.map(({ proof }) => proof), jobs === 1, (line) => console.log(line));
  await runProofs(firstOnesFirst(selected), supply, processes, recorder, { random, jobs, minutes });
  const result: RunResult = { commit, engines: await supply.versions(), proofs: recorder.proofs, results: recorder.results };
  writeResult(path.resolve(values.json ?? path.join(REPOSITORY, 'dist', 'proof.json')), result);
  const failed = recorder.count('failed');
  if (values.report === true) { writeReport(result, failed); }
  console.log(['', ...recorder.table(), ''].join('\n'));
  console.log(`${recorder.count('passed')} passed, ${failed} failed, ${recorder.count('skipped')} skipped`);
  return failed === 0 ? 0 : 1;
}

function writeResult(file: string, result: RunResult): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

function writeReport(result: RunResult, failed: number): void {
  if (failed > 0) {
    say('docs/proof.md is left as it was: something failed');
    return;
  }
  fs.mkdirSync(path.join(REPOSITORY, 'docs'), { recursive: true });
  fs.writeFileSync(path.join(REPOSITORY, 'docs', 'proof.md'), report(result));
}

function changes(since: string): string[] {
  try {
    return changedSince(since, REPOSITORY);
  } catch (error: any) {
    throw new Complaint(`git cannot say what has changed since '${since}': ${String(error.stderr ?? error.message).trim()}`);
  }
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) { throw new Complaint(`${option} takes a whole number above 0, got '${text}'`); }
  return Number(text);
}

function minutesOf(text: string): number {
  if (!/^[0-9]{1,5}(\.[0-9]+)?$/.test(text)) { throw new Complaint(`--within takes a number of minutes, got '${text}'`); }
  return Number(text);
}

function say(text: string): void {
  console.error(text);
}

/** Something that whoever called this has to put right: told without a stack. */
class Complaint extends Error {}

function explain(error: any): string {
  const told = error instanceof Complaint || error instanceof MissingTool || error instanceof UnknownProof;
  if (told) { return error.message; }
  return String(error?.code).startsWith('ERR_PARSE_ARGS') ? `${error.message}\n\n${USAGE}` : error?.stack ?? String(error);
}

for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]] as const) {
  process.on(signal, () => {
    if (stopping === undefined) { say(`\n${signal}: stopping everything that was started`); }
    void leave(128 + number);
  });
}
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error) => {
    say(explain(error));
    void leave(1);
  });
}
// npm passes signals on, but a shell or a task runner in between may die of them alone.
if (process.env.npm_lifecycle_event !== undefined) {
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) { void leave(129); } }, 500).unref();
}

main().then(leave, (error) => {
  say(explain(error));
  return leave(1);
});
