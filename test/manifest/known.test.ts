import { runInNewContext } from 'node:vm';
import { Lazy } from 'cdk8s';
import { isFullyKnown, isKnown, isLate, isToken, knownPart, placeholder, placeholdersIn, whereKnown, withoutPlaceholderIds } from '../../lib/manifest/known';

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

test.each<[string, unknown, boolean, boolean]>([
  ['a cdk8s token', token, true, true],
  ['what produces a value', { produce: () => 1 }, true, true],
  ['what resolves to a value', { resolve: () => 1 }, true, true],
  ['a placeholder', placeholder('1'), false, true],
  ['a map with fields of these names', { produce: 'a', resolve: 1 }, false, false],
  ['a class instance', new Date(0), false, false],
  ['a text', 'a', false, false],
  ['null', null, false, false],
  ['a function', () => 1, false, false],
])('%s is a token: %s, and known later: %s', (_, value, isOne, late) => {
  expect([isToken(value), isLate(value)]).toEqual([isOne, late]);
});

test('everything in a value is known only if every leaf and key is', () => {
  expect(isFullyKnown({ a: [{ b: 'c' }, 0, null] })).toBe(true);
  expect(isFullyKnown({ a: [{ b: placeholder('1') }] })).toBe(false);
  expect(isFullyKnown({ [placeholder('1')]: 'a' })).toBe(false);
  expect(isFullyKnown({ a: 'b', c: placeholder('1') })).toBe(false);
  expect(isFullyKnown([token])).toBe(false);
  expect([isFullyKnown({}), isFullyKnown([])]).toEqual([true, true]);
});

test('the placeholders in a text are found in their order', () => {
  expect(placeholdersIn(`${placeholder('b')}-${placeholder('a')}`)).toEqual(['b', 'a']);
  expect(placeholdersIn('none')).toEqual([]);
});

test('placeholders are alike without their ids, and what is around them stays', () => {
  expect(withoutPlaceholderIds(`a${placeholder('x')}b`)).toBe(withoutPlaceholderIds(`a${placeholder('another')}b`));
  expect(withoutPlaceholderIds(`a${placeholder('x')}b`)).not.toBe(withoutPlaceholderIds(`a${placeholder('x')}c`));
  expect(withoutPlaceholderIds('plain')).toBe('plain');
  // Names hold hashes of it: whatever it becomes must stay.
  expect(withoutPlaceholderIds(`a${placeholder('x')}b${placeholder('y')}`)).toBe('a\uE000\uE001b\uE000\uE001');
});

test('of a value, what is not known counts as not given, and lists keep their places', () => {
  const made = new Date(0);
  expect(knownPart({ a: placeholder('1'), b: ['x', token, `${placeholder('2')}:80`, { c: 0, d: token }], e: null, f: made, [placeholder('3')]: 1 }))
    .toStrictEqual({ a: undefined, b: ['x', undefined, undefined, { c: 0, d: undefined }], e: null, f: made });
  expect([knownPart(token), knownPart('a'), knownPart(false)]).toEqual([undefined, 'a', false]);
});

test('a rule for what is known has nothing to say of anything else', () => {
  const rule = whereKnown((value, other: string) => `must not be ${value} or ${other}`);
  expect([rule('a', 'b'), rule(undefined, 'b'), rule(token, 'b'), rule(placeholder('1'), 'b')])
    .toEqual(['must not be a or b', 'must not be undefined or b', undefined, undefined]);
});
