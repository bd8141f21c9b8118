import { EngineVersion } from './engine';
import { Checks, Proof } from './proof';

/** What became of one check. */
export interface Result {
  readonly proof: string;
  readonly topic: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What a passed check counted, why one was skipped, or how one failed. */
  readonly detail?: string;
  /** Set where a proof broke down outside its checks: that is no verdict of an engine. */
  readonly crashed?: true;
}

/** What a whole run found; written as JSON. */
export interface RunResult {
  /** What was proved: the commit, and whether anything had changed since. */
  readonly commit?: string;
  readonly engines: readonly (EngineVersion & { readonly engine: string })[];
  readonly proofs: readonly { readonly name: string; readonly title: string }[];
  readonly results: readonly Result[];
}

/** How long a check may take that does not say so itself: an engine that hangs must not hang the run. */
const CHECK_TIMEOUT_MS = 15 * 60_000;

/** Collects and prints what the checks of a run found. */
export class Recorder {
  public readonly results: Result[] = [];

  constructor(private readonly print: (line: string) => void) {}

  public checks(proof: Proof, topic: string): Checks {
    return {
      check: async (title, prove) => {
        const started = Date.now();
        try {
          const detail = await withTimeout(prove);
          this.add({ proof: proof.name, topic, title, outcome: 'passed', ...(typeof detail === 'string' ? { detail } : {}) }, started);
          return true;
        } catch (error) {
          this.add({ proof: proof.name, topic, title, outcome: 'failed', detail: messageOf(error) }, started);
          return false;
        }
      },
      skip: (title, reason) => this.add({ proof: proof.name, topic, title, outcome: 'skipped', detail: reason }),
    };
  }

  /** Records that a proof broke down, or could not begin. */
  public crash(proof: string, title: string, error: unknown): void {
    this.add({ proof, topic: proof, title, outcome: 'failed', detail: messageOf(error), crashed: true });
  }

  public count(outcome: Result['outcome']): number {
    return this.results.filter((result) => result.outcome === outcome).length;
  }

  /** A line per proof and topic, then everything that did not pass. */
  public table(): string[] {
    const rows = [['proof', 'about', 'passed', 'failed', 'skipped'], ...tally(this.results).map((row) => row.map(String))];
    const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
    const lines = rows.map((row) => row.map((cell, column) => column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])).join('  ').trimEnd());
    lines.splice(1, 0, '-'.repeat(lines[0].length));
    for (const outcome of ['skipped', 'failed'] as const) {
      const named = this.results.filter((result) => result.outcome === outcome);
      if (named.length > 0) { lines.push('', `${outcome}:`, ...named.map((result) => indent(`${result.proof} / ${result.topic} / ${result.title}: ${result.detail}`))); }
    }
    return lines;
  }

  private add(result: Result, started = Date.now()): void {
    this.results.push(result);
    const mark = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' }[result.outcome];
    const topic = result.topic === result.proof ? '' : `${result.topic}: `;
    const detail = result.detail === undefined ? '' : ` (${result.detail.split('\n')[0]})`;
    const seconds = Math.round((Date.now() - started) / 1000);
    this.print(indent(`${mark} ${topic}${result.title}${detail}${seconds < 3 ? '' : ` [${seconds} s]`}`));
  }
}

/** Rows of proof, topic, passed, failed, skipped, in the order of first appearance. */
export function tally(results: readonly Result[]): [string, string, number, number, number][] {
  const rows = new Map<string, [string, string, number, number, number]>();
  for (const { proof, topic, outcome } of results) {
    const key = `${proof}\n${topic}`;
    const row = rows.get(key) ?? [proof, topic, 0, 0, 0];
    row[{ passed: 2 as const, failed: 3 as const, skipped: 4 as const }[outcome]]++;
    rows.set(key, row);
  }
  return [...rows.values()];
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) { return String(error); }
  // An assertion says what it wants in its message; of any other error one needs to know where it came from.
  return error.name === 'AssertionError' || error.stack === undefined ? error.message : error.stack;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}

async function withTimeout<T>(work: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not decided after ${CHECK_TIMEOUT_MS / 60_000} minutes`)), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}
