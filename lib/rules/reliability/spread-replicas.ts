import { containersOf } from '../../manifest/containers';
import { listOf, PodSpec } from '../../manifest/object';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { replicasOf } from '../replicas';
import { PodRule } from '../rule';
import { mayBeSaidElsewhere } from '../said-elsewhere';

/** Replicas stand on several nodes or in several zones: by spread constraints or by anti-affinity. */
export const spreadReplicas: PodRule = {
  id: 'reliability/spread-replicas',
  severity: 'warning',
  about: 'pod',
  why: 'The scheduler, unless told more, spreads replicas where that costs nothing: it may put all on one node, or into one zone, and with it all are lost.',
  fix: "Set 'topologySpreadConstraints', or 'affinity.podAntiAffinity'",
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
  admission: OTHER_OBJECTS,
  check: ({ spec }, { object, cluster }) => {
    if (!cluster.workloads.isReplicated(object)) { return undefined; }
    const { fewest } = replicasOf(cluster, object);
    if (fewest === undefined || fewest < 2) { return undefined; }
    return isSpread(spec) || mayBeSaidElsewhere(cluster, object) ? [] : [{
      path: ['spec', 'topologySpreadConstraints'], message: `nothing keeps its ${fewest} replicas from one node`,
    }];
  },
};

function isSpread(spec: PodSpec): boolean {
  const apart = spec.affinity?.podAntiAffinity;
  return listOf(spec.topologySpreadConstraints).length > 0 || listOf(apart?.requiredDuringSchedulingIgnoredDuringExecution).length > 0
    || listOf(apart?.preferredDuringSchedulingIgnoredDuringExecution).length > 0
    // No two have a port of one node.
    || spec.hostNetwork === true || containersOf(spec).some(({ container }) => listOf(container.ports).some((port) => typeof port?.hostPort === 'number'));
}
