import { FieldPath } from '../../../manifest/field-path';
import { Fault, PodSecurityCheck, WINDOWS } from '../check';
import { disallowed, disallowedOrMissing, faultAt, Say, show } from '../faults';
import { containerPlaces, Place, POD, securityContextPlaces } from '../place';
import { isSet, keysAt, read, UNKNOWN } from '../reading';

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_ANNOTATION_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/';

const PROFILE: FieldPath = ['securityContext', 'seccompProfile'];

/** Seccomp profiles are the runtime's or the node's own: in annotations before 1.19, in fields from then on. */
export const seccompProfileBaseline = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  revisions: [
    { since: '1.0', faults: annotationFaults },
    { since: '1.19', faults: explicitFaults },
  ],
} as const satisfies PodSecurityCheck;

/** Every container has a seccomp profile, the runtime's or one of the node's own, by itself or by its pod. */
export const seccompProfileRestricted = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  overrides: [seccompProfileBaseline.id],
  revisions: [
    { since: '1.19', faults: restrictedFaults },
    { since: '1.25', exempts: WINDOWS, faults: restrictedFaults },
  ],
} as const satisfies PodSecurityCheck;

function annotationFaults(template: unknown): Fault[] {
  const present = keysAt(template, ['metadata', 'annotations']);
  const owners = new Map<string, Place>([[POD_ANNOTATION, POD]]);
  for (const place of containerPlaces(template)) {
    const name = read(template, [...place.path, 'name']) ?? '';
    const key = typeof name === 'string' ? CONTAINER_ANNOTATION_PREFIX + name : undefined;
    if (key !== undefined && !owners.has(key)) { owners.set(key, place); }
  }
  return [...owners].filter(([key]) => present.includes(key)).flatMap(([key, place]) => {
    const path = ['metadata', 'annotations', key];
    const profile = read(template, path) ?? '';
    if (profile === UNKNOWN || isAllowedAnnotation(profile)) { return []; }
    return [faultAt(place, path, profile, {
      message: `an annotation sets the seccomp profile ${show(profile)} for ${place.label}`,
      fix: "set the annotation to 'runtime/default' or 'localhost/<profile>', or leave it out",
    })];
  });
}

function explicitFaults(template: unknown): Fault[] {
  const owners = securityContextPlaces(template).filter(({ path }) => isSet(template, [...path, ...PROFILE]));
  return disallowed(template, owners, [...PROFILE, 'type'], isAllowedType, sayType);
}

function restrictedFaults(template: unknown): Fault[] {
  return disallowedOrMissing(template, PROFILE, ['type'], isAllowedType, (place, type) => (isSet(template, [...place.path, ...PROFILE])
    ? sayType(place, type)
    : { message: `${place.label} has no seccomp profile, and neither has the pod`, fix: 'set seccompProfile.type: RuntimeDefault on the pod or on the container' }));
}

const sayType: Say = ({ label }, type) => ({
  message: type === undefined ? `${label} sets a seccomp profile without a type` : `${label} sets the seccomp profile type ${show(type)}`,
  fix: 'set seccompProfile.type: RuntimeDefault, or Localhost with a localhostProfile',
});

function isAllowedType(type: unknown): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost';
}

function isAllowedAnnotation(profile: unknown): boolean {
  return profile === 'runtime/default' || profile === 'docker/default' || (typeof profile === 'string' && profile.startsWith('localhost/'));
}
