import * as fs from 'node:fs';
import { CliError, ExitCode } from '../../exit-code';
import { CheckReport, isOpen, ReportedFinding } from '../check-report';
import { CheckedCluster } from '../checked-clusters';
import { STANDARD_INPUT } from '../manifest-files';
import { GrownText } from './grown-text';
import { hide, secretTexts } from './hidden-values';
import { replaceFile } from './replace-file';
import { addToText } from './text-additions';

/** What a check has read, and found in it. */
export interface Checked {
  readonly clusters: readonly CheckedCluster[];
  readonly report: CheckReport;
}

/** A finding to which nothing was added, though it is known what. */
export interface Unfixed {
  readonly finding: ReportedFinding;
  /** As a clause. */
  readonly why: string;
}

type Fixable = ReportedFinding & { readonly fixable: NonNullable<ReportedFinding['fixable']> };

/** The files of a check, and what is added to them: what its findings say can be added, for as long as that leads to more. */
export class FixedFiles {
  private readonly files = new Map<string, GrownText>();
  private readonly secrets = new Set<string>();
  /** How many findings something was added for. */
  public count = 0;
  /** Of the last check. */
  public unfixed: readonly Unfixed[] = [];

  /** What is checked next in the place of what stands there. */
  public get texts(): ReadonlyMap<string, string> {
    return new Map([...this.files].map(([file, grown]) => [file, grown.text]));
  }

  /** What was added, as `diff -u` shows it, without secrets: what stands around may hold some. */
  public get diff(): string {
    return hide([...this.files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, grown]) => grown.diff(file)).join(''), this.secrets);
  }

  /** How many files something was added to. */
  public get size(): number {
    return [...this.files].filter(([, { isChanged }]) => isChanged).length;
  }

  /** Adds what the findings of a check say. Answers whether that was anything: then there may be more. */
  public add({ clusters, report }: Checked): boolean {
    const texts = new Map(clusters.flatMap((cluster) => [...cluster.texts].map(([file, { text }]) => [file, text] as const)));
    const written = new Set(clusters.flatMap(({ name, texts: own }) => (name === undefined ? [] : [...own.keys()])));
    clusters.forEach((cluster) => cluster.texts.forEach(({ objects }) => secretTexts(objects).forEach((text) => this.secrets.add(text))));
    const input = texts.get(STANDARD_INPUT);
    // It comes once.
    if (input !== undefined && !this.files.has(STANDARD_INPUT)) { this.files.set(STANDARD_INPUT, new GrownText(input)); }
    const wanted = report.findings.filter((finding): finding is Fixable => isOpen(finding) && finding.fixable !== undefined);
    const results = [...new Set(wanted.map(({ file }) => file))].flatMap((file) => {
      const own = wanted.filter((finding) => finding.file === file);
      const why = written.has(file) ? 'a program has written the file: change that' : this.begin(file, texts.get(file)!);
      if (why !== undefined) { return own.map((finding) => ({ finding, why })); }
      const refused = addToText(this.files.get(file)!, own.map(({ fixable }) => fixable));
      return own.map((finding, index) => ({ finding, why: refused[index] }));
    });
    this.unfixed = results.flatMap(({ finding, why }) => (why === undefined ? [] : [{ finding, why }]));
    this.count += results.length - this.unfixed.length;
    return results.length > this.unfixed.length;
  }

  /** Writes the files to which something was added. */
  public write(): void {
    for (const [file, grown] of this.files) {
      if (file === STANDARD_INPUT || !grown.isChanged) { continue; }
      try {
        replaceFile(file, grown.text);
      } catch (error) {
        throw new CliError(`Cannot write '${file}': ${(error as Error).message}. Files after it stay as they are.`, ExitCode.WRONG_USE);
      }
    }
  }

  /** Takes a file whose text was read, or says why it is left as it is. */
  private begin(file: string, text: string): string | undefined {
    if (this.files.has(file)) { return undefined; }
    if (!fs.statSync(file).isFile()) { return 'what is read is no file'; }
    if (!fs.readFileSync(file).equals(Buffer.from(text))) { return 'the file is no UTF-8, or was changed meanwhile'; }
    this.files.set(file, new GrownText(text));
    return undefined;
  }
}
