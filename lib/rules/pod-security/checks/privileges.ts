import { Fault, PodSecurityCheck, WINDOWS } from '../check';
import { disallowed, settingOf } from '../faults';
import { containerPlaces } from '../place';

/** No container runs privileged. */
export const privileged = {
  id: 'privileged',
  level: 'baseline',
  revisions: [{
    since: '1.0',
    faults: (template) => disallowed(
      template, containerPlaces(template), ['securityContext', 'privileged'], (value) => value === undefined || value === false,
      (place, value) => ({ message: settingOf(place, 'privileged', value), fix: 'set privileged: false, or leave it out' }),
    ),
  }],
} as const satisfies PodSecurityCheck;

/** Every container says that its processes gain no privilege that their parent lacks. */
export const allowPrivilegeEscalation = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  revisions: [
    { since: '1.8', faults: escalationFaults },
    { since: '1.25', exempts: WINDOWS, faults: escalationFaults },
  ],
} as const satisfies PodSecurityCheck;

function escalationFaults(template: unknown): Fault[] {
  return disallowed(
    template, containerPlaces(template), ['securityContext', 'allowPrivilegeEscalation'], (value) => value === false,
    (place, value) => ({ message: settingOf(place, 'allowPrivilegeEscalation', value), fix: 'set allowPrivilegeEscalation: false' }),
  );
}
