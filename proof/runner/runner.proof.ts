import * as assert from 'node:assert/strict';
import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { PROOF_FOLDER } from '../engine';
import { Checks, Proof } from '../proof';
import { RunResult } from '../recorder';

/** Tells our sleeping process from all others of this machine. */
const SLEEP_SECONDS = `1000${process.pid}`;

/** An engine that is a process which would run for ever, and proofs of all outcomes. */
const ENGINE = `
export const engine = {
  name: 'sleeper',
  go: { directory: __dirname, programs: {} },
  start: async ({ processes }) => processes.serve('sleep', 'sleep', [process.env.SLEEP_SECONDS], processes.newFolder('sleeper') + '/log'),
  versions: async () => [{ part: 'sleep', version: '1' }],
};
`;
const PROOFS = `
const proof = (name, run) => ({ name, title: 'Proves nothing.', needs: ['sleeper'], run: async (context) => {
  await context.engine('sleeper');
  await run(context);
} });
export const proofs = [
  proof('holds', (context) => context.check('holds', () => {})),
  proof('fails', (context) => context.check('fails', () => { throw new Error('not so'); })),
  proof('skips', (context) => context.skip('left out', 'no time')),
  proof('breaks-down', () => { throw new Error('broken'); }),
  proof('throws-later', () => { setTimeout(() => { throw new Error('later'); }); return new Promise(() => {}); }),
  proof('says-nothing', () => {}),
  proof('crashes', () => process.abort()),
  proof('hangs', async () => { console.log('hanging'); await new Promise((resolve) => setTimeout(resolve, 600000)); }),
  proof('waits', (context) => context.check('is never made', () => {})),
];
`;
const UNBUILT = `
export const engine = { name: 'unbuilt', go: { directory: __dirname, programs: { unbuilt: '.' } }, versions: async () => [] };
`;

export const proofs: Proof[] = [{
  name: 'runner',
  title: 'The runner says what happened and leaves no process and no file behind, however a run ends.',
  needs: [],
  run: async (context) => {
    const stage = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-runner-'));
    try {
      await proveOutcomes(prepare(stage), context);
      await proveEndings(stage, context);
    } finally {
      fs.rmSync(stage, { recursive: true, force: true });
    }
  },
}];

/** A repository with this runner, and engines and proofs made for the purpose. */
function prepare(stage: string): string {
  const proof = path.join(stage, 'proof');
  for (const folder of ['sleeper', 'unbuilt', 'tmp']) { fs.mkdirSync(path.join(proof, folder), { recursive: true }); }
  for (const entry of fs.readdirSync(PROOF_FOLDER, { withFileTypes: true })) {
    if (entry.isFile()) { fs.copyFileSync(path.join(PROOF_FOLDER, entry.name), path.join(proof, entry.name)); }
  }
  for (const name of ['tsconfig.json', 'package.json']) { fs.copyFileSync(path.join(PROOF_FOLDER, '..', name), path.join(stage, name)); }
  fs.symlinkSync(path.resolve(PROOF_FOLDER, '../node_modules'), path.join(stage, 'node_modules'));
  fs.writeFileSync(path.join(proof, 'sleeper', 'engine.ts'), ENGINE);
  fs.writeFileSync(path.join(proof, 'sleeper', 'go.mod'), 'module sleeper\n');
  fs.writeFileSync(path.join(proof, 'sleeper', 'sleeper.proof.ts'), PROOFS);
  fs.writeFileSync(path.join(proof, 'unbuilt', 'engine.ts'), UNBUILT);
  fs.writeFileSync(path.join(proof, 'unbuilt', 'go.mod'), 'module unbuilt\n\ngo 1.26.0\n');
  fs.writeFileSync(path.join(proof, 'unbuilt', 'unbuilt.proof.ts'), "export const proofs = [{ name: 'unbuilt', title: 'Is never run.', needs: ['unbuilt'], run: async () => {} }];\n");
  return stage;
}

async function proveOutcomes(stage: string, { about }: { about(topic: string): Checks }): Promise<void> {
  const { check } = about('outcomes');
  await check('counts what held and what was left out, and ends well', async () => {
    const { code, lastLine, result } = await run(stage, ['holds', 'skips']);
    assert.deepEqual([code, lastLine], [0, '1 passed, 0 failed, 1 skipped']);
    assert.deepEqual(result?.engines, [{ engine: 'sleeper', part: 'sleep', version: '1' }]);
    assert.deepEqual(result.results.map(({ outcome, detail }) => [outcome, detail]), [['passed', undefined], ['skipped', 'no time']]);
  });
  await check('goes on after a failure, and ends with 1', async () => {
    const { code, lastLine } = await run(stage, ['fails', 'breaks-down', 'holds']);
    assert.deepEqual([code, lastLine], [1, '1 passed, 2 failed, 0 skipped']);
  });
  await check('tells of several at a time one after the other, and of all where one crashes', async () => {
    const { code, lastLine, stdout, result } = await run(stage, ['crashes', 'fails', 'holds', '--jobs', '3']);
    assert.deepEqual([code, lastLine], [1, '1 passed, 2 failed, 0 skipped']);
    assert.match(stdout, /its process ended with SIGABRT/);
    assert.match(stdout, /^holds: .*\n {2}ok {3}holds$/m);
    assert.match(stdout, /^fails: .*\n {2}FAIL fails \(Error: not so\)$/m);
    assert.deepEqual(result?.proofs.map(({ name }) => name), ['holds', 'fails', 'crashes']);
    await nothingLeft(stage);
  });
  await check('ends in time, and names what was not proved', async () => {
    const { code, lastLine, result } = await run(stage, ['holds', 'hangs', 'waits', '--jobs', '1', '--within', '0.5']);
    assert.deepEqual([code, lastLine], [0, '1 passed, 0 failed, 2 skipped']);
    assert.deepEqual(result?.results.map(({ proof, outcome, detail }) => [proof, outcome, detail]), [
      ['holds', 'passed', undefined],
      ...['hangs', 'waits'].map((name) => [name, 'skipped', 'the time was over, 0.5 minutes after the start']),
    ]);
    await nothingLeft(stage);
  });
  await check('counts a proof that makes no check as failed', async () => {
    const { code, lastLine, stdout } = await run(stage, ['says-nothing']);
    assert.deepEqual([code, lastLine], [1, '0 passed, 1 failed, 0 skipped']);
    assert.match(stdout, /the proof made no check: it proves nothing/);
  });
  await check('names all proofs when there is none of that name', async () => {
    const { code, stderr } = await run(stage, ['holds', 'nonsense']);
    assert.equal(code, 1);
    assert.match(stderr, /^no proof is called 'nonsense'\. There are:\n {2}holds {2}\(sleeper\/sleeper\.proof\.ts\)\n {2}fails .*\n[\s\S]* {2}unbuilt {2}\(unbuilt\/unbuilt\.proof\.ts\)$/m);
  });
  await check('runs what is called exactly so, otherwise what has it in its name', async () => {
    assert.equal((await run(stage, ['sleeper/sleeper', '--list'])).stdout.trim().split('\n').length, 9);
    assert.equal((await run(stage, ['s', '--list'])).stdout.trim().split('\n').length, 9);
    assert.equal((await run(stage, ['hold', '--list'])).stdout.trim(), 'holds  (sleeper/sleeper.proof.ts)  Proves nothing.');
  });
  await check('says in one line that Go is missing', async () => {
    const { code, stderr } = await run(stage, ['unbuilt'], { PATH: '/nowhere', XDG_CACHE_HOME: path.join(stage, 'cache') });
    assert.equal(code, 1);
    assert.equal(stderr.trim(), "Go 1.26 or newer is missing: the engine 'unbuilt' is built with it once; install it from https://go.dev/dl/ or with your package manager, and run this again.");
  });
}

async function proveEndings(stage: string, { about }: { about(topic: string): Checks }): Promise<void> {
  const { check } = about('endings');
  for (const [what, name, code] of [
    ['a run that holds', 'holds', 0],
    ['a failure', 'fails', 1],
    ['an exception in a proof', 'breaks-down', 1],
    ['an exception that nobody awaits', 'throws-later', 1],
    ['a crash of what runs it', 'crashes', 1],
  ] as const) {
    await check(`leaves nothing behind after ${what}`, async () => {
      const { code: found } = await run(stage, [name]);
      assert.equal(found, code);
      await nothingLeft(stage);
    });
  }
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129], ['SIGKILL', 137]] as const) {
    await check(`leaves nothing behind after ${signal}`, async () => {
      const { code: found } = await run(stage, ['hangs'], {}, (child) => child.kill(signal));
      assert.equal(found, code);
      await nothingLeft(stage);
    });
  }
  await check('leaves nothing behind when the task runner above it dies', async () => {
    const command = `${JSON.stringify(process.execPath)} ${runnerArgs(stage, ['hangs']).map((arg) => JSON.stringify(arg)).join(' ')}; true`;
    await run(stage, [], { npm_lifecycle_event: 'proof' }, (child) => child.kill('SIGKILL'), ['sh', '-c', command]);
    await nothingLeft(stage);
  });
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly lastLine: string;
  readonly result?: RunResult;
}

function runnerArgs(stage: string, names: readonly string[]): string[] {
  return [require.resolve('ts-node/dist/bin.js'), '-T', path.join(stage, 'proof', 'run.ts'), ...names];
}

/** Runs the runner in a temporary folder of its own; `whenHanging` is called when the proof `hangs` is under way. */
async function run(
  stage: string, names: readonly string[], env: { [name: string]: string } = {}, whenHanging?: (child: ChildProcess) => void,
  [program, ...args] = [process.execPath, ...runnerArgs(stage, names)],
): Promise<Ended> {
  const json = path.join(stage, 'dist', 'proof.json');
  fs.rmSync(json, { force: true });
  const child = spawn(program, args, {
    cwd: stage,
    env: { ...process.env, npm_lifecycle_event: undefined, SLEEP_SECONDS, TMPDIR: path.join(stage, 'proof', 'tmp'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    if (whenHanging !== undefined && stdout.includes('hanging\n')) {
      // The engine must be there, or its absence would prove nothing.
      if (sleepers().length !== 1) { stderr += `${sleepers().length} engines run`; }
      whenHanging(child);
      whenHanging = undefined;
    }
  });
  child.stderr.on('data', (chunk) => { stderr += chunk; });
  const code = await new Promise<number>((resolve) => {
    // Not at its 'exit': then the last lines may still be on their way.
    child.once('close', (status, signal) => resolve(status ?? 128 + os.constants.signals[signal!]));
  });
  assert.doesNotMatch(stderr, /engines run/);
  return {
    code,
    stdout,
    stderr,
    lastLine: stdout.trimEnd().split('\n').pop()!,
    result: fs.existsSync(json) ? JSON.parse(fs.readFileSync(json, 'utf8')) : undefined,
  };
}

/** Neither the engine nor the temporary folder; the watchdog needs a moment where the runner had no time. */
async function nothingLeft(stage: string): Promise<void> {
  const end = Date.now() + 60_000;
  const left = () => [...sleepers(), ...fs.readdirSync(path.join(stage, 'proof', 'tmp')).filter((name) => name.startsWith('fleetwright-proof-'))];
  while (left().length > 0 && Date.now() < end) { await new Promise((resolve) => setTimeout(resolve, 100)); }
  assert.deepEqual(left(), []);
}

function sleepers(): string[] {
  return execFileSync('ps', ['-A', '-o', 'args=']).toString().split('\n').filter((line) => line.trim() === `sleep ${SLEEP_SECONDS}`);
}
