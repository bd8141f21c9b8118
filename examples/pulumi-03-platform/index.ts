// A small shop: front end, API and worker, and who among them may talk to whom.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Cloud, Cluster, EnvFromSource, HardenedDeployment, NetworkPeer, NetworkPort, Probe, TrafficDistribution } from 'fleetwright/pulumi';

const config = new pulumi.Config();
const cluster = new Cluster('prod-eu', {
  region: 'eu-central-1',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  cloud: Cloud.AWS,
  kubernetesVersion: '1.34',
  capabilities: { dns: { nodeLocalAddress: '169.254.20.10' } },
}, { providers: [new k8s.Provider('prod-eu', { context: config.get('context') })] });

// In these, no pod gets more than Pod Security `restricted` allows.
const [frontEnd, backEnd] = ['storefront', 'orders'].map((name) => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const namespace = new k8s.core.v1.Namespace(name, { metadata: { name, labels } }, { parent: cluster });
  return { parent: cluster, chart: { namespace: namespace.metadata.name } };
});

// What runs in the cluster anyway.
const ingress = NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' });
const prometheus = NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' });
const queue = NetworkPeer.pods({ 'app.kubernetes.io/name': 'rabbitmq' }, { namespace: 'messaging' });
const database = NetworkPeer.cidr('10.20.30.0/24');
// What calls each other: each says for itself whom it lets in and whom it calls.
const [apiPods, workerPods] = ['api', 'worker'].map((name) => NetworkPeer.pods({ 'app.kubernetes.io/name': name }));
const webPods = NetworkPeer.pods({ 'app.kubernetes.io/name': 'web' }, { namespace: 'storefront' });

const METRICS = { name: 'metrics', port: 9090 };
const HTTP = NetworkPort.tcp(8080);

const api = new HardenedDeployment('api', {
  image: pulumi.interpolate`registry.example.com/orders/api:${config.get('apiVersion') ?? '2.7.1'}`,
  ports: [{ name: 'http', port: 8080 }, METRICS],
  probes: { startup: Probe.httpGet('/ready', { port: 'http' }), readiness: Probe.httpGet('/ready', { port: 'http' }), liveness: Probe.httpGet('/live', { port: 'http' }) },
  resources: { memory: '512Mi', cpu: '500m' },
  envFrom: [EnvFromSource.secret('orders-database')],
  autoscaling: {
    minReplicas: 3, // one in each zone
    maxReplicas: 12,
    cpuUtilization: 70,
    behavior: { scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } },
  },
  disruptionBudget: { maxUnavailable: '25%' },
  service: { ports: [{ port: 80, target: 'http' }], trafficDistribution: TrafficDistribution.PREFER_SAME_ZONE },
  labels: { 'example.com/team': 'orders' },
  network: {
    allowFrom: [
      { peer: prometheus, ports: [NetworkPort.named('metrics')] },
      { peer: workerPods, ports: [NetworkPort.named('http')] },
      { peer: webPods, ports: [NetworkPort.named('http')] },
    ],
    allowTo: [{ peer: database, ports: [NetworkPort.tcp(5432)] }, { peer: queue, ports: [NetworkPort.tcp(5672)] }],
  },
}, backEnd);

// Takes orders from the queue; nobody calls it but Prometheus.
new HardenedDeployment('worker', {
  image: 'registry.example.com/orders/worker:2.7.1',
  replicas: 3,
  ports: [METRICS],
  probes: { readiness: Probe.httpGet('/ready') },
  terminationGracePeriodSeconds: 120, // an order takes up to a minute
  envFrom: [EnvFromSource.secret('orders-database')],
  labels: { 'example.com/team': 'orders' },
  network: {
    allowFrom: [{ peer: prometheus }],
    allowTo: [
      { peer: queue, ports: [NetworkPort.tcp(5672)] },
      { peer: database, ports: [NetworkPort.tcp(5432)] },
      { peer: apiPods, ports: [HTTP] },
    ],
  },
}, backEnd);

new HardenedDeployment('web', {
  image: 'registry.example.com/storefront/web:3.12.0',
  replicas: 3,
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.httpGet('/') },
  env: { API_URL: 'http://api.orders' },
  service: { ports: [{ port: 80 }] },
  labels: { 'example.com/team': 'storefront' },
  network: { allowFrom: [{ peer: ingress }], allowTo: [{ peer: api.peer, ports: [HTTP] }] },
}, frontEnd);

export const apiService = pulumi.interpolate`${api.service?.metadata.name}.${api.service?.metadata.namespace}`;
