import { FieldPath, formatPath } from '../manifest/field-path';
import { Place, SyntaxFault, SyntaxFaults } from '../manifest/located-yaml';
import { Fault, findingOf } from './fault';
import { Finding } from './finding';
import { fail, FleetError } from './fleet-error';
import { Prop } from './prop';

/** Where a prop of a description stands, and what it is called there. */
export interface Located {
  readonly place: Place;
  readonly path: FieldPath;
}

/** Of more, nobody would read on. All of them are among the findings. */
const MOST_LINES = 100;

/** All that is wrong with files, each at its place. */
export class FileFaults implements SyntaxFaults {
  private readonly found: { readonly place: Place; readonly finding: Finding }[] = [];
  private readonly told = new Set<string>();

  /** @param syntaxId the id of what cannot be read */
  public constructor(private readonly syntaxId: string) {}

  public add(fault: Fault, place: Place): void {
    const finding = findingOf(fault, describePlace(place));
    const line = `${finding.path} ${finding.message}`;
    // What clusters have in common is wrong once.
    if (this.told.has(line)) { return; }
    this.told.add(line);
    this.found.push({ place, finding });
  }

  /** Adds why a file cannot be read. */
  public addSyntax(fault: SyntaxFault, place: Place): void {
    this.add({ id: this.syntaxId, ...fault }, place);
  }

  /** Where the faults of what was described in files go. */
  public prop(locate: (path: FieldPath, fault: Fault) => Located): Prop {
    return new Prop({
      add: (fault, at) => {
        const { place, path } = locate(at, fault);
        const name = formatPath(path);
        this.add({ ...fault, prop: name === '' ? undefined : name }, place);
      },
    });
  }

  public get areThere(): boolean {
    return this.found.length > 0;
  }

  /** Ends the call if anything was at fault: in the order of files and lines. */
  public throwIfAny(): void {
    if (!this.areThere) { return; }
    const files = [...new Set(this.found.map(({ place }) => place.file))];
    const sorted = [...this.found].sort(({ place: a }, { place: b }) => (
      files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)));
    fail(new FleetError(sorted.map(({ finding }) => finding), (lines) => (
      lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more`]).join('\n')));
  }
}

/** As editors and terminals know it: `clusters.yaml:12:5`. */
export function describePlace({ file, line, column }: Place): string {
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}
