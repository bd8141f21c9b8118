import { isDeepStrictEqual } from 'node:util';
import { isMap as isMapNode, isPair, isScalar, isSeq, LineCounter } from 'yaml';
import type { Document, Node, YAMLMap } from 'yaml';
import { FieldPath } from '../../../manifest/field-path';
import { isManifest, isMap } from '../../../manifest/object';
import { plainCopy } from '../../../manifest/plain-copy';
import { parseYaml } from '../../../manifest/yaml';
import { composeYaml } from '../../../manifest/yaml-package';
import { Addition } from '../../../rules/rule';
import { DocumentAdditions, isNothing, Spot } from './document-additions';
import { blockLines, contentText, flowEntries, Style } from './entries';
import { GrownText, Insertion } from './grown-text';

/** What belongs together: all of it is added, or nothing. */
export interface WantedAdditions {
  /** Which of the objects of the text. */
  readonly index: number;
  readonly add: readonly Addition[];
}

/**
 * Adds values to the objects of a text, of which all else stays as it is, byte for byte. What the text says afterwards is read anew, and must be what it said
 * before and what was added; where it is not, nothing is added.
 *
 * @returns in the order of what is wanted, why something can't be added, as a clause; undefined where it was
 */
export function addToText(grown: GrownText, wanted: readonly WantedAdditions[]): (string | undefined)[] {
  const { text } = grown;
  let before: readonly object[];
  try {
    before = objectsIn(text);
  } catch {
    return wanted.map(() => 'the file cannot be read as a whole');
  }
  const { refused, insertions } = plan(text, wanted);
  const isSound = (trial: readonly WantedAdditions[], put: readonly Insertion[]) => {
    const copy = new GrownText(text);
    copy.insert(put);
    return isSaidBy(copy.text, before, trial);
  };
  const taken = wanted.filter((_, index) => refused[index] === undefined);
  if (taken.length === 0 || isSound(taken, insertions)) {
    grown.insert(insertions);
    return refused;
  }
  const alone = wanted.map((each, index) => refused[index] ?? (isSound([each], plan(text, [each]).insertions) ? undefined : ODD));
  const rest = wanted.filter((_, index) => alone[index] === undefined);
  const of = plan(text, rest).insertions;
  if (!isSound(rest, of)) { return refused.map((why) => why ?? ODD); }
  grown.insert(of);
  return alone;
}

const ODD = 'it is written in a way to which nothing can be added without changing it';

function objectsIn(text: string): object[] {
  return parseYaml(text).filter(isManifest);
}

/** Whether a text says what one said before, and besides what was added. */
function isSaidBy(text: string, before: readonly object[], added: readonly WantedAdditions[]): boolean {
  const expected = plainCopy(before);
  added.forEach(({ index, add }) => add.forEach(({ path, value }) => put(expected[index], path, value)));
  try {
    return isDeepStrictEqual(parseYaml(text).filter(isManifest), expected);
  } catch {
    return false;
  }
}

function put(object: any, [step, ...rest]: FieldPath, value: unknown): void {
  if (rest.length > 0) {
    put(object[step] ??= {}, rest, value);
  } else if (isMap(value) && isMap(object[step])) {
    for (const key of Object.keys(value)) { put(object[step], [key], value[key]); }
  } else {
    object[step] ??= plainCopy(value);
  }
}

function plan(text: string, wanted: readonly WantedAdditions[]): { readonly refused: (string | undefined)[]; readonly insertions: Insertion[] } {
  const lineCounter = new LineCounter();
  const documents = composeYaml(text, lineCounter, false).documents.filter((document) => isManifest(document.toJS()));
  const additions = documents.map((document) => new DocumentAdditions(document));
  const refused = wanted.map(({ index, add }) => additions[index].take(add));
  const places = new Places(text, lineCounter);
  const found = additions.flatMap(({ spots }, index) => spots.flatMap((spot) => places.insertionsAt(spot, documents[index])));
  // Of what begins behind the same line, the deepest belongs to what stands above it.
  return { refused, insertions: found.sort((a, b) => b.depth - a.depth).map(({ line, column, text: added }) => ({ line, column, text: added })) };
}

type MapNode = YAMLMap<Node, Node | null>;

/** Where in a text its nodes begin and end. Lines and columns count from 0. */
class Places {
  public constructor(private readonly text: string, private readonly lineCounter: LineCounter) {}

  public insertionsAt({ into, content }: Spot, document: Document.Parsed): (Insertion & { readonly depth: number })[] {
    const step = ' '.repeat(this.stepOf(document.contents as Node | null) ?? 2);
    if (isPair<Node, Node | null>(into)) {
      const { column } = this.at(into.key.range![0]);
      const colon = this.at(this.text.indexOf(':', into.key.range![1]));
      if (!(content instanceof Map)) { return [{ line: colon.line, column: colon.column + 1, text: ` ${contentText(content, 'yaml')}`, depth: 0 }]; }
      return this.block(colon.line + 1, blockLines(content, ' '.repeat(column) + step, step), column + 1);
    }
    if (!(content instanceof Map)) { return []; }
    if (into.flow !== true) {
      const column = this.columnOf(into);
      return this.block(this.lastLine(into) + 1, blockLines(content, ' '.repeat(column), step), column);
    }
    const style: Style = isMapNode(document.contents) && document.contents.flow === true ? 'json' : 'yaml';
    const entries = flowEntries(content, style);
    const open = this.at(into.range![0]);
    const first = into.items[0]?.key.range?.[0];
    if (first === undefined) {
      const isTight = this.text[into.range![0] + 1] === '}';
      return [{ ...open, column: open.column + 1, text: ` ${entries.join(', ')}${isTight ? ' ' : ''}`, depth: 0 }];
    }
    const place = this.at(first);
    if (place.line === open.line) { return [{ ...place, text: entries.map((entry) => `${entry}, `).join(''), depth: 0 }]; }
    const indent = this.text.slice(first - place.column, first);
    return this.block(open.line + 1, entries.map((entry) => `${indent}${entry},`), 0);
  }

  private block(line: number, lines: readonly string[], depth: number) {
    return lines.map((text) => ({ line, text, depth }));
  }

  private at(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.lineCounter.linePos(offset);
    return { line: line - 1, column: col - 1 };
  }

  /** How far the entries of a block are indented. */
  private columnOf({ items }: MapNode): number {
    const bare = items.find(({ key }) => isScalar(key) && key.anchor === undefined && key.tag === undefined) ?? items[0];
    return this.at(bare.key.range![0]).column;
  }

  /** The last line on which something of a node stands. */
  private lastLine(node: Node): number {
    if (isMapNode<Node, Node | null>(node) && node.flow !== true) {
      const { key, value } = node.items.at(-1)!;
      return isNothing(value) ? this.at(key.range![1]).line : this.lastLine(value!);
    }
    if (isSeq<Node>(node) && node.flow !== true) {
      const last = node.items.at(-1)!;
      return isNothing(last) ? this.at(last.range![0]).line : this.lastLine(last);
    }
    const [start, end] = node.range!;
    let { line } = this.at(Math.max(start, end - 1));
    // Blank lines behind a block of text belong to it where it keeps them, and to nobody otherwise.
    const isBlock = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
    const head = this.at(start).line;
    if (!isBlock || this.lineText(head).slice(this.at(start).column).includes('+')) { return line; }
    while (line > head && this.lineText(line).trim() === '') { line--; }
    return line;
  }

  private lineText(line: number): string {
    const { lineStarts } = this.lineCounter;
    return this.text.slice(lineStarts[line], lineStarts[line + 1]);
  }

  /** By how much a document indents what is in a map, where it shows that anywhere. */
  private stepOf(node: Node | null): number | undefined {
    if (isSeq<Node>(node)) { return node.items.map((item) => this.stepOf(item)).find((step) => step !== undefined); }
    if (!isMapNode<Node, Node | null>(node) || node.flow === true) { return undefined; }
    for (const { value } of node.items) {
      if (isMapNode<Node, Node | null>(value) && value.flow !== true) { return this.columnOf(value) - this.columnOf(node); }
      const within = this.stepOf(value);
      if (within !== undefined) { return within; }
    }
    return undefined;
  }
}
