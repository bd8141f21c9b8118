import { FieldPath } from './field-path';

/** Where something stands. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Why a text cannot be read: a clause, and the way out as a sentence without its full stop. */
export interface SyntaxFault {
  readonly rule: string;
  readonly fix: string;
}

/** Takes what cannot be read. */
export interface SyntaxFaults {
  addSyntax(fault: SyntaxFault, place: Place): void;
}

/** What stands in a document, and where. */
export interface LocatedDocument {
  readonly value: unknown;
  readonly places: Places;
}

/** Where an entry of a map or list stands: its key, and the value if it is one that stands in a line. */
interface Entry {
  readonly key: () => Place;
  readonly value: () => Place;
}

/** Where what was read from files stands. */
export class Places {
  private readonly entries = new WeakMap<object, Map<string, Entry>>();
  private whole: Place | undefined;

  public constructor(private readonly root: () => Place) {}

  public set(container: object, step: string | number, entry: Entry): void {
    const known = this.entries.get(container) ?? new Map<string, Entry>();
    this.entries.set(container, known.set(String(step), entry));
  }

  /** Takes over where the entries of others stand, which became those of another object: of the first that has one. */
  public merge(merged: object, sources: readonly object[]): void {
    for (const key of Object.keys(merged)) {
      const entry = sources.map((source) => this.entries.get(source)?.get(key)).find((each) => each !== undefined);
      if (entry !== undefined) { this.set(merged, key, entry); }
    }
  }

  /** Where a field stands. One that is missing is missed where it would belong. */
  public of(root: unknown, path: FieldPath, part: 'key' | 'value' = 'value'): Place {
    // The same each time: by that, others know that nothing stands there.
    let place = () => this.whole ??= this.root();
    let current: any = root;
    for (const step of path) {
      const entry = typeof current === 'object' && current !== null ? this.entries.get(current)?.get(String(step)) : undefined;
      if (entry === undefined) { return place(); }
      place = entry[part];
      current = current[step];
    }
    return place();
  }
}

/**
 * The documents of a text, read as kubectl reads them. What cannot be read is a fault. Of a text that may hold secrets nothing is told but the place.
 *
 * @param firstLine which line of the file the text begins with
 */
export function readLocatedYaml(text: string, file: string, faults: SyntaxFaults, isConfidential = false, firstLine = 1): readonly LocatedDocument[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the \`yaml\` package is large, and most runs need no nodes of it
  const { readNodes } = require('./located-nodes') as typeof import('./located-nodes');
  return readNodes(text, file, faults, isConfidential, firstLine);
}
