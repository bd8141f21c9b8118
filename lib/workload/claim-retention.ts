import { oneOf } from '../construct/shape';
import { struct } from '../construct/struct';

/** What becomes of a claim. */
export enum ClaimRetention {
  /** It stays, with its volume, until somebody deletes it. */
  RETAIN = 'Retain',
  /** It is deleted, and with it, as most storage classes have it, the volume with all that is on it. */
  DELETE = 'Delete',
}

/**
 * What becomes of the claims that a StatefulSet made for its pods.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention
 */
export interface ClaimRetentionPolicy {
  /**
   * When the StatefulSet is deleted, also where it is deleted to be made anew.
   * @default ClaimRetention.RETAIN
   */
  readonly whenDeleted?: ClaimRetention;

  /**
   * When fewer pods are wanted: those of the pods that go.
   * @default ClaimRetention.RETAIN
   */
  readonly whenScaled?: ClaimRetention;
}

/** What `persistentVolumeClaimRetentionPolicy` must look like. */
export const CLAIM_RETENTION = struct<ClaimRetentionPolicy>('{ whenDeleted: ClaimRetention.DELETE }', {
  whenDeleted: oneOf(ClaimRetention),
  whenScaled: oneOf(ClaimRetention),
});
