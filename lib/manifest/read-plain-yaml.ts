import { readNumber } from './yaml-number';

/** Where the entries of a map or list stand in a text: of each its key, and the value if it is one that stands in a line. */
export interface EntryOffsets {
  add(container: object, step: string | number, key: number, value: number): void;
}

/** What stands in a document, `null` where nothing does, and where it begins. */
export interface PlainDocument {
  readonly value: object | null;
  readonly at: number;
}

/**
 * What a document of YAML holds that is written as nearly all manifests are, at a fraction of what the `yaml` package takes: maps and lists in blocks,
 * texts on one line, literal and folded blocks, and collections in brackets on one line. All that may be read in another way is unusual, and so is all that is
 * wrong: that package reads it. What is read here is what it reads there.
 *
 * @param start where the document begins: the start of a line
 * @param end where it ends: behind the end of a line
 * @param offsets told where everything stands
 */
export function readPlainYaml(text: string, start: number, end: number, offsets?: EntryOffsets): PlainDocument | undefined {
  try {
    return new PlainReader(text, end, offsets).document(start);
  } catch (error) {
    if (error !== UNUSUAL) { throw error; }
    return undefined;
  }
}

// Thrown where the walk gives up. No Error: nobody sees it, and a stack would cost more than the walk.
const UNUSUAL = Symbol('unusual');

const DEEPEST = 64;
/** A reader looks no further ahead for the colon behind a key. */
const LONGEST_KEY = 1000;

const [TAB, LINE_FEED, BLANK, DOUBLE_QUOTE, HASH, QUOTE, PLUS, COMMA, DASH, DOT] = [...'\t\n "#\'+,-.'].map((char) => char.charCodeAt(0));
const [ZERO, NINE, COLON, GREATER, LIST, BACKSLASH, LIST_END, MAP, BAR, MAP_END] = [...'09:>[\\]{|}'].map((char) => char.charCodeAt(0));
/** What begins no text without quotes. */
const INDICATORS = new Set([...'\t\n ,[]{}#&*!|>\'"%@`?=<'].map((char) => char.charCodeAt(0)));

/** Words that are no text, and how they are read. */
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);
const LONGEST_WORD = 5;

class PlainReader {
  /** Where the line at hand begins. */
  private line = 0;
  /** How many blanks it begins with; -1 behind the last one. */
  private indent = -1;
  /** How far it is read. */
  private at = 0;
  /** Where the key or value that was read last begins. */
  private began = 0;
  private depth = 0;

  public constructor(private readonly text: string, private readonly end: number, private readonly offsets: EntryOffsets | undefined) {}

  public document(start: number): PlainDocument {
    this.toLine(start);
    const { at } = this;
    if (this.indent < 0) { return { value: null, at: start }; }
    const code = this.text.charCodeAt(at);
    const value = code === MAP ? this.brackets() : this.block();
    if (this.indent >= 0 || Array.isArray(value)) { throw UNUSUAL; }
    return { value, at };
  }

  /** Goes to the next line that is neither empty nor a comment. */
  private toLine(start: number): void {
    const { text, end } = this;
    let line = start;
    while (line < end) {
      let at = line;
      while (text.charCodeAt(at) === BLANK) { at++; }
      const code = text.charCodeAt(at);
      if (code === HASH) {
        line = this.endOfLine(at) + 1;
      } else if (code === LINE_FEED) {
        line = at + 1;
      } else {
        if (code === TAB) { throw UNUSUAL; }
        this.line = line;
        this.at = at;
        this.indent = at - line;
        return;
      }
    }
    this.indent = -1;
  }

  private endOfLine(at: number): number {
    return this.text.indexOf('\n', at);
  }

  /** A map or list that begins where the reader is. */
  private block(): object {
    if (++this.depth > DEEPEST) { throw UNUSUAL; }
    const { at } = this;
    const value = this.isAtItem() ? this.list() : this.map();
    this.depth--;
    this.began = at;
    return value;
  }

  private isAtItem(): boolean {
    if (this.text.charCodeAt(this.at) !== DASH) { return false; }
    const next = this.text.charCodeAt(this.at + 1);
    return next === BLANK || next === LINE_FEED;
  }

  private map(): object {
    const { indent } = this;
    const map: any = {};
    do {
      const key = this.key();
      const start = this.began;
      if (Object.hasOwn(map, key)) { throw UNUSUAL; }
      const value = this.value(indent, true);
      map[key] = value;
      this.offsets?.add(map, key, start, typeof value === 'object' ? start : this.began);
    } while (this.indent === indent);
    if (this.indent > indent) { throw UNUSUAL; }
    return map;
  }

  private list(): unknown[] {
    const { indent } = this;
    const list: unknown[] = [];
    do {
      this.at++;
      const item = this.value(indent, false);
      this.offsets?.add(list, list.length, this.began, this.began);
      list.push(item);
    } while (this.indent === indent && this.isAtItem());
    if (this.indent > indent) { throw UNUSUAL; }
    return list;
  }

  private afterBlanks(start: number): number {
    let at = start;
    while (this.text.charCodeAt(at) === BLANK) { at++; }
    return at;
  }

  /** The key of an entry, up to its colon. */
  private key(): string {
    const { text, at: start } = this;
    const code = text.charCodeAt(start);
    let key: string;
    if (code === DOUBLE_QUOTE || code === QUOTE) {
      key = this.quoted(code);
      if (text.charCodeAt(this.at) !== COLON) { throw UNUSUAL; }
      const next = text.charCodeAt(this.at + 1);
      if (next !== BLANK && next !== LINE_FEED) { throw UNUSUAL; }
    } else {
      if (INDICATORS.has(code) || code === DASH || code === COLON) { throw UNUSUAL; }
      key = this.keyText(this.plainEnd(start));
    }
    if (key.length > LONGEST_KEY || key === '__proto__') { throw UNUSUAL; }
    this.began = start;
    this.at++;
    return key;
  }

  /** A key without quotes: one that is a number must be written as it is read. */
  private keyText(end: number): string {
    const { text, at: start } = this;
    if (text.charCodeAt(end) !== COLON) { throw UNUSUAL; }
    const key = text.slice(start, end);
    const value = resolved(key);
    if (typeof value === 'string' ? value !== key : typeof value !== 'number' || String(value) !== key) { throw UNUSUAL; }
    this.at = end;
    return key;
  }

  /** Where a text without quotes ends: at the colon behind a key, or behind its last character. */
  private plainEnd(start: number): number {
    const { text } = this;
    let at = start;
    for (;; at++) {
      const code = text.charCodeAt(at);
      if (code === COLON) {
        const next = text.charCodeAt(at + 1);
        if (next === BLANK || next === LINE_FEED) {
          if (text.charCodeAt(at - 1) === BLANK) { throw UNUSUAL; }
          return at;
        }
      } else if (code === LINE_FEED || (code === HASH && text.charCodeAt(at - 1) === BLANK)) {
        break;
      } else if (code === TAB) {
        throw UNUSUAL;
      }
    }
    while (text.charCodeAt(at - 1) === BLANK) { at--; }
    return at;
  }

  /** What stands behind the colon of an entry, or the dash of an item, of a collection that is indented so far. */
  private value(indent: number, isEntry: boolean): unknown {
    const { text } = this;
    const start = this.at;
    const at = this.afterBlanks(start);
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || (code === HASH && at > start)) {
      this.toLine(this.endOfLine(at) + 1);
      if (this.indent > indent) { return this.block(); }
      if (isEntry && this.indent === indent && this.isAtItem()) { return this.block(); }
      this.began = at;
      return null;
    }
    this.at = at;
    switch (code) {
      case DOUBLE_QUOTE:
      case QUOTE: {
        const value = this.quoted(code, indent);
        if (!isEntry && text.charCodeAt(this.at) === COLON) { return this.inItem(at); }
        this.began = at;
        this.toEndOfLine();
        return value;
      }
      case BAR:
      case GREATER:
        return this.blockText(indent, code === GREATER);
      case LIST:
      case MAP:
        return this.brackets();
      default: {
        if (INDICATORS.has(code)) { throw UNUSUAL; }
        if (code === DASH || code === COLON) {
          const next = text.charCodeAt(at + 1);
          if (next === BLANK || next === LINE_FEED) {
            if (isEntry || code === COLON) { throw UNUSUAL; }
            return this.inItem(at);
          }
        }
        const end = this.plainEnd(at);
        if (text.charCodeAt(end) === COLON) {
          if (isEntry) { throw UNUSUAL; }
          return this.inItem(at);
        }
        const value = this.continued(text.slice(at, end), end, indent);
        this.began = at;
        return resolved(value);
      }
    }
  }

  /** A text without quotes with what of it stands on further lines: those that are indented more than what it is in. */
  private continued(first: string, end: number, indent: number): string {
    const { text } = this;
    const stop = this.endOfLine(end);
    let content = first;
    let line = stop + 1;
    // Nothing goes on behind a comment.
    for (let isOpen = this.afterBlanks(end) === stop; isOpen;) {
      let next = line;
      let start = this.afterBlanks(next);
      let breaks = 0;
      while (next < this.end && text.charCodeAt(start) === LINE_FEED) {
        breaks++;
        next = start + 1;
        start = this.afterBlanks(next);
      }
      const code = text.charCodeAt(start);
      if (next >= this.end || start - next <= indent || code === HASH) { break; }
      if (INDICATORS.has(code) || code === DASH || code === COLON) { throw UNUSUAL; }
      const last = this.plainEnd(start);
      if (text.charCodeAt(last) === COLON) { throw UNUSUAL; }
      content += `${breaks === 0 ? ' ' : '\n'.repeat(breaks)}${text.slice(start, last)}`;
      const close = this.endOfLine(last);
      isOpen = this.afterBlanks(last) === close;
      line = close + 1;
    }
    this.toLine(line);
    return content;
  }

  /** A map or list that begins behind the dash of an item. */
  private inItem(at: number): object {
    this.at = at;
    this.indent = at - this.line;
    return this.block();
  }

  /** Behind a value, where there must be nothing but a comment. */
  private toEndOfLine(): void {
    const at = this.afterBlanks(this.at);
    const code = this.text.charCodeAt(at);
    if (code !== LINE_FEED && !(code === HASH && at > this.at)) { throw UNUSUAL; }
    this.toLine(this.endOfLine(at) + 1);
  }

  /**
   * A text in quotes.
   *
   * @param indent how far that is indented what it is in, where it may go over several lines
   */
  private quoted(quote: number, indent = Infinity): string {
    const { text, at: start } = this;
    let isPlain = true;
    let isOneLine = true;
    for (let at = start + 1; ; at++) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (quote === DOUBLE_QUOTE || text.charCodeAt(at + 1) !== QUOTE) {
          this.at = at + 1;
          const content = isOneLine ? text.slice(start + 1, at) : this.folded(text.slice(start + 1, at), indent);
          if (isPlain) { return content; }
          return quote === QUOTE ? content.replaceAll("''", "'") : unescaped(`"${content}"`);
        }
        isPlain = false;
        at++;
      } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
        isPlain = false;
        at++;
        // Goes on without a break: and behind the last line there is nothing.
        if (text.charCodeAt(at) === LINE_FEED) { throw UNUSUAL; }
      } else if (code === LINE_FEED) {
        if (at >= this.end - 1 || indent === Infinity) { throw UNUSUAL; }
        isOneLine = false;
      } else if (code === TAB) {
        throw UNUSUAL;
      }
    }
  }

  /** A text in quotes that goes over several lines: each stands in for a blank, and further line breaks for themselves. */
  private folded(quoted: string, indent: number): string {
    const lines = quoted.split('\n');
    let content = lines[0].replace(/ +$/, '');
    let breaks = 0;
    lines.slice(1).forEach((line, index, { length }) => {
      const text = line.replace(/^ +/, '');
      const isLast = index === length - 1;
      if (text === '' && !isLast) {
        breaks++;
        return;
      }
      if (line.length - text.length <= indent) { throw UNUSUAL; }
      content += `${breaks === 0 ? ' ' : '\n'.repeat(breaks)}${isLast ? text : text.replace(/ +$/, '')}`;
      breaks = 0;
    });
    return content;
  }

  /** A literal or folded block. */
  private blockText(indent: number, isFolded: boolean): string {
    const { text, end } = this;
    this.began = this.at;
    let at = this.at + 1;
    const chomping = text.charCodeAt(at);
    if (chomping === DASH || chomping === PLUS) { at++; }
    const header = this.afterBlanks(at);
    if (text.charCodeAt(header) !== LINE_FEED && !(text.charCodeAt(header) === HASH && header > at)) { throw UNUSUAL; }
    let line = this.endOfLine(header) + 1;
    let breaks = 0;
    while (text.charCodeAt(line) === LINE_FEED) {
      line++;
      breaks++;
    }
    const first = this.afterBlanks(line);
    const depth = first - line;
    if (line >= end || depth <= indent || isBlankOrBreak(text.charCodeAt(first))) { throw UNUSUAL; }
    let content = '\n'.repeat(breaks);
    breaks = 0;
    let isStart = true;
    while (line < end) {
      let start = line;
      while (start < line + depth && text.charCodeAt(start) === BLANK) { start++; }
      const code = text.charCodeAt(start);
      if (code === LINE_FEED) {
        breaks++;
        line = start + 1;
        continue;
      }
      if (start < line + depth) {
        if (code === TAB) { throw UNUSUAL; }
        break;
      }
      // What is indented further is not folded, and not everybody takes blanks at the end for text.
      if (code === BLANK || code === TAB) {
        if (isFolded || isStart) { throw UNUSUAL; }
      }
      const stop = this.endOfLine(start);
      if (isFolded) {
        content += isStart ? '' : breaks === 0 ? ' ' : '\n'.repeat(breaks);
      } else {
        content += '\n'.repeat(isStart ? 0 : breaks + 1);
      }
      content += text.slice(start, stop);
      breaks = 0;
      isStart = false;
      line = stop + 1;
    }
    this.toLine(line);
    return chomping === DASH ? content : chomping === PLUS ? `${content}\n${'\n'.repeat(breaks)}` : `${content}\n`;
  }

  /** A collection in brackets, on one line. */
  private brackets(): object {
    const { at } = this;
    const value = this.inBrackets();
    this.began = at;
    this.toEndOfLine();
    return value;
  }

  private inBrackets(): object {
    if (++this.depth > DEEPEST) { throw UNUSUAL; }
    const value = this.text.charCodeAt(this.at++) === MAP ? this.mapInBrackets() : this.listInBrackets();
    this.depth--;
    return value;
  }

  private mapInBrackets(): object {
    const { text } = this;
    const map: any = {};
    this.at = this.afterBlanks(this.at);
    if (text.charCodeAt(this.at) === MAP_END) { this.at++; return map; }
    for (;;) {
      const start = this.at;
      const isQuoted = isQuote(text.charCodeAt(start));
      const key = isQuoted ? this.quoted(text.charCodeAt(start)) : this.plainInBrackets();
      if (typeof key !== 'string' || key.length > LONGEST_KEY || key === '__proto__' || Object.hasOwn(map, key) || text.charCodeAt(this.at) !== COLON) { throw UNUSUAL; }
      this.at++;
      if (!isQuoted && text.charCodeAt(this.at) !== BLANK) { throw UNUSUAL; }
      this.at = this.afterBlanks(this.at);
      const at = this.at;
      const value = this.valueInBrackets();
      map[key] = value;
      this.offsets?.add(map, key, start, typeof value === 'object' ? start : at);
      if (this.isLast(MAP_END)) { return map; }
    }
  }

  private listInBrackets(): unknown[] {
    const { text } = this;
    const list: unknown[] = [];
    this.at = this.afterBlanks(this.at);
    if (text.charCodeAt(this.at) === LIST_END) { this.at++; return list; }
    for (;;) {
      this.offsets?.add(list, list.length, this.at, this.at);
      list.push(this.valueInBrackets());
      if (this.isLast(LIST_END)) { return list; }
    }
  }

  /** Behind a value in brackets: goes to the next, or out of them. */
  private isLast(closing: number): boolean {
    const at = this.afterBlanks(this.at);
    const code = this.text.charCodeAt(at);
    if (code === closing) {
      this.at = at + 1;
      return true;
    }
    if (code !== COMMA) { throw UNUSUAL; }
    this.at = this.afterBlanks(at + 1);
    return false;
  }

  private valueInBrackets(): unknown {
    const code = this.text.charCodeAt(this.at);
    if (isQuote(code)) {
      return this.quoted(code);
    }
    return code === LIST || code === MAP ? this.inBrackets() : this.plainInBrackets();
  }

  /** A text without quotes in brackets, up to what ends it. */
  private plainInBrackets(): unknown {
    const { text, at: start } = this;
    const first = text.charCodeAt(start);
    if (INDICATORS.has(first) || first === COLON) { throw UNUSUAL; }
    if (first === DASH && isBlankOrBreak(text.charCodeAt(start + 1))) { throw UNUSUAL; }
    let at = start;
    for (;; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA || code === LIST_END || code === MAP_END) { break; }
      if (code === COLON) {
        const next = text.charCodeAt(at + 1);
        if (next === BLANK) { break; }
        if (INDICATORS.has(next) || next === LINE_FEED) { throw UNUSUAL; }
      }
      if (code === LINE_FEED || code === TAB || code === HASH || code === LIST || code === MAP) { throw UNUSUAL; }
    }
    this.at = at;
    let end = at;
    while (text.charCodeAt(end - 1) === BLANK) { end--; }
    if (end < at && text.charCodeAt(at) === COLON) { throw UNUSUAL; }
    return resolved(text.slice(start, end));
  }
}

function isQuote(code: number): boolean {
  return code === DOUBLE_QUOTE || code === QUOTE;
}

function isBlankOrBreak(code: number): boolean {
  return code === BLANK || code === LINE_FEED || code === TAB;
}

/** What a text without quotes is. */
function resolved(text: string): unknown {
  const code = text.charCodeAt(0);
  if ((code >= ZERO && code <= NINE) || code === DASH || code === PLUS || code === DOT) {
    if (text.length < 10 && code > ZERO && isDigits(text)) { return Number(text); }
    const value = code === DOT && !/^\.[0-9]/.test(text) ? text : readNumber(text);
    if (typeof value === 'string' && /^[-+]?\.(?:inf|nan)$/i.test(text)) { throw UNUSUAL; }
    return value;
  }
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) { return word; }
  }
  return text;
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) { return false; }
  }
  return true;
}

/** A text in double quotes with escapes that JSON has too, and reads in the same way. */
function unescaped(quoted: string): string {
  if (/\\(?:[^"\\bfnrtu]|u[dD][89a-fA-F])/.test(quoted.replaceAll('\\\\', ''))) { throw UNUSUAL; }
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw UNUSUAL;
  }
}
