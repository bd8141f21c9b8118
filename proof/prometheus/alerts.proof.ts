import * as assert from 'node:assert/strict';
import { Chart, Duration } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { ESSnapshotter, ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotAlerts } from '../../lib/data/snapshot-alerts';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { Checks, Proof } from '../proof';
import { AlertNow, Case, RuleTest } from './rule-test';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Labels that kube-state-metrics gives to all of the CronJob that takes snapshots. */
const SNAPSHOT = '{namespace="data", cronjob="nightly-snapshot"}';

export const proofs: Proof[] = [{
  name: 'es-alerts',
  title: 'The alerts of ESSnapshotter come when they should, and only then: when snapshots fail, get old, or nobody knows.',
  needs: ['prometheus'],
  run: async (context) => {
    const host = context.host('prometheus');
    const prove = async (topic: string, props: Partial<ESSnapshotterProps>, cases: (registration: string) => readonly Case[]) => {
      const { registration, rule } = emitted(props);
      const test = RuleTest.of(rule, host.processes.newFolder('rules'), host.binaries.program('promtool'), host.processes);
      await proveRules(test, cases(registration), context.about(topic));
    };
    await prove('CronJobs', { schedule: SnapshotSchedule.cronJobs() }, cronJobCases);
    await prove('lifecycle management', { schedule: SnapshotSchedule.lifecycle() }, lifecycleCases);
    await context.about('settings').check('labels, the age and the names of others are what is said', async () => {
      const alerts: SnapshotAlerts = { staleAfter: Duration.hours(3), alertLabels: { team: 'search' }, exporterLabels: { cluster: 'it\'s "logs\\\\"' } };
      const { rule } = emitted({
        schedule: SnapshotSchedule.lifecycle({ policy: 'it\'s-{{by}}-$hand' }), repository: SnapshotRepository.sharedFileSystem('back{{ups', { claimName: 'snapshots' }), alerts,
      });
      const test = RuleTest.of(rule, host.processes.newFolder('rules'), host.binaries.program('promtool'), host.processes);
      await test.check();
      const series = 'elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds{repository="back{{ups", cluster="it\'s \\"logs\\\\\\\\\\""}';
      await test.run({
        title: 'settings', minutes: 8 * HOUR, series: { [series]: '0x480' },
        alerts: [{ after: 3 * HOUR + 16, alert: 'ElasticsearchSnapshotStale', labels: { team: 'search' }, value: '3h 16m 0s' }],
      });
    });
  },
}];

function emitted(props: Partial<ESSnapshotterProps>): { readonly registration: string; readonly rule: any } {
  const chart = new Chart(new Cluster({ name: 'proof' }), 'data', { namespace: 'data' });
  const snapshotter = new ESSnapshotter(chart, 'nightly', {
    cluster: SnapshotTarget.eckNamed('logs'), user: SnapshotUser.secret('snapshot-user'), alerts: {}, restoreDrill: {},
    repository: SnapshotRepository.sharedFileSystem('backups', { claimName: 'snapshots' }), ...props,
  });
  return { registration: snapshotter.registration.name, rule: snapshotter.prometheusRule!.toJson() };
}

async function proveRules(test: RuleTest, cases: readonly Case[], { check }: Checks): Promise<void> {
  await check('the rules are rules', async () => { await test.check(); });
  for (const one of cases) { await check(one.title, () => test.run(one)); }
  await check('no alert is without a case', () => {
    const shown = new Set(cases.flatMap(({ alerts }) => alerts.map(({ alert }) => alert)));
    assert.deepEqual(test.alertNames.filter((name) => !shown.has(name)), []);
    return `${test.alertNames.length} alerts`;
  });
}

function failedJob(job: string, owner: string | undefined, namespace = 'data'): { [series: string]: string } {
  return {
    [`kube_job_failed{namespace="${namespace}", job_name="${job}", condition="true", reason="BackoffLimitExceeded"}`]: `_x${HOUR} 1x4000`,
    [`kube_job_failed{namespace="${namespace}", job_name="${job}", condition="false"}`]: `_x${HOUR} 0x4000`,
    ...(owner === undefined ? {} : { [`kube_job_owner{namespace="${namespace}", job_name="${job}", owner_kind="CronJob", owner_name="${owner}"}`]: '1x4000' }),
  };
}

/** A success each day, an hour after midnight; the time of the first is in `kube_cronjob_created`. */
const HEALTHY = {
  [`kube_cronjob_created${SNAPSHOT}`]: '0x4400',
  [`kube_cronjob_status_last_successful_time${SNAPSHOT}`]: `_x${HOUR} 3600x${DAY} 90000x${DAY} 176400x${DAY}`,
};

function cronJobCases(registration: string): readonly Case[] {
  const stale = (after: number, value: string): AlertNow => ({ after, alert: 'ElasticsearchSnapshotStale', labels: { namespace: 'data', cronjob: 'nightly-snapshot' }, value });
  const failed = (after: number, job: string, alert = 'ElasticsearchSnapshotFailed'): AlertNow => ({ after, alert, labels: { namespace: 'data', job_name: job } });
  const missing = (after: number): AlertNow => ({ after, alert: 'ElasticsearchSnapshotMetricsMissing', labels: { namespace: 'data', cronjob: 'nightly-snapshot' } });
  return [
    { title: 'with a snapshot each day there is none', minutes: 2 * DAY, series: HEALTHY, alerts: [] },
    {
      title: 'a day without one brings an alert, and the next success ends it',
      minutes: 3 * DAY,
      series: { ...HEALTHY, [`kube_cronjob_status_last_successful_time${SNAPSHOT}`]: `_x${HOUR} 3600x${2 * DAY} 176400x${DAY}` },
      alerts: [stale(HOUR + 26 * HOUR + 16, '1d 2h 16m 0s'), stale(HOUR + 2 * DAY, '2d 0h 0m 0s')],
      quiet: [HOUR + 26 * HOUR + 14, HOUR + 2 * DAY + 2],
    },
    {
      title: 'a CronJob that has never succeeded is as old as it is', minutes: 2 * DAY, series: { [`kube_cronjob_created${SNAPSHOT}`]: '0x4000' },
      alerts: [stale(26 * HOUR + 16, '1d 2h 16m 0s')], quiet: [HOUR, 26 * HOUR],
    },
    {
      title: 'two instances of kube-state-metrics that see it bring one alert', minutes: 2 * DAY,
      series: {
        'kube_cronjob_created{namespace="data", cronjob="nightly-snapshot", instance="a"}': '0x4000',
        'kube_cronjob_created{namespace="data", cronjob="nightly-snapshot", instance="b"}': '0x4000',
      },
      alerts: [stale(26 * HOUR + 16, '1d 2h 16m 0s')],
    },
    { title: 'a snapshot that failed', minutes: 3 * DAY, series: { ...HEALTHY, ...failedJob('nightly-snapshot-1', 'nightly-snapshot') }, alerts: [failed(2 * HOUR, 'nightly-snapshot-1')], quiet: [HOUR - 1] },
    { title: 'a clean-up that failed', minutes: 3 * DAY, series: { ...HEALTHY, ...failedJob('nightly-clean-up-1', 'nightly-clean-up') }, alerts: [failed(2 * HOUR, 'nightly-clean-up-1')] },
    {
      title: 'a drill that failed', minutes: 3 * DAY, series: { ...HEALTHY, ...failedJob('drill-1', 'nightly-restore-drill') },
      alerts: [failed(2 * HOUR, 'drill-1', 'ElasticsearchRestoreDrillFailed')],
    },
    {
      title: 'a registration that failed', minutes: 3 * DAY, series: { ...HEALTHY, ...failedJob(registration, undefined) },
      alerts: [failed(2 * HOUR, registration, 'ElasticsearchSnapshotRegistrationFailed')],
    },
    {
      title: 'what others fail in, and CronJobs of the same name elsewhere, bring none', minutes: DAY,
      series: {
        ...HEALTHY, ...failedJob('other-1', 'other-snapshot'), ...failedJob('nightly-snapshot-1', 'nightly-snapshot', 'elsewhere'),
        ...failedJob('by-hand', undefined), ...failedJob('nightly-register-0000000000', undefined),
      },
      alerts: [],
    },
    { title: 'without metrics there is one after an hour', minutes: 3 * HOUR, series: {}, alerts: [missing(2 * HOUR)], quiet: [HOUR - 1] },
    {
      title: 'metrics of a CronJob elsewhere are not its own', minutes: 3 * HOUR, series: { 'kube_cronjob_created{namespace="elsewhere", cronjob="nightly-snapshot"}': '0x4000' },
      alerts: [missing(2 * HOUR)],
    },
  ];
}

function lifecycleCases(registration: string): readonly Case[] {
  const latest = 'elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds{repository="backups"}';
  const failures = 'elasticsearch_slm_stats_snapshots_failed_total{policy="nightly"}';
  const retention = 'elasticsearch_slm_stats_retention_failed_total{}';
  const mode = (name: string) => `elasticsearch_slm_stats_operation_mode{operation_mode="${name}"}`;
  const healthy = {
    [latest]: `3600x${DAY + HOUR} 90000x${DAY} 176400x${DAY}`,
    [failures]: '3x4400',
    [retention]: '1x4400',
    [mode('RUNNING')]: '1x4400',
    [mode('STOPPING')]: '0x4400',
    [mode('STOPPED')]: '0x4400',
  };
  const one = (after: number, alert: string, labels = {}, value?: string): AlertNow => ({ after, alert, labels, value });
  return [
    { title: 'with a snapshot each day there is none', minutes: 2 * DAY, series: healthy, alerts: [] },
    {
      title: 'a day without one', minutes: 3 * DAY, series: { ...healthy, [latest]: '3600x4400' },
      alerts: [one(27 * HOUR + 16, 'ElasticsearchSnapshotStale', {}, '1d 2h 16m 0s')], quiet: [27 * HOUR + 14],
    },
    {
      title: 'a repository that is empty', minutes: 2 * DAY, series: { ...healthy, [latest]: '0x4400' },
      alerts: [one(26 * HOUR + 16, 'ElasticsearchSnapshotStale', {}, '1d 2h 16m 0s')],
    },
    {
      title: 'a policy that failed brings one for some hours', minutes: 3 * DAY, series: { ...healthy, [failures]: `3x${DAY} 4x4400` },
      alerts: [one(DAY + HOUR, 'ElasticsearchSnapshotFailed')], quiet: [DAY - 1, DAY + 7 * HOUR],
    },
    { title: 'a restart of the master that sets its counters to nothing brings none', minutes: DAY + 8 * HOUR, series: { ...healthy, [failures]: `3x${DAY} 0x4400`, [retention]: `1x${DAY} 0x4400` }, alerts: [] },
    {
      title: 'a retention that failed', minutes: 3 * DAY, series: { ...healthy, [retention]: `1x${DAY} 2x4400` },
      alerts: [one(DAY + HOUR, 'ElasticsearchSnapshotCleanUpFailed')], quiet: [DAY - 1],
    },
    {
      title: 'lifecycle management that is stopped', minutes: 2 * DAY, series: { ...healthy, [mode('RUNNING')]: `1x${HOUR} 0x4400`, [mode('STOPPED')]: `0x${HOUR} 1x4400` },
      alerts: [one(3 * HOUR, 'ElasticsearchSnapshotLifecycleStopped')], quiet: [HOUR + 30],
    },
    {
      title: 'without metrics there is one after an hour', minutes: 3 * HOUR, series: { [mode('RUNNING')]: '1x4400' },
      alerts: [one(2 * HOUR, 'ElasticsearchSnapshotMetricsMissing', { repository: 'backups' })], quiet: [HOUR - 1],
    },
    {
      title: 'what another policy or repository does brings none', minutes: DAY + 8 * HOUR,
      series: { ...healthy, [failures.replace('nightly', 'other')]: `0x${DAY} 9x4400`, [latest.replace('backups', 'others')]: '0x4400' },
      alerts: [],
    },
    {
      title: 'a registration that failed', minutes: 3 * DAY, series: { ...healthy, ...failedJob(registration, undefined) },
      alerts: [{ after: 2 * HOUR, alert: 'ElasticsearchSnapshotRegistrationFailed', labels: { namespace: 'data', job_name: registration } }],
    },
    {
      title: 'a drill that failed', minutes: 3 * DAY, series: { ...healthy, ...failedJob('drill-1', 'nightly-restore-drill') },
      alerts: [{ after: 2 * HOUR, alert: 'ElasticsearchRestoreDrillFailed', labels: { namespace: 'data', job_name: 'drill-1' } }],
    },
  ];
}
