import { Fault } from './check';
import { PodSecurityCheckId } from './checks';

/** A level of the Pod Security Standards, as in the label `pod-security.kubernetes.io/enforce` of a namespace. */
export type PodSecurityLevel = typeof POD_SECURITY_LEVELS[number];

/** All of them, the laxest first. */
export const POD_SECURITY_LEVELS = ['privileged', 'baseline', 'restricted'] as const;

/** One field that keeps a pod from a level of the Pod Security Standards. */
export interface PodSecurityFinding extends Fault {
  readonly check: PodSecurityCheckId;
  /** The level that the check belongs to: `restricted` contains what `baseline` asks for. */
  readonly level: 'baseline' | 'restricted';
}
