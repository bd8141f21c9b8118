import { FieldPath } from '../../manifest/field-path';
import { PodTemplate } from '../../manifest/object';
import { PodSecurityFinding } from '../../rules/pod-security/finding';
import { contradictionOf } from './contradiction';
import { HardeningField } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { fieldOf, isUnset, Subject, TemplateEntry } from './subject';
import { isMap, read, removeAt, setAt } from './template-edit';

/** Gives the fields that were named their safe value where the pod says otherwise. */
export function override(subject: Subject, fields: ReadonlySet<HardeningField>): void {
  overrideOnce(subject, fields).forEach((entry) => subject.record(entry));
  // What a pod says may have ruled out a safe value until it was overridden itself.
  overrideOnce(subject, fields).forEach((entry) => subject.record(entry));
}

function overrideOnce(subject: Subject, fields: ReadonlySet<HardeningField>): TemplateEntry[] {
  const { template } = subject;
  // The last first, so that what is removed from a list does not move what comes after.
  return subject.findings().reverse().flatMap((finding): TemplateEntry[] => {
    const field = fieldOf(finding);
    if (!fields.has(field) || isUnset(template, finding) || subject.exception(field, finding.container) !== undefined) { return []; }
    if (contradictionOf(template, finding) !== undefined) { return []; }
    const { path, container, got: value, message: why } = finding;
    return [{ outcome: HardeningOutcome.OVERRIDDEN, field, path, container, value, newValue: safeValue(template, field, path, finding), why }];
  }).reverse();
}

/** Writes the safe value and returns it: undefined where the field is removed. */
function safeValue(template: PodTemplate, field: HardeningField, path: FieldPath, { got }: PodSecurityFinding): unknown {
  switch (field) {
    case HardeningField.RUN_AS_NON_ROOT: return written(template, path, true);
    case HardeningField.PROC_MOUNT: return written(template, path, 'Default');
    case HardeningField.SECCOMP_PROFILE: return written(template, path.slice(0, -1), { type: 'RuntimeDefault' }).type;
    case HardeningField.APP_ARMOR_PROFILE:
      return path[0] === 'metadata' ? written(template, path, 'runtime/default') : written(template, path.slice(0, -1), { type: 'RuntimeDefault' }).type;
    case HardeningField.RUN_AS_USER:
    case HardeningField.HOST_PORT:
    case HardeningField.PROBE_HOST: return removeAt(template, path);
    case HardeningField.SELINUX_OPTIONS: return removeFromHolder(template, path, path.slice(0, -1));
    case HardeningField.CAPABILITIES_ADD: return removeFromHolder(template, path, path.slice(0, -1));
    case HardeningField.SYSCTLS: return removeFromHolder(template, path.slice(0, -1), path.slice(0, -2));
    default: return typeof got === 'boolean' ? written(template, path, false) : removeAt(template, path);
  }
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
