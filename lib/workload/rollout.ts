import { Prop } from '../construct/prop';
import { int32, intOrPercent, oneOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { isZero } from '../manifest/int-or-percent';
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

const SHARE = "Use a number such as 1 or a percentage such as '25%'";

/** What `rollout` must look like. */
export const ROLLOUT = struct<Rollout>('{ maxSurge: 1 }', {
  type: oneOf(RolloutType),
  maxSurge: intOrPercent({ fix: SHARE }),
  maxUnavailable: intOrPercent({ atMostAll: true, fix: SHARE }),
  minReadySeconds: int32({ min: 0, fix: 'Use a number of seconds' }),
  progressDeadlineSeconds: int32({ min: 1, fix: 'Use a number of seconds' }),
  revisionHistoryLimit: int32({ min: 0, fix: 'Use a number such as 5' }),
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

/** What the API server would refuse of a rollout, and what would never come to an end. */
export function checkRollout({ type, maxSurge, maxUnavailable, minReadySeconds = 0, progressDeadlineSeconds }: Rollout, prop: Prop): void {
  const id = 'workload/possible-rollout';
  if (!isKnown(type)) {
    prop.at('type').fault({ id, rule: "must be known by now, because only with 'RolloutType.ROLLING_UPDATE' more may be said", fix: 'Use its value' });
  }
  if (type === RolloutType.RECREATE) {
    for (const [field, got] of Object.entries({ maxSurge, maxUnavailable }).filter(([, share]) => share !== undefined)) {
      prop.at(field).fault({ id, rule: "must not be given with 'RolloutType.RECREATE'", got, fix: 'Leave it out' });
    }
  } else if (isZero(maxSurge ?? MAX_SURGE) && isZero(maxUnavailable ?? MAX_UNAVAILABLE)) {
    prop.at('maxSurge').fault({
      id,
      rule: "must not be 0 when 'maxUnavailable' is 0: no pod could ever be replaced",
      got: maxSurge,
      fix: "Use 'maxSurge: 1', or 'maxUnavailable: 1' where there is no room for one more pod",
    });
  }
  const deadline = progressDeadlineSeconds ?? PROGRESS_DEADLINE_SECONDS;
  if (Number.isSafeInteger(minReadySeconds) && deadline >= 1 && deadline <= minReadySeconds) {
    prop.at('progressDeadlineSeconds').fault({
      id, rule: `must be more than 'minReadySeconds', ${minReadySeconds}`, got: deadline, fix: `Use ${minReadySeconds + PROGRESS_DEADLINE_SECONDS}`,
    });
  }
}
