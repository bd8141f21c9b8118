import { FieldPath } from '../../manifest/field-path';
import { PodTemplate } from '../../manifest/object';
import { PodSecurityCheckId } from '../../rules/pod-security/checks';
import { PodSecurityFinding } from '../../rules/pod-security/finding';
import { HardeningField } from './hardening-field';
import { read } from './template-edit';

const HOST_NAMESPACES = [HardeningField.HOST_NETWORK, HardeningField.HOST_PID, HardeningField.HOST_IPC];

/** The field that a check is about, or how to tell from where it found something. */
const FIELDS: { readonly [check in PodSecurityCheckId]: HardeningField | ((path: FieldPath) => HardeningField) } = {
  allowPrivilegeEscalation: HardeningField.ALLOW_PRIVILEGE_ESCALATION,
  appArmorProfile: HardeningField.APP_ARMOR_PROFILE,
  capabilities_baseline: HardeningField.CAPABILITIES_ADD,
  capabilities_restricted: (path) => (path.includes('drop') ? HardeningField.CAPABILITIES_DROP : HardeningField.CAPABILITIES_ADD),
  hostNamespaces: (path) => HOST_NAMESPACES.find((field) => path.includes(field))!,
  hostPathVolumes: HardeningField.VOLUMES,
  hostPorts: HardeningField.HOST_PORT,
  hostProbesAndHostLifecycle: HardeningField.PROBE_HOST,
  privileged: HardeningField.PRIVILEGED,
  procMount: HardeningField.PROC_MOUNT,
  procMount_restricted: HardeningField.PROC_MOUNT,
  restrictedVolumes: HardeningField.VOLUMES,
  runAsNonRoot: HardeningField.RUN_AS_NON_ROOT,
  runAsUser: HardeningField.RUN_AS_USER,
  seLinuxOptions: HardeningField.SELINUX_OPTIONS,
  seccompProfile_baseline: HardeningField.SECCOMP_PROFILE,
  seccompProfile_restricted: HardeningField.SECCOMP_PROFILE,
  sysctls: HardeningField.SYSCTLS,
  windowsHostProcess: HardeningField.HOST_PROCESS,
};

/** Which field a finding is about. */
export function fieldOf({ check, path }: PodSecurityFinding): HardeningField {
  const field = FIELDS[check];
  return typeof field === 'function' ? field(path) : field;
}

/** Whether a finding is about a field that the pod left unset, and not about what it says. */
export function isUnset(template: PodTemplate, finding: PodSecurityFinding): boolean {
  if (finding.got !== undefined) { return false; }
  switch (fieldOf(finding)) {
    case HardeningField.ALLOW_PRIVILEGE_ESCALATION: case HardeningField.CAPABILITIES_DROP: case HardeningField.RUN_AS_NON_ROOT: return true;
    // A profile that says nothing is none.
    case HardeningField.SECCOMP_PROFILE: return Object.values(read(template, finding.path.slice(0, -1)) ?? {}).every((value) => value === null);
    default: return false;
  }
}
