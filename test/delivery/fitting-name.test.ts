import { fittingName } from '../../lib/delivery/fitting-name';

test('a name that fits stays as it is', () => {
  expect(fittingName('a'.repeat(63))).toBe('a'.repeat(63));
});

test('names that are too long are told apart by their ends', () => {
  const [one, two] = ['one', 'two'].map((end) => fittingName(`${'a'.repeat(63)}-${end}`));
  expect([one.length, two.length]).toEqual([63, 63]);
  expect(one.slice(0, 53)).toBe(`${'a'.repeat(52)}-`);
  expect(one).not.toBe(two);
});

test('a name is cut where a part of it ends, so that no part begins with a hyphen', () => {
  expect(fittingName('abcdefg-.hijklmnopqrstuvwxyz', 20)).toMatch(/^abcdefg-[0-9a-f]{10}$/);
});
