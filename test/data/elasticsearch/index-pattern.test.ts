import * as fc from 'fast-check';
import { matchNothingInCommon, overlap } from '../../../lib/data/elasticsearch/index-pattern';

test.each<[string, string, boolean]>([
  ['a', 'a', true], ['a', 'b', false], ['', '', true], ['*', '', true], ['*', 'anything', true], ['a*', '*b', true], ['a*', 'b*', false], ['*a', '*b', false],
  ['logs-*', 'logs-audit-*', true], ['logs-*-eu', 'logs-us-*', true], ['logs-*-eu', 'logs-*-us', false], ['a*b*c', 'ab', false], ['a*b*c', 'abc', true], ['orders', 'orders-*', false],
])('whether a name can match both %j and %j: %j', (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
  expect(overlap(other, one)).toBe(expected);
});

test('where two patterns overlap, there is a name that both match, and else none', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 5 }).map((letters) => letters.join(''));
  // All names of up to eight letters, out of the binary numbers.
  const names = Array.from({ length: 2 ** 9 - 1 }, (_, number) => (number + 1).toString(2).slice(1).replaceAll('0', 'a').replaceAll('1', 'b'));
  const matches = (text: string, name: string) => new RegExp(`^${text.replaceAll('*', '.*')}$`).test(name);
  fc.assert(fc.property(pattern, pattern, (one, other) => {
    expect(overlap(one, other)).toBe(names.some((name) => matches(one, name) && matches(other, name)));
  }), { numRuns: 500 });
});

test.each<[string[], string[]]>([
  [['orders-*'], ['logs-*']], [['orders-*', 'users'], ['logs-*', 'user']], [['*', '-logs-*'], ['logs-audit-*']], [['*', '-logs-*'], ['logs-*', 'logs-1']],
  [['orders-*', '-orders-old'], ['orders-old']], [['*'], ['logs-*', '-*']], [['o*', '-*'], ['o1']], [['a.b*'], ['axb']],
])('of %j, nothing is in %j', (taken, wanted) => expect(matchNothingInCommon(taken, wanted)).toBe(true));

test.each<[string, string[], string[]]>([
  ['the same', ['orders-*'], ['orders-*']], ['a part', ['orders-*'], ['orders-eu-*']], ['more', ['orders-eu'], ['*']], ['some of it', ['a', 'b*'], ['x', 'b1']],
  ['what is left out in part', ['*', '-logs-old-*'], ['logs-*']], ['what is taken in again', ['*', '-logs-*', 'logs-audit'], ['logs-*']],
  ['what the drill leaves out in part', ['*'], ['logs-*', '-logs-1']], ['the indices of a data stream', ['logs-app'], ['.ds-logs-*']], ['what became of an index', ['logs-*'], ['shrink-*']],
  ['the indices of an alias', ['orders'], ['orders-000001']], ['a dot is a dot', ['*', '-a.b'], ['axb']],
])('that nothing is in both is not certain: %s', (_, taken, wanted) => expect(matchNothingInCommon(taken, wanted)).toBe(false));
