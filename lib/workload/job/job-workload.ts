import { Construct } from 'constructs';
import { Faults } from '../../construct/faults';
import { int32, oneOf, wholeNumber } from '../../construct/shape';
import { Shapes } from '../../construct/struct';
import { PodTemplate } from '../../manifest/object';
import { HardenedPod } from '../../pod/hardened-pod';
import { HardenedWorkload, HardenedWorkloadProps, WORKLOAD_SHAPES } from '../../pod/hardened-workload';
import { judgeDisruption } from '../../pod/surroundings';
import { checkJob } from './job-rules';
import { POD_FAILURE_POLICY, PodFailurePolicy, podFailurePolicyManifest } from './pod-failure-policy';
import { SUCCESS_POLICY, SuccessPolicy } from './success-policy';

/** What happens to a container of a Job that has failed. */
export enum JobRestartPolicy {
  /** Nothing: its pod has failed, and stays with its logs beside the one that takes its place. */
  NEVER = 'Never',
  /** It is started again in its pod, which goes, logs included, when there are no more retries. */
  ON_FAILURE = 'OnFailure',
}

/** What tells the pods of a Job apart. */
export enum JobCompletionMode {
  /** Nothing: any of them may do any of the work. */
  NON_INDEXED = 'NonIndexed',
  /** An index from 0 on, in the variable `JOB_COMPLETION_INDEX`. Each index must succeed once. */
  INDEXED = 'Indexed',
}

/** When another pod takes the place of one that goes. */
export enum PodReplacementPolicy {
  /** When it is told to end: for a while, both may run. */
  TERMINATING_OR_FAILED = 'TerminatingOrFailed',
  /** When it has ended: never do both run. */
  FAILED = 'Failed',
}

/** What Jobs have, whoever makes them. */
export interface JobWorkloadProps extends HardenedWorkloadProps {
  /**
   * What happens to a container that has failed.
   * @default JobRestartPolicy.NEVER
   */
  readonly restartPolicy?: JobRestartPolicy;

  /**
   * How many retries a Job has before it has failed, at least 0. Each comes later than the one before, up to six minutes later.
   * @default - Kubernetes' own: 6; without limit where there is `backoffLimitPerIndex`
   */
  readonly backoffLimit?: number;

  /**
   * Seconds that a Job may take, retries included, at least 1. Then its pods are ended, and it has failed.
   * @default - as many as it needs; a CronJob that forbids two Jobs at a time raises the warning `workload/endless-run`
   */
  readonly activeDeadlineSeconds?: number;

  /**
   * Seconds from its end on until a Job is deleted, with its pods and their logs; at least 0.
   * @default - a Job stays until somebody deletes it, and one of a CronJob as long as its limits let it
   */
  readonly ttlSecondsAfterFinished?: number;

  /**
   * How many pods must succeed, at least 1.
   * @default - 1; with `parallelism`, the pods share the work: all must end, and one must succeed
   */
  readonly completions?: number;

  /**
   * How many pods run at a time, at least 1.
   * @default - Kubernetes' own: 1
   */
  readonly parallelism?: number;

  /**
   * What tells the pods apart.
   * @default - Kubernetes' own: JobCompletionMode.NON_INDEXED
   */
  readonly completionMode?: JobCompletionMode;

  /**
   * How many retries an index has before it has failed, at least 0; the others go on. Needs `JobCompletionMode.INDEXED`, `JobRestartPolicy.NEVER`, and
   * Kubernetes 1.29.
   *
   * @default - all indexes share `backoffLimit`
   */
  readonly backoffLimitPerIndex?: number;

  /**
   * How many indexes may fail before the Job has failed and the others are ended, at least 0. Needs `backoffLimitPerIndex`.
   * @default - all of them run; if one fails, the Job has failed at their end
   */
  readonly maxFailedIndexes?: number;

  /**
   * What failed pods mean for the Job: which failures are worth no retry, and which should not count.
   * @default - each counts as one retry
   */
  readonly podFailurePolicy?: PodFailurePolicy;

  /**
   * When another pod takes the place of one that goes. Needs Kubernetes 1.29.
   * @default - Kubernetes' own: PodReplacementPolicy.TERMINATING_OR_FAILED; FAILED with `podFailurePolicy`
   */
  readonly podReplacementPolicy?: PodReplacementPolicy;

  /**
   * When the Job has succeeded although not all indexes have. Needs `JobCompletionMode.INDEXED` and Kubernetes 1.31.
   * @default - when all of them have
   */
  readonly successPolicy?: SuccessPolicy;
}

const SECONDS = 'Use a number of seconds';

/**
 * What the props of whatever makes Jobs must look like.
 * @internal
 */
export const JOB_SHAPES: Shapes<JobWorkloadProps> = {
  ...WORKLOAD_SHAPES,
  restartPolicy: oneOf(JobRestartPolicy),
  backoffLimit: int32({ min: 0, fix: 'Leave it out for 6' }),
  activeDeadlineSeconds: wholeNumber({ min: 1, fix: SECONDS }),
  ttlSecondsAfterFinished: int32({ min: 0, fix: SECONDS }),
  completions: int32({ min: 1, fix: 'Leave it out for 1' }),
  parallelism: int32({ min: 1, fix: "Leave it out for 1; 'suspend' keeps all pods from running" }),
  completionMode: oneOf(JobCompletionMode),
  backoffLimitPerIndex: int32({ min: 0, fix: 'Use a number such as 1' }),
  maxFailedIndexes: int32({ min: 0, fix: 'Use a number such as 1' }),
  podFailurePolicy: POD_FAILURE_POLICY,
  podReplacementPolicy: oneOf(PodReplacementPolicy),
  successPolicy: SUCCESS_POLICY,
};

/**
 * A workload whose pods end by themselves: they are not spread, no PodDisruptionBudget guards them, and without a `service` that has an address
 * they neither wait before they end nor need a readiness probe.
 */
export abstract class JobWorkload extends HardenedWorkload {
  public constructor(scope: Construct, id: string, props: JobWorkloadProps) {
    super(scope, id, props);
    judgeDisruption(this.workload, { owner: this });
  }

  /** @internal */
  protected override _serves({ service }: JobWorkloadProps): boolean {
    // Without an address, it is there for the pods to find each other.
    return service !== undefined && service.headless !== true;
  }

  /** @internal */
  protected override _check(props: JobWorkloadProps, { template }: HardenedPod, faults: Faults): void {
    checkJob(this, props, template, faults.props);
  }

  /**
   * Spec of a Job. It has no selector: Kubernetes makes one for each.
   * @internal
   */
  protected _jobSpec(props: JobWorkloadProps, template: PodTemplate): { [field: string]: any } {
    const { restartPolicy = JobRestartPolicy.NEVER, podFailurePolicy, service } = props;
    return {
      completions: props.completions,
      parallelism: props.parallelism,
      completionMode: props.completionMode,
      backoffLimit: props.backoffLimit,
      backoffLimitPerIndex: props.backoffLimitPerIndex,
      maxFailedIndexes: props.maxFailedIndexes,
      activeDeadlineSeconds: props.activeDeadlineSeconds,
      ttlSecondsAfterFinished: props.ttlSecondsAfterFinished,
      podFailurePolicy: podFailurePolicy === undefined ? undefined : podFailurePolicyManifest(podFailurePolicy),
      podReplacementPolicy: props.podReplacementPolicy,
      successPolicy: props.successPolicy,
      template: {
        ...template,
        spec: {
          ...template.spec,
          restartPolicy,
          // By it and their index, pods find each other.
          subdomain: service?.headless === true ? service.name ?? this.name : undefined,
        },
      },
    };
  }
}
