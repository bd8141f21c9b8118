import { PodSecurityCheck } from '../check';
import { disallowed, settingOf } from '../faults';
import { POD } from '../place';

const FIELDS = ['hostNetwork', 'hostPID', 'hostIPC'];

/** Pods share neither network nor processes nor IPC with the node. */
export const hostNamespaces = {
  id: 'hostNamespaces',
  level: 'baseline',
  revisions: [{
    since: '1.0',
    faults: (template) => FIELDS.flatMap((field) => disallowed(
      template, [POD], [field], (shared) => shared === undefined || shared === false,
      (place, shared) => ({ message: settingOf(place, field, shared), fix: `set ${field}: false, or leave it out` }),
    )),
  }],
} as const satisfies PodSecurityCheck;
