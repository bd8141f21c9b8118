import * as fc from 'fast-check';
import { indexByLabels, indexBySelector } from '../../lib/manifest/label-index';
import { matchesSelector } from '../../lib/manifest/label-selector';

const key = fc.constantFrom('app', 'tier', 'part-of');
const value = fc.oneof({ weight: 8, arbitrary: fc.constantFrom<unknown>('a', 'b', 'c') }, { weight: 1, arbitrary: fc.constantFrom<unknown>('\ue000x\ue001', 1, undefined, new (class Lazy {})()) });
const labels = fc.option(fc.dictionary(key, value, { maxKeys: 3 }), { nil: undefined, freq: 8 });
const selector = fc.option(fc.record({
  matchLabels: fc.dictionary(key, value, { maxKeys: 3 }),
  matchExpressions: fc.array(fc.record({ key, operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'), values: fc.array(value, { maxLength: 2 }) }), { maxLength: 2 }),
}, { requiredKeys: [] }), { nil: undefined, freq: 8 }) as fc.Arbitrary<any>;

test('both indexes answer all that a selector may pick, in order', () => {
  fc.assert(fc.property(fc.array(selector, { maxLength: 8 }), fc.array(labels, { maxLength: 8 }), (selectors, pods) => {
    const [selecting, labelled] = [selectors.map((each, index) => ({ each, index })), pods.map((each, index) => ({ each, index }))];
    const picking = indexBySelector(selecting, ({ each }) => each);
    const picked = indexByLabels(labelled, ({ each }) => each);
    for (const pod of pods) {
      const found = picking(pod);
      const mayPick = ({ each }: { each: any }) => matchesSelector(each, pod) !== false;
      expect(found.filter(mayPick)).toEqual(selecting.filter(mayPick));
    }
    for (const each of selectors) {
      const mayBePicked = (pod: { each: any }) => matchesSelector(each, pod.each) !== false;
      expect(picked(each).filter(mayBePicked)).toEqual(labelled.filter(mayBePicked));
    }
  }), { numRuns: 2000 });
});

test('of many that differ, one is found', () => {
  const names = Array.from({ length: 1000 }, (_, index) => ({ app: `service-${index}`, team: 'shop' }));
  expect(indexBySelector(names, (each) => ({ matchLabels: each }))({ ...names[7], extra: 'x' })).toEqual([names[7]]);
  expect(indexByLabels(names, (each) => each)({ matchLabels: names[7] })).toEqual([names[7]]);
});
