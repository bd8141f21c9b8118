// What tokens in the arguments of factories become is judged at synth, at the place of the value.
import { Lazy } from 'cdk8s';
import { findingsOf } from '../../lib/construct/faults';
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
import { chartIn, elasticsearch, snapshotter, warningsOf } from './snapshotter-construct';

const late = (value: unknown): any => Lazy.any({ produce: () => value });
const store = { name: 'vault' };
const key = { key: 'a' };
const user = SnapshotUser.secret('u');
const s3 = (credentials: S3Credentials, options: object = {}) => ({ repository: SnapshotRepository.s3('backup', { bucket: 'snapshots', credentials, ...options }) });
const gcs = (credentials: GcsCredentials) => ({ repository: SnapshotRepository.gcs('backup', { bucket: 'snapshots', credentials }) });
const azure = (credentials: AzureCredentials) => ({ repository: SnapshotRepository.azure('backup', { container: 'snapshots', credentials }) });
const S3_SECRET = S3Credentials.secret('s');
const ARN = 'arn:aws:iam::111122223333:role/a';

test.each<[string, string, any, any, (value: any) => Partial<ESSnapshotterProps>]>([
  ['user.secretName', 'prop/grammar', 'A', 'a', (value) => ({ user: SnapshotUser.fileRealm(value) })],
  ['user.secretName', 'prop/grammar', 'A', 'a', (value) => ({ user: SnapshotUser.secret(value) })],
  ['user.passwordKey', 'prop/grammar', 'a b', 'a', (value) => ({ user: SnapshotUser.secret('u', { passwordKey: value }) })],
  ['user.username', 'prop/grammar', 'a:b', 'a', (value) => ({ user: SnapshotUser.secret('u', { username: value }) })],
  ['user.key', 'prop/type', 5, 'a', (value) => ({ user: SnapshotUser.apiKey('u', { key: value }) })],
  ['user.store.name', 'prop/grammar', 'A', 'a', (value) => ({ user: SnapshotUser.externalSecret({ store: { name: value }, password: key }) })],
  ['user.password.key', 'prop/required', undefined, 'a', (value) => ({ user: SnapshotUser.externalSecret({ store, password: { key: value } }) })],
  ['cluster.url', 'prop/grammar', 'http://a', 'https://a', (value) => ({ cluster: SnapshotTarget.url(value), user })],
  ['cluster.caSecret', 'prop/grammar', 'A', 'a', (value) => ({ cluster: SnapshotTarget.url('https://a', { caSecret: value }), user })],
  ['cluster', 'data/elasticsearch-namespace', 'other', 'logging', (value) => ({ cluster: SnapshotTarget.eckNamed('logs', { namespace: value }) })],
  ['repository.name', 'prop/grammar', 'a b', 'a', (value) => ({ repository: SnapshotRepository.s3(value, { bucket: 'snapshots' }), schedule: SnapshotSchedule.cronJobs() })],
  ['repository.endpoint', 'prop/grammar', 'a b', 'a', (value) => s3(S3_SECRET, { endpoint: value })],
  ['repository.credentials.secretName', 'prop/grammar', 'A', 'a', (value) => s3(S3Credentials.secret(value))],
  ['repository.credentials.accessKey', 'prop/grammar', 'a b', 'a', (value) => s3(S3Credentials.secret('s', { accessKey: value }))],
  ['repository.credentials.secretKey.key', 'prop/grammar', '', 'a', (value) => s3(S3Credentials.externalSecret({ store, accessKey: key, secretKey: { key: value } }))],
  ['repository.credentials.roleArn', 'prop/grammar', 'a', ARN, (value) => s3(S3Credentials.webIdentity({ roleArn: value }))],
  ['repository.credentials.secretName', 'prop/grammar', 'A', 'a', (value) => gcs(GcsCredentials.secret(value))],
  ['repository.credentials.store.name', 'prop/grammar', 'A', 'a', (value) => gcs(GcsCredentials.externalSecret({ store: { name: value }, credentialsFile: key }))],
  ['repository.credentials.serviceAccountName', 'prop/grammar', 'A', 'a', (value) => gcs(GcsCredentials.workloadIdentity({ googleServiceAccount: 'a', serviceAccountName: value }))],
  ['repository.credentials.sasToken', 'prop/grammar', 'a b', 'a', (value) => azure(AzureCredentials.secret('s', { sasToken: value }))],
  ['repository.credentials.account.key', 'prop/grammar', '', 'a', (value) => azure(AzureCredentials.externalSecret({ store, key, account: { key: value } }))],
  ['repository.credentials.clientId', 'prop/grammar', '', 'a', (value) => azure(AzureCredentials.workloadIdentity({ account: 'a', clientId: value }))],
  ['repository.claimName', 'prop/grammar', 'A', 'a', (value) => ({ repository: SnapshotRepository.sharedFileSystem('backup', { claimName: value }) })],
  ['schedule.snapshot', 'prop/grammar', 'daily', '0 1 * * *', (value) => ({ schedule: SnapshotSchedule.cronJobs({ snapshot: value }) })],
  ['schedule.timeZone', 'prop/grammar', 'Local', 'Etc/UTC', (value) => ({ schedule: SnapshotSchedule.cronJobs({ timeZone: value }) })],
  ['restoreDrill.user.secretName', 'prop/grammar', 'A', 'a', (value) => ({ restoreDrill: { cluster: SnapshotTarget.url('https://b'), user: SnapshotUser.secret(value) } })],
  ['restoreDrill.cluster.url', 'prop/grammar', 'http://b', 'https://b', (value) => ({ restoreDrill: { cluster: SnapshotTarget.url(value), user } })],
  ['restoreDrill.cluster', 'data/restore-drill-cluster', 'https://A:443', 'https://b', (value) => ({
    cluster: SnapshotTarget.url('https://a'), user, restoreDrill: { cluster: SnapshotTarget.url(value), user },
  })],
])('%s: %s, where a token becomes %p', (prop, id, wrong, right, props) => {
  const said = (value: unknown) => findingsOf(snapshotter(props(late(value)))).map((finding) => [finding.id, finding.prop]);
  expect(said(wrong)).toEqual([[id, prop]]);
  expect(said(right)).toEqual([]);
});

test('what was said before is not said again', () => {
  const construct = snapshotter({ user: SnapshotUser.secret(late('u'), { passwordKey: 'a b', passwordkey: 'a' } as any) });
  expect(findingsOf(construct).map(({ prop }) => prop)).toEqual(['user.passwordKey']);
  expect(warningsOf(construct)).toEqual(["construct/unknown-prop: 'user.passwordkey' is no prop, so that nothing reads it. Did you mean 'passwordKey'?"]);
});

describe('ElasticsearchSnapshots', () => {
  const { repository } = s3(S3Credentials.secret(late('A')));
  const said = ["[logging/logs] 'repository.credentials.secretName'"];

  test('judges it where it is used, once', () => {
    const resource = elasticsearch(chartIn());
    const mixin = new ElasticsearchSnapshots({ snapshotter: 'nightly', repository, userSecrets: [late('u')] });
    resource.with(mixin).with(mixin);
    expect(findingsOf(resource).map(({ path, prop }) => `[${path}] '${prop}'`)).toEqual(said);
  });

  test('of a snapshotter leaves it to that', () => {
    const scope = chartIn();
    const construct = snapshotter({ repository }, scope);
    const resource = elasticsearch(scope).with(construct.elasticsearchSnapshots);
    expect(findingsOf(resource)).toEqual([]);
    expect(findingsOf(construct).map(({ prop }) => prop)).toEqual(['repository.credentials.secretName']);
    expect(Warnings.of(scope)).toEqual([]);
  });
});
