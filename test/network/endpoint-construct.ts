import { App, Chart } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { Warnings } from '../../lib/construct/warnings';
import { KubernetesObject } from '../../lib/manifest/object';
import { ExternalServiceEndpoint, ExternalServiceEndpointProps } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { faultsOf } from '../faults-of';

/** A service known by two addresses, on one port. */
export const ADDRESSES: ExternalServiceEndpointProps = {
  target: ExternalTarget.addresses(['10.20.0.12', '10.20.0.9']),
  ports: [{ name: 'https', port: 443, targetPort: 9000 }],
};

/** A service known by its DNS name, on one port that speaks neither HTTP nor TLS. */
export const DNS_NAME: ExternalServiceEndpointProps = {
  target: ExternalTarget.dnsName('db.example.com'),
  ports: [{ name: 'tcp-sql', port: 5432 }],
};

/** A chart in a cluster, or in a plain App where nothing is said of one. */
export function chartIn(cluster?: Partial<ClusterProps>, namespace: string | undefined = 'storage'): Chart {
  const app = cluster === undefined ? new App() : new Cluster({ name: 'prod-eu', ...cluster });
  return new Chart(app, 'storage', { namespace });
}

/** An ExternalServiceEndpoint named `minio`, by addresses unless the props say otherwise. */
export function endpoint(props: Partial<ExternalServiceEndpointProps> = {}, scope: Chart = chartIn()): ExternalServiceEndpoint {
  return new ExternalServiceEndpoint(scope, 'minio', { ...ADDRESSES, ...props });
}

/** The finished objects of a construct. */
export function manifestsOf(construct: ExternalServiceEndpoint): KubernetesObject[] {
  return construct.objects.map((object) => object.toJson());
}

/** The finished objects of an ExternalServiceEndpoint with the given props. */
export function manifests(props: Partial<ExternalServiceEndpointProps> = {}, cluster?: Partial<ClusterProps>): KubernetesObject[] {
  return manifestsOf(endpoint(props, chartIn(cluster)));
}

/** Everything that is at fault in some props, one sentence each, without the construct's path. */
export function faultsIn(props: Partial<ExternalServiceEndpointProps>, cluster?: Partial<ClusterProps>): string[] {
  return faultsOf(() => endpoint(props, chartIn(cluster)));
}


/** The warnings of a construct as `id: message`. */
export function warningsOf(construct: ExternalServiceEndpoint): string[] {
  return Warnings.of(construct).map(({ id, object, message }) => `${id}: ${object === undefined ? '' : `${object}: `}${message}`);
}
