import { Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { GlobalCiliumService, GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { LocalBackends } from '../../lib/network/local-backends';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';

/** What is written for one cluster of a mesh. */
export interface ClusterProgram {
  readonly objects: readonly KubernetesObject[];
  readonly service: KubernetesObject;
}

/** The labels of the pods of a workload. */
export const podsNamed = (name: string) => ({ 'app.kubernetes.io/name': name });

/** A service `search/search` in a cluster, and a workload `shop/web` that calls it; by default with a workload `search/search` behind it. */
export function program(name: string, props: Partial<GlobalCiliumServiceProps> = {}): ClusterProgram {
  const cluster = new Cluster({ name, capabilities: { cilium: { version: '1.19.4', mesh: { id: 1 } } } });
  const chart = new Chart(cluster, 'search', { namespace: 'search' });
  const backends = props.backends ?? LocalBackends.ofWorkload(new HardenedDeployment(chart, 'search', {
    image: 'registry.example.com/search:1.4.2', ports: [{ port: 8080 }],
  }));
  const service = new GlobalCiliumService(chart, 'global', { name: 'search', backends, remotePodLabels: podsNamed('search'), ...props });
  const web = new HardenedDeployment(new Chart(cluster, 'shop', { namespace: 'shop' }), 'web', { image: 'registry.example.com/web:2.0.1' });
  web.allowTo(service);
  return { objects: cluster.charts.flatMap((one) => one.toJson() as KubernetesObject[]), service: service.service.toJson() };
}
