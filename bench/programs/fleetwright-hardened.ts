import * as path from 'node:path';
import { Chart } from 'cdk8s';
import { imageOf, numbered, sizeFromArguments } from '../services';
import { Cluster, HardenedDeployment, NetworkPeer, Probe } from 'fleetwright';

const { clusters, services, outdir } = sizeFromArguments();
for (const index of numbered(clusters)) {
  const cluster = new Cluster({
    name: `cluster-${index}`, zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'], kubernetesVersion: '1.34', outdir: path.join(outdir, `cluster-${index}`),
  });
  for (const service of numbered(services)) {
    const chart = new Chart(cluster, `service-${service}`, { namespace: 'shop' });
    new HardenedDeployment(chart, 'api', {
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
  cluster.synth();
}
