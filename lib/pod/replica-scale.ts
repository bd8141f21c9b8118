import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Neighbour, neighboursOf } from '../construct/edit';
import { oncePerSynth } from '../construct/synth-cache';
import { Autoscaler, AUTOSCALER_KINDS, autoscalerOf, replicaRange, takesOver } from '../manifest/autoscaler';
import { KubernetesObject } from '../manifest/object';

/** An autoscaler in the tree. */
export interface PlacedAutoscaler extends Autoscaler {
  readonly source: ApiObject;
}

/** How many replicas of a workload run while it is not at rest; undefined where that is not known yet. */
export interface ReplicaScale {
  readonly fewest: number | undefined;
  readonly most: number | undefined;
  readonly autoscalers: readonly PlacedAutoscaler[];
}

/** What scales a workload, whoever wrote it, in the tree that a construct stands in. Asked by all that ask it. */
export function autoscalersOf(construct: IConstruct, workload: KubernetesObject): PlacedAutoscaler[] {
  const found = AUTOSCALER_KINDS.flatMap((kind) => neighboursScaling(construct, kind, workload))
    .flatMap(({ source, object }): PlacedAutoscaler[] => {
      const autoscaler = autoscalerOf(workload, object);
      return autoscaler === undefined ? [] : [{ ...autoscaler, source }];
    });
  return found.filter(({ object }) => !found.some((other) => takesOver(other.object, object)));
}

/** Those whose target has the name of the workload. */
function neighboursScaling(construct: IConstruct, kind: string, { metadata }: KubernetesObject): readonly Neighbour[] {
  const byName = oncePerSynth(construct, `${kind} by target in ${metadata?.namespace ?? ''}`, () => {
    const found = new Map<unknown, Neighbour[]>();
    for (const neighbour of neighboursOf(construct, kind, metadata?.namespace)) {
      const name: unknown = neighbour.object.spec?.scaleTargetRef?.name;
      found.set(name, [...found.get(name) ?? [], neighbour]);
    }
    return found;
  });
  return byName.get(metadata?.name) ?? [];
}

/** How many replicas a workload and its autoscalers ask for: one, where nothing says it. */
export function replicaScale(construct: IConstruct, workload: KubernetesObject): ReplicaScale {
  const autoscalers = autoscalersOf(construct, workload);
  return { ...replicaRange(workload, autoscalers), autoscalers };
}
