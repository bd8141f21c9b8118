// The walker against ajv over the same schemas: the same fields are at fault, but for what each test of a difference below names.
import { formatPath, valueAt } from '../../lib/manifest/field-path';
import { SchemaFault, schemaFaults } from '../../lib/schema/schema-faults';
import { kubernetesMinors, schemasOf } from '../../lib/schema/schemas';
import { isUncheckedRequired } from '../../lib/schema/unchecked-required';
import { kubernetesAjv } from './ajv-faults';
import { schemaFaults as ajvFaults } from './kubernetes-schema';
import { mutated, randomObject, randomOf } from './random-objects';

const OBJECTS = 8;
const MUTANTS = 6;

/** Where both look at the same things, but the API server does not do what the schema says. */
function isDeliberate(line: string): boolean {
  const [field, text] = [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)];
  const name = /(\w+)$/.exec(field)?.[1] ?? '';
  // The server drops the status of what is applied, and only reads it before.
  if (/^status\b/.test(field) && /^(expected ".*|required field is missing)/.test(text)) { return true; }
  // Go reads an empty text as none, and the server then takes its default.
  if (/, got ""$/.test(text) && text.startsWith('expected "')) { return true; }
  // What Go keeps as it came may be of any type.
  if (/\b(fieldsV1|data|parameters)$/.test(field) && text.startsWith('expected object, got ')) { return true; }
  // Bytes may be a list of numbers.
  if (/expected string, got array$/.test(text)) { return true; }
  return text === 'required field is missing' && isUncheckedRequired(name);
}

function isOurs({ rule, message, path }: SchemaFault, object: unknown): boolean {
  // What ajv does not look for: items that server-side apply would merge, empty texts where there must be one, what is inside a self-decoded type, and
  // what is required of an absent map that Go has all the same.
  return (rule === 'required' && (valueAt(object, path.slice(0, -1)) ?? undefined) === undefined) || rule === 'duplicate-item-under-apply' || message.endsWith('must not be empty') || path.includes('openAPIV3Schema');
}

const minors = [kubernetesMinors()[0], kubernetesMinors().at(-1)!];

describe.each(minors)('in Kubernetes %s', (minor) => {
  const schemas = schemasOf(minor);
  const kinds = schemas.kinds().filter(({ kind }) => kind !== 'CustomResourceDefinition');

  test('there are kinds to look at', () => expect(kinds.length).toBeGreaterThan(60));

  test.each(kinds.map(({ apiVersion, kind }) => [apiVersion, kind]))('%s %s is judged as ajv judges it', (apiVersion, kind) => {
    const random = randomOf([...`${minor}${apiVersion}${kind}`].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7));
    let refused = 0;
    for (let i = 0; i < OBJECTS; i += 1) {
      const object = randomObject(apiVersion, kind, minor, random, i / OBJECTS);
      for (const candidate of [object, ...Array.from({ length: MUTANTS }, () => mutated(object, random))]) {
        const ours = schemaFaults(schemas.find(apiVersion, kind)!, candidate);
        const theirs = ajvFaults(candidate, minor);
        const ourFields = new Set(ours.map(({ path }) => formatPath(path) || 'object'));
        const theirFields = new Set(theirs.map((line) => line.slice(0, line.indexOf(': '))));
        const onlyTheirs = theirs.filter((line) => {
          const field = line.slice(0, line.indexOf(': '));
          return !ourFields.has(field) && !isDeliberate(line) && !(/missing$/.test(line) && [...ourFields].some((inner) => inner.startsWith(`${field}.`)));
        });
        const onlyOurs = ours.filter((fault) => !theirFields.has(formatPath(fault.path) || 'object') && !isOurs(fault, candidate));
        expect({ candidate, onlyTheirs, onlyOurs }).toEqual({ candidate, onlyTheirs: [], onlyOurs: [] });
        refused += theirs.length === 0 ? 0 : 1;
      }
    }
    expect(refused).toBeGreaterThan(OBJECTS / 2);
  });
});

test('ajv is asked, and says something', () => {
  expect(kubernetesAjv().compile({ type: 'string' })(1)).toBe(false);
});
