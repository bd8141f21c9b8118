import { Lazy } from 'cdk8s';
import { countOf, intOrPercentFault, isZero } from '../../lib/manifest/int-or-percent';
import { placeholder } from '../../lib/manifest/known';

test.each([0, 1, 40, 2 ** 31 - 1, '0%', '25%', '100%', '250%'])('takes %p', (value) => {
  expect(intOrPercentFault(value)).toBeUndefined();
});

test.each([-1, 1.5, NaN, Infinity, 2 ** 31, '1', '25', '2.5%', '-5%', '%', '25 %', '25%x', '25%%', ['25%'], '', true, null, [], {}])('refuses %p', (value) => {
  expect(intOrPercentFault(value)).toBe("must be a whole number from 0, or a percentage such as '25%'");
});

test('refuses more than all where all is the most', () => {
  expect(intOrPercentFault('101%', { atMostAll: true })).toBe('must be at most 100%');
  expect(intOrPercentFault('100%', { atMostAll: true })).toBeUndefined();
  expect(intOrPercentFault(500, { atMostAll: true })).toBeUndefined();
});

test.each([placeholder('surge'), `${placeholder('surge')}%`, Lazy.any({ produce: () => 1 })])('says nothing of what is not known yet', (value) => {
  expect(intOrPercentFault(value, { atMostAll: true })).toBeUndefined();
});

test.each([
  [0, true], ['0%', true], ['00%', true], [1, false], ['1%', false],
])('knows whether %p is nothing', (value, expected) => {
  expect(isZero(value)).toBe(expected);
});

test.each([
  [3, 10, 3, 3],
  ['25%', 2, 1, 0],
  ['50%', 4, 2, 2],
  ['67%', 3, 3, 2],
  ['100%', 7, 7, 7],
  // Where a hundredth as binary fraction would be off.
  ['7%', 100, 7, 7],
  ['29%', 100, 29, 29],
])('counts %p of %p as Kubernetes does: %p rounded up, %p rounded down', (value, total, up, down) => {
  expect(countOf(value, total, 'up')).toBe(up);
  expect(countOf(value, total, 'down')).toBe(down);
});
