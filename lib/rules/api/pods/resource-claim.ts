import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { listOf } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, POD } from './field-faults';
import { isFrom } from './target-minor';

const SOURCES = ['resourceClaimName', 'resourceClaimTemplateName'];

/** A pod's claims of devices have names of their own, and one source each. */
export const resourceClaim: PodRule = {
  id: 'api/resource-claim',
  severity: 'refused',
  about: 'pod',
  why: 'Containers find a claim by its name, and it is either one that is there or one that is made for the pod.',
  fix: "Give each claim a name, and either 'resourceClaimName' or 'resourceClaimTemplateName'",
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/',
  check: ({ spec }, { cluster }) => {
    const claims = listOf(spec.resourceClaims);
    // Before, they are dropped.
    if (claims.length === 0 || !isFrom(cluster, '1.34')) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    const names = new Set<unknown>();
    claims.forEach((each, index) => {
      const claim = mapOf(each) ?? {};
      const path = ['resourceClaims', index];
      if (isGiven(claim.name)) { faults.add(names.has(claim.name) ? 'must not be the name of another claim' : dnsLabelFault(claim.name), [...path, 'name'], claim.name); }
      names.add(claim.name);
      const given = SOURCES.filter((source) => isGiven(claim[source]));
      if (given.length !== 1) { faults.add(`must name one of ${SOURCES.join(' and ')}`, path); }
      given.forEach((source) => faults.add(dnsSubdomainFault(claim[source]), [...path, source], claim[source]));
    });
    return faults.found;
  },
};
