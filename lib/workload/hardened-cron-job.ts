import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Faults } from '../construct/faults';
import { flag, int32, oneOf, required, textOf, wholeNumber } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { warn } from '../construct/warning';
import { cronJobScheduleFault, neverFires } from '../manifest/cron';
import { timeZoneFault } from '../manifest/time-zone';
import { HardenedPod } from '../pod/hardened-pod';
import { WorkloadKind, WorkloadPods } from '../pod/hardened-workload';
import { ownLabels } from '../pod/workload-metadata';
import { checkRoom } from './job/job-rules';
import { JOB_SHAPES, JobWorkload, JobWorkloadProps } from './job/job-workload';

/** What a CronJob does when its time has come and its last Job still runs. */
export enum ConcurrencyPolicy {
  /** It starts another one beside it. */
  ALLOW = 'Allow',
  /** It starts none. */
  FORBID = 'Forbid',
  /** It ends the one that runs, and starts another one. */
  REPLACE = 'Replace',
}

/** Properties for `HardenedCronJob`. */
export interface HardenedCronJobProps extends JobWorkloadProps {
  /**
   * Cron line by which Jobs start: five fields, such as `30 1 * * *`, or one of `@hourly`, `@daily` and their like. Names no time zone.
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
   */
  readonly schedule: string;

  /**
   * Time zone of the schedule, e.g. `Europe/Berlin`. Where clocks change, a time in the night may come twice or not at all.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * What happens when the time has come and the last Job still runs.
   * @default ConcurrencyPolicy.FORBID
   */
  readonly concurrencyPolicy?: ConcurrencyPolicy;

  /**
   * Seconds after its time within which a Job may still start, at least 10; later than that, it is left out.
   * @default - however late, the last one that was missed starts as soon as it can
   */
  readonly startingDeadlineSeconds?: number;

  /**
   * How many Jobs that have succeeded are kept, with their pods and logs, at least 0.
   * @default - Kubernetes' own: 3
   */
  readonly successfulJobsHistoryLimit?: number;

  /**
   * How many Jobs that have failed are kept, with their pods and logs, at least 0.
   * @default - Kubernetes' own: 1
   */
  readonly failedJobsHistoryLimit?: number;

  /**
   * Whether no further Jobs start. Those that run go on.
   * @default - Kubernetes' own: false
   */
  readonly suspend?: boolean;
}

const SCHEDULE = "Use one such as '30 1 * * *', which is 01:30 each day";
const scheduleFault = (schedule: string) => cronJobScheduleFault(schedule) ?? (neverFires(schedule) ? 'must name a day that there is' : undefined);

/** What Kubernetes keeps of the name of a Job for when it was to start. */
const ADDED = 11;

const SHAPES: Shapes<HardenedCronJobProps> = {
  ...JOB_SHAPES,
  schedule: required(textOf(scheduleFault, { fix: SCHEDULE }), SCHEDULE),
  timeZone: textOf(timeZoneFault, { fix: "Use one such as 'Europe/Berlin'" }),
  concurrencyPolicy: oneOf(ConcurrencyPolicy),
  startingDeadlineSeconds: wholeNumber({ min: 10, fix: 'Use 10 or more: with less, Kubernetes may never get to it in time' }),
  successfulJobsHistoryLimit: int32({ min: 0, fix: 'Leave it out for 3' }),
  failedJobsHistoryLimit: int32({ min: 0, fix: 'Leave it out for 1' }),
  suspend: flag,
};

/**
 * A CronJob, which starts Jobs by the clock whose pods Pod Security `restricted` admits, with what it takes to run them: ServiceAccount and NetworkPolicy,
 * and where asked for a Service. All carry the same name.
 *
 * @example
 * const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
 * new HardenedCronJob(chart, 'report', {
 *   image: 'registry.example.com/shop/report:1.4.2',
 *   schedule: '30 1 * * *',
 *   timeZone: 'Europe/Berlin',
 *   activeDeadlineSeconds: 3600,
 * });
 */
export class HardenedCronJob extends JobWorkload {
  public constructor(scope: Construct, id: string, props: HardenedCronJobProps) {
    super(scope, id, props);
  }

  /** The CronJob. */
  public get cronJob(): ApiObject {
    return this.workload;
  }

  /** @internal */
  protected override _kind(): WorkloadKind {
    return { apiVersion: 'batch/v1', kind: 'CronJob' };
  }

  /** @internal */
  protected override _shapes() {
    return SHAPES;
  }

  /** @internal */
  protected override _check(props: HardenedCronJobProps, pod: HardenedPod, faults: Faults): void {
    super._check(props, pod, faults);
    checkRoom(props, { name: this.name, hasSuffix: false, added: ADDED }, faults.props);
    const { concurrencyPolicy = ConcurrencyPolicy.FORBID, activeDeadlineSeconds } = props;
    if (concurrencyPolicy === ConcurrencyPolicy.FORBID && activeDeadlineSeconds === undefined) {
      warn(this, {
        id: 'workload/endless-run',
        message: "a Job that hangs keeps all later ones from starting. Set 'activeDeadlineSeconds' to more than a Job needs.",
      });
    }
  }

  /** @internal */
  protected override _spec(props: HardenedCronJobProps, { template }: WorkloadPods): { [field: string]: any } {
    const { timeZone = 'Etc/UTC', concurrencyPolicy = ConcurrencyPolicy.FORBID } = props;
    return {
      schedule: props.schedule,
      timeZone,
      concurrencyPolicy,
      startingDeadlineSeconds: props.startingDeadlineSeconds,
      successfulJobsHistoryLimit: props.successfulJobsHistoryLimit,
      failedJobsHistoryLimit: props.failedJobsHistoryLimit,
      suspend: props.suspend,
      jobTemplate: {
        metadata: { labels: { ...props.labels, ...ownLabels({ ...props, name: this.name }) } },
        spec: this._jobSpec(props, template),
      },
    };
  }
}
