import { FieldPath } from '../../../manifest/field-path';
import { Fault, PodSecurityCheck, WINDOWS } from '../check';
import { disallowed, faultAt, show } from '../faults';
import { containerPlaces } from '../place';
import { elementsAt, read, UNKNOWN } from '../reading';

const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD',
  'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT',
];

const CAPABILITIES: FieldPath = ['securityContext', 'capabilities'];

/** No container adds a capability that container runtimes do not give by default; `NET_RAW` counts among those. */
export const capabilitiesBaseline = {
  id: 'capabilities_baseline',
  level: 'baseline',
  revisions: [{
    since: '1.0',
    faults: (template) => addedFaults(template, DEFAULT_CAPABILITIES, `remove it; allowed are ${DEFAULT_CAPABILITIES.join(', ')}`),
  }],
} as const satisfies PodSecurityCheck;

/** Every container drops all capabilities, and adds none but `NET_BIND_SERVICE`. */
export const capabilitiesRestricted = {
  id: 'capabilities_restricted',
  level: 'restricted',
  overrides: [capabilitiesBaseline.id],
  revisions: [
    { since: '1.22', faults: restrictedFaults },
    { since: '1.25', exempts: WINDOWS, faults: restrictedFaults },
  ],
} as const satisfies PodSecurityCheck;

function restrictedFaults(template: unknown): Fault[] {
  const keeping = containerPlaces(template).flatMap((place) => {
    const path = [...place.path, ...CAPABILITIES, 'drop'];
    const got = read(template, path);
    const dropped = elementsAt(template, path).map((element) => read(template, element));
    if (got === UNKNOWN || dropped.includes(UNKNOWN) || dropped.includes('ALL')) { return []; }
    return [faultAt(place, path, got, { message: `${place.label} does not drop ALL capabilities`, fix: 'set capabilities.drop: [ALL]' })];
  });
  return [...keeping, ...addedFaults(template, ['NET_BIND_SERVICE'], 'remove it; only NET_BIND_SERVICE may be added')];
}

function addedFaults(template: unknown, allowed: readonly unknown[], fix: string): Fault[] {
  return containerPlaces(template).flatMap((place) => elementsAt(template, [...place.path, ...CAPABILITIES, 'add']).flatMap((path) =>
    disallowed(template, [{ ...place, path }], [], (capability) => allowed.includes(capability), ({ label }, capability) => ({
      message: `${label} adds the capability ${show(capability ?? '')}`,
      fix,
    }))));
}
