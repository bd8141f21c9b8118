import { printed } from '../../lib/manifest/printed';

test.each<[string, unknown, string]>([
  ['a text', 'a', 'a'],
  ['a number', 1.5, '1.5'],
  ['nothing', undefined, 'undefined'],
  ['a list', [1, 'a'], '1,a'],
  ['an object without a prototype', Object.create(null), '[object Object]'],
  ['an object with a field that is called toString', { toString: 'a' }, '[object Object]'],
  ['a list that holds such an object', [Object.create(null)], '[object Array]'],
])('prints %s', (_, value, text) => expect(printed(value)).toBe(text));
