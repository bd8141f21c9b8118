// A payments API, hardened, and a neighbour that needs an exception. The password of its database is a secret of the stack.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Cluster, EnvValueSource, HardenedDeployment, NetworkPeer, NetworkPort, Probe } from 'fleetwright/pulumi';

const config = new pulumi.Config();
const cluster = new Cluster('prod-eu', {
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
}, { providers: [new k8s.Provider('prod-eu', { context: config.get('context') })] });

const namespace = new k8s.core.v1.Namespace('payments', {
  metadata: { name: 'payments', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
}, { parent: cluster }).metadata.name;
const database = new k8s.core.v1.Secret('database', {
  metadata: { name: 'payments-database', namespace },
  stringData: { password: config.requireSecret('databasePassword') },
}, { parent: cluster });

// Each says for itself whom it lets in and whom it calls.
const [apiPods, receiptsPods] = ['api', 'receipts'].map((name) => NetworkPeer.pods({ 'app.kubernetes.io/name': name }));

const api = new HardenedDeployment('api', {
  image: 'registry.example.com/payments/api:1.4.2',
  replicas: 3,
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.httpGet('/ready'), liveness: Probe.httpGet('/live') },
  resources: { memory: '512Mi', cpu: '250m' },
  env: { LOG_LEVEL: 'info' },
  envValueFrom: { DATABASE_PASSWORD: EnvValueSource.secretKey(database.metadata.name, 'password') },
  service: { ports: [{ port: 80 }] },
  network: {
    allowFrom: [{ peer: NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' }) }],
    allowTo: [
      { peer: NetworkPeer.cidr('10.20.30.0/24'), ports: [NetworkPort.tcp(5432)] }, // the database's subnet
      { peer: receiptsPods, ports: [NetworkPort.tcp(8080)] },
    ],
  },
}, { parent: cluster, chart: { namespace } });

const receipts = new HardenedDeployment('receipts', {
  image: 'registry.example.com/payments/receipts:0.9.0',
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.tcpSocket() },
  resources: { memory: '1Gi' },
  exceptions: { writableRootFilesystem: 'the PDF renderer unpacks its fonts beside its binary' },
  service: {},
  network: { allowFrom: [{ peer: apiPods }] },
}, { parent: cluster, chart: { namespace } });

export const services = [api.service?.metadata.name, receipts.service?.metadata.name];
