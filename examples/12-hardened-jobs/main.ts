// Work that ends: a database is migrated with each release, and a report is written each night.
import { Chart } from 'cdk8s';
import {
  Cluster, EnvFromSource, EnvValueSource, ExitCodeOperator, HardenedCronJob, HardenedDeployment, HardenedJob, NetworkPeer, NetworkPort, PodFailureAction,
  Probe, Volume,
} from 'fleetwright';

const RELEASE = '1.4.2';
const IMAGE = `registry.example.com/shop/api:${RELEASE}`;

const cluster = new Cluster({
  name: 'prod-eu',
  zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
  kubernetesVersion: '1.34',
});
const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
const database = NetworkPeer.cidr('10.20.0.12/32');
const postgres = NetworkPort.tcp(5432);
const connection = {
  envFrom: [EnvFromSource.configMap('database')],
  envValueFrom: { PGPASSWORD: EnvValueSource.secretKey('database', 'password') },
};

const migrate = new HardenedJob(shop, 'migrate', {
  ...connection,
  image: IMAGE,
  command: ['/bin/api', 'migrate'],
  // Nobody can change a Job that exists: each release has its own.
  suffix: RELEASE.replaceAll('.', '-'),
  backoffLimit: 3,
  activeDeadlineSeconds: 900,
  podFailurePolicy: {
    rules: [
      // The program says that another try would not help.
      { action: PodFailureAction.FAIL_JOB, onExitCodes: { operator: ExitCodeOperator.IN, values: [42] } },
      { action: PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] },
    ],
  },
});
migrate.allowTo(database, postgres);

const api = new HardenedDeployment(shop, 'api', {
  ...connection,
  image: IMAGE,
  ports: [{ port: 8080 }],
  probes: { readiness: Probe.httpGet('/ready') },
});
api.allowTo(database, postgres);

// The first container reads, the second one writes what the first one read.
const rows = Volume.emptyDir('rows', { sizeLimit: '1Gi' });
const report = new HardenedCronJob(shop, 'report', {
  image: 'registry.example.com/shop/report:2.0.1',
  schedule: '30 1 * * *',
  timeZone: 'Etc/UTC',
  activeDeadlineSeconds: 3600,
  startingDeadlineSeconds: 6 * 3600,
  failedJobsHistoryLimit: 3,
  backoffLimit: 2,
  initContainers: [{ ...connection, name: 'export', image: IMAGE, command: ['/bin/api', 'export', '/rows'], mounts: [{ path: '/rows', volume: rows }] }],
  mounts: [{ path: '/rows', volume: rows, readOnly: true }],
  resources: { memory: '512Mi', ephemeralStorage: '2Gi' },
});
report.allowTo(database, postgres);
report.allowTo(NetworkPeer.pods({ 'app.kubernetes.io/name': 'files' }, { namespace: 'storage' }), NetworkPort.tcp(443));

cluster.synth();
