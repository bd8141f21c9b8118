import { ipFamily } from '../../../manifest/ip-address';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { addressFault, checkReachable, rangeFault } from '../address';
import { faultsIn, Field, repeated } from '../field';

/** The addresses of a Service are addresses, of the families that it says, and of its type. */
export const serviceAddresses: ObjectRule = {
  id: 'api/service-addresses',
  severity: 'refused',
  about: 'object',
  kinds: ['/Service'],
  why: 'A Service has one address for each family, and what stands there must agree.',
  fix: 'Leave clusterIP, clusterIPs and ipFamilies out where the cluster may choose',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/dual-stack/',
  check: (object, target) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    if (spec.at('type').text === 'ExternalName') { checkNoAddress(spec); } else { checkClusterAddresses(spec, target); }
    for (const address of spec.at('externalIPs').items) {
      const clause = addressFault(target)(address.value);
      if (clause !== undefined) { address.fault(`the address '${address.text}' ${clause}`); } else { checkReachable(address, 'the address'); }
    }
    checkSources(root, target);
  }),
};

function checkNoAddress(spec: Field): void {
  const address = spec.at('clusterIP');
  for (const field of ['clusterIPs', 'ipFamilies']) {
    if (spec.at(field).items.length > 0) { spec.at(field).fault(`a Service of type ExternalName has no ${field}`); }
  }
  if (address.text !== '' && spec.at('clusterIPs').items.length === 0) { address.fault('a Service of type ExternalName has no clusterIP'); }
  if (spec.at('ipFamilyPolicy').isGiven) { spec.at('ipFamilyPolicy').fault('a Service of type ExternalName has no ipFamilyPolicy'); }
}

const FAMILIES = ['IPv4', 'IPv6'];

function checkClusterAddresses(spec: Field, target: Target): void {
  const [first, addresses, families, policy, type] = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'type'].map((field) => spec.at(field));
  for (const family of families.items) { family.mustBeOneOf('the address family', FAMILIES); }
  const twice = repeated(families.items);
  for (const family of twice) { family.fault(`the address family '${family.text}' is there twice`); }
  policy.mustBeOneOf('ipFamilyPolicy', ['SingleStack', 'PreferDualStack', 'RequireDualStack']);
  if (![first, addresses, families, policy, type].every(({ isKnown }) => isKnown)) { return; }

  // The list follows what stands alone, and not the other way round.
  const all = addresses.items.length === 0 && first.text !== '' ? [first] : addresses.items;
  if (all[0]?.text === 'None' && ['LoadBalancer', 'NodePort'].includes(type.text)) {
    all[0].fault(`a Service of type ${type.text} must have a cluster IP, and not 'None'`);
  }
  if (addresses.items.length > 0 && addresses.items[0].isKnown && addresses.items[0].text !== first.text) {
    addresses.fault(first.text === '' ? 'clusterIPs needs clusterIP beside it, with the same first address' : `the first of clusterIPs must be clusterIP, '${first.text}'`);
    return;
  }
  // What is asked for is looked at when all of it could be had.
  const isSound = checkEach(all, addresses, target) && checkFamilies(all, addresses, families) && twice.length === 0;
  if (isSound && isSingle(policy, spec)) { checkOne(all, families, policy); }
}

/** Whether each is an address, or all there is is none. */
function checkEach(all: readonly Field[], addresses: Field, target: Target): boolean {
  const isHeadless = all[0]?.text === 'None';
  if (isHeadless && all.length > 1) { addresses.fault("'None' must be the only one of clusterIPs"); }
  if (all.length > 2) { addresses.fault(`clusterIPs holds one address for each family, got ${all.length}`); }
  const faulty = all.slice(isHeadless ? 1 : 0).filter((address) => {
    const clause = addressFault(target)(address.value);
    if (clause !== undefined) { address.fault(`the cluster IP '${address.text}' ${clause}`); }
    return clause !== undefined;
  });
  return faulty.length === 0 && all.length <= (isHeadless ? 1 : 2);
}

/** Whether addresses are of the families in their places. */
function checkFamilies(all: readonly Field[], addresses: Field, families: Field): boolean {
  if (all[0]?.text === 'None') { return true; }
  const familyOf = ({ value }: Field) => ipFamily(value);
  const isDouble = all.length === 2 && familyOf(all[0]) === familyOf(all[1]);
  if (isDouble) { addresses.fault('clusterIPs must be of two families'); }
  const strange = all.filter((address, index) => {
    const family = families.items[index]?.text;
    if (family === undefined || !FAMILIES.includes(family) || familyOf(address) === undefined || familyOf(address) === family) { return false; }
    address.fault(`the cluster IP '${address.text}' is no address of ${family}, which ipFamilies has in its place`);
    return true;
  });
  return !isDouble && strange.length === 0;
}

function checkOne(all: readonly Field[], families: Field, policy: Field): void {
  if (all.length > 1) { policy.fault('a Service with two cluster IPs must have the ipFamilyPolicy PreferDualStack or RequireDualStack'); }
  if (families.items.length > 1) { policy.fault('a Service with two ipFamilies must have the ipFamilyPolicy PreferDualStack or RequireDualStack'); }
}

/** A headless Service without a selector is taken to have both families. */
function isSingle(policy: Field, spec: Field): boolean {
  if (policy.isGiven) { return policy.text === 'SingleStack'; }
  return spec.at('clusterIP').text !== 'None' || spec.at('selector').entries.length > 0;
}

const SOURCES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

function checkSources(root: Field, target: Target): void {
  const type = root.at('spec', 'type');
  const [ranges, annotation] = [root.at('spec', 'loadBalancerSourceRanges'), root.at('metadata', 'annotations', SOURCES)];
  const given = ranges.items.length > 0 ? ranges : annotation;
  if (given.isGiven && given.value?.length !== 0 && type.isKnown && type.text !== 'LoadBalancer') {
    given.fault('only a Service of type LoadBalancer has ranges of sources');
  }
  const judge = (range: Field, text: unknown) => {
    const clause = rangeFault(target)(typeof text === 'string' ? text.trim() : text);
    if (clause !== undefined) { range.fault(`the range '${text}' ${clause}`); }
  };
  for (const range of ranges.items) { judge(range, range.value); }
  if (ranges.items.length === 0 && annotation.text.trim() !== '') { annotation.text.split(',').forEach((text) => judge(annotation, text)); }
}
