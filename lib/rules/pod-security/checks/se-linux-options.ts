import { Fault, PodSecurityCheck } from '../check';
import { disallowed, show } from '../faults';
import { securityContextPlaces } from '../place';

const TYPES_1_0 = ['container_t', 'container_init_t', 'container_kvm_t'];
const TYPES_1_31 = [...TYPES_1_0, 'container_engine_t'];

/** SELinux types are those made for containers; user and role are the node's. */
export const seLinuxOptions = {
  id: 'seLinuxOptions',
  level: 'baseline',
  revisions: [
    { since: '1.0', faults: (template) => optionFaults(template, TYPES_1_0) },
    { since: '1.31', faults: (template) => optionFaults(template, TYPES_1_31) },
  ],
} as const satisfies PodSecurityCheck;

function optionFaults(template: unknown, types: readonly unknown[]): Fault[] {
  return securityContextPlaces(template).flatMap((place) => ['type', 'user', 'role'].flatMap((option) => disallowed(
    template, [place], ['securityContext', 'seLinuxOptions', option],
    (value) => value === undefined || value === '' || (option === 'type' && types.includes(value)),
    ({ label }, value) => ({
      message: `${label} sets the SELinux ${option} ${show(value)}`,
      fix: option === 'type' ? `set seLinuxOptions.type to one of ${types.join(', ')}, or leave it out` : `leave seLinuxOptions.${option} out`,
    }),
  )));
}
