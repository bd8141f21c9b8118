import { FieldPath } from '../../manifest/field-path';

/** A level of the Pod Security Standards, as in the label `pod-security.kubernetes.io/enforce` of a namespace. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/** One field that keeps a pod from a level of the Pod Security Standards. */
export interface PodSecurityFinding {
  /** The check as Kubernetes calls it: `allowPrivilegeEscalation`. */
  readonly check: string;
  /** The level that the check belongs to: `restricted` contains what `baseline` asks for. */
  readonly level: 'baseline' | 'restricted';
  /** From the root of the pod template: `['spec', 'containers', 0, 'securityContext', 'privileged']`. */
  readonly path: FieldPath;
  /** The container that the field belongs to, where it has a name. */
  readonly container?: string;
  /** What the field holds; undefined where it is unset. */
  readonly got: unknown;
  /** What is wrong, as a clause: `container 'app' runs privileged`. */
  readonly message: string;
  /** The way out, as a clause: `set runAsNonRoot: true`. */
  readonly fix: string;
}

/** What a check has to say about one field. */
export type Fault = Omit<PodSecurityFinding, 'check' | 'level'>;
