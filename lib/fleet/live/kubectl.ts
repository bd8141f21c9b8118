import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** How a call of kubectl ended. */
export interface KubectlAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What kubectl compared of an object, as YAML; empty where there is none. */
export interface ComparedFiles {
  readonly live: string;
  readonly merged: string;
}

/** There is no kubectl to run. */
export class NoKubectl extends Error {}

/** Calls kubectl: arguments as they are, with no shell between. */
export class Kubectl {
  /** @param env variables beside those of this process: `KUBECONFIG` */
  public constructor(private readonly program = 'kubectl', private readonly env: NodeJS.ProcessEnv = {}) {}

  public run(args: readonly string[], { input = '', cwd, env = {} }: { input?: string; cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<KubectlAnswer> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.program, args, { cwd, env: { ...process.env, ...this.env, ...env }, stdio: 'pipe' });
      const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
      child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new NoKubectl(`'${this.program}' is not on the PATH`) : error));
      child.on('close', (exitCode, signal) => resolve({ exitCode: exitCode ?? 128, stdout: stdout(), stderr: signal === null ? stderr() : `${stderr()}ended by ${signal}` }));
      // One that ends early reads no more.
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  }

  /**
   * Runs `kubectl diff`, and hands back what it compared: each object as it is, and as it would be.
   *
   * It is made to leave the two folders that it compares, by naming `mv` as the program that compares them. They are in a folder of our own, which only
   * we can read, and are gone when this ends.
   */
  public async diff(args: readonly string[], input: string): Promise<KubectlAnswer & { readonly compared: readonly ComparedFiles[] }> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-live-'));
    try {
      fs.mkdirSync(path.join(folder, KEPT));
      const answer = await this.run(['diff', ...args], { input, cwd: folder, env: { TMPDIR: folder, KUBECTL_EXTERNAL_DIFF: `mv ${KEPT}` } });
      return { ...answer, compared: answer.exitCode === 0 ? comparedIn(path.join(folder, KEPT)) : [] };
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** kubectl takes only letters, digits, `-` and `=` behind the program. */
const KEPT = 'kept';

function comparedIn(folder: string): ComparedFiles[] {
  const folders = fs.readdirSync(folder);
  const [live, merged] = ['LIVE', 'MERGED'].map((prefix) => folders.find((name) => name.startsWith(prefix)));
  if (live === undefined || merged === undefined) { throw new Error(`kubectl diff was to leave folders called LIVE… and MERGED…, and left [${folders.join(', ')}]`); }
  const text = (side: string, file: string) => {
    const full = path.join(folder, side, file);
    return fs.existsSync(full) ? fs.readFileSync(full, 'utf8') : '';
  };
  return fs.readdirSync(path.join(folder, merged)).sort().map((file) => ({ live: text(live, file), merged: text(merged, file) }));
}

function collected(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString('utf8');
}
