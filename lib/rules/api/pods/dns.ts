import { dnsSubdomainFault } from '../../../manifest/dns-name';
import { ipFault } from '../../../manifest/ip-address';
import { isKnown } from '../../../manifest/known';
import { listOf } from '../../../manifest/object';
import { ClusterManifests } from '../../cluster-manifests';
import { PodRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, POD, wordOrDefaultFault } from './field-faults';
import { isBefore, isFrom } from './target-minor';

const POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const LOOSE_LABEL = '_?[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?';
const LOOSE_DOMAIN = new RegExp(`^${LOOSE_LABEL}(?:\\.${LOOSE_LABEL})*$`);
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;
const MAX_SEARCH_CHARACTERS = 2048;

/** Where a pod asks for names: without a policy it says so itself, within what a resolver takes. */
export const dns: PodRule = {
  id: 'api/dns',
  severity: 'refused',
  about: 'pod',
  why: 'A resolver takes three servers and a short list of domains, and with the policy None nobody else names a server.',
  fix: "Give 'dnsConfig' one to three nameservers, and domains to search in",
  docs: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config',
  check: ({ spec }, { cluster }) => {
    const { dnsPolicy } = spec;
    const config = mapOf(spec.dnsConfig);
    const aliases = listOf(spec.hostAliases);
    if (!isGiven(dnsPolicy) && config === undefined && aliases.length === 0) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    faults.add(wordOrDefaultFault(dnsPolicy, POLICIES), ['dnsPolicy'], dnsPolicy);
    if (dnsPolicy === 'None' && !isGiven(spec.dnsConfig)) { faults.add("must be given with 'dnsPolicy: None'", ['dnsConfig']); }
    if (config !== undefined) { checkConfig(faults, config, dnsPolicy, cluster); }
    aliases.forEach((alias, index) => {
      const ip: unknown = alias?.ip;
      faults.add(isGiven(ip) ? addressFault(ip, cluster) : undefined, ['hostAliases', index, 'ip'], ip);
      listOf(alias?.hostnames).forEach((name, at) => faults.add(dnsSubdomainFault(name), ['hostAliases', index, 'hostnames', at], name));
    });
    return faults.found;
  },
};

function checkConfig(faults: FieldFaults, config: { readonly [field: string]: any }, policy: unknown, cluster: ClusterManifests): void {
  const [nameservers, searches] = [listOf(config.nameservers), listOf(config.searches)];
  if (policy === 'None' && nameservers.length === 0 && isKnown(config.nameservers)) {
    faults.add("must hold at least one with 'dnsPolicy: None'", ['dnsConfig', 'nameservers']);
    return;
  }
  if (nameservers.length > MAX_NAMESERVERS) { faults.add(`must hold at most ${MAX_NAMESERVERS}`, ['dnsConfig', 'nameservers']); }
  nameservers.forEach((server, index) => faults.add(addressFault(server, cluster), ['dnsConfig', 'nameservers', index], server));
  if (searches.length > MAX_SEARCHES) { faults.add(`must hold at most ${MAX_SEARCHES} domains`, ['dnsConfig', 'searches']); }
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS) { faults.add(`must hold at most ${MAX_SEARCH_CHARACTERS} characters`, ['dnsConfig', 'searches']); }
  searches.forEach((search, index) => faults.add(searchFault(search, !isBefore(cluster, '1.33')), ['dnsConfig', 'searches', index], search));
  listOf(config.options).forEach((option, index) => {
    if ((option?.name ?? '') === '') { faults.add('must have a name', ['dnsConfig', 'options', index]); }
  });
}

function searchFault(search: unknown, relaxed: boolean): string | undefined {
  if (typeof search !== 'string' || (relaxed && search === '.')) { return undefined; }
  const domain = search.replace(/\.$/, '');
  // Since 1.33 parts may begin with an underscore, and hold more between letters.
  return relaxed && isKnown(domain) && domain.length <= 253 && LOOSE_DOMAIN.test(domain) ? undefined : dnsSubdomainFault(domain);
}

/** Before 1.36 numbers may begin with zeros, and IPv4 addresses may be written as IPv6. */
function addressFault(address: unknown, cluster: ClusterManifests): string | undefined {
  const fault = ipFault(address);
  if (fault === undefined || isFrom(cluster, '1.36')) { return fault; }
  const plain = String(address).replace(/^::ffff:(?=[0-9]+\.)/i, '').replace(/(^|\.)0+(?=[0-9])/g, '$1');
  return /^::ffff:/i.test(String(address)) && ipFault(plain) !== undefined ? undefined : ipFault(plain);
}
