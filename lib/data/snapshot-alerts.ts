import { Duration } from 'cdk8s';
import { Prop } from '../construct/prop';
import { isKnown } from '../manifest/known';
import { labelKeyFault, labelValueFault } from '../manifest/label';
import { AlertRule, matchers } from './alert-rule';
import { wholeSeconds } from './duration';
import { templateLiteral } from './go-template';
import { refuseToken } from './refuse-token';
import { failedJobs } from './schedule/cron-job-schedule';
import { AlertContext, ScheduleStrategy } from './schedule/schedule-strategy';

/**
 * A PrometheusRule. With CronJobs its metrics are those of kube-state-metrics; with lifecycle management also those of elasticsearch_exporter with
 * `--collector.snapshots` and `--collector.slm`. Where they are missing, that is an alert too.
 */
export interface SnapshotAlerts {
  /**
   * Age from which on the newest snapshot is too old.
   * @default Duration.hours(26)
   */
  readonly staleAfter?: Duration;

  /**
   * Labels of every alert, e.g. `{ team: 'search' }`.
   * @default - `{ severity: 'warning' }`
   */
  readonly alertLabels?: { [label: string]: string };

  /**
   * Labels of the PrometheusRule, by which a Prometheus finds it, e.g. `{ release: 'kube-prometheus-stack' }`.
   * @default - none but the snapshotter's
   */
  readonly labels?: { [key: string]: string };

  /**
   * Labels that tell the metrics of this cluster from those of others, where elasticsearch_exporter serves several, e.g. `{ cluster: 'logs' }`.
   * @default - none
   */
  readonly exporterLabels?: { [label: string]: string };
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Age in seconds from which on the newest snapshot is too old. */
export function staleSeconds({ staleAfter = Duration.hours(26) }: SnapshotAlerts): number {
  return wholeSeconds(staleAfter);
}

/** What the alerts of a snapshotter speak of. */
interface Named {
  readonly repository: string;
  readonly policy: string | undefined;
}

/** What Prometheus or the API server would refuse. */
export function checkAlerts(alerts: SnapshotAlerts, { repository, policy }: Named, props: Prop): void {
  const { staleAfter, alertLabels = {}, labels = {}, exporterLabels = {} } = alerts;
  const prop = props.at('alerts');
  refuseToken(repository, props.at('repository', 'name'));
  refuseToken(policy, props.at('schedule', 'policy'));
  Object.entries(exporterLabels).forEach(([name, value]) => refuseToken(value, prop.at('exporterLabels', name)));
  if (staleAfter !== undefined && staleAfter.toMilliseconds() < 60_000) { prop.at('staleAfter').fault({ rule: 'must be at least a minute', fix: 'Leave it out for 26 hours' }); }
  for (const [field, given] of Object.entries({ alertLabels, exporterLabels })) {
    for (const [name, value] of Object.entries(given)) {
      const at = prop.at(field, name);
      if (name === '__name__') { at.fault({ rule: 'must not be given: it is the name of the metric', fix: 'Leave it out' }); }
      if (!LABEL_NAME.test(name)) { at.fault({ rule: "must be a label of Prometheus: letters, digits and '_', not starting with a digit", fix: "Use one such as 'severity'" }); }
      if (isKnown(value) && typeof value !== 'string') { at.fault({ rule: 'must be a string', got: value, fix: 'Put it in quotes' }); }
    }
  }
  for (const [key, value] of Object.entries(labels)) {
    prop.at('labels', key).check(labelKeyFault(key), { fix: "Use a key such as 'release'" });
    prop.at('labels', key).check(labelValueFault(value), { got: value, fix: 'Correct the value' });
  }
}

/** Spec of the PrometheusRule. */
export function alertsSpec(
  { alertLabels = { severity: 'warning' } }: SnapshotAlerts, schedule: ScheduleStrategy, context: AlertContext, names: { readonly registration: string; readonly drill?: string },
): { [field: string]: any } {
  const { namespace } = context;
  const rules: AlertRule[] = [
    ...schedule.alerts(context),
    {
      alert: 'ElasticsearchSnapshotRegistrationFailed',
      expr: `max by (namespace, job_name) (kube_job_failed${matchers({ namespace, job_name: names.registration, condition: 'true' })}) > 0`,
      summary: `Snapshot repository '${templateLiteral(context.repository)}' could not be registered or verified.`,
      description: "Look at the log of Job '{{ $labels.job_name }}'. When the reason is gone, delete the Job and apply it again. Metric of kube-state-metrics.",
    },
    ...(names.drill === undefined ? [] : [{
      alert: 'ElasticsearchRestoreDrillFailed',
      expr: failedJobs(namespace, [names.drill]),
      summary: "Restore drill '{{ $labels.job_name }}' failed.",
      description: 'Look at its log: a snapshot that cannot be restored is none. The alert ends when the Job is deleted. Metric of kube-state-metrics.',
    }]),
  ];
  return {
    groups: [{
      name: `${namespace === undefined ? '' : `${namespace}/`}${context.name}`,
      rules: rules.map(({ alert, expr, for: wait, summary, description }) => ({
        alert, expr, for: wait, labels: { ...alertLabels }, annotations: { summary, description },
      })),
    }],
  };
}
