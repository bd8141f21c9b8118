import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { labelKeyFault } from '../../../manifest/label';
import { listOf } from '../../../manifest/object';
import { ClusterManifests } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, rangeFault, textOf, wordFault } from './field-faults';
import { indexesFault, totalOfIndexes } from './job-indexes';
import { JOB_KINDS, jobSpecOf } from './job-spec';
import { isFrom } from './target-minor';

const MAX_RULES = 20;
const MAX_VALUES = 255;
const MAX_INDEXES = 64 * 1024;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];

type Fields = { readonly [field: string]: any };

/** Rules about which failures count and when a Job has succeeded can be followed. */
export const jobPolicies: ObjectRule = {
  id: 'api/job-policies',
  severity: 'refused',
  about: 'object',
  kinds: JOB_KINDS,
  why: 'Each rule is about exit codes or about conditions of pods, and speaks of containers and indexes that there are.',
  fix: 'Correct the rule, or leave it out',
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy',
  check: (object, cluster) => {
    const given = jobSpecOf(object);
    const [failure, success] = [mapOf(given?.spec.podFailurePolicy), mapOf(given?.spec.successPolicy)];
    if (given === undefined || (failure === undefined && success === undefined)) { return undefined; }
    const { spec, path } = given;
    const faults = new FieldFaults();
    // 1.28 drops rules about indexes where they stand on a Job.
    const drops = object.kind === 'Job' && !isFrom(cluster, '1.29');
    if (failure !== undefined) { checkFailurePolicy(faults, listOf(failure.rules).map((rule) => (drops && rule?.action === 'FailIndex' ? undefined : rule)), spec, [...path, 'podFailurePolicy', 'rules'], cluster); }
    // Before, it is dropped where it stands on a Job.
    if (success !== undefined && isFrom(cluster, object.kind === 'CronJob' ? '1.30' : '1.31')) {
      checkSuccessPolicy(faults, success.rules, spec, [...path, 'successPolicy']);
    }
    const policy: unknown = spec.template?.spec?.restartPolicy;
    if (failure !== undefined && policy === 'OnFailure') { faults.add("must be Never beside 'podFailurePolicy'", [...path, 'template', 'spec', 'restartPolicy'], policy); }
    return faults.found;
  },
};

function checkFailurePolicy(faults: FieldFaults, rules: readonly any[], spec: Fields, path: FieldPath, cluster: ClusterManifests): void {
  if (rules.length > MAX_RULES) { faults.add(`must hold at most ${MAX_RULES} rules`, path); }
  const pod = spec.template?.spec;
  const names = new Set([...listOf(pod?.containers), ...listOf(pod?.initContainers)].map((container) => container?.name));
  rules.forEach((each, index) => {
    const rule = mapOf(each);
    if (rule === undefined) { return; }
    const at = [...path, index];
    faults.add(wordFault(rule.action, ACTIONS), [...at, 'action'], rule.action);
    if (rule.action === 'FailIndex' && !isGiven(spec.backoffLimitPerIndex) && cluster.kubernetesVersion !== undefined) { faults.add("must not be FailIndex without 'backoffLimitPerIndex'", [...at, 'action']); }
    const conditions = listOf(rule.onPodConditions);
    if (isGiven(rule.onExitCodes) === conditions.length > 0) { faults.add('must be about one of onExitCodes and onPodConditions', at); }
    const codes = mapOf(rule.onExitCodes);
    if (codes !== undefined) { checkExitCodes(faults, codes, names, [...at, 'onExitCodes']); }
    if (conditions.length > MAX_RULES) { faults.add(`must hold at most ${MAX_RULES}`, [...at, 'onPodConditions']); }
    conditions.forEach((condition, place) => {
      const { type, status } = mapOf(condition) ?? {};
      if (isGiven(type)) { faults.add(labelKeyFault(type), [...at, 'onPodConditions', place, 'type'], type); }
      if ((status ?? '') !== '') { faults.add(wordFault(status, ['True', 'False', 'Unknown']), [...at, 'onPodConditions', place, 'status'], status); }
    });
  });
}

function checkExitCodes(faults: FieldFaults, { operator, containerName, values }: Fields, names: ReadonlySet<unknown>, path: FieldPath): void {
  faults.add(wordFault(operator, ['In', 'NotIn']), [...path, 'operator'], operator);
  if (isGiven(containerName) && isKnown(containerName) && [...names].every(isKnown) && !names.has(containerName)) {
    faults.add('must name a container of the pod', [...path, 'containerName'], containerName);
  }
  const codes = listOf(values);
  if (codes.length === 0 && isKnown(values)) { faults.add('must hold at least one', [...path, 'values']); }
  if (codes.length > MAX_VALUES) { faults.add(`must hold at most ${MAX_VALUES}`, [...path, 'values']); }
  codes.forEach((code, index) => {
    if (operator === 'In' && code === 0) { faults.add('must not be 0, which is no failure', [...path, 'values', index]); }
    if (codes.indexOf(code) < index) { faults.add('must not stand there a second time', [...path, 'values', index], code); }
  });
  if (codes.some((code, index) => codes[index - 1] > code)) { faults.add('must be in order', [...path, 'values']); }
}

function checkSuccessPolicy(faults: FieldFaults, given: unknown, spec: Fields, path: FieldPath): void {
  if ((spec.completionMode ?? 'NonIndexed') !== 'Indexed') {
    if (isKnown(spec.completionMode)) { faults.add('must only be given with the completion mode Indexed', path); }
    return;
  }
  const rules = listOf(given);
  if (rules.length === 0 && isKnown(given)) { faults.add('must hold at least one', [...path, 'rules']); }
  if (rules.length > MAX_RULES) { faults.add(`must hold at most ${MAX_RULES} rules`, [...path, 'rules']); }
  const { completions } = spec;
  rules.forEach((each, index) => {
    const { succeededCount: count, succeededIndexes: indexes } = mapOf(each) ?? {};
    const at = [...path, 'rules', index];
    if (!isGiven(count) && !isGiven(indexes)) { faults.add('must say succeededCount or succeededIndexes', at); }
    if (typeof completions !== 'number') { return; }
    if (textOf(indexes) !== undefined) {
      faults.add(indexes.length > MAX_INDEXES ? `must have at most ${MAX_INDEXES} characters` : indexesFault(indexes, completions), [...at, 'succeededIndexes'], indexes);
    }
    faults.add(rangeFault(count, 0), [...at, 'succeededCount'], count);
    if (count > completions) { faults.add(`must be at most the completions, ${completions}`, [...at, 'succeededCount'], count); }
    if (typeof indexes === 'string' && isKnown(indexes) && count > totalOfIndexes(indexes, completions)) { faults.add("must be at most the number of 'succeededIndexes'", [...at, 'succeededCount'], count); }
  });
}
