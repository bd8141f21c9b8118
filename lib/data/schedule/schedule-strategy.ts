import { WarningText } from '../../construct/warning';
import { AlertRule } from '../alert-rule';
import { ScheduledScript } from '../script-pod';
import { PolicyBody } from '../snapshot-bodies';
import { SnapshotContents } from '../snapshot-contents';

/** Whose snapshots a schedule takes. */
export interface ScheduleContext {
  /** Name of the snapshotter. */
  readonly name: string;
  readonly namespace: string | undefined;
  /** What Elasticsearch calls the repository. */
  readonly repository: string;
  readonly contents: SnapshotContents;
}

/** How an alert is asked for. */
export interface AlertContext extends ScheduleContext {
  /** Age in seconds from which on the newest snapshot is too old. */
  readonly staleSeconds: number;
  /** Labels that pick the metrics of this cluster out of those of elasticsearch_exporter. */
  readonly exporterLabels: { readonly [label: string]: string };
}

/** What the two ways to take snapshots have in common. */
export interface ScheduleStrategy {
  warnings(): WarningText[];
  /** How long it may be from one snapshot to the next, and which line says so; undefined where that is not known yet. */
  longestPause(): { readonly schedule: string; readonly minutes: number } | undefined;
  /** The lifecycle policy that the registration writes, if any. */
  policy(context: ScheduleContext): { readonly id: string; readonly body: PolicyBody } | undefined;
  /** What runs by the clock of Kubernetes. */
  scripts(context: ScheduleContext): ScheduledScript[];
  /** Actions in Elasticsearch besides those of the registration. */
  readonly privileges: readonly string[];
  /** By which environment a script knows the snapshots of this schedule. */
  ownSnapshots(name: string): { readonly [variable: string]: string };
  alerts(context: AlertContext): AlertRule[];
}
