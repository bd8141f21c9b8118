import { Document, isAlias, isDocument, isScalar, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { ScalarTag, Tags } from 'yaml';
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
  const documents = parseAllDocuments(text, {
    version: '1.1', schema: 'yaml-1.1', customTags: readTags, uniqueKeys: isSameKey, logLevel: 'error',
    // Pretty errors quote the lines around them, and a line may hold a secret.
    prettyErrors: false, lineCounter,
  });
  // A text of directives alone makes no document, but may still hold an error.
  const streams = 'empty' in documents ? [documents] : documents;
  return streams.flatMap((stream, index) => {
    const refuse = (fault: string) => new Error(`YAML document ${index + 1}${fault}`);
    const problem = stream.errors[0] ?? stream.warnings.find(({ code }) => code === 'BAD_DIRECTIVE');
    if (problem !== undefined) { throw refuse(`, line ${lineCounter.linePos(problem.pos[0]).line}: ${problem.message}`); }
    if (!isDocument(stream)) { return []; }
    if (hasOddKey(stream)) { throw refuse(': every key must be text, a number or a boolean'); }
    // An aliased node would be one object in two places: editing one would edit the other.
    const value = plainCopy<unknown>(stream.toJS());
    if (value === null) { return []; }
    if (typeof value !== 'object' || Array.isArray(value)) { throw refuse(`: must be a map, got a ${Array.isArray(value) ? 'list' : typeof value}`); }
    return [value];
  });
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
