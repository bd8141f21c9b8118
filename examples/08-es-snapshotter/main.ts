// Snapshots of two Elasticsearch clusters: one that ECK runs, with an IAM role; and one on machines outside, whose snapshots are tried in a third.
import { ApiObject, Chart, Duration } from 'cdk8s';
import {
  Cluster, ESSnapshotter, S3Credentials, SecretStoreKind, SnapshotRepository, SnapshotSchedule, SnapshotTarget, SnapshotUser,
} from 'fleetwright';

const cluster = new Cluster({
  name: 'prod-eu',
  kubernetesVersion: '1.34',
  // What the administrators made.
  rules: { external: ['search-ca', 'search-snapshots', 'scratch-snapshots'].map((name) => ({ kind: 'Secret', namespace: 'search', name })) },
});
const vault = { name: 'vault', kind: SecretStoreKind.CLUSTER_SECRET_STORE };

// The logs: Elasticsearch takes its own snapshots, and proves to S3 who it is with its service account.
const logging = new Chart(cluster, 'logging', { namespace: 'logging' });
const logs = new ApiObject(logging, 'logs', {
  apiVersion: 'elasticsearch.k8s.elastic.co/v1',
  kind: 'Elasticsearch',
  metadata: { name: 'logs' },
  spec: { version: '9.2.0', nodeSets: [{ name: 'hot', count: 3 }, { name: 'warm', count: 2 }] },
});
const nightly = new ESSnapshotter(logging, 'nightly', {
  cluster: SnapshotTarget.eck(logs),
  user: SnapshotUser.externalSecret({ store: vault, password: { key: 'elasticsearch/logs', property: 'snapshots' } }),
  repository: SnapshotRepository.s3('backup', {
    bucket: 'acme-snapshots',
    basePath: 'prod-eu/logs',
    credentials: S3Credentials.webIdentity({ roleArn: 'arn:aws:iam::111122223333:role/logs-snapshots' }),
  }),
  schedule: SnapshotSchedule.lifecycle({ schedule: '0 30 1 * * ?', expireAfter: Duration.days(30), minCount: 7, maxCount: 60 }),
  restoreDrill: { indices: ['logs-audit-*'] },
  alerts: { alertLabels: { severity: 'critical', team: 'search' }, exporterLabels: { namespace: 'logging' } },
});
logs.with(nightly.elasticsearchSnapshots);

// The search of the shop, which runs on machines of its own. Its administrators made the API key, and gave its nodes the keys of the bucket.
const search = new Chart(cluster, 'search', { namespace: 'search' });
const scratch = new ApiObject(search, 'scratch', {
  apiVersion: 'elasticsearch.k8s.elastic.co/v1',
  kind: 'Elasticsearch',
  metadata: { name: 'scratch' },
  spec: { version: '9.2.0', nodeSets: [{ name: 'default', count: 1 }] },
});
const shop = new ESSnapshotter(search, 'shop', {
  cluster: SnapshotTarget.url('https://search.example.com:9200', { caSecret: 'search-ca' }),
  user: SnapshotUser.apiKey('search-snapshots'),
  repository: SnapshotRepository.s3('shop-backup', {
    bucket: 'search',
    endpoint: 'minio.storage.svc:9000',
    pathStyleAccess: true,
    credentials: S3Credentials.secret('minio-search', { accessKey: 'user', secretKey: 'password' }),
  }),
  schedule: SnapshotSchedule.cronJobs({ snapshot: '0 */6 * * *', cleanUp: '30 4 * * *', timeZone: 'Europe/Berlin', expireAfter: Duration.days(14) }),
  contents: { indices: ['products-*', 'orders-*'], includeGlobalState: false },
  // What cannot be restored is no backup: each Sunday, into a cluster that nobody misses.
  restoreDrill: {
    cluster: SnapshotTarget.eck(scratch),
    user: SnapshotUser.fileRealm('scratch-snapshots'),
    indices: ['products-*'],
    schedule: '0 5 * * 0',
    timeZone: 'Europe/Berlin',
    minDocuments: 10_000,
  },
  alerts: { staleAfter: Duration.hours(8) },
});
scratch.with(shop.drillElasticsearchSnapshots!);

cluster.synth();
