import { Fault, PodSecurityCheck, USER_NAMESPACE } from '../check';
import { disallowed, settingOf } from '../faults';
import { containerPlaces } from '../place';

const MASK = 'set procMount: Default, or leave it out';

/** What is masked in `/proc` stays masked. From 1.35 on a pod in a user namespace may see all of it. */
export const procMount = {
  id: 'procMount',
  level: 'baseline',
  revisions: [
    { since: '1.0', faults: (template) => unmaskedFaults(template, MASK) },
    { since: '1.35', exempts: USER_NAMESPACE, faults: (template) => unmaskedFaults(template, `${MASK}; or give the pod a user namespace with hostUsers: false`) },
  ],
} as const satisfies PodSecurityCheck;

/** What is masked in `/proc` stays masked, in a user namespace too. Before 1.35 the baseline check said as much. */
export const procMountRestricted = {
  id: 'procMount_restricted',
  level: 'restricted',
  overrides: [procMount.id],
  revisions: [{ since: '1.35', faults: (template) => unmaskedFaults(template, MASK) }],
} as const satisfies PodSecurityCheck;

function unmaskedFaults(template: unknown, fix: string): Fault[] {
  return disallowed(
    template, containerPlaces(template), ['securityContext', 'procMount'], (value) => value === undefined || value === 'Default',
    (place, value) => ({ message: settingOf(place, 'procMount', value), fix }),
  );
}
