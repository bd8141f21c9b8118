import { list } from '../construct/collection';
import { Prop } from '../construct/prop';
import { int32, required } from '../construct/shape';
import { struct } from '../construct/struct';
import { containersOf } from '../manifest/containers';
import { knownPart } from '../manifest/known';
import { PodTemplate } from '../manifest/object';
import { SCALING_BEHAVIOR, SCALING_METRIC } from './kubernetes-shapes';

/**
 * How many pods there are, by how busy they are.
 *
 * Needs a metrics server in the cluster for CPU and memory.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
export interface Autoscaling {
  /**
   * Fewest pods; at least 1.
   * @default 2
   */
  readonly minReplicas?: number;

  /** Most pods. */
  readonly maxReplicas: number;

  /**
   * CPU that the pods should use on average, in percent of what they request. May be above 100, because what is idle may be used.
   * @default - 80, Kubernetes' own, where neither memory nor another metric is given
   */
  readonly cpuUtilization?: number;

  /**
   * Memory that the pods should use on average, in percent of what they request; below 100 where that is the limit too.
   * @default - memory does not matter
   */
  readonly memoryUtilization?: number;

  /**
   * Further metrics, as Kubernetes' MetricSpec.
   * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/#MetricSpec
   * @default - none
   */
  readonly metrics?: { [field: string]: any }[];

  /**
   * How fast pods come and go, as Kubernetes' HorizontalPodAutoscalerBehavior.
   * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior
   * @default - Kubernetes' own: up at once, down after five calm minutes
   */
  readonly behavior?: { [field: string]: any };
}

/** The workload that is scaled. */
export interface ScaleTarget {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

const MIN_REPLICAS = 2;
const CPU_UTILIZATION = 80;
const UTILIZATION = int32({ min: 1, fix: 'Use a percentage of the request, such as 70' });

/** What `autoscaling` must look like. */
export const AUTOSCALING = struct<Autoscaling>('{ maxReplicas: 10 }', {
  minReplicas: int32({ min: 1, fix: 'Use at least 2, so that one may fail' }),
  maxReplicas: required(int32({ min: 1, fix: `Use at least ${MIN_REPLICAS}` }), "Add 'maxReplicas: 10', or whatever is the most"),
  cpuUtilization: UTILIZATION,
  memoryUtilization: UTILIZATION,
  metrics: list(SCALING_METRIC, "[{ type: 'External', external: … }]"),
  behavior: SCALING_BEHAVIOR,
});

/** Spec of the HorizontalPodAutoscaler. */
export function autoscalerSpec(autoscaling: Autoscaling, scaleTargetRef: ScaleTarget): { [field: string]: any } {
  const { cpu, memory } = utilization(autoscaling);
  return {
    scaleTargetRef,
    minReplicas: minReplicasOf(autoscaling),
    maxReplicas: autoscaling.maxReplicas,
    metrics: [
      ...(cpu === undefined ? [] : [resourceMetric('cpu', cpu)]),
      ...(memory === undefined ? [] : [resourceMetric('memory', memory)]),
      ...autoscaling.metrics ?? [],
    ],
    behavior: autoscaling.behavior,
  };
}

/** Fewest pods that the autoscaler leaves. */
export function minReplicasOf(autoscaling: Autoscaling): number {
  return autoscaling.minReplicas ?? MIN_REPLICAS;
}

/** What the API server would refuse, and what the autoscaler could not work with. */
export function checkAutoscaling(autoscaling: Autoscaling, template: PodTemplate, prop: Prop): void {
  const { minReplicas, maxReplicas, memoryUtilization: percent } = knownPart({ ...autoscaling, minReplicas: minReplicasOf(autoscaling) });
  if (isCount(minReplicas) && isCount(maxReplicas) && maxReplicas < minReplicas) {
    prop.at('maxReplicas').fault({ id: 'workload/consistent', rule: `must not be less than 'minReplicas', ${minReplicas}`, got: maxReplicas, fix: `Use at least ${minReplicas}` });
  }
  if (percent !== undefined && percent >= 100 && endsAtMemoryRequest(template)) {
    prop.at('memoryUtilization').fault({
      id: 'workload/consistent', rule: 'must be below 100, because containers are killed when they reach their limit, which is their request', got: percent, fix: 'Use 80',
    });
  }
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function endsAtMemoryRequest({ spec }: PodTemplate): boolean {
  return containersOf(spec)
    .filter(({ role }) => role === 'container' || role === 'sidecar')
    .every(({ container: { resources } }) => resources.limits?.memory !== undefined && resources.limits.memory === resources.requests?.memory);
}

function utilization({ cpuUtilization, memoryUtilization, metrics }: Autoscaling): { cpu?: number; memory?: number } {
  const isUnsaid = cpuUtilization === undefined && memoryUtilization === undefined && (metrics ?? []).length === 0;
  return { cpu: isUnsaid ? CPU_UTILIZATION : cpuUtilization, memory: memoryUtilization };
}

function resourceMetric(name: string, averageUtilization: number) {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}
