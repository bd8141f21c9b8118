import { Duration, Lazy } from 'cdk8s';
import { ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { CronJobScheduleOptions } from '../../lib/data/schedule/cron-job-schedule';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { placeholder } from '../../lib/manifest/known';
import { snapshotter, warningsOf } from './snapshotter-construct';

const warnings = (props: Partial<ESSnapshotterProps>) => warningsOf(snapshotter(props));

test('warns of a policy that Elasticsearch refuses by default', () => {
  expect(warnings({ schedule: SnapshotSchedule.lifecycle({ schedule: '0 */10 * * * ?' }) })).toEqual([
    "data/snapshot-interval: Elasticsearch refuses a policy that runs more often than every 15 minutes, and '0 */10 * * * ?' does. Let it run less often, or lower its setting 'slm.minimum_interval'.",
  ]);
});

test('warns of the superuser', () => {
  expect(warnings({ user: SnapshotUser.secret('logs-es-elastic-user', { username: 'elastic', passwordKey: 'elastic' }) })).toEqual([
    "data/snapshot-superuser: 'elastic' may do everything, and a snapshotter needs little. Give it a user of its own, e.g. 'SnapshotUser.fileRealm', with the role in 'rolesYaml'.",
  ]);
});

describe('a drill that finds nothing', () => {
  test('raises a warning', () => {
    expect(warnings({ contents: { indices: ['orders-*', 'users'] }, restoreDrill: { indices: ['logs-*'] } })).toEqual([
      "data/restore-drill-empty: The drill restores 'logs-*', and the snapshots hold 'orders-*', 'users': unless that is an alias, nothing is both, and the drill fails each time. Let 'restoreDrill.indices' name what is in 'contents.indices', or leave it out for all.",
    ]);
  });

  test('raises a warning where the snapshots leave it out', () => {
    expect(warnings({ contents: { indices: ['*', '-logs-*'] }, restoreDrill: { indices: ['logs-audit'] } })).toHaveLength(1);
  });

  test.each<[string, Partial<ESSnapshotterProps>]>([
    ['all of all', { restoreDrill: {} }],
    ['some of all', { restoreDrill: { indices: ['logs-*'] } }],
    ['all of some', { contents: { indices: ['orders-*'] }, restoreDrill: {} }],
    ['what may be of it', { contents: { indices: ['orders-*'] }, restoreDrill: { indices: ['*-eu'] } }],
    ['what is not known yet', { contents: { indices: ['orders-*'] }, restoreDrill: { indices: [placeholder('a')] } }],
    ['what is known later as a whole', { contents: { indices: placeholder('a') as any }, restoreDrill: { indices: ['logs-*'] } }],
    ['without a drill', { contents: { indices: ['orders-*'] } }],
  ])('is not what this is: %s', (_, props) => expect(warnings(props)).toEqual([]));
});

describe('an alert between two good snapshots', () => {
  const cronJobs = (snapshot: string, options: CronJobScheduleOptions = {}) => SnapshotSchedule.cronJobs({ snapshot, ...options });
  const lifecycle = (schedule: string) => SnapshotSchedule.lifecycle({ schedule });

  test.each<[string, Partial<ESSnapshotterProps>, string]>([
    ['CronJobs', { schedule: cronJobs('0 0 * * 0'), alerts: {} },
      "By '0 0 * * 0' it can be 7 days from one snapshot to the next, and 'alerts.staleAfter' is 26 hours: ElasticsearchSnapshotStale comes in between although nothing failed. Set 'staleAfter' to 7 days and the time that a snapshot takes, or take snapshots more often."],
    ['lifecycle management', { schedule: lifecycle('0 0 */4 ? * MON-FRI'), alerts: { staleAfter: Duration.hours(5) } },
      "By '0 0 */4 ? * MON-FRI' it can be 52 hours from one snapshot to the next, and 'alerts.staleAfter' is 5 hours: ElasticsearchSnapshotStale comes in between although nothing failed. Set 'staleAfter' to 52 hours and the time that a snapshot takes, or take snapshots more often."],
    ['an interval', { schedule: cronJobs('@every 90s'), alerts: { staleAfter: Duration.minutes(1) } },
      "By '@every 90s' it can be 90 seconds from one snapshot to the next, and 'alerts.staleAfter' is 1 minute: ElasticsearchSnapshotStale comes in between although nothing failed. Set 'staleAfter' to 90 seconds and the time that a snapshot takes, or take snapshots more often."],
  ])('raises a warning with %s', (_, props, message) => expect(warnings(props)).toEqual([`data/snapshot-stale-alert: ${message}`]));

  test.each<[string, Partial<ESSnapshotterProps>]>([
    ['each day', { alerts: {} }],
    ['each day by CronJobs', { schedule: cronJobs('30 1 * * *', { timeZone: 'Europe/Berlin' }), alerts: {} }],
    ['as rare as can be', { schedule: cronJobs('0 */6 * * *'), alerts: { staleAfter: Duration.hours(6) } }],
    ['each week, with an alert that fits', { schedule: lifecycle('0 0 1 ? * SUN'), alerts: { staleAfter: Duration.days(8) } }],
    ['each week, without alerts', { schedule: lifecycle('0 0 1 ? * SUN') }],
    ['when nobody knows yet', { schedule: cronJobs(placeholder('a')), alerts: {} }],
    ['when a token says', { schedule: cronJobs(Lazy.any({ produce: () => '0 0 1 1 *' }) as any), alerts: {} }],
  ])('is not what this is: %s', (_, props) => expect(warnings(props)).toEqual([]));
});
