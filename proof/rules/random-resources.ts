import * as fc from 'fast-check';
import { goPattern } from '../../lib/schema/go-pattern';
import { CustomResource } from './definitions';

/** Deeper, only what must be there is. */
const MAX_DEPTH = 9;

/** Objects of a custom kind with what its schema has, and often with what its rules speak of. */
export function randomResources({ apiVersion, kind, schema }: CustomResource): fc.Arbitrary<any> {
  const words = wordsOf(schema);
  return new Arbitraries(words).fields(schema, 0, ['apiVersion', 'kind', 'metadata', 'status']).map((fields) => ({ apiVersion, kind, metadata: { name: 'random' }, ...fields }));
}

/** Texts that many rules ask for. */
const WORDS = ['', 'a', 'b', 'a-b', 'example.com', 'example.com/x', '*', '*.example.com', '10.0.0.0/8', '10.0.0.1', '::1', 'https://a.example.com:8443/x?y=1', '1h', '30s', '0s', '50%', '100%', '1', '1Gi', '500m'];

/** What stands in quotes in the rules of a schema. */
function wordsOf(schema: any): string[] {
  const found = new Set<string>(WORDS);
  JSON.stringify(schema, (key, value) => {
    if (key === 'rule' && typeof value === 'string') { [...value.matchAll(/'([^'\\]{1,40})'|"([^"\\]{1,40})"/g)].forEach(([, a, b]) => found.add(a ?? b)); }
    return value;
  });
  return [...found];
}

class Arbitraries {
  constructor(private readonly words: readonly string[]) {}

  fields(schema: any, depth: number, without: readonly string[] = []): fc.Arbitrary<any> {
    const all = Object.entries<any>(schema.properties ?? {}).filter(([name]) => !without.includes(name));
    const required: readonly string[] = (schema.required ?? []).filter((name: string) => all.some(([each]) => each === name));
    const some = all.filter(([name]) => depth < MAX_DEPTH || required.includes(name));
    // One that is missing now and then, too.
    const keys = fc.oneof({ arbitrary: fc.constant(required), weight: 30 }, { arbitrary: fc.constant([] as readonly string[]), weight: 1 });
    const values = Object.fromEntries(some.map(([name, inner]) => [name, this.value(inner, depth + 1)]));
    return keys.chain((requiredKeys) => fc.record(values, { requiredKeys: [...requiredKeys] }));
  }

  private value(schema: any, depth: number): fc.Arbitrary<any> {
    if (Array.isArray(schema.enum)) { return fc.constantFrom(...schema.enum); }
    if (schema['x-kubernetes-int-or-string'] === true) { return fc.oneof(this.integer(schema), fc.constantFrom('80%', 'http', '1', '0%')); }
    switch (schema.type) {
      case 'string': return this.text(schema);
      case 'integer': return this.integer(schema);
      case 'number': return fc.oneof(this.integer(schema), fc.constantFrom(0.5, 1.5));
      case 'boolean': return fc.boolean();
      case 'array': {
        const { minItems: minLength = 0, maxItems = 3 } = schema;
        return fc.array(this.value(schema.items ?? {}, depth + 1), { minLength, maxLength: Math.max(minLength, Math.min(maxItems, 3)) });
      }
      case 'object': {
        if (schema.properties !== undefined) { return this.fields(schema, depth); }
        if (typeof schema.additionalProperties !== 'object') { return fc.constant({}); }
        return fc.dictionary(fc.constantFrom(...this.words.filter((word) => word !== '')), this.value(schema.additionalProperties, depth + 1), { maxKeys: 3 });
      }
      default: return fc.constant({});
    }
  }

  private text({ format, minLength = 0, maxLength = 100, pattern, default: usual }: any): fc.Arbitrary<string> {
    switch (format) {
      case 'date-time': return fc.constantFrom('2026-01-01T00:00:00Z', '2030-06-01T12:00:00.5Z');
      case 'duration': return fc.constantFrom('1h', '30s', '0s');
      case 'byte': return fc.constantFrom('YWI=', '');
      default: break;
    }
    const form = pattern === undefined ? undefined : goPattern(pattern);
    const all = [...this.words, ...(usual === undefined ? [] : [usual])];
    const words = all.filter((word) => word.length >= minLength && word.length <= maxLength && form?.test(word) !== false);
    if (words.length > 0) { return fc.constantFrom(...words); }
    if (form === undefined) { return fc.string({ minLength, maxLength }); }
    // What is a space, and what a letter, JavaScript and Go do not agree on elsewhere.
    return fc.stringMatching(new RegExp(form.source, form.flags.replace(/[^u]/g, '')), { maxLength }).filter((text) => !/[^ -~]/.test(text));
  }

  private integer({ minimum = -1, maximum = 70_000 }: any): fc.Arbitrary<number> {
    const usual = [0, 1, 2, 80, 443].filter((each) => each >= minimum && each <= maximum);
    return fc.oneof(fc.constantFrom(minimum, maximum, ...usual), fc.integer({ min: minimum, max: maximum }));
  }
}
