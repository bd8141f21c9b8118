import { EngineVersion } from './engine';
import { Proof } from './proof';

/** What became of one check. */
export interface Result {
  readonly proof: string;
  readonly topic: string;
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What a passed check counted, why one was skipped, or how one failed. */
  readonly detail?: string;
  /** How long it took. */
  readonly seconds?: number;
  /** Set where a proof broke down outside its checks: that is no verdict of an engine. */
  readonly crashed?: true;
}

/** What a whole run found; written as JSON. */
export interface RunResult {
  /** What was proved: the commit, and whether anything had changed since. */
  readonly commit?: string;
  readonly engines: readonly (EngineVersion & { readonly engine: string })[];
  /** With the seconds of each that was run. */
  readonly proofs: readonly { readonly name: string; readonly title: string; readonly seconds?: number }[];
  readonly results: readonly Result[];
}

/** Collects and prints what the checks of a run found. */
export class Recorder {
  private readonly sections: readonly Section[];

  /** Prints what a proof finds as it comes, or all of it when the proof is over: several that run at a time would not be told apart. */
  constructor(proofs: readonly Proof[], isLive: boolean, print: (line: string) => void) {
    this.sections = proofs.map((proof) => new Section(proof, isLive, print));
  }

  /** Where the results of a proof go. */
  public section({ name }: Proof): Section {
    return this.sections.find(({ proof }) => proof.name === name)!;
  }

  /** In the order of the proofs, in whichever they ran. */
  public get results(): readonly Result[] {
    return this.sections.flatMap(({ results }) => results);
  }

  /** All proofs, with how long each took. */
  public get proofs(): RunResult['proofs'] {
    return this.sections.map(({ proof: { name, title }, seconds }) => ({ name, title, seconds }));
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
}

/** What one proof found. */
export class Section {
  public readonly results: Result[] = [];
  public seconds?: number;
  private readonly lines: string[] = [];
  private started = 0;
  private isClosed = false;

  constructor(public readonly proof: Proof, private readonly isLive: boolean, private readonly print: (line: string) => void) {}

  /** The proof begins. */
  public open(): void {
    this.started = Date.now();
    this.say(`\n${this.proof.name}: ${this.proof.title}`);
  }

  public add(result: Result): void {
    if (this.isClosed) { return; }
    this.results.push(result);
    const mark = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' }[result.outcome];
    const topic = result.topic === result.proof ? '' : `${result.topic}: `;
    const detail = result.detail === undefined ? '' : ` (${result.detail.split('\n')[0]})`;
    const seconds = Math.round(result.seconds ?? 0);
    this.say(indent(`${mark} ${topic}${result.title}${detail}${seconds < 3 ? '' : ` [${seconds} s]`}`));
  }

  /** Nothing more will come. */
  public close(): void {
    if (this.isClosed) { return; }
    this.isClosed = true;
    this.seconds = Math.round((Date.now() - this.started) / 1000);
    if (this.seconds >= 3) { this.say(indent(`     ${this.seconds} s`)); }
    if (!this.isLive) { this.lines.forEach((line) => this.print(line)); }
  }

  /** Nothing more is waited for. What it has found so far stands, and the rest is said to be missing. */
  public cut(reason: string): void {
    if (this.started === 0) { this.open(); }
    this.add({ proof: this.proof.name, topic: this.proof.name, title: this.results.length === 0 ? 'everything' : 'whatever is not told above', outcome: 'skipped', detail: reason });
    this.close();
  }

  private say(line: string): void {
    if (this.isLive) { this.print(line); } else { this.lines.push(line); }
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

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
