import { bytes, cores } from '../construct/resource-amount';
import { int32, known, knownFlag } from '../construct/shape';
import { struct } from '../construct/struct';

/**
 * How this library's workloads run in a cluster: in what development, staging and production differ, said once. What a workload says itself goes before
 * the defaults, and never beyond the bounds.
 */
export interface ClusterWorkloads {
  /**
   * How many pods run of a workload that says neither `replicas` nor `autoscaling`.
   * @default 2
   */
  readonly replicas?: number;

  /**
   * How many pods run of a workload at most, whatever it says itself. One that may not be scaled any more gets no autoscaler.
   * A number that only a deployment knows is left as it is.
   *
   * @default - what it says
   */
  readonly maxReplicas?: number;

  /**
   * Whether pods are spread evenly, where a workload does not say.
   * @default true
   */
  readonly spread?: boolean;

  /**
   * Whether there is a PodDisruptionBudget, where a workload does not say.
   * @default true
   */
  readonly disruptionBudget?: boolean;

  /**
   * CPU that is reserved for a container that does not say.
   * @default '100m'
   */
  readonly cpu?: string;

  /**
   * CPU that is reserved for a container at most, whatever it says itself. An amount that only a deployment knows is left as it is.
   *
   * @default - what it says
   */
  readonly maxCpu?: string;

  /**
   * Memory of a container that does not say.
   * @default '256Mi'
   */
  readonly memory?: string;
}

const REPLICAS = 'Use a number such as 1';
const CPU = "Use a quantity such as '50m'";
const MEMORY = "Use a quantity such as '128Mi'";

/** What `workloads` of a Cluster must look like. */
export const CLUSTER_WORKLOADS = struct<ClusterWorkloads>('{ maxReplicas: 1 }', {
  replicas: known(int32({ min: 0, fix: REPLICAS }), REPLICAS),
  maxReplicas: known(int32({ min: 1, fix: REPLICAS }), REPLICAS),
  spread: knownFlag,
  disruptionBudget: knownFlag,
  cpu: known(cores(CPU), CPU),
  maxCpu: known(cores(CPU), CPU),
  memory: known(bytes(MEMORY, { needsMi: true }), MEMORY),
});
