import { App, Chart } from 'cdk8s';
import { CiliumCapability } from '../../lib/cluster/capabilities';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { Warnings } from '../../lib/construct/warnings';
import { KubernetesObject } from '../../lib/manifest/object';
import { GlobalCiliumService, GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { LocalBackends } from '../../lib/network/local-backends';
import { faultsOf } from '../faults-of';

/** Cilium in a mesh, as most tests have it. */
export const CILIUM: CiliumCapability = { version: '1.19.4', mesh: { id: 1, name: 'eu' } };

/** The least that a service for pods with labels needs. */
export const LABELLED: GlobalCiliumServiceProps = { backends: LocalBackends.labelled({ app: 'search' }), ports: [{ name: 'http', port: 80, targetPort: 8080 }] };

/** The least that a service without pods in this cluster needs. */
export const NONE: GlobalCiliumServiceProps = { backends: LocalBackends.none(), ports: [{ name: 'http', port: 80, targetPort: 8080 }] };

/** A chart in a cluster with this Cilium, or in a plain App. */
export function chartWith(cilium: CiliumCapability | undefined = CILIUM, cluster: Partial<ClusterProps> = {}): Chart {
  return new Chart(new Cluster({ name: 'prod-eu', capabilities: { cilium }, ...cluster }), 'chart', { namespace: 'shop' });
}

/** A chart in a plain App. */
export function plainChart(namespace?: string): Chart {
  return new Chart(new App(), 'chart', { namespace });
}

/** A global service named `search`. */
export function globalService(props: Partial<GlobalCiliumServiceProps> = {}, scope: Chart = chartWith()): GlobalCiliumService {
  return new GlobalCiliumService(scope, 'search', { ...LABELLED, ...props });
}

/** All finished objects of a construct. */
export function manifestsOf(construct: GlobalCiliumService): KubernetesObject[] {
  return construct.objects.map((object) => object.toJson() as KubernetesObject);
}

/** The finished Service. */
export function serviceOf(props: Partial<GlobalCiliumServiceProps> = {}, scope?: Chart): KubernetesObject {
  return globalService(props, scope).service.toJson();
}

/** Everything that is at fault, one sentence each, without the construct's path. */
export function faultsIn(props: Partial<GlobalCiliumServiceProps>, scope?: Chart): string[] {
  return faultsOf(() => globalService(props, scope));
}

/** The warnings of a construct as `id: object: message`. */
export function warningsOf(construct: GlobalCiliumService): string[] {
  return Warnings.of(construct).map(({ id, object, message }) => `${id}: ${object === undefined ? '' : `${object}: `}${message}`);
}
