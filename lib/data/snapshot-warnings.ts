import { WarningText } from '../construct/warning';
import { isFullyKnown } from '../manifest/known';
import { spanText } from './duration';
import { matchNothingInCommon } from './elasticsearch/index-pattern';
import { DrillPlan } from './restore-drill';
import { ScheduleStrategy } from './schedule/schedule-strategy';
import { SnapshotContents } from './snapshot-contents';
import { UserPlan } from './snapshot-user';

/** A user that may do everything. */
export function superuserWarnings(users: readonly UserPlan[]): WarningText[] {
  return users.filter(({ username }) => username === 'elastic').map(() => ({
    id: 'data/snapshot-superuser',
    message: "'elastic' may do everything, and a snapshotter needs little. Give it a user of its own, e.g. 'SnapshotUser.fileRealm', with the role in 'rolesYaml'.",
  }));
}

/** A drill for which no snapshot holds anything. */
export function drillWarnings({ indices: taken }: SnapshotContents, { indices: wanted }: DrillPlan): WarningText[] {
  if (taken === undefined && wanted === undefined) { return []; }
  const lists = [taken ?? ['*'], wanted ?? ['*']] as const;
  if (!isFullyKnown(lists) || !matchNothingInCommon(...lists)) { return []; }
  return [{
    id: 'data/restore-drill-empty',
    message: `The drill restores ${quoted(lists[1])}, and the snapshots hold ${quoted(lists[0])}: unless that is an alias, nothing is both, and the drill fails each time. Let 'restoreDrill.indices' name what is in 'contents.indices', or leave it out for all.`,
  }];
}

/** An alert that comes between two snapshots that are as they should be. */
export function staleWarnings(schedule: ScheduleStrategy, staleSeconds: number): WarningText[] {
  const { schedule: line, minutes } = schedule.longestPause() ?? { schedule: '', minutes: 0 };
  if (minutes === Infinity || minutes * 60 <= staleSeconds) { return []; }
  const pause = spanText(minutes * 60);
  return [{
    id: 'data/snapshot-stale-alert',
    message: `By '${line}' it can be ${pause} from one snapshot to the next, and 'alerts.staleAfter' is ${spanText(staleSeconds)}: ElasticsearchSnapshotStale comes in between although nothing failed. Set 'staleAfter' to ${pause} and the time that a snapshot takes, or take snapshots more often.`,
  }];
}

function quoted(patterns: readonly string[]): string {
  return patterns.map((pattern) => `'${pattern}'`).join(', ');
}
