import { ApiObject, Size } from 'cdk8s';
import type { Container, ContainerResources } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { cdk8sPlus } from '../construct/cdk8s-plus';
import { neighboursOf } from '../construct/edit';
import { WarningText } from '../construct/warning';
import { isKnown } from '../manifest/known';
import { Container as ContainerManifest, KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { isQuantity, parseQuantity } from '../manifest/quantity';
import { ReplicaFloor } from './disruption-budget';

/**
 * A container as cdk8s-plus' HorizontalPodAutoscaler wants to see it: it asks whether CPU or memory are requested, and by what
 * name its metrics can name it. Nothing is ever rendered from it.
 */
export function scalingContainer({ name, image, resources }: ContainerManifest): Container {
  const { Container: PlusContainer, Cpu } = cdk8sPlus();
  const { cpu, memory } = resources?.requests ?? {};
  const requests: ContainerResources = {
    ...(cpu !== undefined && { cpu: { request: Cpu.millis(wholeUnits(cpu, 1000n)) } }),
    ...(memory !== undefined && { memory: { request: Size.kibibytes(wholeUnits(memory, 1n) / 1024) } }),
  };
  return new PlusContainer({ name, image: image ?? '', resources: requests });
}

/** An autoscaler elsewhere in the program, and its fewest replicas. */
export interface ForeignAutoscaler extends ReplicaFloor {
  readonly autoscaler: string;
}

/** The autoscalers elsewhere in the program that target a workload. */
export function foreignAutoscalers(construct: IConstruct, workload: ApiObject, own: ApiObject | undefined): ForeignAutoscaler[] {
  const { name, namespace } = workload.metadata;
  return neighboursOf(construct, 'HorizontalPodAutoscaler', namespace)
    .filter(({ source, object }) => source !== own && targets(object, workload.kind, name))
    .map(({ object }) => ({ replicas: fewestOf(object), source: `'minReplicas' of ${describeObject(object)}`, autoscaler: describeObject(object) }));
}

/** That autoscalers elsewhere in the program leave a single pod in quiet times, or that the workload, which does not know of them, works against them. */
export function autoscalerWarnings(autoscalers: readonly ForeignAutoscaler[], isKnownOf: boolean): WarningText[] {
  return autoscalers.flatMap(({ autoscaler, replicas, source }): WarningText[] => [
    ...isKnownOf ? [] : [{
      id: 'workload/fixed-replicas',
      message: `each apply takes back what ${autoscaler} did, because 'replicas' is written. Use 'autoscaling' in its place, or call 'markHasAutoscaler()'.`,
    }],
    ...replicas === 1 ? [{
      id: 'workload/single-replica',
      message: `one replica in quiet times, by ${source}: nothing serves while its node is drained. Use 2 or more there.`,
    }] : [],
  ]);
}

function fewestOf({ spec }: KubernetesObject): number | undefined {
  const fewest: unknown = spec.minReplicas ?? 1;
  return isKnown(fewest) && Number.isInteger(fewest) ? fewest as number : undefined;
}

function targets({ spec }: KubernetesObject, kind: string, name: string | undefined): boolean {
  return spec?.scaleTargetRef?.kind === kind && spec.scaleTargetRef.name === name;
}

/** 1 for what is not known yet: that it is there is all that matters. */
function wholeUnits(quantity: unknown, scale: bigint): number {
  if (!isQuantity(quantity)) { return 1; }
  const { numerator, denominator } = parseQuantity(quantity as string);
  return Number((numerator * scale + denominator - 1n) / denominator);
}
