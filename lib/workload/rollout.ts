import { Faults } from '../construct/faults';
import { int32Fault } from '../construct/prop';
import { anything, oneOf, struct } from '../construct/shape';
import { intOrPercentFault, isZero } from '../manifest/int-or-percent';
import { isKnown } from '../manifest/known';

/** How a Deployment replaces its pods. */
export enum RolloutType {
  /** Some at a time, the old ones serving until the new ones are ready. */
  ROLLING_UPDATE = 'RollingUpdate',
  /** All old ones end before the first new one starts: for what can't run twice. Nothing serves in between. */
  RECREATE = 'Recreate',
}

/**
 * How new pods take the place of old ones.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
 */
export interface Rollout {
  /**
   * How pods are replaced.
   * @default RolloutType.ROLLING_UPDATE
   */
  readonly type?: RolloutType;

  /**
   * How many pods may run beyond the wanted number, as a number or a percentage of it, rounded up.
   * @default '25%'
   */
  readonly maxSurge?: number | string;

  /**
   * How many of the wanted number of pods may be missing, as a number or a percentage of it, rounded down.
   * @default 0
   */
  readonly maxUnavailable?: number | string;

  /**
   * Seconds that a new pod must be ready before it counts as available.
   * @default - Kubernetes' own: 0
   */
  readonly minReadySeconds?: number;

  /**
   * Seconds without progress after which the rollout is reported as failed; more than `minReadySeconds`.
   * @default - Kubernetes' own: 600
   */
  readonly progressDeadlineSeconds?: number;

  /**
   * How many old ReplicaSets are kept to roll back to.
   * @default - Kubernetes' own: 10
   */
  readonly revisionHistoryLimit?: number;
}

/** What `rollout` must look like. */
export const ROLLOUT = struct<Rollout>('{ maxSurge: 1 }', {
  type: oneOf(RolloutType),
  maxSurge: anything,
  maxUnavailable: anything,
  minReadySeconds: anything,
  progressDeadlineSeconds: anything,
  revisionHistoryLimit: anything,
});

const MAX_SURGE = '25%';
const MAX_UNAVAILABLE = 0;
const PROGRESS_DEADLINE_SECONDS = 600;

/** The fields of a Deployment's spec that say how its pods are replaced. */
export function rolloutFields(rollout: Rollout): { [field: string]: any } {
  const { type = RolloutType.ROLLING_UPDATE, maxSurge = MAX_SURGE, maxUnavailable = MAX_UNAVAILABLE } = rollout;
  return {
    minReadySeconds: rollout.minReadySeconds,
    progressDeadlineSeconds: rollout.progressDeadlineSeconds,
    revisionHistoryLimit: rollout.revisionHistoryLimit,
    strategy: type === RolloutType.RECREATE ? { type } : { type, rollingUpdate: { maxSurge, maxUnavailable } },
  };
}

/** What the API server would refuse of a rollout. */
export function checkRollout(faults: Faults, rollout: Rollout): void {
  const { maxSurge, maxUnavailable, minReadySeconds, progressDeadlineSeconds, revisionHistoryLimit } = rollout;
  const percentages = [
    ['maxSurge', maxSurge, intOrPercentFault(maxSurge ?? MAX_SURGE)],
    ['maxUnavailable', maxUnavailable, intOrPercentFault(maxUnavailable ?? MAX_UNAVAILABLE, { atMostAll: true })],
  ] as const;
  for (const [field, got, rule] of percentages) {
    if (rollout.type === RolloutType.RECREATE && got !== undefined) {
      faults.add({ prop: `rollout.${field}`, rule: "must not be given with 'RolloutType.RECREATE'", got, fix: 'Leave it out' });
    } else {
      faults.addRule(rule, { prop: `rollout.${field}`, got, fix: "Use a number such as 1 or a percentage such as '25%'" });
    }
  }
  if (!isKnown(rollout.type)) {
    faults.add({ prop: 'rollout.type', rule: "must be known by now, because only with 'RolloutType.ROLLING_UPDATE' more may be said", fix: 'Use its value' });
  }
  const isLegal = rollout.type !== RolloutType.RECREATE && percentages.every(([,, rule]) => rule === undefined);
  if (isLegal && isNothing(maxSurge) && isNothing(maxUnavailable ?? MAX_UNAVAILABLE)) {
    faults.add({
      prop: 'rollout.maxSurge',
      rule: "must not be 0 when 'maxUnavailable' is 0: no pod could ever be replaced",
      got: maxSurge,
      fix: "Use 'maxSurge: 1', or 'maxUnavailable: 1' where there is no room for one more pod",
    });
  }
  faults.addRule(int32Fault(minReadySeconds, 0), { prop: 'rollout.minReadySeconds', got: minReadySeconds, fix: 'Use a number of seconds' });
  faults.addRule(int32Fault(revisionHistoryLimit, 0), { prop: 'rollout.revisionHistoryLimit', got: revisionHistoryLimit, fix: 'Use a number such as 5' });
  checkDeadline(faults, minReadySeconds ?? 0, progressDeadlineSeconds);
}

function checkDeadline(faults: Faults, minReadySeconds: number, progressDeadlineSeconds: number | undefined): void {
  const deadline = progressDeadlineSeconds ?? PROGRESS_DEADLINE_SECONDS;
  const rule = int32Fault(deadline, 1);
  if (rule !== undefined) {
    faults.add({ prop: 'rollout.progressDeadlineSeconds', rule, got: deadline, fix: 'Use a number of seconds' });
  } else if (isKnown(deadline) && isKnown(minReadySeconds) && deadline <= minReadySeconds) {
    faults.add({
      prop: 'rollout.progressDeadlineSeconds',
      rule: `must be more than 'minReadySeconds', ${minReadySeconds}`,
      got: deadline,
      fix: `Use ${minReadySeconds + PROGRESS_DEADLINE_SECONDS}`,
    });
  }
}

function isNothing(value: number | string | undefined): boolean {
  return value !== undefined && isKnown(value) && isZero(value);
}
