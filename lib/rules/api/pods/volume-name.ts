import { dnsLabelFault } from '../../../manifest/dns-name';
import { isKnown } from '../../../manifest/known';
import { listOf } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, POD, textOf } from './field-faults';
import { claimedNames } from './pod-volumes';

/** Every volume of a pod has a name of its own. */
export const volumeName: PodRule = {
  id: 'api/volume-name',
  severity: 'refused',
  about: 'pod',
  why: 'Containers mount a volume by its name.',
  fix: 'Give each volume a name of its own, of lower-case letters, digits and hyphens',
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  check: ({ metadata, spec }, { object }) => {
    const volumes = listOf(spec.volumes);
    if (volumes.length === 0) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    const names = new Set<unknown>();
    const claimed = claimedNames(object);
    volumes.forEach((volume, index) => {
      const name: unknown = volume?.name;
      if (!isGiven(name) || claimed.has(name)) { return; }
      faults.add(names.has(name) && isKnown(name) ? 'must not be the name of another volume' : dnsLabelFault(name), ['volumes', index, 'name'], name);
      names.add(name);
    });
    const pod = object.kind === 'Pod' ? textOf(metadata?.name) : undefined;
    if (pod === undefined) { return faults.found; }
    const made = new Set(volumes.filter((volume) => isGiven(volume?.ephemeral)).map((volume) => `${pod}-${volume.name}`));
    volumes.forEach((volume, index) => {
      const claim: unknown = mapOf(volume?.persistentVolumeClaim)?.claimName;
      if (typeof claim === 'string' && made.has(claim)) {
        faults.add('must not name a claim that is made for an ephemeral volume of the pod', ['volumes', index, 'persistentVolumeClaim', 'claimName'], claim);
      }
    });
    return faults.found;
  },
};
