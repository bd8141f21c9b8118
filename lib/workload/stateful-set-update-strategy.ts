import { Prop } from '../construct/prop';
import { int32, oneOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { isKnown } from '../manifest/known';

/** How a StatefulSet replaces its pods. */
export enum StatefulSetUpdateType {
  /** One by one, from the highest number down. */
  ROLLING_UPDATE = 'RollingUpdate',
  /** Each when somebody deletes it. */
  ON_DELETE = 'OnDelete',
}

/**
 * How new pods of a StatefulSet take the place of old ones.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#update-strategies
 */
export interface StatefulSetUpdateStrategy {
  /**
   * How pods are replaced.
   * @default StatefulSetUpdateType.ROLLING_UPDATE
   */
  readonly type?: StatefulSetUpdateType;

  /**
   * The lowest number whose pod is replaced: those below stay what they are until this is lowered.
   * @default - Kubernetes' own: 0, so that all are replaced
   */
  readonly partition?: number;
}

/** What `updateStrategy` must look like. */
export const UPDATE_STRATEGY = struct<StatefulSetUpdateStrategy>('{ partition: 2 }', {
  type: oneOf(StatefulSetUpdateType),
  partition: int32({ min: 0, fix: 'Use the number of the first pod that is to be replaced' }),
});

/** `spec.updateStrategy` of a StatefulSet. */
export function updateStrategyManifest({ type = StatefulSetUpdateType.ROLLING_UPDATE, partition }: StatefulSetUpdateStrategy): { [field: string]: any } {
  return { type, rollingUpdate: partition === undefined ? undefined : { partition } };
}

/** What the API server would refuse of an update strategy. */
export function checkUpdateStrategy({ type, partition }: StatefulSetUpdateStrategy, prop: Prop): void {
  const id = 'workload/possible-rollout';
  if (!isKnown(type)) {
    prop.at('type').fault({ id, rule: "must be known by now, because only with 'StatefulSetUpdateType.ROLLING_UPDATE' more may be said", fix: 'Use its value' });
  }
  if (type === StatefulSetUpdateType.ON_DELETE && partition !== undefined) {
    prop.at('partition').fault({ id, rule: "must not be given with 'StatefulSetUpdateType.ON_DELETE'", got: partition, fix: 'Leave it out' });
  }
}
