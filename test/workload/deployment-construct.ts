import { App, Chart } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { Warnings } from '../../lib/construct/warnings';
import { KubernetesObject } from '../../lib/manifest/object';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';

/** The least that a HardenedDeployment needs. */
export const MINIMAL: HardenedDeploymentProps = { image: 'registry.example.com/payments/api:1.4.2' };

/** A chart in a cluster, or in a plain App where nothing is said of one. */
export function chartIn(cluster?: Partial<ClusterProps>): Chart {
  const app = cluster === undefined ? new App() : new Cluster({ name: 'prod-eu', ...cluster });
  return new Chart(app, 'payments', { namespace: 'payments' });
}

/** A HardenedDeployment named `api` with the given props beside the least that it needs. */
export function deploy(props: Partial<HardenedDeploymentProps> = {}, scope: Chart = chartIn()): HardenedDeployment {
  return new HardenedDeployment(scope, 'api', { ...MINIMAL, ...props });
}

/** The finished objects of a construct by kind; each kind comes once. */
export function manifestsOf(construct: HardenedDeployment): { [kind: string]: KubernetesObject } {
  const manifests = construct.objects.map((object) => object.toJson() as KubernetesObject);
  return Object.fromEntries(manifests.map((manifest) => [manifest.kind, manifest]));
}

/** The finished objects of a HardenedDeployment with the given props. */
export function manifests(props: Partial<HardenedDeploymentProps> = {}, cluster?: Partial<ClusterProps>): { [kind: string]: KubernetesObject } {
  return manifestsOf(deploy(props, chartIn(cluster)));
}

/** Everything that is at fault in some props, one sentence each, without the construct's path. */
export function faultsIn(props: Partial<HardenedDeploymentProps>, cluster?: Partial<ClusterProps>): string[] {
  return faultsOf(() => deploy(props, chartIn(cluster)));
}

/** The warnings of a HardenedDeployment as `id: message`. */
export function warningsOf(construct: HardenedDeployment): string[] {
  return Warnings.of(construct).map(({ id, object, message }) => `${id}: ${object === undefined ? '' : `${object}: `}${message}`);
}
