import { EntryOffsets, PlainDocument, readPlainYaml } from './read-plain-yaml';

/** Part of a text that can be read by itself: from the start of a line to behind the end of one. */
export interface YamlPiece {
  readonly start: number;
  readonly end: number;
}

/** What not everybody reads alike: control characters, a break that is none everywhere, a byte order mark. */
const ODD = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/** What kubectl reads nowhere. */
const CONTROL_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** Of what the `yaml` package reads, in characters: it takes a hundred bytes for each. API servers take no request that is larger. */
const MAX_SIZE = 3 * 1024 * 1024;

/** Why an unusual document is not even looked at: a clause, the way out as a sentence without its full stop, and where. */
export function unreadable(text: string): { readonly rule: string; readonly fix: string; readonly at: number } | undefined {
  if (text.length > MAX_SIZE) {
    return { rule: `cannot be read: a document longer than ${MAX_SIZE} characters must be plain YAML`, fix: 'Part it, or leave out what is unusual in it: anchors, tags, JSON over several lines', at: 0 };
  }
  const at = text.search(CONTROL_CHARACTER);
  if (at === -1) { return undefined; }
  return { rule: `cannot be read: it must hold no control characters, and holds U+${hexadecimal(text.charCodeAt(at))}`, fix: 'Write it as an escape, in double quotes', at };
}

function hexadecimal(code: number): string {
  return code.toString(16).toUpperCase().padStart(4, '0');
}

/** A text of YAML, whose documents are read one by one. */
export class YamlText {
  /** With one kind of line end, also behind the last line. */
  public readonly text: string;
  private readonly isOdd: boolean;
  private readonly length: number;

  public constructor(text: string) {
    const lines = text.includes('\r\n') ? text.replaceAll('\r\n', '\n') : text;
    this.length = lines.length;
    this.text = lines.endsWith('\n') ? lines : `${lines}\n`;
    this.isOdd = ODD.test(this.text);
  }

  /**
   * The documents by the lines with `---` that part them: nothing in quotes, brackets or blocks goes over such a line. All of it is one piece where directives,
   * or marks of an end, may mean more.
   */
  public* pieces(): Generator<YamlPiece> {
    const { text } = this;
    let start = 0;
    if (!startsLine(text, '%') && !startsLine(text, '...')) {
      for (let mark = text.startsWith('---') ? 0 : markBehind(text, 0); mark !== -1; mark = markBehind(text, mark)) {
        const next = startBehind(text, mark);
        if (next === undefined) { continue; }
        if (mark > start) { yield { start, end: mark }; }
        start = next;
      }
    }
    if (start < text.length) { yield { start, end: text.length }; }
  }

  /** What a piece holds, if it is written as nearly all are. */
  public readPlain(piece: YamlPiece, offsets?: EntryOffsets): PlainDocument | undefined {
    if (this.isOdd && ODD.test(this.slice(piece))) { return undefined; }
    return readPlainYaml(this.text, piece.start, piece.end, offsets);
  }

  /** The text of a piece, as it was given. */
  public slice({ start, end }: YamlPiece): string {
    return this.text.slice(start, Math.min(end, this.length));
  }
}

function startsLine(text: string, what: string): boolean {
  return text.startsWith(what) || text.includes(`\n${what}`);
}

function markBehind(text: string, at: number): number {
  const end = text.indexOf('\n---', at);
  return end === -1 ? -1 : end + 1;
}

/** Where the document behind a mark begins: with the mark, if something of it stands on the same line. Undefined where it is none, but a text with dashes. */
function startBehind(text: string, mark: number): number | undefined {
  let at = mark + 3;
  while (text[at] === ' ') { at++; }
  if (text[at] === '\n') { return at + 1; }
  if (at === mark + 3 && text[at] !== '\t') { return undefined; }
  return text[at] === '#' ? text.indexOf('\n', at) + 1 : mark;
}
