import { dnsLabelFault, dnsSubdomainFault, domainNameFault } from '../../../manifest/dns-name';
import { canonicalIp, ipFamily, ipFault, looseIpFault } from '../../../manifest/ip-address';
import { atLeast } from '../../../manifest/kubernetes-version';
import { labelValueFault, qualifiedNameFault } from '../../../manifest/label';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { addressFault, checkReachable } from '../address';
import { faultsIn, Field, repeated } from '../field';
import { PROTOCOLS } from '../port';

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_HINTS = 8;

/** An EndpointSlice holds addresses of its type. */
export const endpointSlice: ObjectRule = {
  id: 'api/endpoint-slice',
  severity: 'refused',
  about: 'object',
  kinds: ['discovery.k8s.io/EndpointSlice'],
  why: 'Nodes send what is meant for the Service to exactly these addresses.',
  fix: 'Write addresses of the addressType, and one slice for each type',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/',
  check: (object, target) => faultsIn(object, (root) => {
    root.at('addressType').mustBeOneOf('the address type', ['IPv4', 'IPv6', 'FQDN'], 'required');
    checkPorts(root.at('ports').items);
    const all = root.at('endpoints');
    if (all.items.length > MAX_ENDPOINTS) { all.fault(`a slice holds at most ${MAX_ENDPOINTS} endpoints, got ${all.items.length}`); }
    for (const endpoint of all.items) { checkEndpoint(endpoint, root.at('addressType').text, target); }
  }),
};

function checkPorts(ports: readonly Field[]): void {
  for (const port of ports) {
    port.at('name').must("the port's name", dnsLabelFault);
    port.at('protocol').mustBeOneOf("the port's protocol", PROTOCOLS);
    port.at('appProtocol').must('the protocol', qualifiedNameFault, 'even empty');
  }
  // A name that is left out is an empty one, and there is one of those at most.
  const names = ports.map((port) => port.at('name'));
  repeated(names, ({ isKnown, text }) => (isKnown ? `.${text}` : undefined)).forEach((name) => {
    name.fault(name.text === '' ? 'a port without a name is there twice' : `the port '${name.text}' is there twice`);
  });
}

function checkEndpoint(endpoint: Field, type: string, target: Target): void {
  const addresses = endpoint.at('addresses');
  if (addresses.isKnown && addresses.items.length === 0) { addresses.fault('the endpoint has no address'); }
  if (addresses.items.length > MAX_ADDRESSES) { addresses.fault(`an endpoint holds at most ${MAX_ADDRESSES} addresses, got ${addresses.items.length}`); }
  for (const address of addresses.items) { checkAddress(address, type, target); }
  endpoint.at('nodeName').must('the node', dnsSubdomainFault, 'even empty');
  endpoint.at('hostname').must('the host', dnsLabelFault, 'even empty');
  const zones = endpoint.at('hints', 'forZones');
  if (zones.items.length > MAX_HINTS) { zones.fault(`an endpoint is hinted to at most ${MAX_HINTS} zones, got ${zones.items.length}`); }
  const names = zones.items.map((zone) => zone.at('name'));
  for (const name of names) { name.must('the zone', labelValueFault); }
  for (const name of repeated(names)) { name.fault(`the zone '${name.text}' is there twice`); }
}

function checkAddress(address: Field, type: string, target: Target): void {
  if (type === 'FQDN') {
    const clause = domainNameFault(address.text.replace(/\.$/, ''));
    if (address.isKnown && clause !== undefined) { address.fault(`the address '${address.text}' ${clause}`); }
    return;
  }
  if (type !== 'IPv4' && type !== 'IPv6') { return; }
  const clause = (type === 'IPv4' ? addressFault(target) : ipv6Fault(target))(address.value);
  if (clause !== undefined) { address.fault(`the address '${address.text}' ${clause}`); return; }
  const family = ipFamily(address.value);
  if (family !== undefined && family !== type) { address.fault(`the address '${address.text}' is no address of ${type}`); }
  checkReachable(address, 'the address');
}

/** From 1.33 on, only the one way to write it is taken. */
function ipv6Fault({ kubernetesVersion }: Target): (address: unknown) => string | undefined {
  if (!atLeast(kubernetesVersion, '1.33')) { return looseIpFault; }
  return (address) => ipFault(address) ?? (canonicalIp(address) === address || canonicalIp(address) === undefined ? undefined : `must be written ${canonicalIp(address)}`);
}
