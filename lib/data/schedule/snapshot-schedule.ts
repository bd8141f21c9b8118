import { givenOptions } from '../given-options';
import { CronJobSchedule, CronJobScheduleOptions } from './cron-job-schedule';
import { LifecycleSchedule, LifecycleScheduleOptions } from './lifecycle-schedule';
import { ScheduleStrategy } from './schedule-strategy';

/** Who takes the snapshots, when, and how long they are kept. */
export class SnapshotSchedule {
  /** Elasticsearch itself, by snapshot lifecycle management, which the free licence holds. It goes on also while Kubernetes does not run any Job. */
  public static lifecycle(options: LifecycleScheduleOptions = {}): SnapshotSchedule {
    return new SnapshotSchedule(new LifecycleSchedule(givenOptions(options)));
  }

  /** CronJobs: one takes snapshots and waits for their end, one deletes those that are past their time. Their success and failure is that of Jobs. */
  public static cronJobs(options: CronJobScheduleOptions = {}): SnapshotSchedule {
    return new SnapshotSchedule(new CronJobSchedule(givenOptions(options)));
  }

  private constructor(
    /** @internal */
    public readonly _schedule: ScheduleStrategy,
  ) {}
}
