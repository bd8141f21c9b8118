import { PodSecurityFinding } from '../../rules/pod-security/finding';
import { contradictionOf } from './contradiction';
import { HardeningField, nameOfField, OVERRIDABLE } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { override } from './overrides';
import { setWhatIsRequired } from './requirements';
import { fieldOf, Subject } from './subject';
import { applySwitches, Switches } from './switches';
import { read } from './template-edit';

/** What is asked for of a pod template. */
export interface TemplateHardening {
  /** Fields that get a safe value although the pod says otherwise. */
  readonly override: ReadonlySet<HardeningField>;
  readonly switches: Switches;
}

/** Hardens a pod template in place, and records what was done and what is left. */
export function hardenTemplate(subject: Subject, hardening: TemplateHardening): void {
  override(subject, hardening.override);
  setWhatIsRequired(subject);
  applySwitches(subject, hardening.switches, hardening.override);
  subject.findings().forEach((finding) => recordWhatIsLeft(subject, finding, hardening.override));
  noteWhatDependsOnTheImage(subject);
}

function recordWhatIsLeft(subject: Subject, finding: PodSecurityFinding, overridden: ReadonlySet<HardeningField>): void {
  const field = fieldOf(finding);
  const { path, container, got: value, message, fix } = finding;
  const entry = { field, path, container, value };
  const exception = subject.exception(field, container);
  if (exception !== undefined) {
    subject.recordException(exception, entry);
    return;
  }
  const contradiction = contradictionOf(subject.template, finding);
  if (contradiction !== undefined) {
    const { field: first, consequence } = contradiction;
    const wayOut = `change ${first} first${overridden.has(first) ? '' : `, or name ${nameOfField(first)} in 'override'`}: ${consequence}`;
    subject.record({ ...entry, outcome: HardeningOutcome.VIOLATION, why: message, wayOut });
    return;
  }
  const canOverride = OVERRIDABLE.has(field) && !overridden.has(field);
  subject.record({
    ...entry, outcome: HardeningOutcome.VIOLATION, why: message, wayOut: `${fix}${canOverride ? `; or name ${nameOfField(field)} in 'override'` : ''}`,
  });
}

/** `runAsNonRoot` is a promise that only the image or a numeric user keeps. */
function noteWhatDependsOnTheImage(subject: Subject): void {
  const { template } = subject;
  for (const { path, name } of subject.containers()) {
    const effective = (field: string) => read(template, [...path, 'securityContext', field]) ?? read(template, ['spec', 'securityContext', field]);
    const windows = effective('windowsOptions')?.runAsUserName;
    if (effective('runAsNonRoot') !== true || effective('runAsUser') !== undefined || windows !== undefined) { continue; }
    subject.record({
      outcome: HardeningOutcome.NOTE,
      field: HardeningField.RUN_AS_USER,
      path: [...path, 'securityContext', 'runAsUser'],
      container: name,
      why: 'starts only if the USER of its image is a number above 0: the kubelet refuses root, and cannot tell of a name',
      wayOut: 'see that it is, or set runAsUser to one that the image can run as',
    });
  }
}
