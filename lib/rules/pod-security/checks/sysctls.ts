import { Fault, PodSecurityCheck } from '../check';
import { disallowed, show } from '../faults';
import { POD } from '../place';
import { elementsAt } from '../reading';

const SAFE_1_0 = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SAFE_1_27 = [...SAFE_1_0, 'net.ipv4.ip_local_reserved_ports'];
const SAFE_1_29 = [
  ...SAFE_1_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SAFE_1_32 = [...SAFE_1_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

/** Pods set only those sysctls that touch nobody else on the node. */
export const sysctls = {
  id: 'sysctls',
  level: 'baseline',
  revisions: [
    { since: '1.0', faults: (template) => unsafeFaults(template, SAFE_1_0) },
    { since: '1.27', faults: (template) => unsafeFaults(template, SAFE_1_27) },
    { since: '1.29', faults: (template) => unsafeFaults(template, SAFE_1_29) },
    { since: '1.32', faults: (template) => unsafeFaults(template, SAFE_1_32) },
  ],
} as const satisfies PodSecurityCheck;

function unsafeFaults(template: unknown, safe: readonly unknown[]): Fault[] {
  const entries = elementsAt(template, [...POD.path, 'securityContext', 'sysctls']).map((path) => ({ ...POD, path }));
  return disallowed(template, entries, ['name'], (name) => safe.includes(name), ({ label }, name) => ({
    message: `${label} sets the sysctl ${show(name ?? '')}`,
    fix: `remove it; allowed are ${safe.join(', ')}`,
  }));
}
