// What stands around a workload: who calls it and whom it calls, how it is reached, what is read of it, its files, its disk and its rights.
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  Cloud, Cluster, HardenedDeployment, NetworkPeer, NetworkPort, Probe, SpreadAcrossZones, Volume, VolumeAccessMode, VolumeTopology,
} from 'fleetwright';

// Once for each cluster: what is installed in it, and who stands in front of its workloads. Programs say no more than that they want it.
const cluster = new Cluster({
  name: 'prod-eu',
  cloud: Cloud.AWS,
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
  capabilities: {
    cilium: { version: '1.19.6' },
    gatewayApi: { version: '1.4.0', callers: [NetworkPeer.namespace('gateways')] },
    ingress: { callers: [NetworkPeer.pods({ 'app.kubernetes.io/name': 'ingress-nginx' }, { namespace: 'ingress-nginx' })] },
    prometheus: { callers: [NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })], monitorLabels: { release: 'kube-prometheus-stack' } },
  },
});
const chart = new Chart(cluster, 'invoices', { namespace: 'invoices' });

const invoices = new HardenedDeployment(chart, 'invoices', {
  image: 'registry.example.com/invoices/api:3.1.0',
  replicas: 3,
  spread: false,
  ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }],
  probes: { readiness: Probe.httpGet('/ready', { port: 'http' }) },

  // The old name by a controller of Ingresses, the new one by a Gateway.
  ingress: { host: 'invoices.example.com', ingressClassName: 'nginx', tlsSecretName: 'invoices-tls' },
  httpRoute: { gateways: [{ name: 'public', namespace: 'gateways', sectionName: 'https' }], hostnames: ['api.example.com'], path: '/invoices' },
  metrics: { intervalSeconds: 30 },

  // A change of the file replaces the pods.
  config: { path: '/etc/invoices', files: { 'app.yaml': 'currency: EUR\nretentionDays: 3650\n' } },
  claims: [{ name: 'invoices-archive', size: '100Gi', storageClassName: 'efs', accessModes: [VolumeAccessMode.READ_WRITE_MANY] }],
  mounts: [{ path: '/archive', volume: Volume.persistentVolumeClaim('invoices-archive') }],

  // Fewer questions to the DNS for names outside; and a mainframe that no DNS knows.
  dnsConfig: { options: [{ name: 'ndots', value: '2' }] },
  hostAliases: [{ ip: '10.20.0.11', hostnames: ['ledger.internal'] }],
  network: {
    allowTo: [
      { peer: NetworkPeer.cidr('10.20.0.11/32'), ports: [NetworkPort.tcp(1414)] },
      { peer: NetworkPeer.dnsName('api.stripe.com'), ports: [NetworkPort.tcp(443)] },
      // It elects the one pod that sends reminders, by a Lease.
      { peer: NetworkPeer.apiServer() },
    ],
  },
  automountServiceAccountToken: true,
});

// Every zone can mount the archive.
new SpreadAcrossZones(chart, 'spread', { workloads: [invoices], volumes: VolumeTopology.REGIONAL });

const elect = new kplus.Role(chart, 'elect', { metadata: { name: 'invoices-elect' } });
elect.allow(['get', 'create', 'update'], kplus.ApiResource.custom({ apiGroup: 'coordination.k8s.io', resourceType: 'leases' }));
elect.bind(invoices);

cluster.synth();
