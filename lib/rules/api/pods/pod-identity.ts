import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { isKnown } from '../../../manifest/known';
import { PodRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, POD, textOf } from './field-faults';
import { checkLabels } from './label-selector';
import { isFrom } from './target-minor';

const MAX_HOST_NAME = 64;

/** What a pod names, and what it is called, are legal names. */
export const podIdentity: PodRule = {
  id: 'api/pod-identity',
  severity: 'refused',
  about: 'pod',
  why: 'Nothing can be called otherwise, so what is named is not there, and DNS knows no such host.',
  fix: 'Use lower-case letters, digits and hyphens',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
  check: ({ spec }, { object, cluster }) => {
    const faults = new FieldFaults(POD, ['spec']);
    // The names of a StatefulSet's pods are its controller's concern.
    const fields = object.kind === 'StatefulSet' ? [] : ['hostname', 'subdomain'];
    for (const field of fields) { if (textOf(spec[field]) !== undefined) { faults.add(dnsLabelFault(spec[field]), [field], spec[field]); } }
    for (const field of ['serviceAccountName', 'nodeName', 'priorityClassName']) {
      if (textOf(spec[field]) !== undefined) { faults.add(dnsSubdomainFault(spec[field]), [field], spec[field]); }
    }
    if (isGiven(spec.runtimeClassName)) { faults.add(dnsSubdomainFault(spec.runtimeClassName), ['runtimeClassName'], spec.runtimeClassName); }
    if (isGiven(spec.nodeSelector)) { checkLabels(faults, mapOf(spec.nodeSelector), ['nodeSelector']); }
    const { hostnameOverride } = spec;
    // Before, it is dropped.
    if (!isGiven(hostnameOverride) || !isKnown(hostnameOverride) || !isFrom(cluster, '1.35')) { return faults.found; }
    for (const field of ['setHostnameAsFQDN', 'hostNetwork']) {
      if (spec[field] === true) { faults.add(`must not be given beside '${field}: true'`, ['hostnameOverride']); }
    }
    faults.add(dnsSubdomainFault(hostnameOverride) ?? (hostnameOverride.length > MAX_HOST_NAME ? `must have at most ${MAX_HOST_NAME} characters` : undefined),
      ['hostnameOverride'], hostnameOverride);
    return faults.found;
  },
};

