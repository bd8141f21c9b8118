import { Duration } from 'cdk8s';
import { ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { manifests, named } from './snapshotter-construct';

const rules = (props: Partial<ESSnapshotterProps>) => named(manifests(props), 'PrometheusRule').spec.groups[0].rules;
const exprs = (props: Partial<ESSnapshotterProps>) => rules(props).map(({ alert, expr }: any) => `${alert}: ${expr.replace(/register-[0-9a-f]{10}/, 'register-…')}`);

test('with CronJobs ask kube-state-metrics', () => {
  expect(exprs({ schedule: SnapshotSchedule.cronJobs(), alerts: {} })).toEqual([
    'ElasticsearchSnapshotStale: time() - (max by (namespace, cronjob) (kube_cronjob_status_last_successful_time{namespace="logging", cronjob="nightly-snapshot"}) or max by (namespace, cronjob) (kube_cronjob_created{namespace="logging", cronjob="nightly-snapshot"})) > 93600',
    'ElasticsearchSnapshotFailed: max by (namespace, job_name) (kube_job_failed{namespace="logging", condition="true"}) * on (namespace, job_name) group_left () max by (namespace, job_name) (kube_job_owner{namespace="logging", owner_kind="CronJob", owner_name="nightly-snapshot"} or kube_job_owner{namespace="logging", owner_kind="CronJob", owner_name="nightly-clean-up"}) > 0',
    'ElasticsearchSnapshotMetricsMissing: absent(kube_cronjob_created{namespace="logging", cronjob="nightly-snapshot"})',
    'ElasticsearchSnapshotRegistrationFailed: max by (namespace, job_name) (kube_job_failed{namespace="logging", job_name="nightly-register-…", condition="true"}) > 0',
  ]);
});

test('with lifecycle management ask elasticsearch_exporter, and kube-state-metrics for the Jobs', () => {
  expect(exprs({ restoreDrill: {}, alerts: { staleAfter: Duration.days(2), exporterLabels: { cluster: 'lo"gs' } } })).toEqual([
    'ElasticsearchSnapshotStale: time() - max(elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds{cluster="lo\\"gs", repository="backup"}) > 172800',
    'ElasticsearchSnapshotFailed: max(increase(elasticsearch_slm_stats_snapshots_failed_total{cluster="lo\\"gs", policy="nightly"}[6h])) > 0',
    'ElasticsearchSnapshotCleanUpFailed: max(increase(elasticsearch_slm_stats_retention_failed_total{cluster="lo\\"gs"}[1d])) > 0',
    'ElasticsearchSnapshotLifecycleStopped: max(elasticsearch_slm_stats_operation_mode{cluster="lo\\"gs", operation_mode="RUNNING"}) == 0',
    'ElasticsearchSnapshotMetricsMissing: absent(elasticsearch_snapshot_stats_latest_snapshot_timestamp_seconds{cluster="lo\\"gs", repository="backup"})',
    'ElasticsearchSnapshotRegistrationFailed: max by (namespace, job_name) (kube_job_failed{namespace="logging", job_name="nightly-register-…", condition="true"}) > 0',
    'ElasticsearchRestoreDrillFailed: max by (namespace, job_name) (kube_job_failed{namespace="logging", condition="true"}) * on (namespace, job_name) group_left () max by (namespace, job_name) (kube_job_owner{namespace="logging", owner_kind="CronJob", owner_name="nightly-restore-drill"}) > 0',
  ]);
  expect(exprs({ alerts: {} })[2]).toBe('ElasticsearchSnapshotCleanUpFailed: max(increase(elasticsearch_slm_stats_retention_failed_total[1d])) > 0');
});

test('carry labels of their own, each names the source of its metric, and so does the rule', () => {
  const props = { alerts: { alertLabels: { severity: 'critical', team: 'search' }, labels: { release: 'prometheus' } } };
  expect(named(manifests(props), 'PrometheusRule').metadata!.labels).toEqual({ 'release': 'prometheus', 'app.kubernetes.io/name': 'nightly' });
  for (const { labels, annotations } of rules(props)) {
    expect(labels).toEqual({ severity: 'critical', team: 'search' });
    expect(annotations.description).toMatch(/kube-state-metrics|elasticsearch_exporter/);
  }
  expect(rules({ alerts: {} }).every(({ labels }: any) => labels.severity === 'warning')).toBe(true);
});

test('names that look like templates stand in them as they are', () => {
  const repository = SnapshotRepository.sharedFileSystem('a{{b}}', { claimName: 'snapshots' });
  const [stale, failed] = rules({ repository, schedule: SnapshotSchedule.lifecycle({ policy: '{{p' }), alerts: {} });
  expect(stale.annotations.summary).toBe('Newest snapshot in repository \'a{{ "{{" }}b}}\' is too old.');
  expect(stale.annotations.description).toContain('Policy \'{{ "{{" }}p\' has brought none for {{ $value | humanizeDuration }}.');
  expect(stale.expr).toContain('{repository="a{{b}}"}');
  expect(failed.expr).toContain('{policy="{{p"}');
});
