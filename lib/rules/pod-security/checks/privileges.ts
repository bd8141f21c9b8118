import { PodSecurityCheck, WINDOWS } from '../check';
import { disallowed, settingOf } from '../faults';
import { Fault } from '../finding';
import { containerPlaces } from '../place';

/** No container runs privileged. */
export const privileged: PodSecurityCheck = {
  id: 'privileged',
  level: 'baseline',
  revisions: [{
    since: '1.0',
    faults: (template) => disallowed(
      template, containerPlaces(template), ['securityContext', 'privileged'], (value) => value === undefined || value === false,
      (place, value) => ({ message: settingOf(place, 'privileged', value), fix: 'set privileged: false, or leave it out' }),
    ),
  }],
};

/** Every container says that its processes gain no privilege that their parent lacks. */
export const allowPrivilegeEscalation: PodSecurityCheck = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  revisions: [
    { since: '1.8', faults: escalationFaults },
    { since: '1.25', exempts: WINDOWS, faults: escalationFaults },
  ],
};

function escalationFaults(template: unknown): Fault[] {
  return disallowed(
    template, containerPlaces(template), ['securityContext', 'allowPrivilegeEscalation'], (value) => value === false,
    (place, value) => ({ message: settingOf(place, 'allowPrivilegeEscalation', value), fix: 'set allowPrivilegeEscalation: false' }),
  );
}
