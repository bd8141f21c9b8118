// A small shop: front end, API and worker, and who among them may talk to whom.
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cloud, Cluster, EnvFromSource, HardenedDeployment, NetworkPeer, NetworkPort, Probe, TrafficDistribution } from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  region: 'eu-central-1',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  cloud: Cloud.AWS,
  kubernetesVersion: '1.34',
  capabilities: { dns: { nodeLocalAddress: '169.254.20.10' } },
});

// What runs in the cluster anyway.
const ingress = NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' });
const prometheus = NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' });
const queue = NetworkPeer.pods({ 'app.kubernetes.io/name': 'rabbitmq' }, { namespace: 'messaging' });
const database = NetworkPeer.cidr('10.20.30.0/24');

// Namespaces stand in a chart without one. In them, no pod gets more than Pod Security `restricted` allows.
const namespaces = new Chart(cluster, 'namespaces');
const [frontEnd, backEnd] = ['storefront', 'orders'].map((name) => {
  new kplus.Namespace(namespaces, name, { metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });
  return new Chart(cluster, name, { namespace: name });
});

const METRICS = { name: 'metrics', port: 9090 };

const api = new HardenedDeployment(backEnd, 'api', {
  image: 'registry.example.com/orders/api:2.7.1',
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
});
api.allowFrom(prometheus, NetworkPort.named('metrics'));
api.allowTo(database, NetworkPort.tcp(5432));
api.allowTo(queue, NetworkPort.tcp(5672));

// Takes orders from the queue; nobody calls it but Prometheus.
const worker = new HardenedDeployment(backEnd, 'worker', {
  image: 'registry.example.com/orders/worker:2.7.1',
  replicas: 3,
  ports: [METRICS],
  probes: { readiness: Probe.httpGet('/ready') },
  terminationGracePeriodSeconds: 120, // an order takes up to a minute
  envFrom: [EnvFromSource.secret('orders-database')],
  labels: { 'example.com/team': 'orders' },
});
worker.allowFrom(prometheus);
worker.allowTo(queue, NetworkPort.tcp(5672));
worker.allowTo(database, NetworkPort.tcp(5432));
worker.allowTo(api, NetworkPort.named('http'));

const web = new HardenedDeployment(frontEnd, 'web', {
  image: 'registry.example.com/storefront/web:3.12.0',
  replicas: 3,
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.httpGet('/') },
  env: { API_URL: 'http://api.orders' },
  service: { ports: [{ port: 80 }] },
  labels: { 'example.com/team': 'storefront' },
});
web.allowFrom(ingress);
web.allowTo(api, NetworkPort.named('http'));

cluster.synth();
