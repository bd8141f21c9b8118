import { Fault, PodSecurityCheck } from '../check';
import { disallowed } from '../faults';
import { Place, volumePlaces } from '../place';
import { isSet, keysAt } from '../reading';

const ALLOWED_SOURCES = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];

/** No volume is a directory of the node. */
export const hostPathVolumes = {
  id: 'hostPathVolumes',
  level: 'baseline',
  revisions: [{
    since: '1.0',
    faults: (template) => disallowed(template, volumePlaces(template), ['hostPath'], (source) => source === undefined, ({ label }) => ({
      message: `${label} is a hostPath`,
      fix: 'use emptyDir, persistentVolumeClaim or csi',
    })),
  }],
} as const satisfies PodSecurityCheck;

/** Volumes are of those kinds that pods may write inline; everything else stands behind a claim. */
export const restrictedVolumes = {
  id: 'restrictedVolumes',
  level: 'restricted',
  overrides: [hostPathVolumes.id],
  revisions: [{ since: '1.0', faults: (template) => volumePlaces(template).flatMap((volume) => sourceFaults(template, volume)) }],
} as const satisfies PodSecurityCheck;

function sourceFaults(template: unknown, volume: Place): Fault[] {
  // One allowed source makes the volume pass, whatever stands beside it: API servers refuse a volume with two sources anyway.
  if (ALLOWED_SOURCES.some((source) => isSet(template, [...volume.path, source]))) { return []; }
  // No source at all is no fault: API servers make it an emptyDir before they look at the policy.
  return keysAt(template, volume.path).filter((key) => key !== 'name').flatMap((source) => disallowed(
    template, [volume], [source], (value) => value === undefined,
    ({ label }) => ({ message: `${label} is of the type ${source}`, fix: `use one of ${ALLOWED_SOURCES.join(', ')}` }),
  ));
}
