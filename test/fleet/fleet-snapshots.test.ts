// One schedule of snapshots for many clusters.
import { Chart, Duration, Testing } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { ESSnapshotter } from '../../lib/data/es-snapshotter';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { FleetSnapshots, FleetSnapshotsHere, FleetSnapshotsProps } from '../../lib/fleet/fleet-snapshots';
import { parseYaml } from '../../lib/manifest/yaml';
import { errorOf } from '../error-of';

const NAMES = ['prod-eu', 'prod-us', 'prod-ap', 'dev'];
const nightlyOf = (props?: FleetSnapshotsProps, names = NAMES) => new Fleet({ clusters: names.map((name) => ({ name })) }).snapshots('nightly', props);
const chartOf = (name: string, namespace: string | undefined = 'logging') => new Chart(new Cluster({ name }), 'chart', { namespace });
const at = (nightly: FleetSnapshots, cluster: string, namespace = 'logging', name?: string) => nightly.at(chartOf(cluster, namespace), name);
const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** What a snapshotter in 'prod-eu' writes with a schedule. */
function written(scheduleOf: (here: FleetSnapshotsHere) => SnapshotSchedule, props?: FleetSnapshotsProps): any[] {
  const fleet = new Fleet({ clusters: NAMES.map((name) => ({ name })) });
  const nightly = fleet.snapshots('nightly', props);
  fleet.run(ClusterSelector.all(), {
    define: (cluster) => {
      const chart = new Chart(cluster, 'logging', { namespace: 'logging' });
      const here = nightly.at(chart, 'logs');
      new ESSnapshotter(chart, 'logs', {
        cluster: SnapshotTarget.eckNamed('logs'),
        user: SnapshotUser.fileRealm('snapshots-user'),
        repository: SnapshotRepository.s3('snapshots', {
          bucket: 'company-snapshots', basePath: here.basePath, credentials: S3Credentials.webIdentity({ roleArn: 'arn:aws:iam::111122223333:role/snapshots' }),
        }),
        schedule: scheduleOf(here),
      });
    },
  });
  expect(() => fleet.warnings).not.toThrow();
  return parseYaml(fleet.synthYaml('prod-eu')) as any[];
}
const bodyOf = (objects: any[], file: string) => JSON.parse(objects.find(({ kind, data }) => kind === 'ConfigMap' && file in data).data[file]);

test('gives each a folder of its own', () => {
  expect(at(nightlyOf(), 'prod-eu').basePath).toBe('prod-eu/logging/nightly');
  expect(at(nightlyOf(), 'prod-us', 'search', 'logs').basePath).toBe('prod-us/search/logs');
});

test('gives each a time in the window, which depends on nothing but its names', () => {
  const times = NAMES.map((name) => at(nightlyOf(), name).time);
  // Written down: whoever has deployed them would be surprised by others.
  expect(times).toMatchInlineSnapshot(`
[
  "01:12",
  "02:22",
  "02:24",
  "03:34",
]
`);
  expect(new Set(times).size).toBe(4);
  expect(at(nightlyOf({}, ['prod-us']), 'prod-us').time).toBe(times[1]);
  expect(at(nightlyOf(), 'prod-us', 'search').time).not.toBe(times[1]);
  expect(at(nightlyOf(), 'prod-us', 'logging', 'logs').time).not.toBe(times[1]);
});

test('spreads many over the window, also over midnight', () => {
  const nightly = nightlyOf({ from: '23:30', window: Duration.hours(1) });
  const times = Array.from({ length: 600 }, (_, index) => at(nightly, `c-${index}`).time);
  expect(times.filter((time) => !/^(?:23|00):\d\d$/.test(time))).toEqual([]);
  const offsets = times.map((time) => (minutes(time) - minutes('23:30') + 1440) % 1440);
  expect(Math.max(...offsets)).toBeLessThan(60);
  expect(new Set(offsets).size).toBeGreaterThan(55);
  expect(Math.max(...offsets.map((offset) => offsets.filter((other) => other === offset).length))).toBeLessThan(30);
});

test('says both kinds of schedule, each with what the fleet keeps', () => {
  const time = at(nightlyOf(), 'prod-eu', 'logging', 'logs').time;
  const [hour, minute] = [Number(time.slice(0, 2)), Number(time.slice(3))];
  const byItself = written((here) => here.lifecycle({ maxCount: 50 }), { expireAfter: Duration.days(14), minCount: 3 });
  expect(bodyOf(byItself, 'policy.json')).toMatchObject({ schedule: `0 ${minute} ${hour} * * ?`, retention: { expire_after: '14d', min_count: 3, max_count: 50 } });
  expect(bodyOf(byItself, 'repository.json').settings.base_path).toBe('prod-eu/logging/logs');
  const jobs = written((here) => here.cronJobs({ minCount: 7 }), { expireAfter: Duration.days(14), minCount: 3 }).filter(({ kind }) => kind === 'CronJob');
  expect(jobs.map(({ spec }) => spec.schedule).sort()).toEqual([`${minute} ${hour} * * *`, `${minute} ${hour + 3} * * *`].sort());
  expect(JSON.stringify(jobs)).toContain('{"name":"MIN_COUNT","value":"7"}');
  expect(JSON.stringify(jobs)).toContain(`{"name":"EXPIRE_AFTER_SECONDS","value":"${14 * 86_400}"}`);
});

test.each<[string, any, string]>([
  ['a time that is none', { from: '25:00' }, "'from' must be a time of the day, got '25:00'. Use one such as '01:00'."],
  ['a window of more than a day', { window: Duration.hours(25) }, "'window' must be whole minutes, and no more than a day. Use one such as 'Duration.hours(3)'."],
  ['a window of parts of minutes', { window: Duration.seconds(90) }, "'window' must be whole minutes, and no more than a day."],
  ['a window of nothing', { window: Duration.seconds(0) }, "'window' must be at least a minute."],
  ['a window that is a number', { window: 3 }, "'window' must be a 'Duration' of cdk8s, got a number."],
])('refuses %s', (_, props, message) => expect(errorOf(() => nightlyOf(props))).toContain(message));

test('refuses what the fleet says, and a place that is none', () => {
  const here = at(nightlyOf(), 'prod-eu');
  expect(errorOf(() => here.lifecycle({ schedule: '0 0 1 * * ?' }))).toContain("'schedule' must not be given: the schedule of the fleet says it. Leave it out, or use 'SnapshotSchedule' itself.");
  expect(errorOf(() => here.cronJobs({ snapshot: '0 1 * * *', cleanUp: '0 1 * * *', timeZone: 'Europe/Berlin' })).split('\n')).toHaveLength(3);
  expect(errorOf(() => nightlyOf().at(new Chart(new Cluster({ name: 'eu' }), 'chart')))).toContain("must be a chart with a namespace, which is part of the place of the snapshots. Give the chart a 'namespace'.");
  expect(errorOf(() => at(nightlyOf(), 'prod-eu', 'logging', 'a/b'))).toContain("'name' must be a DNS label");
  expect(errorOf(() => nightlyOf().at(Testing.chart()))).toContain('Cluster');
});
