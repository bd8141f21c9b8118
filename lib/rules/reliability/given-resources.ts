import { isMap, KubernetesObject, listOf, PodTemplate } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { mayBeTogether } from '../replicas';
import { mayBeSaidElsewhere } from '../said-elsewhere';

/** Whether something else than a container says what it may use: its pod as a whole, a LimitRange, a VerticalPodAutoscaler, or a patch. */
export function areResourcesGiven(cluster: ClusterManifests, object: KubernetesObject, { spec }: PodTemplate): boolean {
  return isMap(spec.resources) || hasDefaults(cluster, object) || isScaledVertically(cluster, object) || mayBeSaidElsewhere(cluster, object);
}

function hasDefaults(cluster: ClusterManifests, object: KubernetesObject): boolean {
  return cluster.ofKind('/LimitRange').some((range) => mayBeTogether(cluster, range, object)
    && listOf(range.spec?.limits).some((limit) => limit?.type === 'Container' && (isMap(limit.default) || isMap(limit.defaultRequest))));
}

function isScaledVertically(cluster: ClusterManifests, object: KubernetesObject): boolean {
  const targets = cluster.once('workloads scaled vertically', () => new Set(cluster.ofKind('autoscaling.k8s.io/VerticalPodAutoscaler')
    .filter(({ spec }) => spec?.updatePolicy?.updateMode !== 'Off').map(({ spec }) => `${spec?.targetRef?.kind} ${spec?.targetRef?.name}`)));
  return targets.size > 0 && targets.has(`${object.kind} ${object.metadata?.name}`);
}
