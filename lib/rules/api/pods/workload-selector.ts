import { matchesSelector } from '../../../manifest/label-selector';
import { KubernetesObject } from '../../../manifest/object';
import { ObjectRule } from '../../rule';
import { FieldFaults, isGiven, mapOf } from './field-faults';
import { checkSelector } from './label-selector';

/** A workload finds the pods that it makes, and says which. */
export const workloadSelector: ObjectRule = {
  id: 'api/workload-selector',
  severity: 'refused',
  about: 'object',
  kinds: ['apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', 'apps/DaemonSet', '/ReplicationController'],
  why: 'A workload that does not know its own pods again would make new ones for ever.',
  fix: "Give 'spec.selector' labels that the pod template has",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector',
  check: (object) => {
    const faults = new FieldFaults();
    if (object.kind === 'ReplicationController') { checkController(faults, object); } else { checkLabelSelector(faults, object); }
    return faults.found;
  },
};

function checkLabelSelector(faults: FieldFaults, { spec }: KubernetesObject): void {
  const selector = mapOf(spec?.selector);
  if (selector === undefined) { return; }
  checkSelector(faults, selector, ['spec', 'selector']);
  if (faults.found.length > 0) { return; }
  if (isEmpty(selector.matchLabels) && isEmpty(selector.matchExpressions)) { faults.add('must pick some pods, not all', ['spec', 'selector']); return; }
  checkMatch(faults, spec, selector);
}

/** Its selector is a map of labels, and those of the template where there is none. */
function checkController(faults: FieldFaults, { spec }: KubernetesObject): void {
  const labels = mapOf(spec?.template?.metadata?.labels) ?? {};
  const selector = isEmpty(spec?.selector) ? labels : mapOf(spec?.selector);
  if (selector === undefined) { return; }
  if (isEmpty(selector)) { faults.add('must hold labels that the pods have', ['spec', 'selector']); return; }
  if (!isGiven(spec?.template)) { faults.add('must be given', ['spec', 'template']); return; }
  checkMatch(faults, spec, { matchLabels: selector });
}

function checkMatch(faults: FieldFaults, spec: any, selector: object): void {
  const labels: unknown = spec?.template?.metadata?.labels;
  if (isGiven(labels) && mapOf(labels) === undefined) { return; }
  if (matchesSelector(selector, mapOf(labels) ?? {}) === false) { faults.add("must be such that 'spec.selector' picks them", ['spec', 'template', 'metadata', 'labels']); }
}

function isEmpty(value: unknown): boolean {
  return !isGiven(value) || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
