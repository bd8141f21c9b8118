import { Fault, PodSecurityCheck, USER_NAMESPACE } from '../check';
import { disallowed, disallowedOrMissing, settingOf } from '../faults';
import { securityContextPlaces } from '../place';

/** Every container is made to run as another user than root, by itself or by its pod. */
export const runAsNonRoot = {
  id: 'runAsNonRoot',
  level: 'restricted',
  revisions: [
    { since: '1.0', faults: mayBeRootFaults },
    { since: '1.35', exempts: USER_NAMESPACE, faults: mayBeRootFaults },
  ],
} as const satisfies PodSecurityCheck;

/** Nothing asks for the user id of root. */
export const runAsUser = {
  id: 'runAsUser',
  level: 'restricted',
  revisions: [
    { since: '1.23', faults: isRootFaults },
    { since: '1.35', exempts: USER_NAMESPACE, faults: isRootFaults },
  ],
} as const satisfies PodSecurityCheck;

function mayBeRootFaults(template: unknown): Fault[] {
  return disallowedOrMissing(template, ['securityContext', 'runAsNonRoot'], [], (value) => value === true, (place, value) => (value === undefined
    ? { message: `${settingOf(place, 'runAsNonRoot', value)}, and so does the pod`, fix: 'set runAsNonRoot: true on the pod or on the container' }
    : { message: settingOf(place, 'runAsNonRoot', value), fix: 'set runAsNonRoot: true' }));
}

function isRootFaults(template: unknown): Fault[] {
  return disallowed(
    template, securityContextPlaces(template), ['securityContext', 'runAsUser'], (value) => value === undefined || (typeof value === 'number' && value !== 0),
    (place, value) => ({ message: settingOf(place, 'runAsUser', value), fix: 'set runAsUser to a number above 0, or leave it out' }),
  );
}
