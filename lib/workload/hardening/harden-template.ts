import { PodSecurityFinding } from '../../rules/pod-security/finding';
import { BeyondRestricted, setBeyondRestricted } from './beyond-restricted';
import { contradictionOf, needOf } from './contradiction';
import { fieldOf, isUnset } from './finding-field';
import { HardeningField, nameOfField, OVERRIDABLE } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { override } from './overrides';
import { PodUnderHardening } from './pod-under-hardening';
import { setWhatIsRequired } from './requirements';
import { read } from './template-edit';

/** What is asked for of a pod template. */
export interface TemplateHardening {
  /** Fields that get a safe value although the pod says otherwise. */
  readonly override: ReadonlySet<HardeningField>;
  readonly beyondRestricted: BeyondRestricted;
}

/** Hardens a pod template in place, and records what was done and what is left. */
export function hardenTemplate(pod: PodUnderHardening, hardening: TemplateHardening): void {
  override(pod, hardening.override);
  setWhatIsRequired(pod);
  setBeyondRestricted(pod, hardening.beyondRestricted, hardening.override);
  pod.findings().forEach((finding) => recordWhatIsLeft(pod, finding, hardening.override));
  noteWhatDependsOnTheImage(pod);
  if (pod.selectsWindows) { noteWindows(pod); }
}

function recordWhatIsLeft(pod: PodUnderHardening, finding: PodSecurityFinding, overridden: ReadonlySet<HardeningField>): void {
  const field = fieldOf(finding);
  const { path, container, got: value, message, fix } = finding;
  const entry = { field, path, container, value };
  const exception = pod.exception(field, container);
  if (exception !== undefined) {
    pod.recordException(exception, entry);
    return;
  }
  const contradiction = contradictionOf(pod, finding) ?? (isUnset(pod.template, finding) ? needOf(pod, finding) : undefined);
  if (contradiction !== undefined) {
    const { what, field: first, consequence } = contradiction;
    // What an exception leaves is excused with what it rules out.
    const excepted = first === undefined ? undefined : pod.exception(first, container);
    if (excepted !== undefined) {
      pod.recordException(excepted, entry);
      return;
    }
    const canSettle = first !== undefined && !overridden.has(first) && !isRuledOut(pod, first, container);
    const wayOut = `change ${what} first${!canSettle ? '' : `, or name ${nameOfField(first)} in 'override'`}: ${consequence}`;
    pod.record({ ...entry, outcome: contradiction.isOpen === true ? HardeningOutcome.NOTE : HardeningOutcome.VIOLATION, why: message, wayOut });
    return;
  }
  const canOverride = OVERRIDABLE.has(field) && !overridden.has(field);
  pod.record({
    ...entry, outcome: HardeningOutcome.VIOLATION, why: message, wayOut: `${fix}${canOverride ? `; or name ${nameOfField(field)} in 'override'` : ''}`,
  });
}

/** Whether something else in the pod rules out the safe value of a field, so that naming it in `override` changes nothing. */
function isRuledOut(pod: PodUnderHardening, field: HardeningField, container: string | undefined): boolean {
  return pod.findings().some((finding) => fieldOf(finding) === field && finding.container === container && contradictionOf(pod, finding) !== undefined);
}

/** `runAsNonRoot` is a promise that only the image or a numeric user keeps. */
function noteWhatDependsOnTheImage(pod: PodUnderHardening): void {
  const { template } = pod;
  const setHere = pod.entries.filter(({ field, newValue }) => field === HardeningField.RUN_AS_NON_ROOT && newValue === true).map(({ path }) => path);
  for (const place of pod.containers()) {
    const { path, name } = place;
    const effective = (field: string) => read(template, [...path, 'securityContext', field]) ?? read(template, ['spec', 'securityContext', field]);
    const windows = effective('windowsOptions')?.runAsUserName;
    if (effective('runAsNonRoot') !== true || effective('runAsUser') !== undefined || windows !== undefined) { continue; }
    pod.record({
      outcome: HardeningOutcome.NOTE,
      field: HardeningField.RUN_AS_USER,
      path: [...path, 'securityContext', 'runAsUser'],
      container: name,
      why: 'starts only if the USER of its image is a number above 0: the kubelet refuses root, and cannot tell of a name',
      wayOut: 'see that it is, or set runAsUser to one that the image can run as',
    });
    if (setHere.some((set) => set[1] === 'securityContext' || (set[1] === path[1] && set[2] === path[2]))) { pod.imageUsers.push(place); }
  }
}

/** Without it, Pod Security and kubelets take the pod for one of Linux. */
function noteWindows(pod: PodUnderHardening): void {
  const entry = { field: HardeningField.OS, path: ['spec', 'os', 'name'] };
  const exception = pod.exception(HardeningField.OS);
  if (exception !== undefined) {
    pod.recordException(exception, entry);
    return;
  }
  pod.record({
    ...entry, outcome: HardeningOutcome.NOTE, why: 'it goes to nodes with Windows and does not say so: fields that only Linux has are asked of it', wayOut: 'set os.name: windows',
  });
}
