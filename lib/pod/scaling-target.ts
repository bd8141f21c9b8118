import { ApiObject, Size } from 'cdk8s';
import type { Container, ContainerResources } from 'cdk8s-plus-28';
import { cdk8sPlus } from '../construct/cdk8s-plus';
import { render } from '../construct/edit';
import { WarningText } from '../construct/warning';
import { Container as ContainerManifest } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { isQuantity, parseQuantity } from '../manifest/quantity';
import { ReplicaFloor } from './disruption-budget';
import { autoscalersOf, PlacedAutoscaler } from './replica-scale';

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
  readonly autoscaler: PlacedAutoscaler;
}

/** The autoscalers elsewhere in the program that target a workload. */
export function foreignAutoscalers(workload: ApiObject, own: ApiObject | undefined): ForeignAutoscaler[] {
  return autoscalersOf(workload, render(workload).object).filter(({ source }) => source !== own)
    .map((autoscaler) => ({ replicas: autoscaler.fewest, source: floorSource(autoscaler), autoscaler }));
}

/** What says how many replicas are the fewest. */
export function floorSource({ object, fewestField, restsAtNone }: PlacedAutoscaler): string {
  return restsAtNone ? `the first that ${describeObject(object)} brings` : `'${fewestField}' of ${describeObject(object)}`;
}

/** That autoscalers elsewhere in the program leave a single pod in quiet times, or that the workload, which does not know of them, works against them. */
export function autoscalerWarnings(autoscalers: readonly ForeignAutoscaler[], isKnownOf: boolean): WarningText[] {
  return autoscalers.flatMap(({ autoscaler, replicas, source }): WarningText[] => [
    ...isKnownOf ? [] : [{
      id: 'workload/fixed-replicas',
      message: `each apply takes back what ${describeObject(autoscaler.object)} did, because 'replicas' is written. ${handOver(autoscaler)}.`,
    }],
    ...replicas === 1 ? [{
      id: 'workload/single-replica',
      message: `one replica in quiet times, by ${source}: nothing serves while its node is drained. ${moreThanOne(autoscaler)}.`,
    }] : [],
  ]);
}

function handOver({ object }: PlacedAutoscaler): string {
  return object.kind === 'HorizontalPodAutoscaler' ? "Use 'autoscaling' in its place, or call 'markHasAutoscaler()'" : "Call 'markHasAutoscaler()'";
}

function moreThanOne({ object, restsAtNone }: PlacedAutoscaler): string {
  return restsAtNone && object.kind === 'ScaledObject'
    ? "Use 'minReplicaCount: 2' or more there, with 'idleReplicaCount: 0' where none is to be left at rest" : 'Use 2 or more there';
}

/** 1 for what is not known yet: that it is there is all that matters. */
function wholeUnits(quantity: unknown, scale: bigint): number {
  if (!isQuantity(quantity)) { return 1; }
  const { numerator, denominator } = parseQuantity(quantity as string);
  return Number((numerator * scale + denominator - 1n) / denominator);
}
