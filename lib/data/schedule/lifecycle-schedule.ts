import { Duration } from 'cdk8s';
import { optionsOf } from '../../construct/factory-options';
import { Prop } from '../../construct/prop';
import { also, defaulted, textOf, wholeNumber } from '../../construct/shape';
import { struct, WithDefaults } from '../../construct/struct';
import { WarningText } from '../../construct/warning';
import { isKnown, knownPart } from '../../manifest/known';
import { AlertRule, matchers } from '../alert-rule';
import { duration } from '../duration';
import { elasticsearchCronFault, longestMinutes, shortestMinutes } from '../elasticsearch/elasticsearch-cron';
import { policyNameFault } from '../elasticsearch/elasticsearch-name';
import { templateLiteral } from '../go-template';
import { ScheduledScript } from '../script-pod';
import { contentsBody, PolicyBody, timeValue } from '../snapshot-bodies';
import { AlertContext, ScheduleContext, ScheduleStrategy } from './schedule-strategy';

/** When Elasticsearch's own snapshot lifecycle management takes snapshots, and how long it keeps them. */
export interface LifecycleScheduleOptions {
  /**
   * Cron line of Elasticsearch, in UTC: six or seven fields, the first of which is the second. `0 30 1 * * ?` is 01:30 each day.
   * @see https://www.elastic.co/docs/reference/elasticsearch/rest-apis/api-conventions#api-cron-expressions
   * @default '0 30 1 * * ?'
   */
  readonly schedule?: string;

  /**
   * Id of the policy.
   * @default - the name of the snapshotter
   */
  readonly policy?: string;

  /**
   * Name of the snapshots, as a rule with date math. Elasticsearch puts something unique behind it.
   * @default - `<name-{now/d}>` with the name of the snapshotter
   */
  readonly snapshotName?: string;

  /**
   * Age from which on a snapshot goes.
   * @default Duration.days(30)
   */
  readonly expireAfter?: Duration;

  /**
   * How many snapshots stay, however old.
   * @default 5
   */
  readonly minCount?: number;

  /**
   * How many complete snapshots there may be, however young.
   * @default - any number
   */
  readonly maxCount?: number;
}

type Defaults = 'schedule' | 'expireAfter' | 'minCount';

/** What the options must look like. */
export const lifecycleOptions = optionsOf(also(struct<LifecycleScheduleOptions, Defaults>("{ schedule: '0 30 1 * * ?' }", {
  schedule: defaulted('0 30 1 * * ?', textOf(elasticsearchCronFault, { fix: "Use one such as '0 30 1 * * ?', which is 01:30 UTC each day" })),
  policy: textOf(policyNameFault, { fix: "Use one such as 'nightly'" }),
  snapshotName: textOf(snapshotNameFault, { fix: "Use one such as '<nightly-{now/d}>'" }),
  expireAfter: defaulted(Duration.days(30), duration({ least: 'a second', example: 'Duration.days(14)', fix: 'Use days' })),
  minCount: defaulted(5, wholeNumber({ min: 1, fix: 'Leave it out for 5' })),
  maxCount: wholeNumber({ min: 1, fix: 'Leave it out for any number' }),
}), checkCounts));

/** Elasticsearch refuses policies that run more often, unless `slm.minimum_interval` says otherwise. */
const MINIMUM_MINUTES = 15;

/** Snapshots by snapshot lifecycle management. */
export class LifecycleSchedule implements ScheduleStrategy {
  public readonly privileges = ['cluster:admin/slm/put', 'cluster:admin/slm/status', 'cluster:admin/snapshot/create'];

  public constructor(private readonly options: WithDefaults<LifecycleScheduleOptions, Defaults>) {}

  public warnings(): WarningText[] {
    const { schedule, minutes } = this.pause(shortestMinutes) ?? { schedule: '', minutes: Infinity };
    return minutes >= MINIMUM_MINUTES ? [] : [{
      id: 'data/snapshot-interval',
      message: `Elasticsearch refuses a policy that runs more often than every ${MINIMUM_MINUTES} minutes, and '${schedule}' does. Let it run less often, or lower its setting 'slm.minimum_interval'.`,
    }];
  }

  public longestPause() {
    return this.pause(longestMinutes);
  }

  public policy(context: ScheduleContext): { readonly id: string; readonly body: PolicyBody } {
    const { name, repository, contents } = context;
    const { schedule, expireAfter, minCount, maxCount, snapshotName = `<${name}-{now/d}>` } = this.options;
    return {
      id: this.options.policy ?? name,
      body: {
        name: snapshotName,
        schedule,
        repository,
        config: contentsBody(contents, name),
        retention: { expire_after: timeValue(expireAfter), min_count: minCount, max_count: maxCount },
      },
    };
  }

  public scripts(): ScheduledScript[] {
    return [];
  }

  public ownSnapshots(name: string): { readonly [variable: string]: string } {
    return { POLICY: this.options.policy ?? name };
  }

  public alerts({ name, repository, staleSeconds, exporterLabels }: AlertContext): AlertRule[] {
    const policy = this.options.policy ?? name;
    const [policyText, repositoryText] = [policy, repository].map(templateLiteral);
    const latest = `elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds${matchers({ ...exporterLabels, repository })}`;
    return [
      {
        alert: 'ElasticsearchSnapshotStale',
        expr: `time() - max(${latest}) > ${staleSeconds}`,
        for: '15m',
        summary: `Newest snapshot in repository '${repositoryText}' is too old.`,
        description: `Policy '${policyText}' has brought none for {{ $value | humanizeDuration }}. Ask GET _slm/policy/${policyText} for the last failure. Metric of elasticsearch_exporter, --collector.snapshots.`,
      },
      {
        alert: 'ElasticsearchSnapshotFailed',
        expr: `max(increase(elasticsearch_slm_stats_snapshots_failed_total${matchers({ ...exporterLabels, policy })}[6h])) > 0`,
        summary: `Policy '${policyText}' failed to take a snapshot.`,
        description: `Ask GET _slm/policy/${policyText} for the last failure. Metric of elasticsearch_exporter, --collector.slm.`,
      },
      {
        alert: 'ElasticsearchSnapshotCleanUpFailed',
        expr: `max(increase(elasticsearch_slm_stats_retention_failed_total${matchers(exporterLabels)}[1d])) > 0`,
        summary: 'Elasticsearch failed to delete snapshots that are past their retention.',
        description: 'Ask GET _slm/stats, and look for SnapshotRetentionTask in the log of the master. Metric of elasticsearch_exporter, --collector.slm.',
      },
      {
        alert: 'ElasticsearchSnapshotLifecycleStopped',
        expr: `max(elasticsearch_slm_stats_operation_mode${matchers({ ...exporterLabels, operation_mode: 'RUNNING' })}) == 0`,
        for: '1h',
        summary: 'Snapshot lifecycle management is stopped: no policy takes a snapshot.',
        description: 'Start it with POST _slm/start. Metric of elasticsearch_exporter, --collector.slm.',
      },
      {
        alert: 'ElasticsearchSnapshotMetricsMissing',
        expr: `absent(${latest})`,
        for: '1h',
        summary: `Nobody knows how old the newest snapshot in repository '${repositoryText}' is.`,
        description: 'elasticsearch_exporter is down, or runs without --collector.snapshots, or the repository is not registered.',
      },
    ];
  }

  /** A pause that its line makes, once that is known. */
  private pause(minutesOf: (schedule: string) => number) {
    const { schedule } = this.options;
    return isKnown(schedule) ? { schedule, minutes: minutesOf(schedule) } : undefined;
  }
}

function checkCounts(options: LifecycleScheduleOptions, prop: Prop): void {
  const { minCount, maxCount } = knownPart(options);
  if (minCount !== undefined && maxCount !== undefined && maxCount < minCount) {
    prop.at('maxCount').fault({ id: 'data/snapshot-counts', rule: `must not be less than 'minCount', which is ${minCount}`, got: maxCount, fix: 'Correct one of the two' });
  }
}

function snapshotNameFault(name: string): string | undefined {
  const math = /^<(.+)>$/.exec(name);
  // Between braces stand formats and time zones, of which only Elasticsearch knows all.
  const plain = math === null ? name : math[1].replace(/\{[^{}]*(?:\{[^{}]*\})?\}/g, '');
  return /^[^_\\/*?"<>|, #\p{Lu}\p{Cc}{}][^\\/*?"<>|, #\p{Lu}\p{Cc}{}]*$/u.test(plain)
    ? undefined
    : 'must be lower case without spaces and \\ / * ? " < > | , #, or such a name with date math between < and >';
}
