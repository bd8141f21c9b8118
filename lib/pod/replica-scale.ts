import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Neighbour, neighboursOf } from '../construct/edit';
import { oncePerSynth } from '../construct/synth-cache';
import { Autoscaler, AUTOSCALER_KINDS, autoscalerOf, knownWholeNumber, takesOver } from '../manifest/autoscaler';
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
  const said = knownWholeNumber(workload.spec?.replicas ?? 1);
  if (autoscalers.length === 0) { return { fewest: said, most: said, autoscalers }; }
  return { fewest: extreme(Math.min, autoscalers.map(({ fewest }) => fewest)), most: extreme(Math.max, autoscalers.map(({ most }) => most)), autoscalers };
}

/** Nothing is known of several numbers before all are. */
function extreme(of: (...numbers: number[]) => number, numbers: readonly (number | undefined)[]): number | undefined {
  return numbers.includes(undefined) ? undefined : of(...numbers as number[]);
}
