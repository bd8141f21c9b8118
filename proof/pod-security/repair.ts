import { FieldPath } from '../../lib/manifest/field-path';
import { PodSecurityFinding } from '../../lib/rules/pod-security/finding';

// Where leaving a field out is no way out.
const REPAIRED: { readonly [check: string]: unknown } = {
  allowPrivilegeEscalation: false,
  appArmorProfile: 'RuntimeDefault',
  capabilities_baseline: 'NET_BIND_SERVICE',
  runAsNonRoot: true,
  seccompProfile_baseline: 'RuntimeDefault',
  seccompProfile_restricted: 'RuntimeDefault',
  sysctls: 'kernel.shm_rmid_forced',
};

/** A copy of a pod template in which the field of each finding, and nothing else, is put right. */
export function repaired(template: unknown, findings: readonly PodSecurityFinding[]): unknown {
  return findings.reduce((copy, { check, path }) => withField(copy, path, repairedValue(check, path)), template);
}

function repairedValue(check: string, path: FieldPath): unknown {
  if (path[0] === 'metadata') { return undefined; }
  if (check === 'capabilities_restricted') { return path.at(-1) === 'drop' ? ['ALL'] : 'NET_BIND_SERVICE'; }
  return REPAIRED[check];
}

function withField(root: any, [step, ...rest]: FieldPath, value: unknown): unknown {
  if (step === undefined) { return value; }
  if (Array.isArray(root)) { return root.map((element, index) => (index === step ? withField(element, rest, value) : element)); }
  return { ...root, [step]: withField(root?.[step], rest, value) };
}
