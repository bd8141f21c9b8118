import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { parseYaml, stringifyYaml } from '../../lib/manifest/yaml';

describe('stringifyYaml', () => {
  test('writes objects as documents, and strings as strings', () => {
    const yaml = stringifyYaml([{
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'app', labels: { 'app.kubernetes.io/version': '1.10', 'yes': 'no' } },
      data: { 'a': '', 'run.sh': '#!/bin/sh\nset -eu\n', 'no-end': 'x\ny', 'ends': 'x\n\n', 'time': '12:30', 'path': ' a', 'break': 'a\u2028b' },
      numbers: [0, 1.5, 1e21, false, null],
      nothing: [{}, [], ''],
      nested: [['--flag', '-c'], [{ name: 'x', list: [{ a: 1 }] }]],
    }, { kind: 'Second' }]);
    expect(yaml).toBe(`apiVersion: v1
kind: ConfigMap
metadata:
  name: app
  labels:
    app.kubernetes.io/version: "1.10"
    "yes": "no"
data:
  a: ""
  run.sh: |
    #!/bin/sh
    set -eu
  no-end: |-
    x
    y
  ends: |+
    x

  time: "12:30"
  path: " a"
  break: "a\\u2028b"
numbers:
  - 0
  - 1.5
  - 1.0e+21
  - false
  - null
nothing:
  - {}
  - []
  - ""
nested:
  - - --flag
    - -c
  - - name: x
      list:
        - a: 1
---
kind: Second
`);
  });

  test('writes nothing for no objects, and an empty map for an empty one', () => {
    expect([stringifyYaml([]), stringifyYaml([{}]), stringifyYaml([{}, { a: 1 }])]).toEqual(['', '{}\n', '{}\n---\na: 1\n']);
  });

  test('keeps the order of keys', () => {
    expect(stringifyYaml([{ z: 1, a: 2, m: 3 }])).toBe('z: 1\na: 2\nm: 3\n');
  });

  test('drops undefined, and only undefined', () => {
    expect(stringifyYaml([{ a: undefined, b: null, c: [undefined, 0], d: { e: undefined } }])).toBe('b: null\nc:\n  - 0\nd: {}\n');
  });

  test('writes an object that stands in two places twice', () => {
    const shared = { app: 'api' };
    expect(stringifyYaml([{ a: shared, b: [shared, shared] }])).toBe('a:\n  app: api\nb:\n  - app: api\n  - app: api\n');
  });

  test('folds no line, however long', () => {
    const long = 'word '.repeat(100).trimEnd();
    expect(stringifyYaml([{ a: long, b: `${long}:`, c: `${long}\n` }])).toBe(`a: ${long}\nb: "${long}:"\nc: |\n  ${long}\n`);
  });

  test('writes a key that is longer than a reader looks ahead', () => {
    const object = { [`${'k'.repeat(1025)}`]: { a: 1 } };
    expect(stringifyYaml([object])).toBe(`? ${'k'.repeat(1025)}\n: a: 1\n`);
    expect(parseYaml(stringifyYaml([object]))).toEqual([object]);
  });

  test('takes what says itself how it becomes JSON', () => {
    expect(stringifyYaml([{ at: new Date(0), b: { toJSON: () => ({ c: 1 }) } }])).toBe('at: "1970-01-01T00:00:00.000Z"\nb:\n  c: 1\n');
  });

  test('leaves the objects as they are', () => {
    const object = { a: undefined, b: [undefined] };
    stringifyYaml([object]);
    expect(object).toStrictEqual({ a: undefined, b: [undefined] });
  });

  const loop: any = {};
  loop.self = [loop];
  test.each<[string, any, string]>([
    ['a function', { spec: { run: () => 1 } }, "YAML can't hold a function, at spec.run"],
    ['a symbol', [Symbol('x')], "YAML can't hold a symbol, at [0]"],
    ['an infinite number', { spec: { replicas: Infinity } }, "YAML can't hold Infinity, at spec.replicas"],
    ['no number', { a: [NaN] }, "YAML can't hold NaN, at a[0]"],
    ['a token', { spec: { image: new (class Lazy {})() } }, "YAML can't hold a Lazy, at spec.image"],
    ['a map', { data: new Map([['a', 1]]) }, "YAML can't hold a Map, at data"],
    ['half a surrogate pair', { a: 'x\ud800' }, 'YAML can\'t hold half a surrogate pair, at a'],
    ['half a surrogate pair in a key', { a: { '\udc00': 1 } }, 'YAML can\'t hold half a surrogate pair, at a'],
    ['an object inside itself', loop, "YAML can't hold an object inside itself, at self[0]"],
  ])('refuses %s', (_, object, message) => expect(() => stringifyYaml([object])).toThrow(new Error(message)));
});

describe('parseYaml', () => {
  test('reads plain scalars as kubectl does', () => {
    expect(parseYaml(`
      booleans: [on, off, yes, No, y, n, true]
      numbers: [010, 0o17, 0x1F, 0b11, 1_000, .5, 1e3, 08]
      texts: [12:30, 12:30:45, 2024-01-31, 2024-01-31T00:00:00Z, 1.2.3, '010', "on", 0xg]
      nulls: [~, null, Null, ]
    `)).toEqual([{
      booleans: [true, false, true, false, true, false, true],
      numbers: [8, 15, 31, 3, 1000, 0.5, 1000, 8],
      texts: ['12:30', '12:30:45', '2024-01-31', '2024-01-31T00:00:00Z', '1.2.3', '010', 'on', '0xg'],
      nulls: [null, null, null],
    }]);
  });

  test.each([['block lists', '- '], ['flow lists', '['], ['maps', '{a: ']])('refuses what is nested so deeply that the process would end: %s', (_, level) => {
    expect(() => parseYaml(`a: 1\n---\n${level.repeat(100_000)}`)).toThrow(/^YAML document \d, line 3: must not be nested deeper than 500 levels$/);
    expect(parseYaml(`a: ${'['.repeat(400)}${']'.repeat(400)}`)).toHaveLength(1);
  });

  test('turns keys into text', () => {
    expect(parseYaml('on: 1\n010: 2\n1.5: 3\n2024-01-31: 4\n"08": 5\n__proto__: 6\n').map((object) => Object.entries(object))).toEqual([
      [['8', 2], ['true', 1], ['1.5', 3], ['2024-01-31', 4], ['08', 5], ['__proto__', 6]],
    ]);
  });

  test('keeps whole numbers exact', () => {
    expect(parseYaml('a: 9223372036854775807\nb: 9007199254740991\n')).toEqual([{ a: 9223372036854775807n, b: 9007199254740991 }]);
    expect(stringifyYaml(parseYaml('a: 9223372036854775807\n'))).toBe('a: 9223372036854775807\n');
  });

  test('drops empty documents', () => {
    expect(parseYaml('---\n# nothing\n---\na: 1\n---\n---\n{}\n---\nnull\n...\n')).toEqual([{ a: 1 }, {}]);
    expect([parseYaml(''), parseYaml('# nothing\n'), parseYaml('---\n')]).toEqual([[], [], []]);
  });

  test('reads the same under a directive that names YAML 1.2', () => {
    expect(parseYaml('%YAML 1.2\n---\na: on\nb: 010\n')).toEqual([{ a: true, b: 8 }]);
  });

  test('merges, and gives every alias its own object', () => {
    const [object] = parseYaml('a: &a {b: 1, c: [2]}\nd: *a\ne: {<<: *a, b: 3}\n') as any[];
    expect(object).toEqual({ a: { b: 1, c: [2] }, d: { b: 1, c: [2] }, e: { b: 3, c: [2] } });
    object.d.c.push(4);
    expect([object.a.c, object.e.c]).toEqual([[2], [2]]);
  });

  test('merges twice into one map', () => {
    expect(parseYaml('a: &a {b: 1}\nc: &c {d: 2}\ne: {<<: *a, <<: *c}\n')).toEqual([{ a: { b: 1 }, c: { d: 2 }, e: { b: 1, d: 2 } }]);
  });

  test('decodes binary data', () => {
    expect(parseYaml('a: !!binary aGVsbG8=\nb: !!str 010\nc: !custom x\n')).toEqual([{ a: 'hello', b: '010', c: 'x' }]);
  });

  test.each<[string, string, string]>([
    ['a duplicate key', 'a: 1\n---\nb: 1\nb: secret\n', 'YAML document 2, line 4: Map keys must be unique'],
    ['a number and a text that become one key', '1: a\n"1": b\n', 'YAML document 1, line 2: Map keys must be unique'],
    ['a syntax error', 'a: [1\n', 'YAML document 1, line 2: Flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a list', '- a\n', 'YAML document 1: must be a map, got a list'],
    ['a text', 'secret\n', 'YAML document 1: must be a map, got a string'],
    ['a map as a key', '? {a: 1}\n: b\n', 'YAML document 1: every key must be text, a number or a boolean'],
    ['two maps as keys, which are not the same', '? {a: 1}\n: b\n? {a: 2}\n: c', 'YAML document 1: every key must be text, a number or a boolean'],
    ['a map as a key beside a word that JavaScript has for nothing', '? {a: 1}\n: b\nundefined: c', 'YAML document 1: every key must be text, a number or a boolean'],
    ['a map as a key behind such a word', 'undefined: c\n? {a: 1}\n: b', 'YAML document 1: every key must be text, a number or a boolean'],
    ['null as a key', '~: b\n', 'YAML document 1: every key must be text, a number or a boolean'],
    ['a number that is not finite', 'a: -.inf\n', 'YAML document 1, line 1: -.inf is no number that a Kubernetes object can hold'],
    ['a directive that is none', '%: v\n', 'YAML document 1, line 1: Unknown directive %:'],
  ])('refuses %s', (_, text, message) => expect(() => parseYaml(text)).toThrow(new Error(message)));
});

describe('any data', () => {
  const pieces = fc.array(fc.constantFrom(
    ' ', '\n', '\t', 'a', 'b', ':', '#', '-', '?', '"', "'", '0', '1', '7', '_', '.', 'e', 'x', '\\', '\r', '\u0085', '\u2028', '|', '>', '&', '*', '!', '%', '@', '{', '[', ',', 'é', '=', '<', '~', 'y', 'no', 'null', '.inf', '2024-01-31', '12:30',
  ), { maxLength: 6 }).map((row) => row.join(''));
  const text = fc.oneof({ weight: 3, arbitrary: pieces }, fc.string({ unit: 'binary' }));
  const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0));
  const { object } = fc.letrec<{ value: unknown; object: { [key: string]: unknown }; list: unknown[] }>((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, text, number, fc.boolean(), fc.constant(null), tie('object'), tie('list')),
    object: fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    list: fc.array(tie('value'), { maxLength: 4 }),
  }));
  const objects = fc.array(object, { maxLength: 3 });

  test('comes back the same', () => {
    fc.assert(fc.property(objects, (data) => expect(parseYaml(stringifyYaml(data))).toStrictEqual(data)), { numRuns: 500 });
  });

  test.each(['1.1', '1.2'] as const)('is the same for a reader of YAML %s', (version) => {
    fc.assert(fc.property(objects, (data) => {
      const documents = parseAllDocuments(stringifyYaml(data), { version });
      expect([...documents].map((document) => document.toJS())).toStrictEqual(data);
    }), { numRuns: 500 });
  });

  test('becomes the same bytes every time, also from a copy', () => {
    fc.assert(fc.property(objects, (data) => expect(stringifyYaml(JSON.parse(JSON.stringify(data)))).toBe(stringifyYaml(data))), { numRuns: 200 });
  });
});
