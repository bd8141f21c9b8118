import fc from 'fast-check';
import { stringify } from 'yaml';
import { GrownText } from '../../lib/cli/check/fix/grown-text';
import { addToText } from '../../lib/cli/check/fix/text-additions';
import { parseYaml } from '../../lib/manifest/yaml';
import { Addition } from '../../lib/rules/rule';

const HEAD = 'apiVersion: v1\nkind: Thing\n';
type Path = Addition['path'];

/** A text with a value at a path of its first object, or why there is none. */
function added(text: string, path: Path, value: unknown, index = 0): string {
  const grown = new GrownText(text);
  const [why] = addToText(grown, [{ index, add: [{ path, value }] }]);
  expect(grown.text === text).toBe(why !== undefined);
  return why ?? grown.text;
}

describe('a block', () => {
  test.each<[string, string, Path, unknown, string]>([
    ['gets an entry behind its last one', 'spec:\n  a: 1\nstatus: x\n', ['spec', 'b'], false, 'spec:\n  a: 1\n  b: false\nstatus: x\n'],
    ['gets the maps that are missing on the way', 'spec:\n  a: 1\n', ['spec', 'b', 'c', 'd'], ['ALL'], 'spec:\n  a: 1\n  b:\n    c:\n      d: [ALL]\n'],
    ['is indented as the document is', 'spec:\n    a: 1\n', ['spec', 'b', 'c'], 1, 'spec:\n    a: 1\n    b:\n        c: 1\n'],
    ['may be an item of a list', 'spec:\n- name: a\n  x: 1\n-   name: b\n', ['spec', 1, 'z'], 1, 'spec:\n- name: a\n  x: 1\n-   name: b\n    z: 1\n'],
    ['keeps comments where they are', 'spec: # s\n  a: 1 # a\n  # last\n# after\nx: 1\n', ['spec', 'b'], 1, 'spec: # s\n  a: 1 # a\n  b: 1\n  # last\n# after\nx: 1\n'],
    ['keeps quotes, anchors, tags and odd spaces', 'spec:\n  "a" :   \'x\'\n  b: &b !!str 1   \n', ['spec', 'c'], 1, 'spec:\n  "a" :   \'x\'\n  b: &b !!str 1   \n  c: 1\n'],
    ['goes on behind a text of several lines', 'spec:\n  a: |\n    x\n\n\nx: 1\n', ['spec', 'b'], 1, 'spec:\n  a: |\n    x\n  b: 1\n\n\nx: 1\n'],
    ['goes on behind the blank lines that a text keeps', 'spec:\n  a: |+\n    x\n\n\nx: 1\n', ['spec', 'b'], 1, 'spec:\n  a: |+\n    x\n\n\n  b: 1\nx: 1\n'],
    ['goes on behind a plain text of several lines', 'spec:\n  a: x\n    y\n', ['spec', 'b'], 1, 'spec:\n  a: x\n    y\n  b: 1\n'],
    ['goes on behind a list that is not indented', 'spec:\n  a:\n  - 1\n  -\n', ['spec', 'b'], 1, 'spec:\n  a:\n  - 1\n  -\n  b: 1\n'],
    ['goes on behind a key without a value', 'spec:\n  a: # none\nx: 1\n', ['spec', 'b'], 1, 'spec:\n  a: # none\n  b: 1\nx: 1\n'],
    ['gets a value behind a key without one', 'spec:\n  a: # none\n', ['spec', 'a'], 'on', 'spec:\n  a: "on" # none\n'],
    ['gets a map behind a key without one', 'spec:\n  a: # none\n  b: 1\n', ['spec', 'a', 'c'], 1, 'spec:\n  a: # none\n    c: 1\n  b: 1\n'],
    ['has line ends of its own', 'spec:\r\n  a: 1\r\nx: 1\r\n', ['spec', 'b'], 1, 'spec:\r\n  a: 1\r\n  b: 1\r\nx: 1\r\n'],
    ['may be without an end', 'spec:\n  a: 1', ['spec', 'b', 'c'], 1, 'spec:\n  a: 1\n  b:\n    c: 1'],
    ['gets texts that are read as texts', 'spec:\n  a: 1\n', ['spec', 'y'], { n: '1', b: 'a: b', c: 'plain, all the same', d: [] }, 'spec:\n  a: 1\n  "y":\n    "n": "1"\n    b: "a: b"\n    c: "plain, all the same"\n    d: []\n'],
    ['may have an anchor that nobody repeats', 'spec: &s\n  a: 1\n', ['spec', 'b'], 1, 'spec: &s\n  a: 1\n  b: 1\n'],
    ['may take over other entries', 'x: &x { a: 1 }\nspec:\n  <<: *x\n', ['spec', 'b'], 1, 'x: &x { a: 1 }\nspec:\n  <<: *x\n  b: 1\n'],
  ])('%s', (_, text, path, value, expected) => {
    expect(added(HEAD + text, path, value).slice(HEAD.length)).toBe(expected);
  });
});

describe('braces', () => {
  test.each<[string, string, Path, string]>([
    ['get an entry before the first one', 'spec: { a: 1 } # s\n', ['spec', 'b'], 'spec: { b: "x, y", a: 1 } # s\n'],
    ['may be empty', 'spec: {}\n', ['spec', 'b'], 'spec: { b: "x, y" }\n'],
    ['may be empty, and wide', 'spec: { }\n', ['spec', 'b'], 'spec: { b: "x, y" }\n'],
    ['get what is missing on the way', 'spec: {a: 1}\n', ['spec', 'b', 'c'], 'spec: {b: { c: "x, y" }, a: 1}\n'],
    ['may stand in an item', 'spec:\n  - { a: 1 }\n', ['spec', 0, 'b'], 'spec:\n  - { b: "x, y", a: 1 }\n'],
    ['may go over several lines', 'spec: { # s\n    a: 1,\n  }\n', ['spec', 'b'], 'spec: { # s\n    b: "x, y",\n    a: 1,\n  }\n'],
  ])('%s', (_, text, path, expected) => {
    expect(added(HEAD + text, path, 'x, y').slice(HEAD.length)).toBe(expected);
  });

  test('of JSON stay JSON', () => {
    const object = { apiVersion: 'v1', kind: 'Thing', spec: { list: [{ a: 1 }], none: {} } };
    for (const space of [undefined, 2, '\t']) {
      for (const path of [['spec', 'b', 'c'], ['spec', 'list', 0, 'b'], ['spec', 'none', 'b']]) {
        const text = `${JSON.stringify(object, undefined, space)}\n`;
        const result = JSON.parse(added(text, path, ['x']));
        expect(path.reduce<any>((at, step) => at[step], result)).toEqual(['x']);
      }
    }
    expect(added(JSON.stringify(object, undefined, '\t'), ['spec', 'list', 0, 'b'], 'x')).toContain('[\n\t\t\t{\n\t\t\t\t"b": "x",\n\t\t\t\t"a": 1\n\t\t\t}\n');
  });
});

describe('nothing is added', () => {
  test.each<[string, string, Path, string]>([
    ['to what an alias repeats', 'spec: &s\n  a: 1\nother: *s\n', ['spec', 'b'], "'spec' is repeated by an alias, and would hold it there too"],
    ['within what an alias repeats', 'spec: &s\n  a: { x: 1 }\nother: *s\n', ['spec', 'a', 'b'], "'spec' is repeated by an alias, and would hold it there too"],
    ['to an alias', 'x: &s\n  a: 1\nspec: *s\n', ['spec', 'b'], "'spec' is an alias, and what it stands for is in other places too"],
    ['to what is taken over', 'x: &s\n  a: { c: 1 }\nspec:\n  <<: [*s]\n', ['spec', 'a', 'b'], "'spec.a' comes from another place, by '<<'"],
    ['in the place of null', 'spec:\n  a: null\n', ['spec', 'a'], "'spec.a' holds something else"],
    ['in the place of null on the way', 'spec:\n  a: ~\n', ['spec', 'a', 'b'], "'spec.a' holds something else"],
    ['behind an empty key within braces', 'spec: { a: , b: 1 }\n', ['spec', 'a'], "'spec.a' stands there without a value"],
    ['in the place of a value', 'spec:\n  a: 1\n', ['spec', 'a'], "'spec.a' holds something else"],
    ['to an item that is not there', 'spec:\n  - a: 1\n', ['spec', 1, 'a'], "'spec[1]' holds something else"],
    ['to a list that is not there', 'spec:\n  a: 1\n', ['spec', 'b', 0], "'spec' has no such list"],
    ['where a key is written as no key is', 'spec:\n  ? a\n  : 1\n', ['spec', 'b'], 'it is written in a way to which nothing can be added without changing it'],
  ])('%s', (_, text, path, why) => {
    expect(added(HEAD + text, path, 1)).toBe(why);
  });

  test('to a text of which a part cannot be read', () => {
    expect(added(`${HEAD}spec: {}\n---\na: [\n`, ['spec', 'a'], 1)).toBe('the file cannot be read as a whole');
  });

  test('where not all of what belongs together can be', () => {
    const grown = new GrownText(`${HEAD}a: 1\nspec: {}\n`);
    expect(addToText(grown, [{ index: 0, add: [{ path: ['spec', 'b'], value: 1 }, { path: ['a'], value: 2 }] }, { index: 0, add: [{ path: ['spec', 'c'], value: 3 }] }]))
      .toEqual(["'a' holds something else", undefined]);
    expect(grown.text).toBe(`${HEAD}a: 1\nspec: { c: 3 }\n`);
  });

  test('but where it stands well, though not everywhere', () => {
    const grown = new GrownText(`${HEAD}spec:\n  ? a\n  : 1\nother:\n  a: 1\n`);
    expect(addToText(grown, [{ index: 0, add: [{ path: ['spec', 'b'], value: 1 }] }, { index: 0, add: [{ path: ['other', 'b'], value: 1 }] }]))
      .toEqual(['it is written in a way to which nothing can be added without changing it', undefined]);
    expect(grown.text).toBe(`${HEAD}spec:\n  ? a\n  : 1\nother:\n  a: 1\n  b: 1\n`);
  });
});

test('of two that add the same, one does; of two that add different things, the first', () => {
  const grown = new GrownText(`${HEAD}spec:\n  a: 1\n`);
  const b = (value: unknown) => ({ index: 0, add: [{ path: ['spec', 'b', 'c'], value }] });
  expect(addToText(grown, [b(1), b(1), b(2), { index: 0, add: [{ path: ['spec', 'b'], value: { d: 2 } }] }])).toEqual([undefined, undefined, "something else is added at 'spec.b.c'", undefined]);
  expect(grown.text).toBe(`${HEAD}spec:\n  a: 1\n  b:\n    c: 1\n    d: 2\n`);
});

test('what is added to a place, to what is around it and to other objects stands where it belongs', () => {
  const grown = new GrownText(`---\n# none\n---\nkind: x\n---\n${HEAD}spec:\n  list:\n    - a: 1\n---\n\n${HEAD}list:\n`);
  expect(addToText(grown, [
    { index: 0, add: [{ path: ['spec', 'z'], value: 1 }] }, { index: 0, add: [{ path: ['spec', 'list', 0, 'b'], value: 2 }] },
    { index: 0, add: [{ path: ['top'], value: 3 }] }, { index: 1, add: [{ path: ['list', 'c'], value: 4 }] }, { index: 1, add: [{ path: ['top'], value: 5 }] },
  ])).toEqual(Array(5).fill(undefined));
  expect(grown.text).toBe(`---\n# none\n---\nkind: x\n---\n${HEAD}spec:\n  list:\n    - a: 1\n      b: 2\n  z: 1\ntop: 3\n---\n\n${HEAD}list:\n  c: 4\ntop: 5\n`);
});

describe('what was added, as a diff', () => {
  test('shows added lines between those that were there', () => {
    const grown = new GrownText(`${HEAD}spec:\n  a: 1\n${'# x\n'.repeat(7)}other:\n  b: 1\n`);
    addToText(grown, [{ index: 0, add: [{ path: ['spec', 'c'], value: 1 }, { path: ['other', 'd'], value: 1 }] }]);
    expect(grown.diff('a.yaml')).toBe([
      '--- a/a.yaml', '+++ b/a.yaml', '@@ -2,6 +2,7 @@', ' kind: Thing', ' spec:', '   a: 1', '+  c: 1', ' # x', ' # x', ' # x',
      '@@ -11,3 +12,4 @@', ' # x', ' other:', '   b: 1', '+  d: 1', '',
    ].join('\n'));
  });

  test('shows a line in which something was added, and that a file does not end', () => {
    const grown = new GrownText(`${HEAD}spec: {}\nx: 1`);
    addToText(grown, [{ index: 0, add: [{ path: ['spec', 'c'], value: 1 }, { path: ['z'], value: 1 }] }]);
    expect(grown.diff('/tmp/a.yaml')).toBe([
      '--- a/tmp/a.yaml', '+++ b/tmp/a.yaml', '@@ -1,4 +1,5 @@', ' apiVersion: v1', ' kind: Thing', '-spec: {}', '+spec: { c: 1 }', '-x: 1', '\\ No newline at end of file', '+x: 1', '+z: 1',
      '\\ No newline at end of file', '',
    ].join('\n'));
  });

  test('is empty where nothing was added', () => {
    expect(new GrownText(HEAD).diff('a.yaml')).toBe('');
  });
});

describe('whatever is written, and however', () => {
  const key = fc.constantFrom('a', 'b', 'name', 'x.y/z', 'on', 'with space', '1');
  const leaf = fc.oneof(fc.constantFrom<unknown>(null, true, 1, 'x', '', 'two\nlines\n', 'kept\n\n\n', 'a: b', '# no comment', 'yes', [], {}), fc.string({ maxLength: 6, unit: 'grapheme-ascii' }));
  const { tree } = fc.letrec<{ tree: unknown; map: object; list: unknown[] }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, leaf, tie('map'), tie('list')),
    map: fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
    list: fc.array(tie('tree'), { maxLength: 3 }),
  }));
  const style = fc.record({
    indent: fc.constantFrom(1, 2, 4), indentSeq: fc.boolean(), flow: fc.constantFrom('block', 'flow', 'json', 'pretty json'), ending: fc.constantFrom('\n', '\r\n'), isOpen: fc.boolean(),
  });

  /** All maps of an object, by their paths. */
  const mapsIn = (value: unknown, at: Path = []): Path[] => {
    if (typeof value !== 'object' || value === null) { return []; }
    const below = Object.entries(value).flatMap(([step, each]) => mapsIn(each, [...at, Array.isArray(value) ? Number(step) : step]));
    return Array.isArray(value) ? below : [at, ...below];
  };

  type Style = typeof style extends fc.Arbitrary<infer S> ? S : never;

  function written(object: object, { indent, indentSeq, flow, ending, isOpen }: Style): string {
    const text = flow === 'json' ? JSON.stringify(object) : flow === 'pretty json' ? JSON.stringify(object, undefined, indent)
      : stringify(object, { version: '1.1', indent: Math.max(2, indent), indentSeq, collectionStyle: flow === 'flow' ? 'flow' : 'any', aliasDuplicateObjects: false });
    return (isOpen ? text.replace(/\n+$/, '') : text).replaceAll('\n', ending);
  }

  const isWithin = (part: string, whole: string) => {
    let at = 0;
    for (const char of whole) { if (part.startsWith(char, at)) { at += char.length; } }
    return at === part.length;
  };

  test('what is added is there, all else is as it was, and nothing is added twice', () => {
    fc.assert(fc.property(tree, style, fc.nat(), fc.boolean(), (spec, how, pick, isDeep) => {
      const object = { apiVersion: 'v1', kind: 'Thing', spec };
      const text = written(object, how);
      // What the writer makes of it counts, as `\r` in a text of several lines.
      const [read] = parseYaml(text) as any[];
      const maps = mapsIn(read);
      const path = [...maps[pick % maps.length], 'added', ...isDeep ? ['below'] : []];
      const wanted = [{ index: 0, add: [{ path, value: ['x'] }] }];
      const grown = new GrownText(text);
      expect(addToText(grown, wanted)).toEqual([undefined]);
      expect(isWithin(text, grown.text)).toBe(true);
      const [after] = parseYaml(grown.text) as any[];
      const holder = path.slice(0, -1).reduce((at, step) => at[step], after);
      expect(holder[path.at(-1)!]).toEqual(['x']);
      const again = new GrownText(grown.text);
      expect(addToText(again, wanted)[0]).toBeDefined();
      expect(again.isChanged).toBe(false);
    }), { numRuns: 200 });
  });
});
