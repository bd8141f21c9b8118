// A shop of twenty workloads in three clusters. The shop is the same everywhere; in what the clusters differ is said on them.
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  Cluster, ClusterProps, EnvValueSource, HardenedCronJob, HardenedCronJobProps, HardenedDaemonSet, HardenedDeployment, HardenedDeploymentProps, HardenedJob,
  HardenedStatefulSet, HardenedStatefulSetProps, HardenedWorkload, HostPathType, NetworkPeer, NetworkPort, Probe, Volume,
} from 'fleetwright';

// What the platform has in each of its clusters.
const PLATFORM: Partial<ClusterProps> = {
  kubernetesVersion: '1.34',
  capabilities: {
    cilium: { version: '1.19.6' },
    gatewayApi: { version: '1.4.1', callers: [NetworkPeer.ciliumIngress()] },
    prometheus: { callers: [NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })] },
  },
};

const ALONE = { id: 'workload/single-replica', reason: 'its data is on one volume, and it is back within a minute' };

const CLUSTERS: ClusterProps[] = [
  { name: 'dev', environment: 'dev', zones: ['one'], workloads: { maxReplicas: 1, maxCpu: '50m', spread: false, disruptionBudget: false } },
  { name: 'staging', environment: 'staging', zones: ['eu-central-1a', 'eu-central-1b'], workloads: { maxReplicas: 2 }, acceptedWarnings: [ALONE] },
  { name: 'prod', environment: 'prod', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'], workloads: { replicas: 3 }, acceptedWarnings: [ALONE] },
];
const HOSTS: { readonly [environment: string]: string } = { dev: 'shop.dev.example.com', staging: 'shop.staging.example.com', prod: 'shop.example.com' };

const REGISTRY = 'registry.example.com';
const RELEASE = '2026.11.3';

/** The shop, and what it keeps its state in. */
class Shop extends Chart {
  public constructor(cluster: Cluster) {
    super(cluster, 'shop', { namespace: 'webshop' });
    new kplus.Namespace(this, 'namespace', { metadata: { name: 'webshop', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } });

    const postgres = this.store('postgres', 5432, '18.1', { replicas: 1, size: '100Gi', resources: { memory: '4Gi', cpu: '1' } });
    const redis = this.store('redis', 6379, '8.4.0', { replicas: 1, size: '10Gi', resources: { memory: '1Gi' } });
    const queue = this.store('queue', 4222, '2.12.2', { replicas: 3, size: '10Gi', quorum: true });
    const search = this.store('search', 9200, '3.4.0', { replicas: 3, size: '50Gi', quorum: true, resources: { memory: '2Gi', cpu: '500m' } });

    const host = HOSTS[cluster.environment!];
    const gateway = { name: 'public', namespace: 'gateways' };
    const web = this.service('web', { httpRoute: { gateways: [gateway], hostnames: [host] }, autoscaling: { minReplicas: 3, maxReplicas: 12 } });
    const api = this.service('api', {
      httpRoute: { gateways: [gateway], hostnames: [host], path: '/api' },
      autoscaling: { minReplicas: 3, maxReplicas: 20 },
      config: { path: '/etc/api', files: { 'api.yaml': `publicUrl: https://${host}/api\ncurrency: EUR\n` } },
    });
    const catalog = this.service('catalog');
    const cart = this.service('cart');
    const orders = this.service('orders');
    const checkout = this.service('checkout');
    const payments = this.service('payments', { envValueFrom: { PSP_TOKEN: EnvValueSource.secretKey('payments', 'token') } });
    const recommendations = this.service('recommendations', { resources: { memory: '1Gi', cpu: '250m' } });
    const images = this.service('images', { writablePaths: { '/tmp': '64Mi', '/var/cache/images': '2Gi' }, resources: { ephemeralStorage: '3Gi' } });
    const mailer = this.worker('mailer');
    const fulfilment = this.worker('fulfilment');

    const migrate = new HardenedJob(this, 'migrate', {
      image: `${REGISTRY}/shop/orders:${RELEASE}`, command: ['/bin/orders', 'migrate'], suffix: RELEASE.replaceAll('.', '-'), activeDeadlineSeconds: 900,
    });
    const report = this.nightly('report', '30 1 * * *', { timeZone: 'Europe/Berlin', resources: { memory: '512Mi' } });
    const reindexer = this.nightly('reindexer', '0 3 * * *', { activeDeadlineSeconds: 3 * 3600 });
    const sweeper = this.nightly('sweeper', '@hourly', { activeDeadlineSeconds: 600 });

    // Who calls whom: each line is two policies.
    calls(web, api, images);
    calls(api, catalog, cart, checkout, orders, recommendations, search);
    calls(catalog, postgres, redis, search);
    calls(cart, redis);
    calls(checkout, cart, orders, payments, queue);
    calls(orders, postgres, queue);
    calls(recommendations, redis, catalog);
    calls(fulfilment, queue, orders);
    calls(mailer, queue);
    calls(migrate, postgres);
    calls(report, postgres);
    calls(reindexer, catalog, search);
    calls(sweeper, redis);
    payments.allowTo(NetworkPeer.dnsName('api.psp.example.com'), NetworkPort.tcp(443));
    mailer.allowTo(NetworkPeer.cidr('10.30.0.25/32'), NetworkPort.tcp(587));
    report.allowTo(NetworkPeer.dnsName('reports.s3.eu-central-1.amazonaws.com'), NetworkPort.tcp(443));
  }

  private service(name: string, more: Partial<HardenedDeploymentProps> = {}): HardenedDeployment {
    return new HardenedDeployment(this, name, {
      image: `${REGISTRY}/shop/${name}:${RELEASE}`,
      ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }],
      probes: { readiness: Probe.httpGet('/ready', { port: 'http' }), liveness: Probe.httpGet('/live', { port: 'http' }) },
      service: {},
      metrics: {},
      ...more,
    });
  }

  private worker(name: string): HardenedDeployment {
    return new HardenedDeployment(this, name, { image: `${REGISTRY}/shop/${name}:${RELEASE}`, terminationGracePeriodSeconds: 60 });
  }

  private nightly(name: string, schedule: string, more: Partial<HardenedCronJobProps> = {}): HardenedCronJob {
    return new HardenedCronJob(this, name, { image: `${REGISTRY}/shop/${name}:${RELEASE}`, schedule, activeDeadlineSeconds: 3600, ...more });
  }

  /** A store of the platform's own images, with a volume for each of its pods. */
  private store(
    name: string, port: number, version: string, { size, ...more }: Partial<HardenedStatefulSetProps> & { readonly size: string },
  ): HardenedStatefulSet {
    const store = new HardenedStatefulSet(this, name, {
      image: `${REGISTRY}/platform/${name}:${version}`,
      ports: [{ name: 'client', port }, ...(more.quorum === true ? [{ name: 'peer', port: 7000 }] : [])],
      probes: { readiness: Probe.tcpSocket({ port: 'client' }) },
      mounts: [{ path: '/var/lib/data', volume: Volume.claimTemplate('data', { size }) }],
      service: { ports: [{ port, target: 'client' }] },
      ...more,
    });
    if (more.quorum === true) { store.allowFrom(store, NetworkPort.named('peer')); }
    return store;
  }
}

/** What runs on each node. It reads files of it, so that its namespace is one of its own. */
class NodeAgents extends Chart {
  public constructor(cluster: Cluster) {
    super(cluster, 'node-agents', { namespace: 'node-agents' });
    new kplus.Namespace(this, 'namespace', { metadata: { name: 'node-agents', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } } });
    const agent = new HardenedDaemonSet(this, 'log-agent', {
      image: `${REGISTRY}/platform/log-agent:0.140.0`,
      exceptions: { hostPath: 'reads the logs of all pods', runAsRoot: 'only the group root may read them' },
      security: { runAsUser: 65532, supplementalGroups: [0] },
      mounts: [{ path: '/var/log/pods', volume: Volume.hostPath('logs', { path: '/var/log/pods', type: HostPathType.DIRECTORY }) }],
      tolerations: [{ operator: 'Exists' }],
      updateStrategy: { maxUnavailable: '10%' },
    });
    agent.allowTo(NetworkPeer.pods({ 'app.kubernetes.io/name': 'gateway' }, { namespace: 'observability' }), NetworkPort.tcp(4317));
  }
}

function calls(caller: HardenedWorkload, ...called: HardenedWorkload[]): void {
  for (const one of called) { caller.allowTo(one, NetworkPort.named(one instanceof HardenedStatefulSet ? 'client' : 'http')); }
}

for (const environment of CLUSTERS) {
  const cluster = new Cluster({ ...PLATFORM, ...environment });
  new Shop(cluster);
  new NodeAgents(cluster);
  cluster.synth();
}
