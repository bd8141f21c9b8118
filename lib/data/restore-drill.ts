import { Duration } from 'cdk8s';
import { Prop } from '../construct/prop';
import { wholeNumber } from '../construct/shape';
import { struct } from '../construct/struct';
import { duration, wholeSeconds } from './duration';
import { partOfText } from './refuse-token';
import { RepositoryStrategy } from './repository/repository-strategy';
import { cronJobSchedule, timeZone } from './schedule/cron-job-schedule';
import { ScheduledScript } from './script-pod';
import { RESTORE_DRILL } from './scripts/restore-drill';
import { repositoryBody, restoreBody } from './snapshot-bodies';
import { indexPatterns } from './snapshot-contents';
import { isSameTarget, SnapshotTarget, SNAPSHOT_TARGET, TargetStrategy } from './snapshot-target';
import { SnapshotUser, SNAPSHOT_USER, UserStrategy } from './snapshot-user';

/**
 * A restore that shows that snapshots are good for something: the newest complete one, under other names, counted and deleted again.
 *
 * `kubectl create job --from=cronjob/nightly-restore-drill drill-1` runs it.
 */
export interface RestoreDrill {
  /**
   * Indices and data streams that are restored: names and patterns with `*`.
   * @default - all
   */
  readonly indices?: string[];

  /**
   * Cluster into which it restores. It gets the repository to read from.
   * @default - the one whose snapshots they are
   */
  readonly cluster?: SnapshotTarget;

  /**
   * As whom that cluster is called. Required with `cluster`.
   * @default - the snapshotter's user
   */
  readonly user?: SnapshotUser;

  /**
   * Cron line of Kubernetes by which it runs by itself.
   * @default - it is suspended, and runs when somebody says so
   */
  readonly schedule?: string;

  /**
   * Time zone of the schedule, e.g. `Europe/Berlin`.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * How many documents must come back at least.
   * @default 1
   */
  readonly minDocuments?: number;

  /**
   * How long the restore may take.
   * @default Duration.hours(2)
   */
  readonly deadline?: Duration;
}

/** A drill, with what its cluster and its user say. */
export type DrillPlan = Omit<RestoreDrill, 'cluster' | 'user'> & { readonly cluster?: TargetStrategy; readonly user?: UserStrategy };

/** A drill. */
export const DRILL = struct<DrillPlan>("{ indices: ['orders-*'] }", {
  indices: indexPatterns,
  cluster: SNAPSHOT_TARGET,
  user: SNAPSHOT_USER,
  schedule: cronJobSchedule,
  timeZone,
  minDocuments: partOfText(wholeNumber({ min: 0, fix: 'Leave it out for one' })),
  deadline: duration({ least: 'a minute', example: 'Duration.hours(2)', fix: 'Leave it out for two hours' }),
});

/** Besides waiting for the restore: counting, deleting, and that Elasticsearch answers. */
const SPARE_SECONDS = 1800;

/** What of a drill does not fit together, or not to the cluster that takes the snapshots. */
export function checkRestoreDrill({ cluster, user }: DrillPlan, main: TargetStrategy, namespace: string | undefined, prop: Prop): void {
  const id = 'data/restore-drill-cluster';
  cluster?.check(namespace, prop.at('cluster'));
  if (cluster !== undefined && isSameTarget(cluster.plan(namespace), main.plan(namespace))) {
    prop.at('cluster').fault({ id, rule: "must be another than 'cluster', whose repository it would make read-only", fix: "Leave it and 'user' out to restore into the same" });
  }
  user?.check(cluster?.isEck ?? true, prop.at('user'));
  if (cluster !== undefined && user === undefined) { prop.at('user').fault({ id: 'prop/required', rule: "must be given with 'cluster'", fix: 'Say as whom that cluster is called' }); }
  if (cluster === undefined && user !== undefined) { prop.at('user').fault({ id, rule: "must not be given without 'cluster'", fix: 'Leave it out' }); }
}

/** What the copies are called before the index's own name. Its end is in no name of a snapshotter, so that none begins with that of another. */
export function restorePrefix(name: string): string {
  return `restore-drill-${name}.`;
}

/** The script of a drill. `own` tells by which environment it knows the snapshots. */
export function restoreDrillScript(
  drill: DrillPlan, name: string, repository: RepositoryStrategy, own: { readonly [variable: string]: string },
): ScheduledScript {
  const seconds = wholeSeconds(drill.deadline ?? Duration.hours(2));
  const prefix = restorePrefix(name);
  return {
    id: 'restore-drill',
    // A CronJob must have a schedule also where it is suspended.
    schedule: drill.schedule ?? '0 6 1 * *',
    timeZone: drill.timeZone ?? 'Etc/UTC',
    suspended: drill.schedule === undefined,
    script: RESTORE_DRILL,
    bodies: {
      'restore.json': restoreBody(drill.indices ?? ['*'], prefix),
      ...(drill.cluster === undefined ? {} : { 'drill-repository.json': repositoryBody(repository, true) }),
    },
    env: { ...own, RESTORE_PREFIX: prefix, RESTORE_SECONDS: String(seconds), MIN_DOCUMENTS: String(drill.minDocuments ?? 1) },
    retrySeconds: 300,
    requestSeconds: 300,
    deadlineSeconds: seconds + SPARE_SECONDS,
    // What failed once should be looked at before it runs again.
    backoffLimit: 0,
    graceSeconds: 120,
  };
}
