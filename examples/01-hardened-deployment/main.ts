// A payments API, hardened, and a neighbour that needs an exception.
import { Chart } from 'cdk8s';
import { Cluster, EnvValueSource, HardenedDeployment, NetworkPeer, NetworkPort, Probe } from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
});
const chart = new Chart(cluster, 'payments', { namespace: 'payments' });

const api = new HardenedDeployment(chart, 'api', {
  image: 'registry.example.com/payments/api:1.4.2',
  replicas: 3,
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.httpGet('/ready'), liveness: Probe.httpGet('/live') },
  resources: { memory: '512Mi', cpu: '250m' },
  env: { LOG_LEVEL: 'info' },
  envValueFrom: { DATABASE_PASSWORD: EnvValueSource.secretKey('payments-database', 'password') },
  service: { ports: [{ port: 80 }] },
});
api.allowFrom(NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' }));
api.allowTo(NetworkPeer.cidr('10.20.30.0/24'), NetworkPort.tcp(5432)); // the database's subnet

const receipts = new HardenedDeployment(chart, 'receipts', {
  image: 'registry.example.com/payments/receipts:0.9.0',
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.tcpSocket() },
  resources: { memory: '1Gi' },
  exceptions: { writableRootFilesystem: 'the PDF renderer unpacks its fonts beside its binary' },
  service: {},
});
receipts.allowFrom(api);

cluster.synth();
