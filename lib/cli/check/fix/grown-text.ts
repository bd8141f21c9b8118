/** Something that is put into a text. Lines and columns count from 0, in the text as it is before. */
export interface Insertion {
  /** The line into which it is put; without a column, the one before which it becomes a line of its own. One more than there are stands for the end. */
  readonly line: number;
  readonly column?: number;
  /** Without an end of line. */
  readonly text: string;
}

/** A line with its end, as it is now. */
interface GrownLine {
  readonly text: string;
  /** Which one it was at first. */
  readonly from?: number;
}

/** A text that grows: lines, and parts of lines, are put into it, and nothing is taken out. */
export class GrownText {
  private readonly before: readonly string[];
  private lines: readonly GrownLine[];

  public constructor(text: string) {
    this.before = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    this.lines = this.before.map((line, from) => ({ text: line, from }));
  }

  /** As it is now. */
  public get text(): string {
    return this.lines.map(({ text }) => text).join('');
  }

  /** Whether anything was put into it. */
  public get isChanged(): boolean {
    return this.lines.some(({ text, from }) => from === undefined || text !== this.before[from]);
  }

  /** Puts all of these into it. Of those at one place, the first comes first. */
  public insert(insertions: readonly Insertion[]): void {
    const whole = new Map<number, string[]>();
    const parts = new Map<number, Insertion[]>();
    for (const insertion of insertions) {
      if (insertion.column === undefined) { add(whole, insertion.line, insertion.text); } else { add(parts, insertion.line, insertion); }
    }
    const addedBefore = (line: number) => (whole.get(line) ?? []).map((text): GrownLine => ({ text: `${text}${this.endOf(line - 1)}` }));
    const grown = this.lines.flatMap(({ text, from }, line) => [...addedBefore(line), { text: withParts(text, parts.get(line) ?? []), from }]);
    this.lines = this.atEnd(grown, addedBefore(this.lines.length));
  }

  /** What was put into it, as `diff -u` shows it; empty where nothing was. */
  public diff(file: string): string {
    const shown = this.lines.map(({ text, from }) => (from === undefined ? 'new' : text === this.before[from] ? 'same' : 'changed'));
    const hunks: { start: number; end: number }[] = [];
    shown.forEach((kind, index) => {
      if (kind === 'same') { return; }
      const [start, end] = [Math.max(0, index - CONTEXT), Math.min(this.lines.length, index + 1 + CONTEXT)];
      const last = hunks.at(-1);
      if (last !== undefined && start <= last.end) { last.end = end; } else { hunks.push({ start, end }); }
    });
    const name = file.replace(/^\//, '');
    return hunks.length === 0 ? '' : `--- a/${name}\n+++ b/${name}\n${hunks.map(({ start, end }) => this.hunk(start, end)).join('')}`;
  }

  private hunk(start: number, end: number): string {
    const within = this.lines.slice(start, end);
    const isOld = ({ from }: GrownLine) => from !== undefined;
    const first = this.lines.slice(0, start).filter(isOld).length;
    const count = within.filter(isOld).length;
    // An empty side is named by the line before it.
    const head = `@@ -${count === 0 ? first : first + 1},${count} +${start + 1},${end - start} @@\n`;
    return head + within.map(({ text, from }) => {
      if (from === undefined) { return shownLine('+', text); }
      const old = this.before[from];
      return old === text ? shownLine(' ', text) : shownLine('-', old) + shownLine('+', text);
    }).join('');
  }

  /** How a line ends, or the one that there is in its place. */
  private endOf(line: number): string {
    return END.exec(this.lines[line]?.text ?? '')?.[0] ?? END.exec(this.lines[0]?.text ?? '')?.[0] ?? '\n';
  }

  /** A text whose last line does not end goes on without its end. */
  private atEnd(lines: readonly GrownLine[], added: readonly GrownLine[]): readonly GrownLine[] {
    const last = lines.at(-1);
    if (added.length === 0 || last === undefined || END.test(last.text)) { return [...lines, ...added]; }
    const open = added.at(-1)!;
    return [...lines.slice(0, -1), { ...last, text: `${last.text}${this.endOf(lines.length - 1)}` }, ...added.slice(0, -1), { text: open.text.replace(END, '') }];
  }
}

/** Lines shown around what is new. */
const CONTEXT = 3;
const END = /\r?\n$/;

function withParts(line: string, parts: readonly Insertion[]): string {
  // From the end on, so that places stay what they are.
  return [...parts].reverse().sort((a, b) => b.column! - a.column!).reduce((text, { column, text: part }) => `${text.slice(0, column)}${part}${text.slice(column)}`, line);
}

function shownLine(sign: string, text: string): string {
  return text.endsWith('\n') ? `${sign}${text}` : `${sign}${text}\n\\ No newline at end of file\n`;
}

function add<T>(map: Map<number, T[]>, key: number, value: T): void {
  const values = map.get(key);
  if (values === undefined) { map.set(key, [value]); } else { values.push(value); }
}
