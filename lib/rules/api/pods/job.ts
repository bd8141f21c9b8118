import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { FieldPath } from '../../../manifest/field-path';
import { OLDEST_SUPPORTED } from '../../../manifest/kubernetes-version';
import { KubernetesObject } from '../../../manifest/object';
import { ObjectRule } from '../../rule';
import { FieldFaults, isGiven, rangeFault, textOf, wordFault } from './field-faults';
import { JOB_KINDS, jobSpecOf } from './job-spec';
import { isFrom } from './target-minor';

const NUMBERS = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];
const MOST_PARALLEL = 100_000;
const MANY_COMPLETIONS = 100_000;
const MOST_AT_MANY = 10_000;
const MAX_MANAGER = 63;
const MAX_LABEL = 63;

type Spec = { readonly [field: string]: any };

/** A Job says how often and how much at once in numbers from 0, and counts by index where it speaks of indexes. */
export const job: ObjectRule = {
  id: 'api/job',
  severity: 'refused',
  about: 'object',
  kinds: JOB_KINDS,
  why: 'Pods of a Job have indexes where it is Indexed and says how many there are, and nowhere else.',
  fix: "Use numbers from 0, and 'completionMode: Indexed' with 'completions' where indexes are meant",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/',
  check: (object, cluster) => {
    const given = jobSpecOf(object);
    if (given === undefined) { return undefined; }
    const { spec, path } = given;
    const faults = new FieldFaults();
    for (const field of NUMBERS) { faults.add(rangeFault(spec[field], 0), [...path, field], spec[field]); }
    faults.add(wordFault(spec.completionMode, ['NonIndexed', 'Indexed']), [...path, 'completionMode'], spec.completionMode);
    checkName(faults, spec, object);
    if (spec.completionMode === 'Indexed') { checkIndexed(faults, spec, path, object); }
    // Before, these are dropped where they stand on a Job. Within a CronJob they are looked at.
    const kept = (minor: string) => isFrom(cluster, minor) || (object.kind === 'CronJob' && isFrom(cluster, OLDEST_SUPPORTED));
    if (kept('1.29')) { checkPerIndex(faults, spec, path); }
    if (isGiven(spec.managedBy) && kept('1.32')) { faults.add(managerFault(spec.managedBy), [...path, 'managedBy'], spec.managedBy); }
    return faults.found;
  },
};

function checkIndexed(faults: FieldFaults, { completions, parallelism }: Spec, path: FieldPath, { kind, metadata }: KubernetesObject): void {
  // Where neither is said, one pod completes the Job.
  if (!isGiven(completions) && isGiven(parallelism)) { faults.add('must be given with the completion mode Indexed', [...path, 'completions']); }
  if (parallelism > MOST_PARALLEL) { faults.add(`must be at most ${MOST_PARALLEL} with the completion mode Indexed`, [...path, 'parallelism'], parallelism); }
  const name = textOf(metadata?.name);
  if (kind !== 'Job' || name === undefined || !(completions > 0) || dnsSubdomainFault(name) !== undefined) { return; }
  const host = `${name}-${completions - 1}`;
  if (dnsLabelFault(host) !== undefined) { faults.add(`must leave room for the index in the name of a pod: '${host}' ${dnsLabelFault(host)}`, ['metadata', 'name']); }
}

function checkName(faults: FieldFaults, { manualSelector }: Spec, { kind, metadata }: KubernetesObject): void {
  const name = textOf(metadata?.name);
  if (kind === 'Job' && name !== undefined && name.length > MAX_LABEL && manualSelector !== true) {
    faults.add(`must have at most ${MAX_LABEL} characters: it becomes a label of the pods`, ['metadata', 'name'], name);
  }
}

function checkPerIndex(faults: FieldFaults, spec: Spec, path: FieldPath): void {
  const { completionMode, completions, parallelism, backoffLimitPerIndex, maxFailedIndexes, podReplacementPolicy, podFailurePolicy } = spec;
  for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
    faults.add(rangeFault(spec[field], 0), [...path, field], spec[field]);
    if (isGiven(spec[field]) && (completionMode ?? 'NonIndexed') === 'NonIndexed') { faults.add('must only be given with the completion mode Indexed', [...path, field], spec[field]); }
  }
  if (isGiven(maxFailedIndexes) && !isGiven(backoffLimitPerIndex)) { faults.add("must be given beside 'maxFailedIndexes'", [...path, 'backoffLimitPerIndex']); }
  if (isGiven(podReplacementPolicy)) {
    faults.add(wordFault(podReplacementPolicy, isGiven(podFailurePolicy) ? ['Failed'] : ['Failed', 'TerminatingOrFailed']), [...path, 'podReplacementPolicy'], podReplacementPolicy);
  }
  if (completionMode !== 'Indexed') { return; }
  if (maxFailedIndexes > completions) { faults.add("must not be more than 'completions'", [...path, 'maxFailedIndexes'], maxFailedIndexes); }
  if (maxFailedIndexes > MANY_COMPLETIONS) { faults.add(`must be at most ${MANY_COMPLETIONS}`, [...path, 'maxFailedIndexes'], maxFailedIndexes); }
  if (!(completions > MANY_COMPLETIONS) || !isGiven(backoffLimitPerIndex)) { return; }
  if (!isGiven(maxFailedIndexes)) { faults.add(`must be given for more than ${MANY_COMPLETIONS} completions`, [...path, 'maxFailedIndexes']); }
  const fault = `must be at most ${MOST_AT_MANY} for more than ${MANY_COMPLETIONS} completions`;
  if (parallelism > MOST_AT_MANY) { faults.add(fault, [...path, 'parallelism'], parallelism); }
  if (maxFailedIndexes > MOST_AT_MANY) { faults.add(fault, [...path, 'maxFailedIndexes'], maxFailedIndexes); }
}

function managerFault(manager: unknown): string | undefined {
  if (typeof manager !== 'string') { return undefined; }
  if (manager.length > MAX_MANAGER) { return `must have at most ${MAX_MANAGER} characters`; }
  const slash = manager.indexOf('/');
  const legal = slash > 0 && dnsSubdomainFault(manager.slice(0, slash)) === undefined && /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(manager.slice(slash + 1));
  return legal ? undefined : 'must be a path behind a domain, such as example.com/controller';
}
