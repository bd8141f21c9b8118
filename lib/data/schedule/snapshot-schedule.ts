import { madeBy } from '../factory-options';
import { CronJobSchedule, CronJobScheduleOptions } from './cron-job-schedule';
import { LifecycleSchedule, LifecycleScheduleOptions } from './lifecycle-schedule';
import { ScheduleStrategy } from './schedule-strategy';

/** Who takes the snapshots, when, and how long they are kept. */
export class SnapshotSchedule {
  /** Elasticsearch itself, by snapshot lifecycle management, which the free licence holds. It goes on also while Kubernetes does not run any Job. */
  public static lifecycle(options: LifecycleScheduleOptions = {}): SnapshotSchedule {
    return new SnapshotSchedule(new LifecycleSchedule(options));
  }

  /** CronJobs: one takes snapshots and waits for their end, one deletes those that are past their time. Their success and failure is that of Jobs. */
  public static cronJobs(options: CronJobScheduleOptions = {}): SnapshotSchedule {
    return new SnapshotSchedule(new CronJobSchedule(options));
  }

  private constructor(
    /** @internal */
    public readonly _schedule: ScheduleStrategy,
  ) {}
}

/** A schedule, and what it was made of. */
export const snapshotScheduleShape = madeBy<SnapshotSchedule>('SnapshotSchedule', 'lifecycle(…)', '_schedule', ({ _schedule }, prop) => _schedule.read(prop));
