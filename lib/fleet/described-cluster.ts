import { Cluster } from '../cluster/cluster';
import { DescribedCluster } from '../rules/fleet/cluster-facts';

/** What other clusters care to know of one. */
export function describedCluster(cluster: Cluster): DescribedCluster {
  const { name, region, zones, cloud, environment, kubernetesVersion, labels, podCidrs, serviceCidrs, nodeCidrs, capabilities } = cluster;
  const { cilium, other = {}, ...rest } = capabilities;
  const versions = Object.entries({ cilium, ...rest }).flatMap(([what, installed]) => {
    const version = (installed as { version?: string } | undefined)?.version;
    return version === undefined ? [] : [[what, version] as const];
  });
  const mesh = cilium?.mesh;
  return JSON.parse(JSON.stringify({
    name, region, zones, cloud: cloud?.name, environment, kubernetesVersion, labels, podCidrs, serviceCidrs, nodeCidrs,
    capabilities: Object.fromEntries([...versions, ...Object.entries(other)]),
    mesh: mesh === undefined ? undefined : {
      group: mesh.group,
      id: mesh.id,
      name: mesh.name ?? name,
      mcsApi: cilium?.clusterMesh?.mcsApiEnabled ?? false,
      defaultGlobalNamespace: cilium?.clusterMesh?.defaultGlobalNamespace ?? true,
      syncsEndpointSlices: cilium?.clusterMesh?.enableEndpointSliceSynchronization ?? false,
    },
  }));
}
