import { Composer, Document, isAlias, isScalar, Lexer, LineCounter, Parser, visit } from 'yaml';
import type { CST, ParseOptions, ScalarTag, Tags } from 'yaml';
import { plainCopy } from './plain-copy';
import { plainData } from './plain-data';
import { readNumber, writeNumber } from './yaml-number';
import { isBlockText, isPlainText, literalBlock, quoted } from './yaml-string';

/** Any object as YAML, in the words of `stringifyYaml`. */
export function packageYaml(object: object): string {
  return new Document(plainData(object), { customTags: () => WRITTEN_TAGS }).toString();
}

/** The objects in a YAML text: see `parseYaml`. */
export function parseWithPackage(text: string): object[] {
  const lineCounter = new LineCounter();
  const { documents, tooDeep } = composeYaml(text, lineCounter, isSameKey);
  if (tooDeep !== undefined) { throw new Error(`YAML document ${documents.length + 1}, line ${lineCounter.linePos(tooDeep).line}: ${TOO_DEEP}`); }
  return documents.flatMap((stream, index) => {
    const refuse = (fault: string) => new Error(`YAML document ${index + 1}${fault}`);
    const problem = stream.errors[0] ?? stream.warnings.find(({ code }) => code === 'BAD_DIRECTIVE');
    if (problem !== undefined) { throw refuse(`, line ${lineCounter.linePos(problem.pos[0]).line}: ${problem.message}`); }
    if (hasOddKey(stream)) { throw refuse(': every key must be text, a number or a boolean'); }
    // An aliased node would be one object in two places: editing one would edit the other.
    const value = plainCopy<unknown>(stream.toJS());
    if (value === null) { return []; }
    if (typeof value !== 'object' || Array.isArray(value)) { throw refuse(`: must be a map, got a ${Array.isArray(value) ? 'list' : typeof value}`); }
    return [value];
  });
}

/** No object of Kubernetes comes near to it. What is nested by the ten thousand would end the process, and not with an error. */
export const MAX_DEPTH = 500;

/** What is said where it is deeper. */
export const TOO_DEEP = `must not be nested deeper than ${MAX_DEPTH} levels`;

/** The documents of a text as kubectl reads them, for who wants their nodes; and where it is nested too deeply to be read on. */
export function composeYaml(
  text: string, lineCounter: LineCounter, uniqueKeys: ParseOptions['uniqueKeys'],
): { readonly documents: readonly Document.Parsed[]; readonly tooDeep?: number } {
  const parser = new Parser(lineCounter.addNewLine);
  const composer = new Composer({
    version: '1.1', schema: 'yaml-1.1', customTags: readTags, logLevel: 'error', uniqueKeys,
    // Pretty errors quote the lines around them, and a line may hold a secret.
    prettyErrors: false, lineCounter,
  });
  const documents: Document.Parsed[] = [];
  const compose = function* (tokens: Iterable<CST.Token>) { for (const token of tokens) { yield* composer.next(token); } };
  lineCounter.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    documents.push(...compose(parser.next(lexeme)));
    if (parser.stack.length > MAX_DEPTH) { return { documents, tooDeep: parser.offset }; }
  }
  documents.push(...compose(parser.end()), ...composer.end(false, text.length));
  if (documents.length > 0) { return { documents }; }
  // A text of directives alone makes no document, but may still hold an error.
  const { errors, warnings } = composer.streamInfo();
  const empty = new Document(undefined, { version: '1.1' }) as unknown as Document.Parsed;
  empty.errors = errors;
  empty.warnings = warnings;
  return { documents: [empty] };
}

const STRING_TAG: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value) => typeof value === 'string',
  resolve: (text) => text,
  stringify: ({ value }, context) => {
    const text = value as string;
    if (isPlainText(text)) { return text; }
    if (context.implicitKey === true || !isBlockText(text)) { return quoted(text); }
    return literalBlock(text, context.indent);
  },
};

const NUMBER_TAG: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: (value) => typeof value === 'number' || typeof value === 'bigint',
  test: /^(?:[-+0-9]|\.[0-9])/,
  resolve: readNumber,
  stringify: ({ value }) => writeNumber(value as number | bigint),
};

const NOT_FINITE_TAG: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  resolve: (text, onError) => {
    const value = readNumber(text);
    if (typeof value === 'string') { onError(`${text} is no number that a Kubernetes object can hold`); }
    return value;
  },
};

const BINARY_TAG: ScalarTag = {
  tag: 'tag:yaml.org,2002:binary',
  default: false,
  resolve: (text) => Buffer.from(text, 'base64').toString('utf8'),
};

const WRITTEN_TAGS: Tags = ['map', 'seq', 'null', 'bool', NUMBER_TAG, STRING_TAG];

/** YAML 1.1 with Go's numbers, and without the types that Go's library reads as text. */
function readTags(tags: Tags): Tags {
  const kept = ['map', 'seq', 'str', 'null', 'bool', 'merge'].map((name) => `tag:yaml.org,2002:${name}`);
  return [...tags.filter((tag) => typeof tag !== 'string' && kept.includes(tag.tag)), NOT_FINITE_TAG, NUMBER_TAG, BINARY_TAG];
}

// Keys of different types (`1`, `"1"`) become the same key of an object.
function isSameKey(a: unknown, b: unknown): boolean {
  return isScalar(a) && isScalar(b) && typeof a.value !== 'symbol' && String(a.value) === String(b.value);
}

function hasOddKey(document: Document): boolean {
  let found = false;
  visit(document, {
    Pair: (_, { key }) => {
      found = !isAlias(key) && (!isScalar(key) || key.value === null);
      return found ? visit.BREAK : undefined;
    },
  });
  return found;
}
