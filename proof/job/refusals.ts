import { JobCompletionMode, JobRestartPolicy, PodReplacementPolicy } from '../../lib/workload/job/job-workload';
import { ExitCodeOperator, PodFailureAction } from '../../lib/workload/job/pod-failure-policy';
import { AnyProps, Kind } from './programs';

/** A rule of ours, a set of props that breaks it alone, and what would have been emitted without the rule. */
export interface Refusal {
  readonly kind: Kind;
  /** What the fault says, without what is different in every case. */
  readonly rule: string;
  /** The prop that the fault names. */
  readonly prop: string;
  /** What is legal beside the one prop. */
  readonly legal: AnyProps;
  /** What is not. */
  readonly props: AnyProps;
  /** Field of the workload that the prop governs. */
  readonly at: readonly (string | number)[];
  /** What would stand there. */
  readonly value: unknown;
  /** Why we refuse what the API server takes; undefined where it refuses it, too. */
  readonly reason?: string;
}

/** Rule, prop that the fault names, props, field of the workload, value there, why we are stricter, what is legal beside. */
type Row = readonly [string, string, AnyProps, readonly (string | number)[], unknown, string?, AnyProps?];

const { INDEXED } = JobCompletionMode;
const { IN, NOT_IN } = ExitCodeOperator;
const { COUNT, FAIL_INDEX, FAIL_JOB, IGNORE } = PodFailureAction;

const BY_INDEX: AnyProps = { completionMode: INDEXED, completions: 3 };
const MANY: AnyProps = { completionMode: INDEXED, completions: 100_001, backoffLimitPerIndex: 1, maxFailedIndexes: 1 };
const EVICTED = { action: IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] };
const EVICTED_WIRE = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
const failing = (...rules: any[]): AnyProps => ({ podFailurePolicy: { rules } });
const exiting = (operator: string, ...values: number[]) => ({ action: FAIL_JOB, onExitCodes: { operator, values } });
const succeeding = (...rules: any[]): AnyProps => ({ ...BY_INDEX, successPolicy: { rules } });

const FAILURES = ['spec', 'podFailurePolicy', 'rules'];
const FIRST_CODES = [...FAILURES, 0, 'onExitCodes'];
const SUCCESSES = ['spec', 'successPolicy', 'rules'];
const LABELS = ['spec', 'template', 'metadata', 'labels'];
const RESTART = ['spec', 'template', 'spec', 'restartPolicy'];

const OF_JOBS: readonly Row[] = [
  ["must be 'Never' or 'OnFailure'", 'restartPolicy', { restartPolicy: 'Always' as any }, RESTART, 'Always'],
  ['must be a whole number of at least 0', 'backoffLimit', { backoffLimit: -1 }, ['spec', 'backoffLimit'], -1],
  ['must be a whole number from 0 to 2147483647', 'backoffLimit', { backoffLimit: 2 ** 31 }, ['spec', 'backoffLimit'], 2 ** 31],
  ['must be a whole number of at least 1', 'activeDeadlineSeconds', { activeDeadlineSeconds: 0 }, ['spec', 'activeDeadlineSeconds'], 0, 'the Job would fail as soon as it starts'],
  ['must be a whole number of at least 0', 'ttlSecondsAfterFinished', { ttlSecondsAfterFinished: -1 }, ['spec', 'ttlSecondsAfterFinished'], -1],
  ['must be a whole number of at least 1', 'completions', { completions: 0 }, ['spec', 'completions'], 0, 'nothing would run'],
  ['must be a whole number of at least 1', 'parallelism', { parallelism: 0 }, ['spec', 'parallelism'], 0, "nothing would run, which 'suspend' says aloud"],
  ["must be 'NonIndexed' or 'Indexed'", 'completionMode', { completionMode: 'indexed' as any }, ['spec', 'completionMode'], 'indexed'],
  ["must be 'TerminatingOrFailed' or 'Failed'", 'podReplacementPolicy', { podReplacementPolicy: 'Succeeded' as any }, ['spec', 'podReplacementPolicy'], 'Succeeded'],
  ['must be true or false', 'suspend', { suspend: 'yes' as any }, ['spec', 'suspend'], 'yes'],

  ['must be a DNS label:', 'suffix', { suffix: '1.4.2' }, ['metadata', 'name'], 'work-1.4.2', 'the host names of pods are made of it, and have no dots'],
  ['must make a name of at most 63 characters', 'suffix', { suffix: 'a'.repeat(60) }, ['metadata', 'name'], `work-${'a'.repeat(60)}`],
  ['must make a name of at most 61 characters: Kubernetes adds', 'suffix', { suffix: 'a'.repeat(58) }, ['metadata', 'name'], `work-${'a'.repeat(58)}`, undefined, BY_INDEX],
  ['must have at most 61 characters: Kubernetes adds', 'name', { name: 'a'.repeat(62) }, ['metadata', 'name'], 'a'.repeat(62), undefined, BY_INDEX],
  ['must not be given: Kubernetes itself sets it', 'podLabels.job-name', { podLabels: { 'job-name': 'other' } }, [...LABELS, 'job-name'], 'other'],
  ['must not be given: Kubernetes itself sets it', "selector['batch.kubernetes.io/controller-uid']", { selector: { 'batch.kubernetes.io/controller-uid': 'other' } }, [...LABELS, 'batch.kubernetes.io/controller-uid'], 'other'],

  ["must be given with 'JobCompletionMode.INDEXED'", 'completions', { completions: undefined }, ['spec', 'completions'], undefined, undefined, { ...BY_INDEX, parallelism: 2 }],
  ['must be at most 100000', 'parallelism', { parallelism: 100_001 }, ['spec', 'parallelism'], 100_001, undefined, BY_INDEX],
  ['must be at most 10000 with more than', 'parallelism', { parallelism: 10_001 }, ['spec', 'parallelism'], 10_001, undefined, MANY],
  ["needs 'JobCompletionMode.INDEXED'", 'backoffLimitPerIndex', { backoffLimitPerIndex: 1 }, ['spec', 'backoffLimitPerIndex'], 1],
  ["needs 'JobCompletionMode.INDEXED'", 'successPolicy', { successPolicy: { rules: [{ succeededCount: 1 }] } }, ['spec', 'successPolicy'], { rules: [{ succeededCount: 1 }] }],
  ["needs 'backoffLimitPerIndex'", 'maxFailedIndexes', { maxFailedIndexes: 1 }, ['spec', 'maxFailedIndexes'], 1, undefined, BY_INDEX],
  ["must not be more than 'completions'", 'maxFailedIndexes', { maxFailedIndexes: 4 }, ['spec', 'maxFailedIndexes'], 4, undefined, { ...BY_INDEX, backoffLimitPerIndex: 1 }],
  ['must be given, and at most 10000', 'maxFailedIndexes', { maxFailedIndexes: 10_001 }, ['spec', 'maxFailedIndexes'], 10_001, undefined, MANY],
  ['must be given, and at most 10000', 'maxFailedIndexes', { maxFailedIndexes: undefined }, ['spec', 'maxFailedIndexes'], undefined, undefined, MANY],

  ["must be 'JobRestartPolicy.NEVER' with 'podFailurePolicy'", 'restartPolicy', { restartPolicy: JobRestartPolicy.ON_FAILURE }, RESTART, 'OnFailure', undefined, failing(EVICTED)],
  ["must be 'JobRestartPolicy.NEVER' with 'backoffLimitPerIndex'", 'restartPolicy', { restartPolicy: JobRestartPolicy.ON_FAILURE }, RESTART, 'OnFailure', 'its documentation says so, and the API server does not look', { ...BY_INDEX, backoffLimitPerIndex: 1 }],
  ["must be 'PodReplacementPolicy.FAILED'", 'podReplacementPolicy', { podReplacementPolicy: PodReplacementPolicy.TERMINATING_OR_FAILED }, ['spec', 'podReplacementPolicy'], 'TerminatingOrFailed', undefined, failing(EVICTED)],
  ['must hold at least one', 'podFailurePolicy.rules', failing(), FAILURES, [], 'it says nothing', failing(EVICTED)],
  ['must hold at most 20', 'podFailurePolicy.rules', failing(...Array(21).fill(EVICTED)), FAILURES, Array(21).fill(EVICTED_WIRE), undefined, failing(EVICTED)],
  ["must be 'Count', 'FailIndex', 'FailJob' or 'Ignore'", 'podFailurePolicy.rules[0].action', failing({ ...EVICTED, action: 'Retry' }), [...FAILURES, 0, 'action'], 'Retry', undefined, failing(EVICTED)],
  ["must not be 'PodFailureAction.FAIL_INDEX' without", 'podFailurePolicy.rules[0].action', failing({ ...EVICTED, action: FAIL_INDEX }), [...FAILURES, 0, 'action'], 'FailIndex', undefined, failing(EVICTED)],
  ["must hold one of 'onExitCodes' and 'onPodConditions'", 'podFailurePolicy.rules[0]', failing({ action: COUNT }), [...FAILURES, 0], { action: 'Count' }, undefined, failing(EVICTED)],
  ["must hold one of 'onExitCodes' and 'onPodConditions'", 'podFailurePolicy.rules[0]', failing({ ...EVICTED, ...exiting(IN, 1) }), FIRST_CODES, { operator: 'In', values: [1] }, undefined, failing(EVICTED)],
  ['must hold at least one', 'podFailurePolicy.rules[0].onPodConditions', failing({ action: COUNT, onPodConditions: [] }), [...FAILURES, 0, 'onPodConditions'], [], undefined, failing(EVICTED)],
  ['must hold at most 20', 'podFailurePolicy.rules[0].onPodConditions', failing({ action: COUNT, onPodConditions: Array(21).fill({ type: 'Ready' }) }), [...FAILURES, 0, 'onPodConditions'], Array(21).fill({ type: 'Ready', status: 'True' }), undefined, failing(EVICTED)],
  ['must be a label key', 'podFailurePolicy.rules[0].onPodConditions[0].type', failing({ action: COUNT, onPodConditions: [{ type: 'a b' }] }), [...FAILURES, 0, 'onPodConditions', 0, 'type'], 'a b', undefined, failing(EVICTED)],
  ["must be 'In' or 'NotIn'", 'podFailurePolicy.rules[0].onExitCodes.operator', failing(exiting('Exists', 1)), [...FIRST_CODES, 'operator'], 'Exists', undefined, failing(exiting(IN, 1))],
  ['must hold at least one', 'podFailurePolicy.rules[0].onExitCodes.values', failing(exiting(IN)), [...FIRST_CODES, 'values'], [], undefined, failing(exiting(IN, 1))],
  ['must hold at most 255', 'podFailurePolicy.rules[0].onExitCodes.values', failing(exiting(IN, ...Array.from({ length: 256 }, (_, code) => code + 1))), [...FIRST_CODES, 'values'], Array.from({ length: 256 }, (_, code) => code + 1), undefined, failing(exiting(IN, 1))],
  ['must not be 0', 'podFailurePolicy.rules[0].onExitCodes.values[0]', failing(exiting(IN, 0)), [...FIRST_CODES, 'values'], [0], undefined, failing(exiting(IN, 1))],
  ['must be in ascending order, each once', 'podFailurePolicy.rules[0].onExitCodes.values', failing(exiting(NOT_IN, 2, 1)), [...FIRST_CODES, 'values'], [2, 1], undefined, failing(exiting(NOT_IN, 1))],
  ['must be in ascending order, each once', 'podFailurePolicy.rules[0].onExitCodes.values', failing(exiting(IN, 1, 1)), [...FIRST_CODES, 'values'], [1, 1], undefined, failing(exiting(IN, 1))],
  ['must be a whole number of at least 0', 'podFailurePolicy.rules[0].onExitCodes.values[0]', failing(exiting(IN, -1)), [...FIRST_CODES, 'values'], [-1], 'no program ends with it', failing(exiting(IN, 1))],
  ['must be the name of a container of the pod', 'podFailurePolicy.rules[0].onExitCodes.containerName', failing({ action: COUNT, onExitCodes: { containerName: 'other', operator: IN, values: [1] } }), [...FIRST_CODES, 'containerName'], 'other', undefined, failing(exiting(IN, 1))],

  ['must hold at least one', 'successPolicy.rules', succeeding(), SUCCESSES, [], undefined, succeeding({ succeededCount: 1 })],
  ['must hold at most 20', 'successPolicy.rules', succeeding(...Array(21).fill({ succeededCount: 1 })), SUCCESSES, Array(21).fill({ succeededCount: 1 }), undefined, succeeding({ succeededCount: 1 })],
  ["must hold 'succeededIndexes' or 'succeededCount'", 'successPolicy.rules[0]', succeeding({}), [...SUCCESSES, 0], {}, undefined, succeeding({ succeededCount: 1 })],
  ['must be indexes in ascending order', 'successPolicy.rules[0].succeededIndexes', succeeding({ succeededIndexes: '1,0' }), [...SUCCESSES, 0], { succeededIndexes: '1,0' }, undefined, succeeding({ succeededCount: 1 })],
  ['must be indexes in ascending order', 'successPolicy.rules[0].succeededIndexes', succeeding({ succeededIndexes: '' }), [...SUCCESSES, 0], { succeededIndexes: '' }, 'the Job would succeed without any', succeeding({ succeededCount: 1 })],
  ['must hold at most 65536 characters', 'successPolicy.rules[0].succeededIndexes', succeeding({ succeededIndexes: '0,'.repeat(40_000) }), [...SUCCESSES, 0], { succeededIndexes: '0,'.repeat(40_000) }, undefined, succeeding({ succeededCount: 1 })],
  ["must be below 'completions'", 'successPolicy.rules[0].succeededIndexes', succeeding({ succeededIndexes: '2-3' }), [...SUCCESSES, 0], { succeededIndexes: '2-3' }, undefined, succeeding({ succeededCount: 1 })],
  ['must be a whole number of at least 1', 'successPolicy.rules[0].succeededCount', succeeding({ succeededCount: 0 }), [...SUCCESSES, 0], { succeededCount: 0 }, 'the Job would succeed without any', succeeding({ succeededCount: 1 })],
  ["must not be more than 'completions'", 'successPolicy.rules[0].succeededCount', succeeding({ succeededCount: 4 }), [...SUCCESSES, 0], { succeededCount: 4 }, undefined, succeeding({ succeededCount: 1 })],
  ["must not be more than the number of 'succeededIndexes'", 'successPolicy.rules[0].succeededCount', succeeding({ succeededIndexes: '0', succeededCount: 2 }), [...SUCCESSES, 0], { succeededIndexes: '0', succeededCount: 2 }, undefined, succeeding({ succeededCount: 1 })],
];

const OF_CRON_JOBS: readonly Row[] = [
  ['must be a cron line', 'schedule', { schedule: '30 1 * *' }, ['spec', 'schedule'], '30 1 * *'],
  ['must not name a time zone', 'schedule', { schedule: 'TZ=UTC 30 1 * * *' }, ['spec', 'schedule'], 'TZ=UTC 30 1 * * *'],
  ['must name a day that there is', 'schedule', { schedule: '0 0 31 2 *' }, ['spec', 'schedule'], '0 0 31 2 *', 'no Job would ever start'],
  ['must be the name of a time zone', 'timeZone', { timeZone: 'Europe/Bonn' }, ['spec', 'timeZone'], 'Europe/Bonn'],
  ['must be the name of a time zone', 'timeZone', { timeZone: '' }, ['spec', 'timeZone'], ''],
  ["must not be 'Local'", 'timeZone', { timeZone: 'Local' }, ['spec', 'timeZone'], 'Local'],
  ["must be 'Allow', 'Forbid' or 'Replace'", 'concurrencyPolicy', { concurrencyPolicy: 'Never' as any }, ['spec', 'concurrencyPolicy'], 'Never'],
  ['must be a whole number of at least 10', 'startingDeadlineSeconds', { startingDeadlineSeconds: 9 }, ['spec', 'startingDeadlineSeconds'], 9, 'the controller may never get to it in time'],
  ['must be a whole number of at least 10', 'startingDeadlineSeconds', { startingDeadlineSeconds: -1 }, ['spec', 'startingDeadlineSeconds'], -1],
  ['must be a whole number of at least 0', 'successfulJobsHistoryLimit', { successfulJobsHistoryLimit: -1 }, ['spec', 'successfulJobsHistoryLimit'], -1],
  ['must be a whole number of at least 0', 'failedJobsHistoryLimit', { failedJobsHistoryLimit: -1 }, ['spec', 'failedJobsHistoryLimit'], -1],
  ['must have at most 52 characters', 'name', { name: 'a'.repeat(53) }, ['metadata', 'name'], 'a'.repeat(53)],
  ['must have at most 50 characters', 'name', { name: 'a'.repeat(51) }, ['metadata', 'name'], 'a'.repeat(51), 'its Jobs are refused once their names are as long as Kubernetes lets them be', BY_INDEX],
  ['must not be given: Kubernetes itself sets it', 'podLabels.job-name', { podLabels: { 'job-name': 'other' } }, ['spec', 'jobTemplate', ...LABELS, 'job-name'], 'other', 'its Jobs are refused'],
  ["must be 'Never' or 'OnFailure'", 'restartPolicy', { restartPolicy: 'Always' as any }, ['spec', 'jobTemplate', ...RESTART], 'Always'],
  ["must be 'JobRestartPolicy.NEVER' with 'podFailurePolicy'", 'restartPolicy', { restartPolicy: JobRestartPolicy.ON_FAILURE }, ['spec', 'jobTemplate', ...RESTART], 'OnFailure', undefined, failing(EVICTED)],
];

export const REFUSALS: readonly Refusal[] = Object.entries({ Job: OF_JOBS, CronJob: OF_CRON_JOBS }).flatMap(([kind, rows]) => (
  rows.map(([rule, prop, props, at, value, reason, legal = {}]): Refusal => ({ kind: kind as Kind, rule, prop, props, at, value, reason, legal }))
));

/** What is wrong with the refusal itself: it must be for that rule and that prop alone. */
export function refusalFaults({ rule, prop }: Refusal, faults: readonly string[]): string[] {
  const [fault = 'it is not refused', ...others] = faults;
  return [...(fault.includes(`] '${prop}' ${rule}`) ? [] : [fault]), ...others];
}
