import { annotationKeyFault, annotationsSizeFault, labelKeyFault, labelValueFault } from '../../lib/manifest/label';

const KEY_RULE = "at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it";
const KEYS = ['a', 'A', 'app.kubernetes.io/name', 'a_b.c-d', 'x/A', `${'a'.repeat(253)}/${'b'.repeat(63)}`];
const NO_KEYS = ['', '/', 'a/', '/a', 'a/b/c', '-a', 'a-', 'a b', 'x_y/a', 'é', `a/${'b'.repeat(64)}`, `${'a'.repeat(254)}/b`, 1, null, undefined];

describe('labelKeyFault', () => {
  test.each(KEYS)('finds nothing against %j', (key) => expect(labelKeyFault(key)).toBeUndefined());
  test.each([...NO_KEYS, 'X.io/a'].map((key) => [key]))('says the rule for %j', (key) => expect(labelKeyFault(key)).toBe(`must be a label key: ${KEY_RULE}`));
});

describe('annotationKeyFault', () => {
  test.each([...KEYS, 'X.io/a'])('finds nothing against %j', (key) => expect(annotationKeyFault(key)).toBeUndefined());
  test.each(NO_KEYS.map((key) => [key]))('says the rule for %j', (key) => expect(annotationKeyFault(key)).toBe(`must be an annotation key: ${KEY_RULE}`));
});

describe('labelValueFault', () => {
  test.each(['', 'a', '1.4.2', 'A_b-c', 'a'.repeat(63)])('finds nothing against %j', (value) => expect(labelValueFault(value)).toBeUndefined());

  test.each([[' '], ['a b'], ['-a'], ['a.'], ['a/b'], ['a'.repeat(64)], ['é'], [1], [true], [null], [undefined]])('says the rule for %j', (value) => {
    expect(labelValueFault(value)).toBe(
      "must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty");
  });
});

test('finds nothing against what is not known yet', () => {
  const unknown = 'a \uE000id\uE001';
  expect([labelKeyFault(unknown), labelValueFault(unknown), annotationKeyFault(unknown), annotationsSizeFault(new (class Lazy {})())])
    .toEqual([undefined, undefined, undefined, undefined]);
});

describe('annotationsSizeFault', () => {
  const limit = 256 * 1024;

  test('lets keys and values together reach 256 KiB', () => {
    expect(annotationsSizeFault({ ab: 'x'.repeat(limit - 3), c: '' })).toBeUndefined();
  });

  test('counts bytes, not characters, and says how many', () => {
    expect(annotationsSizeFault({ ab: 'é'.repeat(limit / 2) })).toBe('must hold at most 262144 bytes in all keys and values together, got 262146');
  });

  test('counts nothing for values not known yet', () => {
    expect(annotationsSizeFault({ a: `\uE000id\uE001${'x'.repeat(limit)}` })).toBeUndefined();
  });

  test.each([[null], [undefined], ['x'], [{ a: null, b: 1 }], [{}]])('finds nothing to count in %p', (annotations) => {
    expect(annotationsSizeFault(annotations)).toBeUndefined();
  });
});
