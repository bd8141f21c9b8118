// The one walk through plain data that everything of the bridge is made of.
import { changeAt, collect, walk } from '../../lib/pulumi/walk';

class Box { constructor(public readonly text: string) {} }

test('a visitor sees each part with its path, the root first and in order', () => {
  const seen: unknown[] = [];
  walk({ a: ['x', { b: null }], c: '' }, (part, path, into) => {
    seen.push([path.join('.'), typeof part]);
    return into();
  });
  expect(seen).toEqual([['', 'object'], ['a', 'object'], ['a.0', 'string'], ['a.1', 'object'], ['a.1.b', 'object'], ['c', 'string']]);
});

test('what nothing changes is copied, and instances of classes stay what they are', () => {
  const data = { list: [{ a: 1 }], box: new Box('x'), none: undefined };
  const copy = walk(data, (_, __, into) => into());
  expect(copy).toStrictEqual(data);
  expect(copy.list[0]).not.toBe(data.list[0]);
  expect(copy.box).toBe(data.box);
});

test('instances are walked through where that is asked for', () => {
  expect(collect({ box: new Box('x') }, (part) => (part === 'x' ? ['found'] : []))).toEqual([]);
  expect(collect({ box: new Box('x') }, (part, path) => (part === 'x' ? [path] : []), { intoInstances: true })).toEqual([['box', 'text']]);
});

test('keys of maps may be changed, and the path tells those before', () => {
  const paths: unknown[] = [];
  const changed = walk({ a: { b: ['c'] } }, (_, path, into) => {
    paths.push(path);
    return into();
  }, { key: (key) => key.toUpperCase(), path: ['root'] });
  expect(changed).toEqual({ A: { B: ['c'] } });
  expect(paths).toEqual([['root'], ['root', 'a'], ['root', 'a', 'b'], ['root', 'a', 'b', 0]]);
});

test.each<[string, (string | number)[], unknown]>([
  ['the root', [], 'changed'],
  ['a field', ['a'], { a: 'changed', d: [4, 5] }],
  ['a field in a map', ['a', 'b'], { a: { b: 'changed', c: 3 }, d: [4, 5] }],
  ['an element', ['d', 1], { a: { b: 2, c: 3 }, d: [4, 'changed'] }],
  ['nothing where there is no such part', ['a', 'x'], { a: { b: 2, c: 3 }, d: [4, 5] }],
])('changes %s alone', (_, at, expected) => {
  expect(changeAt({ a: { b: 2, c: 3 }, d: [4, 5] }, at, () => 'changed')).toEqual(expected);
});
