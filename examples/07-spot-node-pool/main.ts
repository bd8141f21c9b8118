// A shop on spot machines: its API keeps one replica in five on on-demand ones, its worker and its nightly report none.
import { ApiObject, Chart } from 'cdk8s';
import { Cloud, Cluster, HardenedDeployment, NetworkPeer, NodeDisruptionReason, Probe, SpotNodePool, SpotProvider } from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  region: 'eu-central-1',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  cloud: Cloud.AWS,
  kubernetesVersion: '1.34',
  capabilities: { karpenter: { version: '1.13.0', interruptionQueue: true }, descheduler: { version: '0.36.0' } },
});

const discovery = { tags: { 'karpenter.sh/discovery': 'prod-eu' } };
const spot = new SpotNodePool(new Chart(cluster, 'nodes'), 'spot', {
  provider: SpotProvider.karpenterAws({
    amiSelectorTerms: [{ alias: 'al2023@v20260209' }],
    role: 'KarpenterNodeRole-prod-eu',
    subnetSelectorTerms: [discovery],
    securityGroupSelectorTerms: [discovery],
  }),
  families: ['m6i', 'm6a', 'm7i', 'm7a', 'c6i', 'c7i', 'c7a'],
  sizes: ['large', 'xlarge', '2xlarge'],
  minFamilies: 3,
  limits: { cpu: '400', memory: '1600Gi' },
  // No node is replaced for drift while people shop: 08:00 to 22:00 UTC. Interruptions do not ask.
  disruptionBudgets: [{ nodes: '10%' }, { nodes: '0', reasons: [NodeDisruptionReason.DRIFTED], schedule: '0 8 * * *', duration: '14h' }],
  onDemandBasePercent: 20,
});

const shop = new Chart(cluster, 'shop', { namespace: 'shop' });

const api = new HardenedDeployment(shop, 'api', {
  image: 'registry.example.com/shop/api:3.12.0',
  ports: [{ name: 'http', port: 8080 }],
  probes: { readiness: Probe.httpGet('/ready') },
  autoscaling: { minReplicas: 5, maxReplicas: 50, cpuUtilization: 60 },
  service: {},
  network: { allowFrom: [{ peer: NetworkPeer.namespace('ingress') }] },
});
spot.host(api);

// It takes its orders from a queue, so a replica that is gone is no loss.
const worker = new HardenedDeployment(shop, 'worker', { image: 'registry.example.com/shop/worker:3.12.0', replicas: 4 });
spot.host(worker, { onDemandBase: false });

// Of another origin, and tried again until it is done.
const report = new ApiObject(shop, 'report', {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'report' },
  spec: {
    schedule: '0 3 * * *',
    concurrencyPolicy: 'Forbid',
    jobTemplate: {
      spec: {
        backoffLimit: 6,
        template: {
          metadata: { labels: { app: 'report' } },
          spec: {
            restartPolicy: 'Never',
            containers: [{
              name: 'report',
              image: 'registry.example.com/shop/report:1.0.3',
              resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '256Mi' } },
              securityContext: { readOnlyRootFilesystem: true },
            }],
          },
        },
      },
    },
  },
});
spot.host(report);
// Nobody calls it.
new ApiObject(shop, 'report-policy', {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'report' },
  spec: { podSelector: { matchLabels: { app: 'report' } }, policyTypes: ['Ingress'] },
});

cluster.synth();
