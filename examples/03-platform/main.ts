// A small shop: its workloads, the nodes they run on, what they need outside of the cluster, and who may talk to whom.
import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  Cloud, Cluster, EnvFromSource, ESSnapshotter, ExternalServiceEndpoint, ExternalTarget, GlobalCiliumService, GlobalServiceAffinity, HardenedDeployment,
  LocalBackends, NetworkPeer, NetworkPort, Probe, S3Credentials, SnapshotRepository, SnapshotTarget, SnapshotUser, SpotNodePool, SpotProvider,
  TaintEffect,
} from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  region: 'eu-central-1',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  cloud: Cloud.AWS,
  kubernetesVersion: '1.34',
  capabilities: {
    cilium: { version: '1.19.4', mesh: { id: 1 } },
    dns: { nodeLocalAddress: '169.254.20.10' },
    descheduler: { version: '0.34.0' }, // keeps the on-demand share when the autoscaler takes replicas away
    karpenter: { version: '1.13.0', interruptionQueue: true },
  },
  rules: { external: [{ kind: 'Secret', namespace: 'logging', name: 'nightly-user' }] }, // the administrators made it
});

// What runs in the cluster anyway.
const ingress = NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' });
const prometheus = NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' });
const queue = NetworkPeer.pods({ 'app.kubernetes.io/name': 'rabbitmq' }, { namespace: 'messaging' });

// Namespaces stand in a chart without one. In ours, no pod gets more than Pod Security `restricted` allows.
const namespaces = new Chart(cluster, 'namespaces');
const namespaced = (name: string, level = 'restricted') => {
  new kplus.Namespace(namespaces, name, { metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': level } } });
  return new Chart(cluster, name, { namespace: name });
};
const frontEnd = namespaced('storefront');
const backEnd = namespaced('orders');
const storage = namespaced('storage');
const logging = namespaced('logging', 'baseline'); // what runs Elasticsearch is the operator's

// Our own machines beside the cluster, and a database that the cloud runs for us.
const minio = new ExternalServiceEndpoint(storage, 'minio', {
  target: ExternalTarget.addresses(['10.20.0.11', '10.20.0.12', '10.20.0.13']),
  ports: [{ name: 'https', port: 9000 }],
});
const database = new ExternalServiceEndpoint(backEnd, 'database', {
  target: ExternalTarget.dnsName('orders.cluster-c1.eu-central-1.rds.amazonaws.com'),
  ports: [{ name: 'tcp-postgres', port: 5432 }],
});

// A fifth of each workload stays on nodes that nobody takes back.
const spot = new SpotNodePool(new Chart(cluster, 'nodes'), 'spot', {
  provider: SpotProvider.karpenterAws({
    amiSelectorTerms: [{ alias: 'bottlerocket@v1.49.0' }],
    role: 'KarpenterNodeRole-prod-eu',
    subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
    securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
  }),
  families: ['m6i', 'm7i', 'm6a', 'm7a'],
  limits: { cpu: '200', memory: '800Gi' },
  // Cilium takes it away when its agent is ready.
  startupTaints: [{ key: 'node.cilium.io/agent-not-ready', effect: TaintEffect.NO_EXECUTE }],
  onDemandBasePercent: 20,
});

const METRICS = { name: 'metrics', port: 9090 };

const api = new HardenedDeployment(backEnd, 'api', {
  image: 'registry.example.com/orders/api:2.7.1',
  ports: [{ name: 'http', port: 8080 }, METRICS],
  probes: { startup: Probe.httpGet('/ready', { port: 'http' }), readiness: Probe.httpGet('/ready', { port: 'http' }), liveness: Probe.httpGet('/live', { port: 'http' }) },
  resources: { memory: '512Mi', cpu: '500m' },
  envFrom: [EnvFromSource.secret('orders-database')],
  env: { DATABASE_HOST: 'database', INVOICES: 'https://minio.storage:9000' },
  autoscaling: {
    minReplicas: 3, // one in each zone
    maxReplicas: 12,
    cpuUtilization: 70,
    behavior: { scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } },
  },
  disruptionBudget: { maxUnavailable: '25%' },
  labels: { 'example.com/team': 'orders' },
});
spot.host(api);
api.allowFrom(prometheus, NetworkPort.named('metrics'));
api.allowTo(database);
api.allowTo(minio);
api.allowTo(queue, NetworkPort.tcp(5672));

// One Service in every cluster of the mesh: our own pods as long as there are any, and those of the others when not.
const orders = new GlobalCiliumService(backEnd, 'api-global', {
  name: 'api',
  backends: LocalBackends.ofWorkload(api),
  ports: [{ port: 80, target: 'http' }],
  affinity: GlobalServiceAffinity.LOCAL,
  allowFrom: [{ podLabels: { 'app.kubernetes.io/name': 'web' }, namespace: 'storefront', clusters: ['prod-eu', 'prod-us'] }],
});

// Takes orders from the queue; nobody calls it but Prometheus.
const worker = new HardenedDeployment(backEnd, 'worker', {
  image: 'registry.example.com/orders/worker:2.7.1',
  replicas: 3,
  ports: [METRICS],
  probes: { readiness: Probe.httpGet('/ready') },
  terminationGracePeriodSeconds: 120, // an order takes up to a minute: too long for spot
  envFrom: [EnvFromSource.secret('orders-database')],
  labels: { 'example.com/team': 'orders' },
});
worker.allowFrom(prometheus);
worker.allowTo(queue, NetworkPort.tcp(5672));
worker.allowTo(database);
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
web.allowTo(orders);

// Logs, and a snapshot of them each night in our own object store.
const logs = new ApiObject(logging, 'logs', {
  apiVersion: 'elasticsearch.k8s.elastic.co/v1',
  kind: 'Elasticsearch',
  metadata: { name: 'logs' },
  spec: { version: '9.2.0', nodeSets: [{ name: 'default', count: 3, config: { 'node.store.allow_mmap': false } }] },
});
const snapshots = new ESSnapshotter(logging, 'nightly', {
  cluster: SnapshotTarget.eck(logs),
  user: SnapshotUser.fileRealm('nightly-user'),
  repository: SnapshotRepository.s3('minio', {
    bucket: 'logs',
    endpoint: 'https://minio.storage.svc:9000',
    pathStyleAccess: true,
    credentials: S3Credentials.secret('minio-logs'),
  }),
  restoreDrill: {},
  alerts: {},
});
logs.with(snapshots.elasticsearchSnapshots);

cluster.synth();
