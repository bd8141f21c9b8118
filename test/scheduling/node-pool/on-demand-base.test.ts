import * as fc from 'fast-check';
import { BASE_HOLDS_UNTIL, baseRange, BaseSplit, baseSplitOf, nearestShares } from '../../../lib/scheduling/node-pool/on-demand-base';

test.each<[number, BaseSplit]>([
  [50, { domains: 2, baseDomains: 1 }],
  [33, { domains: 3, baseDomains: 1 }],
  [25, { domains: 4, baseDomains: 1 }],
  [20, { domains: 5, baseDomains: 1 }],
  [10, { domains: 10, baseDomains: 1 }],
  [5, { domains: 20, baseDomains: 1 }],
  [67, { domains: 3, baseDomains: 2 }],
  [75, { domains: 4, baseDomains: 3 }],
  [80, { domains: 5, baseDomains: 4 }],
  [90, { domains: 10, baseDomains: 9 }],
])('keeps %i %% by one domain among some, or all but one', (percent, split) => expect(baseSplitOf(percent)).toEqual(split));

test.each([0, 1, 22, 30, 40, 60, 70, 99, 100, -20, 12.5, NaN])('has no split for %d %%', (percent) => expect(baseSplitOf(percent)).toBeUndefined());

test.each([[30, 25, 31], [40, 34, 47], [60, 51, 65], [1, undefined, 3], [99, 95, undefined], [0, undefined, 3], [12.5, 12, 13]])(
  'names what is nearest to %d %%', (percent, below, above) => expect(nearestShares(percent!)).toEqual({ below, above }));

// How a scheduler that keeps the skew at 1 may fill the domains: each time into any of the emptiest.
const filled = (domains: number, replicas: number, choose: (choices: number[]) => number): number[] => {
  const counts = Array.from({ length: domains }, () => 0);
  for (let i = 0; i < replicas; i++) {
    const least = Math.min(...counts);
    counts[choose(counts.flatMap((count, index) => (count === least ? [index] : [])))] += 1;
  }
  return counts;
};

test('is within one replica of the share rounded up, from 1 to 50 replicas, however the domains are filled', () => {
  const numbers = [fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: BASE_HOLDS_UNTIL })] as const;
  fc.assert(fc.property(...numbers, fc.infiniteStream(fc.nat()), (percent, replicas, stream) => {
    const split = baseSplitOf(percent);
    fc.pre(split !== undefined);
    const counts = filled(split.domains, replicas, (choices) => choices[stream.next().value! % choices.length]);
    const base = counts.slice(0, split.baseDomains).reduce((sum, count) => sum + count, 0);
    expect(Math.abs(base - Math.ceil(percent * replicas / 100))).toBeLessThanOrEqual(1);
    const [fewest, most] = baseRange(split, replicas);
    expect([base >= fewest, base <= most]).toEqual([true, true]);
  }), { numRuns: 500 });
});

test('is exact where the base is filled first, for a share that is one part of some', () => {
  for (const [percent, domains] of [[20, 5], [25, 4], [50, 2], [10, 10]]) {
    for (let replicas = 1; replicas <= BASE_HOLDS_UNTIL; replicas++) {
      expect(filled(domains, replicas, (choices) => Math.min(...choices))[0]).toBe(Math.ceil(percent * replicas / 100));
    }
  }
});
