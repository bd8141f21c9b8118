import { FieldPath } from '../../manifest/field-path';
import { PodSecurityFinding } from '../../rules/pod-security/finding';
import { contradictionOf, needOf, otherSeccompAnnotation, POD } from './contradiction';
import { fieldOf, isUnset } from './finding-field';
import { HardeningField } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { PodUnderHardening } from './pod-under-hardening';
import { read, setAt } from './template-edit';

const WHY: ReadonlyMap<HardeningField, string> = new Map([
  [HardeningField.ALLOW_PRIVILEGE_ESCALATION, 'no process gains privileges that its parent lacks'],
  [HardeningField.CAPABILITIES_DROP, 'no process has a part of what root may do'],
  [HardeningField.RUN_AS_NON_ROOT, 'the kubelet starts no container as root'],
  [HardeningField.SECCOMP_PROFILE, 'system calls that containers do not need are refused'],
]);

/** Sets what `restricted` asks for and the pod left unset. */
export function setWhatIsRequired(pod: PodUnderHardening): void {
  const { template } = pod;
  const unset = pod.findings().filter((finding) => isUnset(template, finding));
  const settable = (finding: PodSecurityFinding) =>
    pod.exception(fieldOf(finding), finding.container) === undefined && (contradictionOf(pod, finding) ?? needOf(pod, finding)) === undefined;
  const of = (field: HardeningField) => unset.filter((finding) => fieldOf(finding) === field);

  for (const finding of of(HardeningField.ALLOW_PRIVILEGE_ESCALATION).filter(settable)) {
    set(pod, HardeningField.ALLOW_PRIVILEGE_ESCALATION, finding.path, false, finding.container);
  }
  // A list of what is dropped says nothing about what is left out: `ALL` is added to it, also where it is not empty.
  const keeping = pod.findings().filter((finding) => fieldOf(finding) === HardeningField.CAPABILITIES_DROP);
  for (const finding of keeping.filter(settable)) {
    const dropped = read(template, finding.path) ?? [];
    if (Array.isArray(dropped)) { set(pod, HardeningField.CAPABILITIES_DROP, finding.path, [...dropped, 'ALL'], finding.container); }
  }

  setInherited(pod, of(HardeningField.RUN_AS_NON_ROOT), settable, ['securityContext', 'runAsNonRoot'], true, !pod.containerLevelOnly);
  const [typeless, missing] = split(of(HardeningField.SECCOMP_PROFILE), ({ path }) => read(template, path.slice(0, -1)) !== undefined);
  for (const finding of typeless.filter(settable)) {
    set(pod, HardeningField.SECCOMP_PROFILE, finding.path, 'RuntimeDefault', finding.container);
  }
  const podTakesSeccomp = !pod.containerLevelOnly && otherSeccompAnnotation(template, POD) === undefined;
  setInherited(pod, missing, settable, ['securityContext', 'seccompProfile', 'type'], 'RuntimeDefault', podTakesSeccomp);
}

/** Sets what containers inherit: once on the pod, if it takes it and all that lack it may have it, else on each that may. */
function setInherited(
  pod: PodUnderHardening,
  lacking: PodSecurityFinding[],
  settable: (finding: PodSecurityFinding) => boolean,
  field: FieldPath,
  value: unknown,
  podTakesIt: boolean,
): void {
  const allowed = lacking.filter(settable);
  if (allowed.length === 0) { return; }
  const name = fieldOf(lacking[0]);
  if (allowed.length === lacking.length && podTakesIt && set(pod, name, ['spec', ...field], value)) { return; }
  allowed.forEach(({ path, container }) => set(pod, name, path, value, container));
}

function set(pod: PodUnderHardening, field: HardeningField, path: FieldPath, newValue: unknown, container?: string): boolean {
  const value = read(pod.template, path);
  if (!setAt(pod.template, path, newValue)) { return false; }
  pod.record({ outcome: HardeningOutcome.SET, field, path, container, value, newValue, why: WHY.get(field)! });
  return true;
}

function split<T>(items: T[], first: (item: T) => boolean): [T[], T[]] {
  return [items.filter(first), items.filter((item) => !first(item))];
}
