import { cidrFault, ipFamily } from '../../../manifest/ip-address';
import { ObjectRule } from '../../rule';
import { faultsIn } from '../field';

/** A ServiceCIDR has one range of addresses, or one for each family. */
export const serviceRange: ObjectRule = {
  id: 'api/service-range',
  severity: 'refused',
  about: 'object',
  kinds: ['networking.k8s.io/ServiceCIDR'],
  why: 'Services get their addresses from it.',
  fix: 'Write one CIDR, or one of IPv4 and one of IPv6',
  docs: 'https://kubernetes.io/docs/reference/networking/virtual-ips/#ip-address-objects',
  check: (object) => faultsIn(object, (root) => {
    const ranges = root.at('spec', 'cidrs');
    const { items } = ranges;
    if (ranges.isKnown && items.length === 0) { ranges.fault('there is no range of addresses'); }
    if (items.length > 2) { ranges.fault(`there are at most two ranges of addresses, got ${items.length}`); return; }
    for (const range of items) { range.must('the CIDR', cidrFault, 'even empty'); }
    const families = items.filter(({ value }) => cidrFault(value) === undefined).map(({ text }) => ipFamily(text.split('/')[0]));
    if (families.length === 2 && families[0] !== undefined && families[0] === families[1]) { ranges.fault(`both ranges are of ${families[0]}`); }
  }),
};
