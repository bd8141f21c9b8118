import { runInNewContext } from 'node:vm';
import { Lazy } from 'cdk8s';
import { isFullyKnown, isKnown, placeholder, placeholdersIn, withoutPlaceholderIds } from '../../lib/manifest/known';

const token = Lazy.any({ produce: () => 1 });

test.each<[string, unknown, boolean]>([
  ['a text', 'a', true],
  ['an empty text', '', true],
  ['zero', 0, true],
  ['null', null, true],
  ['a list', [token], true],
  ['a plain object', { a: token }, true],
  ['an object without a prototype', Object.create(null), true],
  ['a plain object of another realm', runInNewContext('({ a: 1 })'), true],
  ['a cdk8s token', token, false],
  ['a class instance', new Date(0), false],
  ['a placeholder', placeholder('1'), false],
  ['a text with a placeholder in it', `https://${placeholder('1')}/`, false],
])('%s is known: %s', (_, value, known) => {
  expect(isKnown(value)).toBe(known);
});

test('everything in a value is known only if every leaf and key is', () => {
  expect(isFullyKnown({ a: [{ b: 'c' }, 0, null] })).toBe(true);
  expect(isFullyKnown({ a: [{ b: placeholder('1') }] })).toBe(false);
  expect(isFullyKnown({ [placeholder('1')]: 'a' })).toBe(false);
  expect(isFullyKnown([token])).toBe(false);
});

test('the placeholders in a text are found in their order', () => {
  expect(placeholdersIn(`${placeholder('b')}-${placeholder('a')}`)).toEqual(['b', 'a']);
  expect(placeholdersIn('none')).toEqual([]);
});

test('placeholders are alike without their ids, and what is around them stays', () => {
  expect(withoutPlaceholderIds(`a${placeholder('x')}b`)).toBe(withoutPlaceholderIds(`a${placeholder('another')}b`));
  expect(withoutPlaceholderIds(`a${placeholder('x')}b`)).not.toBe(withoutPlaceholderIds(`a${placeholder('x')}c`));
  expect(withoutPlaceholderIds('plain')).toBe('plain');
});
