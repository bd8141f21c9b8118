import * as fc from 'fast-check';
import { ManifestText } from '../../lib/cli/check/manifest-text';
import { LocatedDocument, readLocatedYaml } from '../../lib/manifest/located-yaml';
import { readPlainYaml } from '../../lib/manifest/read-plain-yaml';
import { parseYaml } from '../../lib/manifest/yaml';
import { parseWithPackage } from '../../lib/manifest/yaml-package';
import { yamlDocument, yamlText } from './yaml-texts';

const DOCUMENTS = Number(process.env.YAML_DOCUMENTS ?? 500);
const plain = (text: string) => readPlainYaml(text, 0, text.length)?.value;

describe('plain YAML', () => {
  test.each<[string, string, unknown]>([
    ['maps and lists in blocks', 'a:\n  b: 1\n  c:\n  - d: x\n    e: z\n  -\n    f: z\n  - - g\n  -\nh:\n- i\n', { a: { b: 1, c: [{ d: 'x', e: 'z' }, { f: 'z' }, ['g'], null] }, h: ['i'] }],
    ['words and numbers', 'a: [on, No, ~, 010, 0o17, 0x1F, 1_000, .5, 1e3, 12:30, 2024-01-31, -1, 1.2.3]\n', { a: [true, false, null, 8, 15, 31, 1000, 0.5, 1000, '12:30', '2024-01-31', -1, '1.2.3'] }],
    ['large numbers', 'a: 9007199254740993\nb: 99999999999999999999\n', { a: 9007199254740993n, b: 99999999999999999999 }],
    ['quotes', 'a: "x\\n\\u00e9"\nb: \'it\'\'s\' # c\n"c": ""\nd: "on"\n', { a: 'x\né', b: "it's", c: '', d: 'on' }],
    ['blocks of text', 'a: |\n  x\n\n   y\nb: |-\n  x\nc: |+\n  x\n\nd: >-\n  x\n  y\n\n  z\n', { a: 'x\n\n y\n', b: 'x', c: 'x\n\n', d: 'x y\nz' }],
    ['texts over several lines', 'a: x\n  y\n\n  z\nb: "x\n  y"\nc: \'x\n\n  y\'\n', { a: 'x y\nz', b: 'x y', c: 'x\ny' }],
    ['brackets', 'a: {}\nb: []\nc: { d: e, "f":1, g: [h, { i: j:k }] }\n', { a: {}, b: [], c: { d: 'e', f: 1, g: ['h', { i: 'j:k' }] } }],
    ['JSON on one line', '{"a":{"b":[1,"x",true,null]}}\n', { a: { b: [1, 'x', true, null] } }],
    ['comments', '# a\na: b#c # d\n  # e\n\nf:\n# g\n  h: i\n', { a: 'b#c', f: { h: 'i' } }],
    ['nothing', '# a\n\n', null],
  ])('is read at once: %s', (_, text, value) => {
    expect(plain(text)).toStrictEqual(value);
    expect(parseWithPackage(text)).toStrictEqual(value === null ? [] : [value]);
  });

  test.each([
    'a: &x 1\n', 'a: *x\n', 'a: !!str 1\n', '? a\n: b\n', '<<: {}\n', 'a: 1\na: 2\n', '"1": a\n1: b\n', 'on: 1\n', '~: 1\n', '__proto__: 1\n', 'a: .inf\n', 'a:\tb\n', '\ta: b\n', 'a: [\n', 'a: [b\n  ]\n', 'a: "b\n',
    'a: b: c\n', 'a: - b\n', 'a\n', '- a\n', 'a: |2\n    x\n', 'a: |\n', 'a: {b}\n', 'a: [b,]\n', 'a: "\\x41"\n', 'a: "b\\\n', 'a: "\\ud83d"\n', '  a: 1\n b: 2\n', 'a:\n    b: 1\n  c: 2\n', 'a: %b\n', 'a: @b\n', 'a: "b" c\n',
  ])('leaves to the package what is unusual: %j', (text) => expect(plain(text)).toBeUndefined());

  test.each([
    ['a key for which no reader looks', `${'k'.repeat(1100)}: 1\n`], ['what is nested deeply', `a: ${'['.repeat(100)}${']'.repeat(100)}\n`],
  ])('leaves %s to the package', (_, text) => expect(plain(text)).toBeUndefined());

  test('is read as the package reads it, whatever stands there', () => {
    let [read, all] = [0, 0];
    fc.assert(fc.property(yamlDocument, (text) => {
      all++;
      const value = plain(text);
      if (value === undefined) { return; }
      read++;
      expect(value === null ? [] : [value]).toStrictEqual(parseWithPackage(text));
    }), { numRuns: DOCUMENTS });
    expect(read / all).toBeGreaterThan(0.2);
  });

  test('is parted into documents as the package parts it', () => {
    const outcome = (read: (text: string) => unknown, text: string) => {
      try { return read(text); } catch (error) { return (error as Error).message; }
    };
    fc.assert(fc.property(yamlText, (text) => expect(outcome(parseYaml, text)).toStrictEqual(outcome(parseWithPackage, text))), { numRuns: DOCUMENTS });
  });

  test('stands where the package finds it', () => {
    fc.assert(fc.property(yamlText, (text) => {
      const documents: LocatedDocument[] = [];
      let faults = 0;
      documents.push(...readLocatedYaml(text, 'a.yaml', { addSyntax: () => { faults++; } }).filter(({ value }) => isObject(value)));
      if (faults > 0) { return; }
      const manifests = new ManifestText('a.yaml', text);
      expect(manifests.objects).toHaveLength(documents.length);
      documents.forEach(({ value, places }, index) => {
        for (const path of [[], ...pathsIn(value)]) { expect([path, manifests.placeOf(index, path)]).toStrictEqual([path, places.of(value, path, 'key')]); }
      });
    }), { numRuns: DOCUMENTS });
  });
});

function isObject(value: any): boolean {
  return typeof value?.apiVersion === 'string' && typeof value.kind === 'string';
}

function pathsIn(value: any): (string | number)[][] {
  if (typeof value !== 'object' || value === null) { return []; }
  const keys: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [[key], ...pathsIn(value[key]).map((path) => [key, ...path])]);
}
