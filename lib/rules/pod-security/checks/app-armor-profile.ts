import { Fault, PodSecurityCheck } from '../check';
import { disallowed, faultAt, show } from '../faults';
import { securityContextPlaces } from '../place';
import { isSet, keysAt, read, UNKNOWN } from '../reading';

const ANNOTATION_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

/** AppArmor profiles, in fields and annotations, are the runtime's or the node's own. */
export const appArmorProfile = {
  id: 'appArmorProfile',
  level: 'baseline',
  revisions: [{ since: '1.0', faults: (template) => [...fieldFaults(template), ...annotationFaults(template)] }],
} as const satisfies PodSecurityCheck;

function fieldFaults(template: unknown): Fault[] {
  const owners = securityContextPlaces(template).filter(({ path }) => isSet(template, [...path, 'securityContext', 'appArmorProfile']));
  return disallowed(template, owners, ['securityContext', 'appArmorProfile', 'type'], (type) => type === 'RuntimeDefault' || type === 'Localhost', ({ label }, type) => ({
    message: type === undefined ? `${label} sets an AppArmor profile without a type` : `${label} sets the AppArmor profile type ${show(type)}`,
    fix: 'set appArmorProfile.type: RuntimeDefault, or Localhost with a localhostProfile, or leave appArmorProfile out',
  }));
}

function annotationFaults(template: unknown): Fault[] {
  return keysAt(template, ['metadata', 'annotations']).filter((key) => key.startsWith(ANNOTATION_PREFIX)).flatMap((key) => {
    const path = ['metadata', 'annotations', key];
    const profile = read(template, path) ?? '';
    if (profile === UNKNOWN || isAllowedProfile(profile)) { return []; }
    const container = key.slice(ANNOTATION_PREFIX.length);
    return [faultAt({ path, label: `container '${container}'`, container }, path, profile, {
      message: `an annotation sets the AppArmor profile ${show(profile)} for container '${container}'`,
      fix: "set the annotation to 'runtime/default' or 'localhost/<profile>', or leave it out",
    })];
  });
}

function isAllowedProfile(profile: unknown): boolean {
  return profile === '' || profile === 'runtime/default' || (typeof profile === 'string' && profile.startsWith('localhost/'));
}
