import { PodSecurityCheck } from '../check';
import { disallowed, settingOf } from '../faults';
import { securityContextPlaces } from '../place';

/** Neither the pod nor a container of it runs as a process of the Windows node. */
export const windowsHostProcess = {
  id: 'windowsHostProcess',
  level: 'baseline',
  revisions: [{
    since: '1.0',
    faults: (template) => disallowed(
      template, securityContextPlaces(template), ['securityContext', 'windowsOptions', 'hostProcess'], (value) => value === undefined || value === false,
      (place, value) => ({ message: settingOf(place, 'windowsOptions.hostProcess', value), fix: 'set hostProcess: false, or leave it out' }),
    ),
  }],
} as const satisfies PodSecurityCheck;
