import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { PodTemplate } from '../../manifest/object';
import { contradictionOf } from './contradiction';
import { fieldOf, isUnset } from './finding-field';
import { HardeningField } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { PodUnderHardening, TemplateEntry } from './pod-under-hardening';
import { isMap, read, removeAt, setAt } from './template-edit';

/** Gives the fields that were named their safe value where the pod says otherwise. */
export function override(pod: PodUnderHardening, fields: ReadonlySet<HardeningField>): void {
  overrideOnce(pod, fields).forEach((entry) => pod.record(entry));
  // What a pod says may have ruled out a safe value until it was overridden itself.
  overrideOnce(pod, fields).forEach((entry) => pod.record(entry));
}

function overrideOnce(pod: PodUnderHardening, fields: ReadonlySet<HardeningField>): TemplateEntry[] {
  const { template } = pod;
  // The last first, so that what is removed from a list does not move what comes after.
  return [...pod.findings(), ...pod.findingsIfUnknown()].reverse().flatMap((finding): TemplateEntry[] => {
    const field = fieldOf(finding);
    if (!fields.has(field) || isUnset(template, finding) || pod.exception(field, finding.container) !== undefined) { return []; }
    if (contradictionOf(pod, finding) !== undefined) { return []; }
    const { path, container, got, message } = finding;
    const [value, why] = isKnown(read(template, path)) ? [got, message] : [undefined, 'its value is not known yet'];
    const write = pod.isWindows && LINUX_ONLY.has(field) && path.includes('securityContext') ? removeWhole : SAFE_VALUES[field];
    if (write === 'none') { return []; }
    const entry = { outcome: HardeningOutcome.OVERRIDDEN, field, container };
    const overridden = { ...entry, path, value, newValue: write(template, path, got), why };
    return field === HardeningField.HOST_PORT ? [...withoutHostIp(template, path, entry), overridden] : [overridden];
  }).reverse();
}

type WriteSafeValue = (template: PodTemplate, path: FieldPath, got: unknown) => unknown;

const RUNTIME_DEFAULT: WriteSafeValue = (template, path) => written(template, path.slice(0, -1), { type: 'RuntimeDefault' }).type;
const FALSE: WriteSafeValue = (template, path, got) => (typeof got === 'boolean' ? written(template, path, false) : removeAt(template, path));

/** Writes the safe value of a field and returns it: undefined where the field is removed. `none` where there is no finding to answer, or no answer. */
const SAFE_VALUES: { readonly [field in HardeningField]: WriteSafeValue | 'none' } = {
  [HardeningField.ALLOW_PRIVILEGE_ESCALATION]: FALSE,
  [HardeningField.APP_ARMOR_PROFILE]: (template, path, got) =>
    (path[0] === 'metadata' ? written(template, path, 'runtime/default') : RUNTIME_DEFAULT(template, path, got)),
  [HardeningField.CAPABILITIES_ADD]: (template, path) => removeFromHolder(template, path, path.slice(0, -1)),
  [HardeningField.CAPABILITIES_DROP]: 'none',
  [HardeningField.HOST_IPC]: FALSE,
  [HardeningField.HOST_NETWORK]: FALSE,
  [HardeningField.HOST_PID]: FALSE,
  [HardeningField.HOST_PORT]: removeAt,
  [HardeningField.HOST_PROCESS]: FALSE,
  [HardeningField.PRIVILEGED]: FALSE,
  [HardeningField.PROBE_HOST]: removeAt,
  [HardeningField.PROC_MOUNT]: (template, path) => written(template, path, 'Default'),
  [HardeningField.RUN_AS_NON_ROOT]: (template, path) => written(template, path, true),
  [HardeningField.RUN_AS_USER]: removeAt,
  [HardeningField.SECCOMP_PROFILE]: RUNTIME_DEFAULT,
  [HardeningField.SELINUX_OPTIONS]: (template, path) => removeFromHolder(template, path, path.slice(0, -1)),
  [HardeningField.SYSCTLS]: (template, path) => removeFromHolder(template, path.slice(0, -1), path.slice(0, -2)),
  [HardeningField.VOLUMES]: 'none',
  // Pod Security asks nothing of these: where they are overridden, `beyond-restricted.ts` does it.
  [HardeningField.READ_ONLY_ROOT_FILESYSTEM]: 'none',
  [HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN]: 'none',
  [HardeningField.RUN_AS_GROUP]: 'none',
  [HardeningField.FS_GROUP]: 'none',
  [HardeningField.OS]: 'none',
  [HardeningField.RESOURCES]: 'none',
};

/** What API servers refuse on Windows, whatever it says. */
const LINUX_ONLY: ReadonlySet<HardeningField> = new Set([
  HardeningField.ALLOW_PRIVILEGE_ESCALATION,
  HardeningField.APP_ARMOR_PROFILE,
  HardeningField.CAPABILITIES_ADD,
  HardeningField.PRIVILEGED,
  HardeningField.PROC_MOUNT,
  HardeningField.RUN_AS_USER,
  HardeningField.SECCOMP_PROFILE,
  HardeningField.SELINUX_OPTIONS,
  HardeningField.SYSCTLS,
]);

/** Removes a field of a security context with all that stands beside its part at fault. */
function removeWhole(template: PodTemplate, path: FieldPath): void {
  removeAt(template, path.slice(0, path.indexOf('securityContext') + 2));
}

/** The address of a port of the node means nothing without the port. */
function withoutHostIp(template: PodTemplate, hostPort: FieldPath, entry: Omit<TemplateEntry, 'path' | 'why'>): TemplateEntry[] {
  const path = [...hostPort.slice(0, -1), 'hostIP'];
  const value = read(template, path);
  if (value === undefined) { return []; }
  removeAt(template, path);
  return [{ ...entry, path, value, newValue: undefined, why: 'it is the address of a hostPort that is gone' }];
}

function written<T>(template: PodTemplate, path: FieldPath, value: T): T {
  setAt(template, path, value);
  return value;
}

function removeFromHolder(template: PodTemplate, path: FieldPath, holder: FieldPath): void {
  removeAt(template, path);
  const left = read(template, holder);
  if ((Array.isArray(left) && left.length === 0) || (isMap(left) && Object.keys(left).length === 0)) { removeAt(template, holder); }
}
