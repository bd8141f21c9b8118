import { Warnings } from '../../lib/construct/warnings';
import { ElasticsearchSnapshots } from '../../lib/data/elasticsearch-snapshots';
import { ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { AzureCredentials } from '../../lib/data/repository/azure-credentials';
import { GcsCredentials } from '../../lib/data/repository/gcs-credentials';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { chartIn, elasticsearch, faultsIn, S3, snapshotter, warningsOf } from './snapshotter-construct';

const said = (at: string, wayOut: string) => `construct/unknown-prop: '${at}' is no prop, so that nothing reads it. ${wayOut}`;
const store: any = { name: 'vault' };
const key: any = { key: 'snapshots' };
const s3 = (options: object) => ({ repository: SnapshotRepository.s3('backup', { bucket: 'snapshots', ...options }) });
const gcs = (credentials: GcsCredentials, options = {}) => ({ repository: SnapshotRepository.gcs('backup', { bucket: 'snapshots', credentials, ...options }) });
const azure = (credentials: AzureCredentials, options = {}) => ({ repository: SnapshotRepository.azure('backup', { container: 'snapshots', credentials, ...options }) });
const by = (options: any) => options;

test.each<[string, Partial<ESSnapshotterProps>, string]>([
  ['schedule.snapshots', { schedule: SnapshotSchedule.cronJobs(by({ snapshots: '0 1 * * *' })) }, 'snapshot'],
  ['schedule.polcy', { schedule: SnapshotSchedule.lifecycle(by({ polcy: 'nightly' })) }, 'policy'],
  ['repository.credentails', s3({ credentails: S3Credentials.secret('s') }), 'credentials'],
  ['repository.basepath', s3({ basepath: 'logs' }), 'basePath'],
  ['repository.clinet', gcs(GcsCredentials.secret('s'), { clinet: 'a' }), 'client'],
  ['repository.endpointSufix', azure(AzureCredentials.secret('s'), { endpointSufix: 'core.chinacloudapi.cn' }), 'endpointSuffix'],
  ['repository.folders', { repository: SnapshotRepository.sharedFileSystem('backup', by({ claimName: 'a', folders: 'b' })) }, 'folder'],
  ['repository.credentials.acessKey', s3({ credentials: S3Credentials.secret('s', by({ acessKey: 'a' })) }), 'accessKey'],
  ['repository.credentials.sesionToken', s3({ credentials: S3Credentials.externalSecret(by({ store, accessKey: key, secretKey: key, sesionToken: key })) }), 'sessionToken'],
  ['repository.credentials.accessKey.propery', s3({ credentials: S3Credentials.externalSecret({ store, accessKey: by({ ...key, propery: 'a' }), secretKey: key }) }), 'property'],
  ['repository.credentials.store.knd', s3({ credentials: S3Credentials.externalSecret({ store: { ...store, knd: 'ClusterSecretStore' }, accessKey: key, secretKey: key }) }), 'kind'],
  ['repository.credentials.serviceAccountname', s3({ credentials: S3Credentials.webIdentity(by({ roleArn: 'arn:aws:iam::111122223333:role/a', serviceAccountname: 'a' })) }), 'serviceAccountName'],
  ['repository.credentials.credentialFile', gcs(GcsCredentials.secret('s', by({ credentialFile: 'a' }))), 'credentialsFile'],
  ['repository.credentials.stores', gcs(GcsCredentials.externalSecret(by({ store, credentialsFile: key, stores: 'a' }))), 'store'],
  ['repository.credentials.serviceAccountNam', gcs(GcsCredentials.workloadIdentity(by({ googleServiceAccount: 'a', serviceAccountNam: 'a' }))), 'serviceAccountName'],
  ['repository.credentials.sastoken', azure(AzureCredentials.secret('s', by({ sastoken: 'a' }))), 'sasToken'],
  ['repository.credentials.sastoken', azure(AzureCredentials.externalSecret(by({ store, account: key, key, sastoken: key }))), 'sasToken'],
  ['repository.credentials.clientID', azure(AzureCredentials.workloadIdentity(by({ account: 'a', clientId: 'b', clientID: 'b' }))), 'clientId'],
  ['cluster.namespce', { cluster: SnapshotTarget.eckNamed('logs', by({ namespce: 'logging' })) }, 'namespace'],
  ['cluster.caSecrt', { cluster: SnapshotTarget.url('https://a.example.com', by({ caSecrt: 'a' })), user: SnapshotUser.secret('u') }, 'caSecret'],
  ['user.passwordkey', { user: SnapshotUser.secret('u', by({ passwordkey: 'a' })) }, 'passwordKey'],
  ['user.usernam', { user: SnapshotUser.externalSecret(by({ store, password: key, usernam: 'a' })) }, 'username'],
  ['user.keys', { user: SnapshotUser.apiKey('u', by({ keys: 'a' })) }, 'key'],
])('what nothing reads is said: %s', (at, props, meant) => {
  expect(warningsOf(snapshotter(props))).toEqual([said(at, `Did you mean '${meant}'?`)]);
});

test('what nothing reads is said of the options of a drill', () => {
  const restoreDrill = { cluster: SnapshotTarget.eckNamed('other', by({ namespce: 'a' })), user: SnapshotUser.fileRealm('u') };
  expect(warningsOf(snapshotter({ restoreDrill }))).toEqual([said('restoreDrill.cluster.namespce', "Did you mean 'namespace'?")]);
});

test('what resembles nothing is said with what there is', () => {
  expect(warningsOf(snapshotter({ user: SnapshotUser.apiKey('u', by({ foo: 'a' })) }))).toEqual([said('user.foo', "There are 'key'.")]);
});

test.each<[string, Partial<ESSnapshotterProps>, string]>([
  ['options of another type', { schedule: SnapshotSchedule.cronJobs(by('0 1 * * *')) }, "'schedule' must be an object, got a text. Use one such as { snapshot: '30 1 * * *' }."],
  ['what is neither true nor false', s3({ pathStyleAccess: 'yes' }), "'repository.pathStyleAccess' must be true or false, got a text. Leave it out for the default."],
  ['further settings that are a text', s3({ settings: 'chunk_size' }), "'repository.settings' must be an object of names and values. Use one such as { chunk_size: '1gb' }."],
  ['a kind of store that there is not', { user: SnapshotUser.externalSecret({ store: { ...store, kind: 'secretStore' }, password: key }) }, "'user.store.kind' must be 'SecretStore' or 'ClusterSecretStore', got 'secretStore'. Use 'SecretStore'."],
])('refuses %s', (_, props, fault) => expect(faultsIn(props)).toEqual([fault]));

test('takes null as not given', () => {
  expect(faultsIn({ ...s3({ basePath: null, credentials: null }), schedule: SnapshotSchedule.cronJobs(by({ expireAfter: null })) })).toEqual([]);
});

describe('ElasticsearchSnapshots', () => {
  const { repository } = s3({ credentails: S3Credentials.secret('s') });

  test('refuses it at once, as nobody would hear a warning', () => {
    expect(() => new ElasticsearchSnapshots(by({ snapshotter: 'nightly', repository, roleSecret: ['a'] }))).toThrow(new Error([
      "[ElasticsearchSnapshots] 'repository.credentails' is no prop, so that nothing reads it. Use 'credentials', or leave it out.",
      "[ElasticsearchSnapshots] 'roleSecret' is no prop, so that nothing reads it. Use 'roleSecrets', or leave it out.",
    ].join('\n')));
  });

  test('of a snapshotter leaves it to the snapshotter, which warns', () => {
    const scope = chartIn();
    const construct = snapshotter({ repository }, scope);
    elasticsearch(scope).with(construct.elasticsearchSnapshots);
    expect(Warnings.of(scope).map(({ path, id, message }) => `[${path}] ${id}: ${message}`)).toEqual([
      `[logging/nightly] ${said('repository.credentails', "Did you mean 'credentials'?")}`,
    ]);
  });

  test('of a snapshotter is the same as one that is made by hand', () => {
    const scope = chartIn();
    const resource = elasticsearch(scope);
    resource.with(snapshotter({}, scope).elasticsearchSnapshots);
    const byHand = new ElasticsearchSnapshots({ snapshotter: 'nightly', repository: S3, roleSecrets: ['nightly-role'], userSecrets: ['snapshots-user'] });
    expect(byHand._isAppliedTo(resource)).toBe(true);
  });
});
