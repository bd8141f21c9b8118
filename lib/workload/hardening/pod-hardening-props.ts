import { HardeningResources } from './default-resources';
import { HardeningField } from './hardening-field';

/** Fields of a workload that hardening leaves as they are. The reason is written on the workload as annotation. */
export interface PodHardeningException {
  /** Kind of the workload, e.g. `DaemonSet`. */
  readonly kind: string;

  /** Name of the workload. */
  readonly name: string;

  /**
   * Namespace that the workload names.
   * @default - any
   */
  readonly namespace?: string;

  /**
   * Container whose fields they are.
   * @default - the pod and every container
   */
  readonly container?: string;

  /** The fields. One that would be neither set nor reported is an error: the exception excuses nothing. */
  readonly fields: HardeningField[];

  /** Why. */
  readonly reason: string;
}

/** Properties for `PodHardening`. */
export interface PodHardeningProps {
  /**
   * Fields that get a safe value although the pod says otherwise.
   * @default - what a pod says stays, and is reported where it violates
   */
  readonly override?: HardeningField[];

  /**
   * Workloads with fields that are left as they are.
   * @default - none
   */
  readonly exceptions?: PodHardeningException[];

  /**
   * Whether what keeps a pod from Pod Security `restricted` ends the synth. Otherwise each is a warning `workload/pod-security`.
   * @default false
   */
  readonly violationsAsErrors?: boolean;

  /**
   * Version of the Pod Security policy, as in the label `pod-security.kubernetes.io/enforce-version` of the namespaces: `latest` or
   * a Kubernetes minor such as `1.33`.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/
   * @default - the version of the Cluster; without a known one, what any supported version asks for
   */
  readonly policyVersion?: string;

  /**
   * Whether containers that say nothing of it get a read-only root file system.
   * @default false
   */
  readonly readOnlyRootFilesystem?: boolean;

  /**
   * Directories that stay writable in containers whose root file system hardening makes read-only, with the size of each. Each is
   * an emptyDir of this container alone, lost with the pod.
   *
   * @default - `{ '/tmp': '64Mi' }` with `readOnlyRootFilesystem`
   */
  readonly writablePaths?: { [path: string]: string };

  /**
   * Whether pods that say nothing of it get no token for the API server.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
   * @default false
   */
  readonly removeServiceAccountToken?: boolean;

  /**
   * Requests and limits for containers that say nothing of them.
   * @default - resources are left as they are
   */
  readonly resources?: HardeningResources;

  /**
   * Numeric user, 1 to 2147483647, for pods that name none. The image must be able to run as it.
   * @default - the image decides; the report names each container for which it does
   */
  readonly runAsUser?: number;

  /**
   * Numeric group, 1 to 2147483647, for pods that name none.
   * @default - the image decides
   */
  readonly runAsGroup?: number;

  /**
   * Group that owns the files of volumes, 1 to 2147483647, for pods that name none.
   * @default - left as it is
   */
  readonly fsGroup?: number;
}
