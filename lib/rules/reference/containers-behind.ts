import { containersOf } from '../../manifest/containers';
import { Container, isMap, KubernetesObject } from '../../manifest/object';
import { BUILT_IN_WORKLOADS } from '../built-in-workloads';
import { ClusterManifests, groupKindOf, PodSource } from '../cluster-manifests';
import { hasNamesake } from './namesake';

/** The containers that run behind a Service; undefined where some are not known. */
export function containersBehind(service: KubernetesObject, cluster: ClusterManifests): readonly Container[] | undefined {
  const { selector, type } = service.spec ?? {};
  if (!isMap(selector) || Object.keys(selector).length === 0 || type === 'ExternalName') { return undefined; }
  const pods = cluster.podsSelected(cluster.namespaceOf(service), { matchLabels: selector });
  // To pods of others, an operator may add containers; to those of patches, whoever applies them.
  const isCopied = (object: KubernetesObject) => BUILT_IN_WORKLOADS.has(groupKindOf(object)) || cluster.workloads.isReplicated(object);
  const isWhole = ({ object }: PodSource) => isCopied(object) && !hasNamesake(cluster, object);
  if (pods.length === 0 || !pods.every(isWhole)) { return undefined; }
  return pods.flatMap(({ ref }) => containersOf(ref.template.spec)).filter(({ role }) => role === 'container' || role === 'sidecar').map(({ container }) => container);
}
