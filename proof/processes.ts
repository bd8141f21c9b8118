import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** How long is waited for a forked process to end by itself, before it is killed. */
const PATIENCE_MS = 5000;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a finished command left. */
export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of a started process or command. */
export interface StartOptions {
  readonly cwd?: string;
  /** Variables beside the runner's own; `undefined` removes one. */
  readonly env?: { [name: string]: string | undefined };
}

/** Settings of a command that is run to its end. */
export interface RunOptions extends StartOptions {
  readonly stdin?: string;
  /** @default - no limit */
  readonly timeoutMs?: number;
  /** Sees every full line of standard error as it comes. */
  readonly onErrorLine?: (line: string) => void;
  /** Is called with the process once there is one. */
  readonly started?: (pid: number) => void;
}

/** A process that runs until it is stopped. */
export class Server {
  /** Set once the process has ended. */
  public exit?: Exit;
  public readonly exited: Promise<Exit>;

  constructor(public readonly name: string, public readonly log: string, private readonly child: ChildProcess) {
    this.exited = new Promise((resolve) => {
      const ended = (exit: Exit) => { this.exit ??= exit; resolve(this.exit); };
      child.once('exit', (code, signal) => ended({ code, signal }));
      child.once('error', () => ended({ code: 127, signal: null }));
    });
  }

  /** The end of the log, for error messages. */
  public lastLines(count = 15): string {
    const text = fs.existsSync(this.log) ? fs.readFileSync(this.log, 'utf8') : '';
    return text.trimEnd().split('\n').slice(-count).join('\n');
  }

  /** Kills the process and everything that it started. Nothing that a proof starts holds data worth a goodbye. */
  public async stop(): Promise<void> {
    if (this.exit === undefined && this.child.pid !== undefined) { killGroup(this.child.pid); }
    await this.exited;
  }
}

/**
 * Everything that runs for the proofs: programs and temporary folders, gone when it is stopped, and also when the
 * runner crashes or is killed, for which a watchdog process waits.
 */
export class Processes {
  /** Starts the watchdog and makes the temporary folder. */
  public static open(): Processes {
    // 0700 by mkdtemp: tokens and keys lie in there.
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-proof-'));
    const watchdog = spawn('sh', [path.join(__dirname, 'watchdog.sh'), folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    watchdog.on('error', () => { /* without a shell there is no watchdog, and stop() still works */ });
    watchdog.stdin.on('error', () => { /* killed by hand: as above */ });
    watchdog.unref();
    return new Processes(folder, watchdog);
  }

  private readonly children = new Set<ChildProcess>();
  private readonly servers: Server[] = [];
  private readonly parts: Processes[] = [];
  private folders = 0;

  private constructor(public readonly folder: string, private readonly watchdog: ChildProcess, private readonly whole?: Processes) {}

  /** A part of it that can be stopped by itself. */
  public part(name: string): Processes {
    const part = new Processes(this.newFolder(name), this.watchdog, this.whole ?? this);
    this.parts.push(part);
    return part;
  }

  /** A new temporary folder that only this user can read. */
  public newFolder(name: string): string {
    const folder = path.join(this.folder, `${name}-${++this.folders}`);
    fs.mkdirSync(folder, { mode: 0o700 });
    return folder;
  }

  /** Starts a program that runs until it is stopped. Its output goes to `log`. */
  public serve(name: string, program: string, args: readonly string[], log: string, options: StartOptions = {}): Server {
    const output = fs.openSync(log, 'a', 0o600);
    const child = this.spawn(program, args, ['ignore', output, output], options);
    fs.closeSync(output);
    const server = new Server(name, log, child);
    this.servers.push(server);
    return server;
  }

  /** Starts a TypeScript program that talks by messages, and shares the output of this one. */
  public fork(file: string): ChildProcess {
    return this.spawn(process.execPath, ['-r', require.resolve('ts-node/register/transpile-only'), file], ['ignore', 'inherit', 'inherit', 'ipc'], {});
  }

  /** Runs a program to its end. */
  public async run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
    const child = this.spawn(program, args, ['pipe', 'pipe', 'pipe'], options);
    if (child.pid !== undefined) { options.started?.(child.pid); }
    if (options.onErrorLine !== undefined) { readline.createInterface({ input: child.stderr! }).on('line', options.onErrorLine); }
    child.stdin!.on('error', () => { /* ended without reading its input */ });
    child.stdin!.end(options.stdin ?? '');
    let timedOut = false;
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => {
      timedOut = true;
      killGroup(child.pid!);
    }, options.timeoutMs);
    try {
      // The first throws the 'error' of a program that is not there.
      const [[code], stdout, stderr] = await Promise.all([once(child, 'close'), text(child.stdout!), text(child.stderr!)]);
      if (timedOut) { throw new Error(`'${path.basename(program)} ${args.join(' ')}' did not end within ${options.timeoutMs! / 1000} s`); }
      return { code: code ?? 1, stdout, stderr };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops everything, the last one started first, and removes the temporary folder. */
  public async stop(): Promise<void> {
    for (const part of this.parts.splice(0).reverse()) { await part.stop(); }
    for (const server of this.servers.splice(0).reverse()) { await server.stop(); }
    await Promise.race([this.endForked(), pause(PATIENCE_MS, undefined, { ref: false })]);
    for (const child of this.children) { killGroup(child.pid!); }
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    if (this.whole === undefined) { this.watchdog.stdin!.end(); }
  }

  /** Has what was forked stop what it has started itself, if it is not too busy to hear. */
  private async endForked(): Promise<void> {
    const forked = [...this.children].filter(({ connected }) => connected);
    await Promise.all(forked.map((child) => {
      const exited = once(child, 'exit');
      child.disconnect();
      return exited;
    }));
  }

  private spawn(program: string, args: readonly string[], stdio: any, options: StartOptions): ChildProcess {
    const env = { ...process.env, ...options.env };
    // Its own group: Ctrl-C must not reach an engine before the runner has decided what to do, and one kill reaches its children.
    const child = spawn(program, [...args], { cwd: options.cwd, env, stdio, detached: true });
    if (child.pid === undefined) { return child; }
    const pid = child.pid;
    this.children.add(child);
    this.watchdog.stdin!.write(`+${pid}\n`);
    child.once('exit', () => {
      this.children.delete(child);
      this.watchdog.stdin!.write(`-${pid}\n`);
    });
    return child;
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // gone already
  }
  killSession(pid);
}

/** What it has started in groups of their own, as Pulumi starts its plugins; only Linux tells. */
function killSession(leader: number): void {
  if (!fs.existsSync('/proc/self/stat')) { return; }
  for (const name of fs.readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // After the name, in which anything may stand: state, parent, group, session.
      const fields = fs.readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      if (Number(fields[3]) === leader) { process.kill(Number(name), 'SIGKILL'); }
    } catch {
      // gone already
    }
  }
}
