// A shop on spot machines: its API keeps one replica in five on on-demand ones, its worker and its nightly report none.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Cloud, Cluster, HardenedDeployment, NetworkPeer, NodeDisruptionReason, Probe, SpotNodePool, SpotProvider } from 'fleetwright/pulumi';

const cluster = new Cluster('prod-eu', {
  region: 'eu-central-1',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  cloud: Cloud.AWS,
  kubernetesVersion: '1.34',
  capabilities: { karpenter: { version: '1.13.0', interruptionQueue: true }, descheduler: { version: '0.36.0' } },
}, { providers: [new k8s.Provider('prod-eu', { context: new pulumi.Config().get('context') })] });

const discovery = { tags: { 'karpenter.sh/discovery': 'prod-eu' } };
const spot = new SpotNodePool('spot', {
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
}, { parent: cluster });

const namespace = new k8s.core.v1.Namespace('shop', {
  metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
}, { parent: cluster }).metadata.name;
const shop = { parent: cluster, chart: { namespace } };

new HardenedDeployment('api', {
  image: 'registry.example.com/shop/api:3.12.0',
  ports: [{ name: 'http', port: 8080 }],
  probes: { readiness: Probe.httpGet('/ready') },
  autoscaling: { minReplicas: 5, maxReplicas: 50, cpuUtilization: 60 },
  service: {},
  network: { allowFrom: [{ peer: NetworkPeer.namespace('ingress') }] },
}, { ...shop, transforms: [spot.host()] });

// It takes its orders from a queue, so a replica that is gone is no loss.
new HardenedDeployment('worker', { image: 'registry.example.com/shop/worker:3.12.0', replicas: 4 }, {
  ...shop, transforms: [spot.host({ onDemandBase: false })],
});

// Of plain @pulumi/kubernetes, and tried again until it is done.
new k8s.batch.v1.CronJob('report', {
  metadata: { name: 'report', namespace },
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
}, { parent: cluster, transforms: [spot.host()] });

// Nobody calls it.
new k8s.networking.v1.NetworkPolicy('report-policy', {
  metadata: { name: 'report', namespace },
  spec: { podSelector: { matchLabels: { app: 'report' } }, policyTypes: ['Ingress'] },
}, { parent: cluster });
