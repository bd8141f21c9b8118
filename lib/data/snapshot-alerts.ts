import { Duration } from 'cdk8s';
import { labels, map } from '../construct/collection';
import { Prop } from '../construct/prop';
import { Shape, text } from '../construct/shape';
import { struct } from '../construct/struct';
import { AlertRule, matchers } from './alert-rule';
import { duration, wholeSeconds } from './duration';
import { templateLiteral } from './go-template';
import { partOfText, refuseToken } from './refuse-token';
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

/** Alerts. */
export const SNAPSHOT_ALERTS = struct<SnapshotAlerts>('{ staleAfter: Duration.hours(26) }', {
  staleAfter: duration({ least: 'a minute', example: 'Duration.hours(26)', fix: 'Leave it out for 26 hours' }),
  alertLabels: prometheusLabels(text, "{ severity: 'critical' }"),
  labels: labels("{ release: 'kube-prometheus-stack' }", 'release'),
  exporterLabels: prometheusLabels(partOfText(text), "{ cluster: 'logs' }"),
});

function prometheusLabels(value: Shape<string>, example: string): Shape<{ [label: string]: string }> {
  const each = map(value, example);
  return (all, prop) => {
    const read = each(all, prop);
    for (const name of Object.keys(read ?? {})) {
      const at = prop.at(name);
      if (name === '__name__') { at.fault({ id: 'prop/grammar', rule: 'must not be given: it is the name of the metric', fix: 'Leave it out' }); }
      if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
        at.fault({ id: 'prop/grammar', rule: "must be a label of Prometheus: letters, digits and '_', not starting with a digit", fix: "Use one such as 'severity'" });
      }
    }
    return read;
  };
}

/** Age in seconds from which on the newest snapshot is too old. */
export function staleSeconds({ staleAfter = Duration.hours(26) }: SnapshotAlerts): number {
  return wholeSeconds(staleAfter);
}

/** What becomes part of the expressions and texts of alerts. */
export function checkNamesInAlerts({ repository, policy }: { readonly repository: string; readonly policy: string | undefined }, props: Prop): void {
  refuseToken(repository, props.at('repository', 'name'));
  refuseToken(policy, props.at('schedule', 'policy'));
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
