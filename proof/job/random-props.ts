import * as fc from 'fast-check';
import { ConcurrencyPolicy } from '../../lib/workload/hardened-cron-job';
import { JobCompletionMode, JobRestartPolicy, PodReplacementPolicy } from '../../lib/workload/job/job-workload';
import { ExitCodeOperator, PodFailureAction } from '../../lib/workload/job/pod-failure-policy';
import { partial } from '../deployment/random-values';
import { AnyProps, Kind } from './programs';

/** A program with one workload. */
export interface RandomProgram {
  readonly kind: Kind;
  readonly props: AnyProps;
}

const few = fc.constantFrom(0, 1, 2, 3);
const codes = fc.oneof({ weight: 4, arbitrary: fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 4 }).map((all) => all.sort((a, b) => a - b)) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 }) });
const failureRule = fc.oneof(
  fc.record({
    action: fc.constantFrom(...Object.values(PodFailureAction)),
    onExitCodes: fc.record({ operator: fc.constantFrom(...Object.values(ExitCodeOperator)), values: codes, containerName: fc.constantFrom(undefined, 'work', 'fetch') }),
  }),
  fc.record({ action: fc.constantFrom(...Object.values(PodFailureAction)), onPodConditions: fc.array(fc.record({ type: fc.constantFrom('DisruptionTarget', 'example.com/Broken', 'a b') }), { maxLength: 2 }) }),
);
const successRule = partial({ succeededIndexes: fc.constantFrom('0', '0-1', '0,2', '1-0', '', '5'), succeededCount: few });

const ofJobs = {
  restartPolicy: fc.constantFrom(...Object.values(JobRestartPolicy)),
  backoffLimit: fc.constantFrom(0, 6, -1),
  activeDeadlineSeconds: fc.constantFrom(1, 3600, 2 ** 31),
  ttlSecondsAfterFinished: fc.constantFrom(0, 60),
  completions: fc.constantFrom(1, 3, 11, 100_001),
  parallelism: fc.constantFrom(1, 3, 10_001, 100_001),
  completionMode: fc.constantFrom(...Object.values(JobCompletionMode)),
  backoffLimitPerIndex: few,
  maxFailedIndexes: few,
  podFailurePolicy: fc.record({ rules: fc.array(failureRule, { minLength: 1, maxLength: 2 }) }),
  podReplacementPolicy: fc.constantFrom(...Object.values(PodReplacementPolicy)),
  successPolicy: fc.record({ rules: fc.array(successRule, { minLength: 1, maxLength: 2 }) }),
  initContainers: fc.constant([{ name: 'fetch', image: 'registry.example.com/proof/fetch:1.0.0' }]),
  ports: fc.constant([{ port: 8080 }]),
  service: fc.constantFrom({}, { headless: true }, { headless: true, name: 'others' }),
  podLabels: fc.constantFrom({ tier: 'back' }, { 'job-name': 'other' }),
  labels: fc.constantFrom({}, { team: 'a' }),
  suspend: fc.boolean(),
};

const ofJob = { name: fc.constantFrom('job', 'a'.repeat(61), 'a'.repeat(63)), suffix: fc.constantFrom('1-4-2', '1.4.2', 'a'.repeat(60)) };
const ofCronJob = {
  name: fc.constantFrom('job', 'a'.repeat(50), 'a'.repeat(52), 'a'.repeat(53)),
  schedule: fc.constantFrom('@daily', '@every 90m', '*/5 * * * mon-fri', '0 0 31 2 *', '0 24 * * *', 'TZ=UTC @daily'),
  timeZone: fc.constantFrom('Etc/UTC', 'Europe/Berlin', 'Europe/Bonn', 'Local'),
  concurrencyPolicy: fc.constantFrom(...Object.values(ConcurrencyPolicy)),
  startingDeadlineSeconds: fc.constantFrom(10, 3600, 9),
  successfulJobsHistoryLimit: few,
  failedJobsHistoryLimit: fc.constantFrom(0, 5, -1),
};

/** A set in which most props are missing, so that about half of the sets are legal. */
function sparse(fields: { readonly [field: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<AnyProps> {
  return fc.subarray(Object.keys(fields), { maxLength: 5 })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, fields[name]]))) as fc.Arbitrary<AnyProps>);
}

/** A Service needs a port to lead to. */
function repaired(props: AnyProps): AnyProps {
  return props.service === undefined ? props : { ports: [{ port: 8080 }], ...props };
}

/** Any program, legal or not. */
export const programs: fc.Arbitrary<RandomProgram> = fc.oneof(
  fc.record({ kind: fc.constant<Kind>('Job'), props: sparse({ ...ofJobs, ...ofJob }).map(repaired) }),
  fc.record({ kind: fc.constant<Kind>('CronJob'), props: sparse({ ...ofJobs, ...ofCronJob }).map(repaired) }),
);
