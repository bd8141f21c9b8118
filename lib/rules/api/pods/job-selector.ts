import { isKnown } from '../../../manifest/known';
import { matchesSelector } from '../../../manifest/label-selector';
import { KubernetesObject } from '../../../manifest/object';
import { ObjectRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, textOf } from './field-faults';
import { JOB_KINDS } from './job-spec';
import { checkSelector } from './label-selector';

const NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'];
const UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];

/** A Job's selector is made for it, unless it says that it brings its own. */
export const jobSelector: ObjectRule = {
  id: 'api/job-selector',
  severity: 'refused',
  about: 'object',
  kinds: JOB_KINDS,
  why: 'Each Job finds its pods by a label of its own, which is not known before it is there.',
  fix: "Remove 'selector' and the labels that Kubernetes gives",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#specifying-your-own-pod-selector',
  check: (object) => {
    const faults = new FieldFaults();
    if (object.kind === 'CronJob') { checkCronJob(faults, object); } else { checkJob(faults, object); }
    return faults.found;
  },
};

function checkCronJob(faults: FieldFaults, { spec }: KubernetesObject): void {
  const path = ['spec', 'jobTemplate', 'spec'];
  const { selector, manualSelector } = mapOf(spec?.jobTemplate?.spec) ?? {};
  if (isGiven(selector)) { faults.add('must not be given: each Job gets its own', [...path, 'selector']); }
  if (manualSelector === true) { faults.add('must not be true: each Job gets its own selector', [...path, 'manualSelector']); }
}

function checkJob(faults: FieldFaults, { metadata, spec }: KubernetesObject): void {
  const { selector, manualSelector } = mapOf(spec) ?? {};
  const labels = mapOf(spec?.template?.metadata?.labels) ?? {};
  checkSelector(faults, selector, ['spec', 'selector']);
  if (faults.found.length > 0 || !isKnown(manualSelector)) { return; }
  if (manualSelector === true) {
    if (!isGiven(selector)) { faults.add("must be given with 'manualSelector: true'", ['spec', 'selector']); return; }
    if (mapOf(selector) && matchesSelector(selector, labels) === false) { faults.add("must be such that 'spec.selector' picks them", ['spec', 'template', 'metadata', 'labels']); }
    return;
  }
  const path = ['spec', 'template', 'metadata', 'labels'];
  const name = textOf(metadata?.name);
  for (const key of UID_LABELS) { if (isGiven(labels[key])) { faults.add('must be left to Kubernetes', [...path, key]); } }
  for (const key of NAME_LABELS) {
    if (isGiven(labels[key]) && isKnown(labels[key]) && isKnown(metadata?.name) && labels[key] !== name) { faults.add('must be the name of the Job, or left to Kubernetes', [...path, key], labels[key]); }
  }
  if (mapOf(selector) === undefined || name === undefined || faults.found.length > 0) { return; }
  // A selector that picks what all pods of the Job have is taken.
  const given = Object.fromEntries([...NAME_LABELS.map((key) => [key, name]), ...UID_LABELS.map((key) => [key, 'a uid'])]);
  if (matchesSelector(selector, given) === false) { faults.add("must not be given without 'manualSelector: true'", ['spec', 'selector']); }
}
