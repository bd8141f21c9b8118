import { Faults } from '../construct/faults';
import { int32Fault } from '../construct/prop';
import { containersOf } from '../manifest/containers';
import { isKnown } from '../manifest/known';
import { PodTemplate } from '../manifest/object';

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
export function checkAutoscaling(faults: Faults, autoscaling: Autoscaling, template: PodTemplate): void {
  const minReplicas = minReplicasOf(autoscaling);
  const { maxReplicas } = autoscaling;
  const rules = [int32Fault(minReplicas, 1), int32Fault(maxReplicas, 1)];
  faults.addRule(rules[0], { prop: 'autoscaling.minReplicas', got: minReplicas, fix: 'Use at least 2, so that one may fail' });
  faults.addRule(rules[1], { prop: 'autoscaling.maxReplicas', got: maxReplicas, fix: `Use at least ${MIN_REPLICAS}` });
  if (rules.every((rule) => rule === undefined) && isKnown(minReplicas) && isKnown(maxReplicas) && maxReplicas < minReplicas) {
    faults.add({ prop: 'autoscaling.maxReplicas', rule: `must not be less than 'minReplicas', ${minReplicas}`, got: maxReplicas, fix: `Use at least ${minReplicas}` });
  }
  const { cpu, memory } = utilization(autoscaling);
  if (cpu !== undefined) { checkUtilization(faults, 'cpu', cpu, template); }
  if (memory !== undefined) { checkUtilization(faults, 'memory', memory, template); }
}

function checkUtilization(faults: Faults, resource: 'cpu' | 'memory', percent: number, template: PodTemplate): void {
  const prop = `autoscaling.${resource}Utilization`;
  faults.addRule(int32Fault(percent, 1), { prop, got: percent, fix: 'Use a percentage of the request, such as 70' });
  if (resource === 'memory' && isKnown(percent) && percent >= 100 && endsAtMemoryRequest(template)) {
    faults.add({ prop, rule: 'must be below 100, because containers are killed when they reach their limit, which is their request', got: percent, fix: 'Use 80' });
  }
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
