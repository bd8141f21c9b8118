import { ipFamily } from '../../../manifest/ip-address';
import { labelKeyFault, labelValueFault } from '../../../manifest/label';
import { ObjectRule } from '../../rule';
import { rangeFault } from '../address';
import { faultsIn, repeated } from '../field';
import { EFFECTS } from '../tolerations';

/** A Node keeps pods away by taints that they can bear, and gives them addresses of one range for each family. */
export const node: ObjectRule = {
  id: 'api/node',
  severity: 'refused',
  about: 'object',
  kinds: ['/Node'],
  why: 'Pods tolerate taints by key and effect.',
  fix: 'Write each taint once, with its key and its effect',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
  check: (object, target) => faultsIn(object, (root) => {
    const [taints, ranges] = [root.at('spec', 'taints').items, root.at('spec', 'podCIDRs')];
    for (const taint of taints) {
      taint.at('key').mustBeGiven('the key of the taint', labelKeyFault);
      taint.at('value').must('the value of the taint,', labelValueFault);
      taint.at('effect').mustBeOneOf("the taint's effect", EFFECTS, 'required');
    }
    for (const taint of repeated(taints, (each) => `${each.at('key').text}:${each.at('effect').text}`)) {
      taint.fault(`the taint '${taint.at('key').text}' with the effect ${taint.at('effect').text} is there twice`);
    }
    const one = root.at('spec', 'podCIDR');
    // The one range takes the place of several that begin with another.
    if (one.text !== '' && ranges.items.length > 0 && ranges.items[0].isKnown && one.text !== ranges.items[0].text) {
      one.must('the CIDR', rangeFault(target));
      return;
    }
    if (ranges.items.length === 0) { one.must('the CIDR', rangeFault(target)); }
    for (const range of ranges.items) { range.must('the CIDR', rangeFault(target), 'even empty'); }
    const families = ranges.items.map(({ text }) => ipFamily(text.split('/')[0]));
    if (families.length > 2 || (families.length === 2 && families[0] !== undefined && families[0] === families[1])) {
      ranges.fault('a node has one range of addresses for each family');
    }
  }),
};
