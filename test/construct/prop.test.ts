import { Fault } from '../../lib/construct/fault';
import { int32Fault, Prop, wholeNumberFault } from '../../lib/construct/prop';
import { placeholder } from '../../lib/manifest/known';

describe('a whole number', () => {
  test.each([[undefined], [0], [3], [placeholder('args.replicas')]])('may be %p', (value) => {
    expect([wholeNumberFault(value, 0), int32Fault(value, 0)]).toEqual([undefined, undefined]);
  });

  test.each([[-1], [1.5], [NaN], ['3'], [null]])('is not %p', (value) => {
    expect(wholeNumberFault(value, 0)).toBe('must be a whole number of at least 0');
    expect(wholeNumberFault(value, 0, 9)).toBe('must be a whole number from 0 to 9');
  });

  test('is not what comes of adding to one that only a deployment knows', () => {
    const replicas = placeholder('args.replicas') as any as number;
    const rule = 'must be a whole number of at least 0, and nothing can be added to what only a deployment knows';
    expect([wholeNumberFault(replicas + 1, 0), int32Fault(1 + replicas, 0), wholeNumberFault(replicas + replicas, 0)]).toEqual([rule, rule, rule]);
  });
});

test.each<[string, unknown, Partial<Fault>]>([
  ['a text by its kind, as it may be a secret', 's3cret', { rule: 'must be a number, got a text' }],
  ['a text that only a deployment knows by what it is', placeholder('args.size'), { rule: 'must be a number', got: placeholder('args.size') }],
  ['yes and no by themselves', true, { rule: 'must be a number', got: true }],
])('a fault of the type tells %s', (_, value, told) => {
  const faults: Fault[] = [];
  new Prop({ add: (fault) => faults.push(fault) }, ['size']).wrongType('must be a number', value, 'Use 1');
  expect(faults).toEqual([{ id: 'prop/type', prop: 'size', fix: 'Use 1', ...told }]);
});
