import { Duration } from 'cdk8s';
import { optionsOf } from '../../construct/factory-options';
import { defaulted, textOf, wholeNumber } from '../../construct/shape';
import { struct, WithDefaults } from '../../construct/struct';
import { WarningText } from '../../construct/warning';
import { cronJobScheduleFault, longestPauseMinutes, neverFires } from '../../manifest/cron';
import { isKnown } from '../../manifest/known';
import { timeZoneFault } from '../../manifest/time-zone';
import { AlertRule, matchers } from '../alert-rule';
import { duration, wholeSeconds } from '../duration';
import { partOfText } from '../refuse-token';
import { ScheduledScript } from '../script-pod';
import { CLEAN_UP } from '../scripts/clean-up';
import { SNAPSHOT } from '../scripts/snapshot';
import { contentsBody } from '../snapshot-bodies';
import { AlertContext, ScheduleContext, ScheduleStrategy } from './schedule-strategy';

/** When CronJobs take snapshots, and how long they keep them. */
export interface CronJobScheduleOptions {
  /**
   * Cron line of Kubernetes by which a snapshot is taken.
   * @default '30 1 * * *'
   */
  readonly snapshot?: string;

  /**
   * Cron line of Kubernetes by which old snapshots are deleted.
   * @default '30 4 * * *'
   */
  readonly cleanUp?: string;

  /**
   * Time zone of both, e.g. `Europe/Berlin`.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * Age from which on a snapshot goes.
   * @default Duration.days(30)
   */
  readonly expireAfter?: Duration;

  /**
   * How many of the newest complete snapshots stay, however old.
   * @default 5
   */
  readonly minCount?: number;

  /**
   * How long a snapshot may take. Its Job fails then; Elasticsearch goes on with it.
   * @default Duration.hours(6)
   */
  readonly deadline?: Duration;
}

/** Schedule of a CronJob, on days that there are. */
export const cronJobSchedule = textOf((schedule) => cronJobScheduleFault(schedule) ?? (neverFires(schedule) ? 'must name a day that there is' : undefined), {
  fix: "Use one such as '30 1 * * *', which is 01:30 each day",
});

/** Time zone of a CronJob. */
export const timeZone = textOf(timeZoneFault, { fix: "Use one such as 'Europe/Berlin'" });

/** What the options must look like. */
export const cronJobOptions = optionsOf(struct<CronJobScheduleOptions, keyof CronJobScheduleOptions>("{ snapshot: '30 1 * * *' }", {
  snapshot: defaulted('30 1 * * *', cronJobSchedule),
  cleanUp: defaulted('30 4 * * *', cronJobSchedule),
  timeZone: defaulted('Etc/UTC', timeZone),
  expireAfter: defaulted(Duration.days(30), duration({ least: 'a minute', example: 'Duration.days(14)', fix: 'Use days' })),
  deadline: defaulted(Duration.hours(6), duration({ least: 'a minute', example: 'Duration.hours(6)', fix: 'Leave it out for six hours' })),
  minCount: defaulted(5, partOfText(wholeNumber({ min: 1, fix: 'Leave it out for 5' }))),
}));

/** Besides waiting for the snapshot: that Elasticsearch answers, and that pods start. */
const SPARE_SECONDS = 900;

/** Snapshots by CronJobs. */
export class CronJobSchedule implements ScheduleStrategy {
  public readonly privileges = ['cluster:admin/snapshot/create', 'cluster:admin/snapshot/get', 'cluster:admin/snapshot/delete'];

  public constructor(private readonly options: WithDefaults<CronJobScheduleOptions, keyof CronJobScheduleOptions>) {}

  public warnings(): WarningText[] {
    return [];
  }

  public longestPause() {
    const { snapshot: schedule } = this.options;
    return isKnown(schedule) ? { schedule, minutes: longestPauseMinutes(schedule) } : undefined;
  }

  public policy(): undefined {
    return undefined;
  }

  public scripts({ name, contents }: ScheduleContext): ScheduledScript[] {
    const { snapshot, cleanUp, timeZone: zone, expireAfter, minCount, deadline } = this.options;
    const seconds = wholeSeconds(deadline);
    return [
      {
        id: 'snapshot',
        schedule: snapshot,
        timeZone: zone,
        script: SNAPSHOT,
        bodies: { 'snapshot.json': contentsBody(contents, name) },
        env: { SNAPSHOT_PREFIX: name, SNAPSHOT_SECONDS: String(seconds) },
        retrySeconds: 300,
        requestSeconds: 60,
        deadlineSeconds: seconds + SPARE_SECONDS,
        backoffLimit: 2,
        graceSeconds: 30,
      },
      {
        id: 'clean-up',
        schedule: cleanUp,
        timeZone: zone,
        script: CLEAN_UP,
        bodies: {},
        env: { SNAPSHOT_PREFIX: name, EXPIRE_AFTER_SECONDS: String(wholeSeconds(expireAfter)), MIN_COUNT: String(minCount) },
        retrySeconds: 300,
        // Elasticsearch answers when the files are gone.
        requestSeconds: 900,
        deadlineSeconds: 3 * 3600,
        backoffLimit: 2,
        graceSeconds: 30,
      },
    ];
  }

  public ownSnapshots(name: string): { readonly [variable: string]: string } {
    return { SNAPSHOT_PREFIX: name };
  }

  public alerts({ name, namespace, staleSeconds }: AlertContext): AlertRule[] {
    const cronJob = matchers({ namespace, cronjob: `${name}-snapshot` });
    return [
      {
        alert: 'ElasticsearchSnapshotStale',
        // One that has never succeeded has no such time: it counts from when it was made.
        expr: `time() - (max by (namespace, cronjob) (kube_cronjob_status_last_successful_time${cronJob}) or max by (namespace, cronjob) (kube_cronjob_created${cronJob})) > ${staleSeconds}`,
        for: '15m',
        summary: `CronJob '${name}-snapshot' has brought no snapshot for too long.`,
        description: 'None has been complete for {{ $value | humanizeDuration }}. Look at the logs of its Jobs. Metric of kube-state-metrics.',
      },
      {
        alert: 'ElasticsearchSnapshotFailed',
        expr: failedJobs(namespace, [`${name}-snapshot`, `${name}-clean-up`]),
        summary: "Job '{{ $labels.job_name }}' failed.",
        description: 'Look at its log: it says what Elasticsearch refused. The alert ends when the Job is deleted. Metric of kube-state-metrics.',
      },
      {
        alert: 'ElasticsearchSnapshotMetricsMissing',
        expr: `absent(kube_cronjob_created${cronJob})`,
        for: '1h',
        summary: `Nobody knows whether CronJob '${name}-snapshot' runs.`,
        description: 'kube-state-metrics is down or leaves CronJobs out, or the CronJob is gone.',
      },
    ];
  }
}

/** The failed Jobs of some CronJobs. */
export function failedJobs(namespace: string | undefined, cronJobs: readonly string[]): string {
  const owners = cronJobs.map((name) => `kube_job_owner${matchers({ namespace, owner_kind: 'CronJob', owner_name: name })}`).join(' or ');
  return `max by (namespace, job_name) (kube_job_failed${matchers({ namespace, condition: 'true' })}) * on (namespace, job_name) group_left () max by (namespace, job_name) (${owners}) > 0`;
}

