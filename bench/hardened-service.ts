import { Chart } from 'cdk8s';
import { imageOf } from './services';
import { Cluster, HardenedDeployment, NetworkPeer, Probe } from 'fleetwright';

/** What a cluster says of itself. */
export const DESCRIPTION = { zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'], kubernetesVersion: '1.34' };

/** A service as this library's construct writes it: six objects. */
export function hardenedService(cluster: Cluster, service: number): void {
  new HardenedDeployment(new Chart(cluster, `service-${service}`, { namespace: 'shop' }), 'api', {
    name: `service-${service}`,
    image: imageOf(service),
    ports: [{ name: 'http', port: 8080 }],
    env: { LOG_LEVEL: 'info', LISTEN: '0.0.0.0:8080' },
    resources: { cpu: '250m', memory: '256Mi' },
    probes: { readiness: Probe.httpGet('/ready', { port: 'http' }), liveness: Probe.httpGet('/live', { port: 'http' }) },
    autoscaling: { minReplicas: 3, maxReplicas: 12, cpuUtilization: 70 },
    service: {},
    network: { allowFrom: [{ peer: NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' }) }] },
  });
}
