// Snapshots of two Elasticsearch clusters: one that ECK runs, with an IAM role; and one on machines outside, whose snapshots are tried in a third.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Duration } from 'cdk8s';
import {
  Cluster, ESSnapshotter, S3Credentials, SecretStoreKind, SnapshotRepository, SnapshotSchedule, SnapshotTarget, SnapshotUser,
} from 'fleetwright/pulumi';

const config = new pulumi.Config();
const cluster = new Cluster('prod-eu', {
  kubernetesVersion: '1.34',
  // What the administrators made.
  rules: { external: ['search-ca', 'search-snapshots', 'scratch-snapshots'].map((name) => ({ kind: 'Secret', namespace: 'search', name })) },
}, {
  providers: [new k8s.Provider('prod-eu', { context: config.get('context') })],
});
// By their plain names, because the Job that registers a repository is named after all that it is told.
const [logging, search] = ['logging', 'search'].map((namespace) => ({
  parent: cluster,
  chart: { namespace },
  dependsOn: [new k8s.core.v1.Namespace(namespace, {
    metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
  }, { parent: cluster })],
}));
const vault = { name: 'vault', kind: SecretStoreKind.CLUSTER_SECRET_STORE };

// The logs: Elasticsearch takes its own snapshots, and proves to S3 who it is with its service account.
const nightly = new ESSnapshotter('nightly', {
  cluster: SnapshotTarget.eckNamed('logs'),
  user: SnapshotUser.externalSecret({ store: vault, password: { key: 'elasticsearch/logs', property: 'snapshots' } }),
  repository: SnapshotRepository.s3('backup', {
    bucket: 'acme-snapshots',
    basePath: 'prod-eu/logs',
    credentials: S3Credentials.webIdentity({ roleArn: config.get('roleArn') ?? 'arn:aws:iam::111122223333:role/logs-snapshots' }),
  }),
  schedule: SnapshotSchedule.lifecycle({ schedule: '0 30 1 * * ?', expireAfter: Duration.days(30), minCount: 7, maxCount: 60 }),
  restoreDrill: { indices: ['logs-audit-*'] },
  alerts: { alertLabels: { severity: 'critical', team: 'search' }, exporterLabels: { namespace: 'logging' } },
}, logging);
new k8s.apiextensions.CustomResource('logs', {
  apiVersion: 'elasticsearch.k8s.elastic.co/v1',
  kind: 'Elasticsearch',
  metadata: { name: 'logs', namespace: logging.chart.namespace },
  spec: { version: '9.2.0', nodeSets: [{ name: 'hot', count: 3 }, { name: 'warm', count: 2 }] },
}, { parent: cluster, dependsOn: logging.dependsOn, transforms: [nightly.elasticsearchSnapshots] });

// The search of the shop, which runs on machines of its own. Its administrators made the API key, and gave its nodes the keys of the bucket.
const shop = new ESSnapshotter('shop', {
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
    cluster: SnapshotTarget.eckNamed('scratch'),
    user: SnapshotUser.fileRealm('scratch-snapshots'),
    indices: ['products-*'],
    schedule: '0 5 * * 0',
    timeZone: 'Europe/Berlin',
    minDocuments: 10_000,
  },
  alerts: { staleAfter: Duration.hours(8) },
}, search);
new k8s.apiextensions.CustomResource('scratch', {
  apiVersion: 'elasticsearch.k8s.elastic.co/v1',
  kind: 'Elasticsearch',
  metadata: { name: 'scratch', namespace: search.chart.namespace },
  spec: { version: '9.2.0', nodeSets: [{ name: 'default', count: 1 }] },
}, { parent: cluster, dependsOn: search.dependsOn, transforms: [shop.drillElasticsearchSnapshots!] });
