import { FactoryArguments, judgedWhereUsed, madeBy } from '../../construct/factory-options';
import { cronJobOptions, CronJobSchedule, CronJobScheduleOptions } from './cron-job-schedule';
import { lifecycleOptions, LifecycleSchedule, LifecycleScheduleOptions } from './lifecycle-schedule';
import { ScheduleStrategy } from './schedule-strategy';

/** Who takes the snapshots, when, and how long they are kept. */
export class SnapshotSchedule {
  /** Elasticsearch itself, by snapshot lifecycle management, which the free licence holds. It goes on also while Kubernetes does not run any Job. */
  public static lifecycle(options: LifecycleScheduleOptions = {}): SnapshotSchedule {
    return new SnapshotSchedule(judgedWhereUsed({ options }, (given, prop) => new LifecycleSchedule(lifecycleOptions(given.options, prop))));
  }

  /** CronJobs: one takes snapshots and waits for their end, one deletes those that are past their time. Their success and failure is that of Jobs. */
  public static cronJobs(options: CronJobScheduleOptions = {}): SnapshotSchedule {
    return new SnapshotSchedule(judgedWhereUsed({ options }, (given, prop) => new CronJobSchedule(cronJobOptions(given.options, prop))));
  }

  private constructor(
    /** @internal */
    public readonly _schedule: FactoryArguments<ScheduleStrategy>,
  ) {}
}

/** A schedule, as what it was made of says. */
export const SNAPSHOT_SCHEDULE = madeBy<ScheduleStrategy>('SnapshotSchedule', 'lifecycle(…)', '_schedule');
