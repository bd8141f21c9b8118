import * as fc from 'fast-check';
import { placeholder } from '../../lib/manifest/known';
import { compareQuantities, isQuantity, parseQuantity, quantityOf } from '../../lib/manifest/quantity';

describe('isQuantity', () => {
  test.each(['0', '5', '+5', '-5', '.5', '5.', '1.5', '100n', '100u', '500m', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '0.1Gi', '1Ei', '1e3', '1E3', '1e+3', '1E-3', '007', '1e9223372036854775807', '1e-9223372036854775808'])(
    'takes %j', (text) => expect(isQuantity(text)).toBe(true));

  test.each(['', ' ', '1 Gi', ' 1', '1 ', '1K', '1gi', '1KiB', '1e', '1E+', '1m5', '1e3m', '1.5.5', '0x10', '1_000', '1,5', 'Infinity', 'NaN', 'a', '１', '1e9223372036854775808', '1e-9223372036854775809'])(
    'refuses %j', (text) => expect(isQuantity(text)).toBe(false));

  test.each(['Gi', 'm', '-', '+', '.', '-.', 'e3', '.Ki'])('refuses %j, which has no digit', (text) => expect(isQuantity(text)).toBe(false));

  test.each([[2, true], [0.5, true], [-1, true], [1e21, true], [1e-7, true], [NaN, false], [Infinity, false]])(
    'answers for the number %d as YAML holds it', (value, expected) => expect(isQuantity(value)).toBe(expected));

  test.each([[null], [undefined], [true], [{}], [['1']], [1n], ['\uE000x\uE001']])('refuses %p', (value) => expect(isQuantity(value)).toBe(false));
});

describe('parseQuantity', () => {
  test.each([
    ['2', 2n, 1n],
    ['500m', 1n, 2n],
    ['-1.5', -3n, 2n],
    ['1.5Gi', 1610612736n, 1n],
    ['0.1Gi', 536870912n, 5n],
    ['1E', 10n ** 18n, 1n],
    ['1Ei', 2n ** 60n, 1n],
    ['1e3', 1000n, 1n],
    ['1E-3', 1n, 1000n],
    ['100u', 1n, 10000n],
    ['1n', 1n, 10n ** 9n],
    [0.25, 1n, 4n],
    [1e21, 10n ** 21n, 1n],
    ['-0', 0n, 1n],
    ['0e99999', 0n, 1n],
    ['1e+3', 1000n, 1n],
    ['1e9999', 10n ** 9999n, 1n],
    ['1e-9999', 1n, 10n ** 9n],
  ])('reads %j exactly', (text, numerator, denominator) => {
    expect(parseQuantity(text)).toEqual({ numerator, denominator });
  });

  test.each([['0.1n', 1n], ['-0.1n', -1n], ['1.5n', 2n], ['1e-30', 1n]])('rounds %j away from zero to a nano', (text, nanos) => {
    expect(parseQuantity(text)).toEqual(parseQuantity(`${nanos}n`));
  });

  test.each([['8Ei', '9223372036854775807'], ['-1000Ei', '-9223372036854775807'], ['9223372036854775808', '9223372036854775808']])(
    'ends binary amounts at 2^63-1, and only them: %j', (text, amount) => {
      expect(parseQuantity(text)).toEqual({ numerator: BigInt(amount), denominator: 1n });
    });

  test('says what a quantity is where the text is none', () => {
    expect(() => parseQuantity('1 Gi')).toThrow(new Error(
      "'1 Gi' is no quantity: write a number with or without a suffix, such as '500m', '2', '1.5Gi' or '1e3'"));
  });

  test.each(['1e10000', '1e-10000'])('refuses to compute %s', (text) => {
    expect(() => parseQuantity(text)).toThrow(new Error(`'${text}' is a quantity out of reach: its exponent is beyond 9999`));
  });
});

describe('quantityOf', () => {
  test.each<[unknown, bigint, bigint]>([['1.5Gi', 1610612736n, 1n], [0.25, 1n, 4n], ['-1', -1n, 1n]])('reads %j', (value, numerator, denominator) => {
    expect(quantityOf(value)).toEqual({ numerator, denominator });
  });

  test.each([['1 Gi'], ['1e10000'], [null], [undefined], [{}], [placeholder('x')]])('knows no amount of %j', (value) => expect(quantityOf(value)).toBeUndefined());
});

describe('compareQuantities', () => {
  test.each([
    ['1', '1000m', 0],
    ['1Gi', '1G', 1],
    ['1G', '1Gi', -1],
    ['0.1', '100m', 0],
    ['9007199254740993', '9007199254740992', 1],
    ['-1', '0', -1],
    [1, '1', 0],
  ])('compares %j with %j', (a, b, expected) => expect(compareQuantities(a, b)).toBe(expected));

  test('orders amounts whatever suffix they are written with', () => {
    const amounts = ['1Ki', '1k', '1', '1m', '1Mi', '1M', '1u'];
    expect([...amounts].sort(compareQuantities)).toEqual(['1u', '1m', '1', '1k', '1Ki', '1M', '1Mi']);
  });

  test('agrees with the whole numbers it is made of', () => {
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), (a, b) => {
      expect(compareQuantities(`${a}m`, `${b}m`)).toBe(a < b ? -1 : Number(a > b));
    }));
  });
});
