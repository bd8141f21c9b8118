import { knownValues, LabelDialect } from '../../../lib/scheduling/node-pool/karpenter-labels';

const DIALECT: LabelDialect = { domains: [], usable: [], reserved: [], values: { 'example.com/tier': ['a'] } };

test('knows the values of the capacity type, and those of which the provider does', () => {
  expect(knownValues('karpenter.sh/capacity-type', DIALECT)).toEqual(['on-demand', 'spot', 'reserved']);
  expect(knownValues('example.com/tier', DIALECT)).toEqual(['a']);
  expect(knownValues('example.com/team', DIALECT)).toBeUndefined();
});
