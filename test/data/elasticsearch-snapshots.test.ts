import { Chart } from 'cdk8s';
import { Warnings } from '../../lib/construct/warnings';
import { ESSnapshotter, ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { AzureCredentials } from '../../lib/data/repository/azure-credentials';
import { GcsCredentials } from '../../lib/data/repository/gcs-credentials';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { chartIn, elasticsearch, LEAST, manifests, named, snapshotter, warningsOf } from './snapshotter-construct';

const applied = (props: Partial<ESSnapshotterProps>, spec?: object) => {
  const scope = chartIn();
  const resource = elasticsearch(scope, spec);
  const construct = snapshotter({ cluster: SnapshotTarget.eck(resource), ...props }, scope);
  resource.with(construct.elasticsearchSnapshots);
  return { resource, construct };
};
const nodeSet = (props: Partial<ESSnapshotterProps>) => applied(props).resource.toJson().spec.nodeSets[0];

test('gets credentials, user and role, and nothing else', () => {
  expect(applied({}).resource.toJson().spec).toEqual({
    version: '9.2.0',
    nodeSets: [{ name: 'default', count: 3 }],
    secureSettings: [{ secretName: 'snapshots-s3', entries: [{ key: 's3.client.default.access_key' }, { key: 's3.client.default.secret_key' }] }],
    auth: { roles: [{ secretName: 'nightly-role' }], fileRealm: [{ secretName: 'snapshots-user' }] },
  });
});

test('gets no user where there is one already', () => {
  expect(applied({ user: SnapshotUser.secret('u') }).resource.toJson().spec).not.toHaveProperty('auth');
});

test('is told once, however often and in whatever way', () => {
  const { resource, construct } = applied({});
  const once = resource.toJson();
  resource.with(construct.elasticsearchSnapshots);
  Chart.of(resource).with(construct.elasticsearchSnapshots);
  expect(resource.toJson()).toEqual(once);
});

test('is the only object that the mixin touches', () => {
  const { resource, construct } = applied({ alerts: {}, restoreDrill: {} });
  const before = construct.objects.map((object) => object.toJson());
  Chart.of(resource).with(construct.elasticsearchSnapshots);
  expect(construct.objects.map((object) => object.toJson())).toEqual(before);
});

test('gets the client and the keys of a service that is not Amazon\'s', () => {
  const repository = SnapshotRepository.s3('backup', {
    bucket: 'snapshots', client: 'minio', endpoint: 'https://minio:9000', region: 'eu', pathStyleAccess: true, basePath: 'logs', storageClass: 'standard_ia',
    serverSideEncryption: false, maxSnapshotBytesPerSecond: '80mb', settings: { chunk_size: '1gb' },
    credentials: S3Credentials.secret('minio', { accessKey: 'a', secretKey: 's', sessionToken: 't' }),
  });
  const { resource, construct } = applied({ repository });
  expect(resource.toJson().spec.nodeSets[0].config).toEqual({
    's3.client.minio.endpoint': 'https://minio:9000', 's3.client.minio.region': 'eu', 's3.client.minio.path_style_access': true,
  });
  expect(resource.toJson().spec.secureSettings).toEqual([{
    secretName: 'minio',
    entries: [{ key: 'a', path: 's3.client.minio.access_key' }, { key: 's', path: 's3.client.minio.secret_key' }, { key: 't', path: 's3.client.minio.session_token' }],
  }]);
  expect(JSON.parse(construct.configMap.toJson().data['repository.json'])).toEqual({
    type: 's3',
    settings: {
      bucket: 'snapshots', client: 'minio', base_path: 'logs', storage_class: 'standard_ia', server_side_encryption: 'false', max_snapshot_bytes_per_sec: '80mb', chunk_size: '1gb',
    },
  });
});

test('gets keys out of a store', () => {
  const repository = SnapshotRepository.s3('backup', {
    bucket: 'snapshots', credentials: S3Credentials.externalSecret({ store: { name: 'vault' }, accessKey: { key: 's3', property: 'a' }, secretKey: { key: 's3', property: 's' } }),
  });
  const { resource, construct } = applied({ repository });
  expect(resource.toJson().spec.secureSettings).toEqual([{ secretName: 'nightly-repository', entries: [{ key: 's3.client.default.access_key' }, { key: 's3.client.default.secret_key' }] }]);
  expect(named(construct.objects.map((object) => object.toJson()), 'ExternalSecret', 'nightly-repository').spec).toEqual({
    refreshInterval: '3600s',
    secretStoreRef: { kind: 'SecretStore', name: 'vault' },
    target: { creationPolicy: 'Owner' },
    data: [
      { secretKey: 's3.client.default.access_key', remoteRef: { key: 's3', property: 'a' } },
      { secretKey: 's3.client.default.secret_key', remoteRef: { key: 's3', property: 's' } },
    ],
  });
});

test('gets an IAM role', () => {
  const credentials = S3Credentials.webIdentity({ roleArn: 'arn:aws:iam::111122223333:role/snapshots' });
  const repository = SnapshotRepository.s3('backup', { bucket: 'snapshots', credentials });
  const folder = '/usr/share/elasticsearch/config/repository-s3';
  expect(nodeSet({ repository }).podTemplate.spec).toEqual({
    serviceAccountName: 'nightly',
    containers: [{
      name: 'elasticsearch',
      env: [{ name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: `${folder}/aws-web-identity-token-file` }, { name: 'AWS_ROLE_ARN', value: 'arn:aws:iam::111122223333:role/snapshots' }],
      volumeMounts: [{ name: 'aws-iam-token', mountPath: folder }],
    }],
    volumes: [{
      name: 'aws-iam-token',
      projected: { sources: [{ serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 86400, path: 'aws-web-identity-token-file' } }] },
    }],
  });
  expect(named(manifests({ repository }), 'ServiceAccount').metadata!.annotations).toEqual({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/snapshots' });
});

test('gets a managed identity of Azure, and the account by the keystore', () => {
  const credentials = AzureCredentials.workloadIdentity({ account: 'acme', clientId: 'id' });
  const repository = SnapshotRepository.azure('backup', { container: 'snapshots', credentials, endpointSuffix: 'core.chinacloudapi.cn' });
  const { podTemplate, config } = nodeSet({ repository });
  expect(config).toEqual({ 'azure.client.default.endpoint_suffix': 'core.chinacloudapi.cn' });
  expect(podTemplate.metadata.labels).toEqual({ 'azure.workload.identity/use': 'true' });
  expect(podTemplate.spec.containers[0].env).toEqual([
    { name: 'AZURE_FEDERATED_TOKEN_FILE', value: '/usr/share/elasticsearch/config/azure/tokens/azure-identity-token' },
  ]);
  expect(named(manifests({ repository }), 'Secret', 'nightly-repository').stringData).toEqual({ 'azure.client.default.account': 'acme' });
  expect(applied({ repository }).resource.toJson().spec.secureSettings).toEqual([{ secretName: 'nightly-repository', entries: [{ key: 'azure.client.default.account' }] }]);
});

test('gets an identity of Google, as a service account that is there', () => {
  const credentials = GcsCredentials.workloadIdentity({ googleServiceAccount: 's@p.iam.gserviceaccount.com', serviceAccountName: 'mine' });
  const repository = SnapshotRepository.gcs('backup', { bucket: 'snapshots', credentials });
  expect(nodeSet({ repository }).podTemplate.spec).toEqual({ serviceAccountName: 'mine', automountServiceAccountToken: true });
  expect(named(manifests({ repository }), 'ServiceAccount')).toBeUndefined();
});

test.each<[string, SnapshotRepository, object]>([
  ['Azure by key', SnapshotRepository.azure('b', { container: 'snapshots', credentials: AzureCredentials.secret('s') }), { secretName: 's', entries: [{ key: 'azure.client.default.account' }, { key: 'azure.client.default.key' }] }],
  ['Azure by signature', SnapshotRepository.azure('b', { container: 'snapshots', credentials: AzureCredentials.secret('s', { account: 'a', sasToken: 't' }) }), { secretName: 's', entries: [{ key: 'a', path: 'azure.client.default.account' }, { key: 't', path: 'azure.client.default.sas_token' }] }],
  ['Google by file', SnapshotRepository.gcs('b', { bucket: 'snapshots', credentials: GcsCredentials.secret('s', { credentialsFile: 'f' }) }), { secretName: 's', entries: [{ key: 'f', path: 'gcs.client.default.credentials_file' }] }],
  ['Google by a store', SnapshotRepository.gcs('b', { bucket: 'snapshots', credentials: GcsCredentials.externalSecret({ store: { name: 'v' }, credentialsFile: { key: 'f' } }) }), { secretName: 'nightly-repository', entries: [{ key: 'gcs.client.default.credentials_file' }] }],
  ['Azure by a store', SnapshotRepository.azure('b', { container: 'snapshots', credentials: AzureCredentials.externalSecret({ store: { name: 'v' }, account: { key: 'a' }, sasToken: { key: 't' } }) }), { secretName: 'nightly-repository', entries: [{ key: 'azure.client.default.account' }, { key: 'azure.client.default.sas_token' }] }],
])('gets into %s', (_, repository, expected) => {
  expect(applied({ repository }).resource.toJson().spec.secureSettings).toEqual([expected]);
});

test('gets a shared file system', () => {
  const repository = SnapshotRepository.sharedFileSystem('backup', { claimName: 'snapshots', folder: 'logs' });
  const { resource, construct } = applied({ repository });
  expect(resource.toJson().spec.nodeSets).toEqual([{
    name: 'default',
    count: 3,
    config: { 'path.repo': ['/mnt/snapshots'] },
    podTemplate: {
      spec: {
        volumes: [{ name: 'snapshot-repository', persistentVolumeClaim: { claimName: 'snapshots' } }],
        containers: [{ name: 'elasticsearch', volumeMounts: [{ name: 'snapshot-repository', mountPath: '/mnt/snapshots' }] }],
      },
    },
  }]);
  expect(JSON.parse(construct.configMap.toJson().data['repository.json'])).toEqual({ type: 'fs', settings: { location: '/mnt/snapshots/logs' } });
});

test('gets several shared file systems, each at a place of its own', () => {
  const scope = chartIn({});
  const resource = elasticsearch(scope);
  const at = (id: string, claimName: string, mountPath?: string) => {
    const repository = SnapshotRepository.sharedFileSystem(id, { claimName, mountPath });
    return new ESSnapshotter(scope, id, { ...LEAST, repository }).elasticsearchSnapshots;
  };
  resource.with(at('nightly', 'near'), at('weekly', 'far', '/mnt/far'), at('monthly', 'farther', '/mnt/farther'));
  expect(() => (scope.node.root as any).synthYaml()).not.toThrow();
  const [{ config, podTemplate: { spec } }] = resource.toJson().spec.nodeSets;
  expect(config['path.repo']).toEqual(['/mnt/snapshots', '/mnt/far', '/mnt/farther']);
  const claims = new Map(spec.volumes.map(({ name, persistentVolumeClaim }: any) => [name, persistentVolumeClaim.claimName]));
  expect(spec.containers[0].volumeMounts.map(({ name, mountPath }: any) => [mountPath, claims.get(name)])).toEqual([['/mnt/snapshots', 'near'], ['/mnt/far', 'far'], ['/mnt/farther', 'farther']]);
});

test('of two snapshotters with keys of their own raises a warning', () => {
  const scope = chartIn();
  const resource = elasticsearch(scope);
  const withKeys = (id: string, client?: string) =>
    new ESSnapshotter(scope, id, { ...LEAST, repository: SnapshotRepository.s3(id, { bucket: 'snapshots', client, credentials: S3Credentials.secret(`${id}-keys`) }) });
  const ids = () => Warnings.of(scope).map(({ id, object }) => `${id} ${object}`);
  resource.with(withKeys('nightly').elasticsearchSnapshots, withKeys('weekly', 'weekly').elasticsearchSnapshots);
  expect(ids()).toEqual([]);
  resource.with(withKeys('hourly').elasticsearchSnapshots);
  expect(ids()).toEqual(['data/keystore-setting-twice Elasticsearch \'logging/logs\'', 'data/keystore-setting-twice Elasticsearch \'logging/logs\'']);
});

test('ends the synth where it contradicts', () => {
  const credentials = GcsCredentials.workloadIdentity({ googleServiceAccount: 's@p' });
  const repository = SnapshotRepository.gcs('backup', { bucket: 'snapshots', credentials });
  const spec = { nodeSets: [{ name: 'hot', podTemplate: { spec: { serviceAccountName: 'mine' } } }] };
  const scope = chartIn({});
  const resource = elasticsearch(scope, spec);
  resource.with(snapshotter({ repository }, scope).elasticsearchSnapshots);
  expect(() => (scope.node.root as any).synthYaml()).toThrow(
    "[prod-eu/logging/logs] Its node set 'hot' runs as service account 'mine', and the snapshot repository needs 'nightly'. Name yours where the repository's credentials are given.",
  );
});

test('that is not told raises a warning', () => {
  const scope = chartIn();
  const resource = elasticsearch(scope);
  const other = elasticsearch(scope, undefined, undefined, 'other');
  const construct = snapshotter({ cluster: SnapshotTarget.eck(resource), restoreDrill: { cluster: SnapshotTarget.eck(other), user: SnapshotUser.fileRealm('x') } }, scope);
  const warning = (property: string, name: string) => `data/elasticsearch-not-ready: Elasticsearch '${name}' was not told of the repository and the user. Say 'elasticsearch.with(snapshotter.${property})', if nobody else does.`;
  expect(warningsOf(construct)).toEqual([warning('elasticsearchSnapshots', 'logs'), warning('drillElasticsearchSnapshots', 'other')]);
  resource.with(construct.elasticsearchSnapshots);
  expect(warningsOf(construct)).toEqual([warning('drillElasticsearchSnapshots', 'other')]);
  other.with(construct.drillElasticsearchSnapshots!);
  expect(warningsOf(construct)).toEqual([]);
});
