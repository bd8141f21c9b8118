// An etcd of three members, each with a name and a volume of its own, and the program that keeps its state there.
import { Chart } from 'cdk8s';
import { Cluster, EnvValueSource, HardenedDeployment, HardenedStatefulSet, NetworkPort, Probe, Volume } from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
});
const orders = new Chart(cluster, 'orders', { namespace: 'orders' });

const MEMBERS = 3;
const PEERS = 'etcd-peers';
const urlOf = (member: string) => `http://${member}.${PEERS}:2380`;

const etcd = new HardenedStatefulSet(orders, 'etcd', {
  image: 'registry.example.com/platform/etcd:3.6.5',
  replicas: MEMBERS,
  // No member is ready before most of them have found each other, and none serves when most are gone.
  quorum: true,
  serviceName: PEERS,
  envValueFrom: { POD_NAME: EnvValueSource.field('metadata.name') },
  command: ['etcd'],
  args: [
    '--name=$(POD_NAME)',
    '--data-dir=/var/lib/etcd/data',
    '--listen-client-urls=http://0.0.0.0:2379',
    '--advertise-client-urls=http://etcd:2379',
    '--listen-peer-urls=http://0.0.0.0:2380',
    `--initial-advertise-peer-urls=${urlOf('$(POD_NAME)')}`,
    `--initial-cluster=${Array.from({ length: MEMBERS }, (_, number) => `etcd-${number}=${urlOf(`etcd-${number}`)}`).join(',')}`,
    '--listen-metrics-urls=http://0.0.0.0:2381',
  ],
  ports: [{ name: 'client', port: 2379 }, { name: 'peer', port: 2380 }, { name: 'metrics', port: 2381 }],
  probes: { readiness: Probe.httpGet('/readyz', { port: 'metrics' }), liveness: Probe.httpGet('/livez', { port: 'metrics' }) },
  mounts: [{ path: '/var/lib/etcd', volume: Volume.claimTemplate('data', { size: '20Gi', storageClassName: 'fast-zonal' }) }],
  resources: { memory: '1Gi', cpu: '500m' },
  service: { ports: [{ port: 2379, target: 'client' }] },
});
// Its members call each other, and that is said as for any caller.
etcd.allowFrom(etcd, NetworkPort.named('peer'));

const api = new HardenedDeployment(orders, 'api', {
  image: 'registry.example.com/orders/api:1.4.2',
  env: { ETCD_ENDPOINTS: 'http://etcd:2379' },
});
api.allowTo(etcd, NetworkPort.named('client'));

cluster.synth();
