import { Chart } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { GlobalCiliumService, GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { LocalBackends } from '../../lib/network/local-backends';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { release } from '../versions';
import { isPolicy } from './questions';

/** What is written for one cluster of a mesh. */
export interface ClusterProgram {
  readonly objects: readonly KubernetesObject[];
  readonly service: KubernetesObject;
}

/** The labels of the pods of a workload. */
export const podsNamed = (name: string) => ({ 'app.kubernetes.io/name': name });

/** A service `search/search` in a cluster, and a workload `shop/web` that calls it; by default with a workload `search/search` behind it. */
export function program(name: string, props: Partial<GlobalCiliumServiceProps> = {}): ClusterProgram {
  const cluster = new Cluster({ name, capabilities: { cilium: { version: release('github.com/cilium/cilium'), mesh: { id: 1 } } } });
  const chart = new Chart(cluster, 'search', { namespace: 'search' });
  const backends = props.backends ?? LocalBackends.ofWorkload(new HardenedDeployment(chart, 'search', {
    image: 'registry.example.com/search:1.4.2', ports: [{ port: 8080 }],
  }));
  const service = new GlobalCiliumService(chart, 'global', { name: 'search', backends, remotePodLabels: podsNamed('search'), ...props });
  const web = new HardenedDeployment(new Chart(cluster, 'shop', { namespace: 'shop' }), 'web', { image: 'registry.example.com/web:2.0.1' });
  web.allowTo(service);
  return { objects: cluster.charts.flatMap((one) => one.toJson() as KubernetesObject[]), service: service.service.toJson() };
}

/** Makes a workload in a namespace. */
export type Workload = (namespace: string, name: string, props: Partial<HardenedDeploymentProps>) => HardenedDeployment;

/** The policies of a program of workloads in one cluster. */
export function policiesOf(name: string, props: Partial<ClusterProps>, define: (workload: Workload) => void): KubernetesObject[] {
  const cluster = new Cluster({ name, ...props });
  const charts = new Map<string, Chart>();
  define((namespace, id, rest) => {
    const chart = charts.get(namespace) ?? new Chart(cluster, namespace, { namespace });
    charts.set(namespace, chart);
    return new HardenedDeployment(chart, id, { image: `registry.example.com/${id}:1.0.0`, ...rest });
  });
  return cluster.charts.flatMap((chart) => chart.toJson() as KubernetesObject[]).filter(isPolicy);
}
