import { Autoscaler, autoscalerOf, knownWholeNumber, replicaRange, ScalingBounds, takesOver } from '../manifest/autoscaler';
import { groupBy } from '../manifest/group-by';
import { KubernetesObject } from '../manifest/object';
import { ClusterManifests } from './cluster-manifests';
import { valuesAt } from './stand-ins/field-text';
import { saysNoNamespace, standInsFor } from './stand-ins/provided';
import { StandIn, StandInRole } from './stand-ins/stand-in';

/** What scales a workload. */
export function autoscalersOf(cluster: ClusterManifests, workload: KubernetesObject): readonly Autoscaler[] {
  const known = cluster.once('autoscalers', () => new Map<KubernetesObject, readonly Autoscaler[]>());
  const before = known.get(workload);
  if (before !== undefined) { return before; }
  const found = findAutoscalers(cluster, workload);
  known.set(workload, found);
  return found;
}

function findAutoscalers(cluster: ClusterManifests, workload: KubernetesObject): readonly Autoscaler[] {
  const byName = cluster.once('autoscalers by target', () => groupBy(standInsFor(cluster, StandInRole.AUTOSCALER).flatMap((standIn) => (
    cluster.ofKind(standIn.kind).map((object) => ({ object, standIn })))), ({ object, standIn }) => String(valuesAt(standIn.target ?? TARGET, object)[0])));
  const found = (byName.get(String(workload.metadata?.name)) ?? []).filter(({ object }) => mayBeTogether(cluster, object, workload))
    .flatMap(({ object, standIn }) => autoscalerOf(workload, cluster.originalOf(object)) ?? ownAutoscaler(standIn, object) ?? []);
  return found.filter(({ object }) => !found.some((other) => takesOver(other.object, object)));
}

const TARGET = 'spec.scaleTargetRef.name';

/** One of a kind of which a team says how it scales. Known ones that mean another workload are none of this. */
function ownAutoscaler({ target, fewest: field }: StandIn, object: KubernetesObject): Autoscaler | undefined {
  if (target === undefined && field === undefined) { return undefined; }
  const fewest = field === undefined ? undefined : knownWholeNumber(valuesAt(field, object)[0]);
  return { object, fewestField: field ?? '', fewest: fewest === 0 ? 1 : fewest, mostField: '', most: undefined, restsAtNone: fewest === 0 };
}

/** The fewest and the most replicas of a workload. */
export function replicasOf(cluster: ClusterManifests, workload: KubernetesObject): Pick<ScalingBounds, 'fewest' | 'most'> {
  return replicaRange(workload, autoscalersOf(cluster, workload), cluster.workloads.replicasIn(workload));
}

/** Whether two objects are, or may come to be, in one namespace: one that says none goes where it is applied. */
export function mayBeTogether(cluster: ClusterManifests, a: KubernetesObject, b: KubernetesObject): boolean {
  return saysNoNamespace(a) || saysNoNamespace(b) || cluster.namespaceOf(a) === cluster.namespaceOf(b);
}
