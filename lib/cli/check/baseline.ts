import * as fs from 'node:fs';
import { CliError, ExitCode } from '../exit-code';
import { isOpen, ReportedFinding } from './check-report';

const FORMAT = 'fleetwright-baseline/v1';

/** A finding as a baseline knows it: without its place, which every edit above it moves. */
interface BaselineEntry {
  readonly id: string;
  readonly cluster?: string;
  readonly object?: string;
  readonly message: string;
  /** How many are alike. */
  readonly count: number;
}

/** What stood in manifests when somebody began to check them, and what does not count until it is gone. What API servers refuse is never in it. */
export class Baseline {
  /** Reads one. */
  public static read(file: string): Baseline {
    const refuse = (why: string) => new CliError(`'${file}' is no baseline: ${why}. Write one with '--write-baseline'.`, ExitCode.WRONG_USE);
    let text: string;
    try {
      text = fs.readFileSync(file, 'utf8');
    } catch (error) {
      throw refuse((error as Error).message);
    }
    let content: any;
    try {
      content = JSON.parse(text);
    } catch {
      throw refuse('it is not JSON');
    }
    if (content?.format !== FORMAT || !Array.isArray(content.findings)) { throw refuse(`its format is not '${FORMAT}'`); }
    return new Baseline(content.findings);
  }

  /** What is open among findings. */
  public static of(findings: readonly ReportedFinding[]): Baseline {
    const counts = new Map<string, number>();
    findings.filter((finding) => isOpen(finding) && finding.severity !== 'refused').map(keyOf).forEach((key) => counts.set(key, (counts.get(key) ?? 0) + 1));
    return new Baseline([...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => {
      const [id, cluster, object, message] = JSON.parse(key);
      return { id, ...(cluster !== null && { cluster }), ...(object !== null && { object }), message, count };
    }));
  }

  private constructor(private readonly entries: readonly BaselineEntry[]) {}

  /** As it is committed. */
  public get text(): string {
    return `${JSON.stringify({ format: FORMAT, findings: this.entries }, undefined, 2)}\n`;
  }

  /** Marks findings that are in it, and counts those of its that are gone. */
  public mark(findings: readonly ReportedFinding[]): { readonly findings: ReportedFinding[]; readonly gone: number } {
    const left = new Map(this.entries.map((entry) => [keyOf(entry), entry.count]));
    const marked = findings.map((finding) => {
      const key = keyOf(finding);
      const count = finding.severity === 'refused' || !isOpen(finding) ? 0 : left.get(key) ?? 0;
      if (count === 0) { return finding; }
      left.set(key, count - 1);
      return { ...finding, isInBaseline: true };
    });
    return { findings: marked, gone: [...left.values()].reduce((sum, count) => sum + count, 0) };
  }
}

function keyOf({ id, cluster, object, message }: Omit<BaselineEntry, 'count'>): string {
  return JSON.stringify([id, cluster, object, message]);
}
