import { Remembered } from './remembered';
import { writeNumber } from './yaml-number';
import { isBlockText, isPlainText, literalBlock, quoted } from './yaml-string';

/**
 * The YAML of an object that is a tree of plain data, as nearly all are, in one walk: the very bytes that the `yaml` package makes of it at many times the
 * cost. Undefined for whatever is unusual, which that package writes or `plainData` refuses: class instances, what has a `toJSON`, long keys.
 */
export function plainYaml(object: object): string | undefined {
  try {
    return `${mapLines(object, 0)}\n`;
  } catch (error) {
    if (error !== UNUSUAL) { throw error; }
    return undefined;
  }
}

// Thrown where the walk gives up. No Error: nobody sees it, and a stack would cost more than the walk.
const UNUSUAL = Symbol('unusual');

// What has an end is not deeper: an object inside itself has none. Each line break comes with the indent of a depth.
const DEEPEST = 64;
const BREAKS = Array.from({ length: DEEPEST + 1 }, (_, depth) => `\n${'  '.repeat(depth)}`);

/** The entries of a map, each on a line, without what stands before the first: a line break, or the dash of an item. `{}` where there are none. */
function mapLines(map: any, depth: number): string {
  if (depth >= DEEPEST || Object.getPrototypeOf(map) !== Object.prototype || 'toJSON' in map) { throw UNUSUAL; }
  let lines = '';
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) { continue; }
    if (lines !== '') { lines += BREAKS[depth]; }
    lines += keyText(key);
    if (typeof value === 'object' && value !== null) {
      const inside = linesOf(value, depth + 1);
      lines += inside === '{}' || inside === '[]' ? ' ' : BREAKS[depth + 1];
      lines += inside;
    } else {
      lines += ' ';
      lines += scalarText(value, depth + 1);
    }
  }
  return lines === '' ? '{}' : lines;
}

/** The items of a list, as `mapLines` writes entries. `[]` where there are none. */
function listLines(list: readonly unknown[], depth: number): string {
  if (depth >= DEEPEST) { throw UNUSUAL; }
  let lines = '';
  for (const item of list) {
    if (item === undefined) { continue; }
    if (lines !== '') { lines += BREAKS[depth]; }
    lines += '- ';
    lines += typeof item === 'object' && item !== null ? linesOf(item, depth + 1) : scalarText(item, depth + 1);
  }
  return lines === '' ? '[]' : lines;
}

function linesOf(value: object, depth: number): string {
  return Array.isArray(value) ? listLines(value, depth) : mapLines(value, depth);
}

/** What is no map and no list. `depth` is that of the lines of a text that has several. */
function scalarText(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string': return value.includes('\n') ? linesText(value, BREAKS[depth].slice(1)) : lineText(value);
    case 'number':
      if (!Number.isFinite(value)) { throw UNUSUAL; }
      return writeNumber(value);
    case 'boolean': return value ? 'true' : 'false';
    case 'object': return 'null';
    default: throw UNUSUAL;
  }
}

function linesText(text: string, indent: string): string {
  refuseHalves(text);
  return isBlockText(text) ? literalBlock(text, indent) : quoted(text);
}

/** Names, paths and images, at a look. They are longer than `false`, the longest word that is no text to every reader; with an `e` may begin a number. */
const PLAIN = /^[a-df-zA-DF-Z/][\w./-]{5,}$/;

function lineText(text: string): string {
  return PLAIN.test(text) ? text : LINES.of(text);
}

// The `yaml` package writes longer ones as `? key`.
const LONGEST_KEY = 256;

function keyText(key: string): string {
  const text = KEYS.of(key);
  if (text.length > LONGEST_KEY) { throw UNUSUAL; }
  return text;
}

function plainOrQuoted(text: string): string {
  refuseHalves(text);
  return isPlainText(text) ? text : quoted(text);
}

/** Of a surrogate pair: no YAML can hold one. */
function refuseHalves(text: string): void {
  if (/\p{Surrogate}/u.test(text)) { throw UNUSUAL; }
}

const LINES = new Remembered(plainOrQuoted);
const KEYS = new Remembered((key) => `${plainOrQuoted(key)}:`);
