import { formatPath, parsePath, valueAt } from '../../lib/manifest/field-path';

test.each<[(string | number)[], string]>([
  [[], ''],
  [['spec', 'containers', 0, 'image'], 'spec.containers[0].image'],
  [['a_b', 'c-d', '_e', 'f2'], 'a_b.c-d._e.f2'],
  [['metadata', 'annotations', 'example.com/owner'], "metadata.annotations['example.com/owner']"],
  [['data', '8080', '-a', ''], "data['8080']['-a']['']"],
  [['a b', 'c'], "['a b'].c"],
  [[2, 'a'], '[2].a'],
])('%j is written %j, and read', (path, text) => {
  expect(formatPath(path)).toBe(text);
  expect(parsePath(text)).toEqual(path);
});

test.each(['.spec', 'spec.', 'spec..a', 'spec[', 'spec[a]', "spec['a'", '[0]a', 'a b', 'spec.0'])('%j is no path', (text) => expect(parsePath(text)).toBeUndefined());

test.each<[(string | number)[], unknown]>([
  [[], { a: [{ b: 0 }, null] }],
  [['a', 0, 'b'], 0],
  [['a', 1], null],
  [['a', 1, 'b'], undefined],
  [['a', 2, 'b'], undefined],
  [['x', 'y', 'z'], undefined],
])('at %j stands %p', (path, value) => expect(valueAt({ a: [{ b: 0 }, null] }, path)).toEqual(value));
