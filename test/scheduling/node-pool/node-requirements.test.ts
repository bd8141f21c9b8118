import * as fc from 'fast-check';
import { placeholder } from '../../../lib/manifest/known';
import { impossibleLabels, LabelRequirement, normalizedLabel } from '../../../lib/scheduling/node-pool/node-requirements';

const on = (operator: string, ...values: string[]): LabelRequirement => ({ key: 'a', operator, values });

test.each<[string, LabelRequirement[]]>([
  ['lists without a common value', [on('In', 'x', 'y'), on('In', 'z')]],
  ['a list of which all is excluded', [on('In', 'x', 'y'), on('NotIn', 'y', 'x')]],
  ['a value of what must not be there', [on('In', 'x'), on('DoesNotExist')]],
  ['something of what must not be there', [on('Exists'), on('DoesNotExist')]],
  ['numbers that end before they begin', [on('Gt', '8'), on('Lt', '8')]],
  ['no number between neighbours', [on('Gt', '7'), on('Lt', '8')]],
  ['a number below nothing', [on('Lt', '0')]],
  ['a list without a number that is large enough', [on('In', '2', '4', 'many'), on('Gte', '8')]],
  ['the only number excluded', [on('Gte', '4'), on('Lte', '4'), on('NotIn', '4')]],
])('sees that no node has %s', (_, requirements) => expect(impossibleLabels(requirements)).toEqual([{ key: 'a' }]));

test.each<[string, LabelRequirement[]]>([
  ['a common value', [on('In', 'x', 'y'), on('In', 'y', 'z')]],
  ['what is left of a list', [on('In', 'x', 'y'), on('NotIn', 'x')]],
  ['anything but', [on('NotIn', 'x'), on('Exists')]],
  ['nothing at all', [on('DoesNotExist'), on('NotIn', 'x')]],
  ['a number', [on('Gte', '4'), on('Lte', '4')]],
  ['a number of a list', [on('In', '4', '16'), on('Gt', '4')]],
])('lets %s be', (_, requirements) => expect(impossibleLabels(requirements)).toEqual([]));

test('counts what is left against minValues', () => {
  expect(impossibleLabels([{ ...on('In', 'x', 'y', 'z'), minValues: 3 }, on('NotIn', 'z')])).toEqual([{ key: 'a', left: 2, wanted: 3 }]);
  expect(impossibleLabels([{ ...on('In', 'x', 'y', 'z'), minValues: 3 }])).toEqual([]);
  expect(impossibleLabels([{ ...on('Exists'), minValues: 50 }])).toEqual([]);
  expect(impossibleLabels([{ ...on('Gte', '1'), minValues: 3 }, on('Lte', '2')])).toEqual([{ key: 'a', left: 2, wanted: 3 }]);
});

test('takes old names of labels for new ones', () => {
  expect(normalizedLabel('beta.kubernetes.io/arch')).toBe('kubernetes.io/arch');
  expect(impossibleLabels([{ key: 'beta.kubernetes.io/arch', operator: 'In', values: ['amd64'] }, { key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }]))
    .toEqual([{ key: 'kubernetes.io/arch' }]);
});

test('passes over what is not known yet', () => {
  const x = placeholder('x');
  expect(impossibleLabels([on('In', x), on('In', 'z')])).toEqual([]);
  expect(impossibleLabels([on(x, 'y'), on('In', 'z')])).toEqual([]);
  expect(impossibleLabels([{ ...on('In', 'z'), minValues: x as any }])).toEqual([]);
  expect(impossibleLabels([{ ...on('In', 'z'), minValues: x as any }, { ...on('Exists'), minValues: 2 }])).toEqual([{ key: 'a', left: 1, wanted: 2 }]);
});

// Values that fit one by one, against the answer for all together.
test('agrees with trying every value', () => {
  const values = ['1', '2', '3', '4', 'x'];
  const some = fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
  const requirement = fc.oneof(
    some.map((list) => on('In', ...list)), some.map((list) => on('NotIn', ...list)),
    fc.constant(on('In', ...values)), fc.constantFrom('Gt', 'Lt', 'Gte', 'Lte').chain((operator) => fc.constantFrom('1', '2', '3', '4').map((value) => on(operator, value))),
  );
  const fits = (value: string) => ({ operator, values: list = [] }: LabelRequirement): boolean => {
    const number = /^\d+$/.test(value) ? Number(value) : NaN;
    const bound = Number(list[0]);
    switch (operator) {
      case 'In': return list.includes(value);
      case 'NotIn': return !list.includes(value);
      case 'Gt': return number > bound;
      case 'Lt': return number < bound;
      case 'Gte': return number >= bound;
      default: return number <= bound;
    }
  };
  fc.assert(fc.property(fc.array(requirement, { maxLength: 4 }), (others) => {
    const all = [on('In', ...values), ...others];
    const possible = values.some((value) => all.every(fits(value)));
    expect(impossibleLabels(all)).toEqual(possible ? [] : [{ key: 'a' }]);
  }), { numRuns: 500 });
});
