import { ApiObject, Size } from 'cdk8s';
import { Container, ContainerResources, Cpu } from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { render } from '../construct/edit';
import { Container as ContainerManifest, KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { isQuantity, parseQuantity } from '../manifest/quantity';
import { ReplicaFloor } from './disruption-budget';

/**
 * A container as cdk8s-plus' HorizontalPodAutoscaler wants to see it: it asks whether CPU or memory are requested, and by what
 * name its metrics can name it. Nothing is ever rendered from it.
 */
export function scalingContainer({ name, image, resources }: ContainerManifest): Container {
  const { cpu, memory } = resources?.requests ?? {};
  const requests: ContainerResources = {
    ...(cpu !== undefined && { cpu: { request: Cpu.millis(wholeUnits(cpu, 1000n)) } }),
    ...(memory !== undefined && { memory: { request: Size.kibibytes(wholeUnits(memory, 1n) / 1024) } }),
  };
  return new Container({ name, image: image ?? '', resources: requests });
}

/** The autoscalers elsewhere in the program that target a Deployment: their fewest replicas. */
export function foreignAutoscalers(construct: IConstruct, deployment: ApiObject, own: ApiObject | undefined): ReplicaFloor[] {
  const { name, namespace } = deployment.metadata;
  return construct.node.root.node.findAll()
    .filter((child): child is ApiObject => ApiObject.isApiObject(child) && child.kind === 'HorizontalPodAutoscaler' && child !== own)
    .map((child) => render(child).object)
    .filter((object) => object.metadata?.namespace === namespace && targets(object, name))
    .map((object) => ({ replicas: object.spec.minReplicas ?? 1, source: `'minReplicas' of ${describeObject(object)}` }));
}

function targets({ spec }: KubernetesObject, name: string | undefined): boolean {
  return spec?.scaleTargetRef?.kind === 'Deployment' && spec.scaleTargetRef.name === name;
}

/** 1 for what is not known yet: that it is there is all that matters. */
function wholeUnits(quantity: unknown, scale: bigint): number {
  if (!isQuantity(quantity)) { return 1; }
  const { numerator, denominator } = parseQuantity(quantity as string);
  return Number((numerator * scale + denominator - 1n) / denominator);
}
