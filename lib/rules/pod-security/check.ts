import { FieldPath } from '../../manifest/field-path';
import { read, UNKNOWN } from './reading';

/** One check of the Pod Security Standards, in all its revisions. */
export interface PodSecurityCheck {
  /** As Kubernetes calls it. */
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** Oldest first: a revision holds until the next one comes. */
  readonly revisions: readonly PodSecurityRevision[];
  /** Baseline checks whose place this one takes in `restricted`, from its first revision on. */
  readonly overrides?: readonly string[];
}

/** What a check asks for from a policy version on. */
export interface PodSecurityRevision {
  /** The policy version that brought it: `1.25`. */
  readonly since: string;
  /** Pods that it does not apply to. */
  readonly exempts?: Exemption;
  /** Every field that keeps a pod from passing. `template` may be anything that hand-written YAML holds. */
  readonly faults: (template: unknown) => Fault[];
}

/** What a check has to say about one field. */
export interface Fault {
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

/** Pods that a check does not apply to. */
export interface Exemption {
  /** As a clause: `pods with spec.os.name: windows`. */
  readonly description: string;
  readonly covers: (template: unknown) => boolean;
}

/** Windows knows neither capabilities nor seccomp, and API servers refuse a Windows pod that sets them. */
export const WINDOWS: Exemption = {
  description: 'pods with spec.os.name: windows',
  covers: (template) => isOrMayBe(read(template, ['spec', 'os', 'name']), 'windows'),
};

/** Root in a user namespace is nobody on the node. */
export const USER_NAMESPACE: Exemption = {
  description: 'pods with spec.hostUsers: false',
  covers: (template) => isOrMayBe(read(template, ['spec', 'hostUsers']), false),
};

// Where it is not known whether a pod is exempt, there is no telling whether it violates.
function isOrMayBe(value: unknown, wanted: unknown): boolean {
  return value === wanted || value === UNKNOWN;
}
