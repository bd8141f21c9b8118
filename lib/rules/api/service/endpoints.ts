import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { qualifiedNameFault } from '../../../manifest/label';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { addressFault, checkReachable } from '../address';
import { faultsIn, Field } from '../field';
import { checkPortNumber, PROTOCOLS } from '../port';

/** Endpoints are addresses and ports that can be reached. */
export const endpoints: ObjectRule = {
  id: 'api/endpoints',
  severity: 'refused',
  about: 'object',
  kinds: ['/Endpoints'],
  why: 'Nodes send what is meant for the Service to exactly these addresses.',
  fix: 'Write addresses of other hosts, and name the ports where there are several',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  check: (object, target) => faultsIn(object, (root) => {
    for (const subset of root.at('subsets').items) { checkSubset(subset, target); }
  }),
};

function checkSubset(subset: Field, target: Target): void {
  const [addresses, waiting, ports] = [subset.at('addresses'), subset.at('notReadyAddresses'), subset.at('ports')];
  const all = [...addresses.items, ...waiting.items];
  if (all.length === 0 && addresses.isKnown && waiting.isKnown) { subset.fault('the subset has neither addresses nor notReadyAddresses'); }
  for (const address of all) {
    const ip = address.at('ip');
    const clause = addressFault(target)(ip.value);
    if (clause !== undefined) { ip.fault(`the address '${ip.text}' ${clause}`); } else { checkReachable(ip, 'the address'); }
    address.at('hostname').must('the host', dnsLabelFault);
    address.at('nodeName').must('the node', dnsSubdomainFault, 'even empty');
  }
  for (const port of ports.items) {
    if (ports.items.length > 1) { port.at('name').mustBeGiven("the port's name, which one of several needs,"); }
    port.at('name').must("the port's name", dnsLabelFault);
    checkPortNumber(port.at('port'), 'the port');
    port.at('protocol').mustBeOneOf("the port's protocol", PROTOCOLS, 'or empty');
    port.at('appProtocol').must('the protocol', qualifiedNameFault, 'even empty');
  }
}
