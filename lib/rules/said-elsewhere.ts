import { imageParts } from '../manifest/image';
import { KubernetesObject, listOf } from '../manifest/object';
import { podTemplatesOf } from '../manifest/pod-template';
import { isOfJobs } from '../manifest/replicated-kinds';
import { BUILT_IN_WORKLOADS } from './built-in-workloads';
import { ClusterManifests, groupKindOf } from './cluster-manifests';

// Trees of bases and overlays are read as they stand: what a patch leaves out is said elsewhere, and what a base leaves out may be said by a patch. What a
// custom resource leaves out, its controller may fill in.

const WITH_SELECTOR: ReadonlySet<string> = new Set(['apps/DaemonSet', 'apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet']);

/** Whether what an object leaves out may be said elsewhere: it is a patch, there is one of its kind and name, or its pods are more than copies of it. */
export function mayBeSaidElsewhere(cluster: ClusterManifests, object: KubernetesObject): boolean {
  if (!BUILT_IN_WORKLOADS.has(groupKindOf(object)) && !cluster.workloads.isReplicated(object) && !isOfJobs(object)
    && cluster.workloads.templatesOf(object).length > 0) { return true; }
  const patches = cluster.once('patches', () => new Set(cluster.objects.filter(isPatch).map(nameOf)));
  return patches.size > 0 && patches.has(nameOf(object));
}

/** Whether a Kustomization says of an image which one it will be. */
export function isImageReplaced(cluster: ClusterManifests, image: string): boolean {
  const replaced = cluster.once('images replaced', () => new Set(['Kustomization', 'Component']
    .flatMap((kind) => cluster.ofKind(`kustomize.config.k8s.io/${kind}`)).flatMap(({ images }) => listOf(images))
    .filter((each) => each?.newTag !== undefined || each?.digest !== undefined || each?.newName !== undefined).map(({ name }) => String(name))));
  if (replaced.size === 0) { return false; }
  const { registry, repository } = imageParts(image);
  return replaced.has(registry === undefined ? repository : `${registry}/${repository}`);
}

function isPatch(object: KubernetesObject): boolean {
  return (WITH_SELECTOR.has(groupKindOf(object)) && (object.spec?.selector ?? undefined) === undefined)
    || podTemplatesOf(object).some(({ template }) => listOf(template.spec.containers).some((container) => (container?.image ?? '') === ''));
}

function nameOf(object: KubernetesObject): string {
  return `${groupKindOf(object)} ${object.metadata?.name}`;
}
