import { dnsLabelFault } from '../../../manifest/dns-name';
import { listOf } from '../../../manifest/object';
import { ObjectRule } from '../../rule';
import { checkClaimSpec } from './claim-template';
import { FieldFaults, mapOf, missingFault, textOf, wordOrDefaultFault } from './field-faults';
import { isFrom } from './target-minor';

/** A StatefulSet names its pods, and claims storage for each, as it can be. */
export const statefulSet: ObjectRule = {
  id: 'api/stateful-set',
  severity: 'refused',
  about: 'object',
  kinds: ['apps/StatefulSet'],
  why: 'Each pod gets a name in DNS by the Service, and storage by the claim templates.',
  fix: 'Correct the field, or leave it out',
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/',
  check: ({ spec }, cluster) => {
    const faults = new FieldFaults();
    const { podManagementPolicy, serviceName } = spec ?? {};
    faults.add(wordOrDefaultFault(podManagementPolicy, ['OrderedReady', 'Parallel']), ['spec', 'podManagementPolicy'], podManagementPolicy);
    const retention = mapOf(spec?.persistentVolumeClaimRetentionPolicy);
    for (const field of retention === undefined ? [] : ['whenDeleted', 'whenScaled']) {
      faults.add(wordOrDefaultFault(retention?.[field], ['Retain', 'Delete']), ['spec', 'persistentVolumeClaimRetentionPolicy', field], retention?.[field]);
    }
    // Looked at since these minors.
    if (isFrom(cluster, '1.33') && textOf(serviceName) !== undefined) { faults.add(dnsLabelFault(serviceName), ['spec', 'serviceName'], serviceName); }
    if (!isFrom(cluster, '1.34')) { return faults.found; }
    listOf(spec?.volumeClaimTemplates).forEach((claim, index) => {
      const path = ['spec', 'volumeClaimTemplates', index];
      const name: unknown = claim?.metadata?.name;
      // It becomes the name of a volume.
      faults.add(missingFault(name) ?? dnsLabelFault(name), [...path, 'metadata', 'name'], name);
      checkClaimSpec(faults, mapOf(claim?.spec) ?? {}, [...path, 'spec'], cluster);
    });
    return faults.found;
  },
};
