import { atLeast } from '../../../manifest/kubernetes-version';
import { ClusterManifests } from '../../cluster-manifests';

// API servers change what they refuse. Where nobody said which one is meant, only what all of them refuse is refused.

/** Whether the API server is known to be of a minor, or of a later one. An older one drops what came with it, or knows no such field. */
export function isFrom(cluster: ClusterManifests, minor: string): boolean {
  const { kubernetesVersion } = cluster;
  return kubernetesVersion !== undefined && atLeast(kubernetesVersion, minor);
}

/** Whether the API server is known to be older than a minor, with which something was allowed. */
export function isBefore(cluster: ClusterManifests, minor: string): boolean {
  const { kubernetesVersion } = cluster;
  return kubernetesVersion !== undefined && !atLeast(kubernetesVersion, minor);
}
