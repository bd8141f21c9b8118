// Whatever JavaScript gives, a snapshotter says what is wrong with it: it is built, or it names the prop, and it never crashes.
import { App, Duration, Lazy } from 'cdk8s';
import { findingsOf } from '../../lib/construct/faults';
import { Finding } from '../../lib/construct/finding';
import { FleetError } from '../../lib/construct/fleet-error';
import { ElasticsearchSnapshots } from '../../lib/data/elasticsearch-snapshots';
import { ESSnapshotter, ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { AzureCredentials } from '../../lib/data/repository/azure-credentials';
import { GcsCredentials } from '../../lib/data/repository/gcs-credentials';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { placeholder } from '../../lib/manifest/known';
import { chartIn, elasticsearch, LEAST, snapshotter } from './snapshotter-construct';

const store = { name: 'vault', kind: 'SecretStore', refreshInterval: Duration.hours(1) };
const remote = { key: 'a', property: 'b', version: '1' };
const cloud = { basePath: 'a', client: 'b', maxSnapshotBytesPerSecond: '1mb', maxRestoreBytesPerSecond: '1mb', settings: { chunk_size: '1gb' } };
const bucket = { ...cloud, bucket: 'snapshots' };

/** Props by what a factory is given: its arguments. */
const FACTORIES: readonly (readonly [string, readonly unknown[], (...args: any[]) => Partial<ESSnapshotterProps>])[] = [
  ['props', [{
    contents: { indices: ['a*', '-b'], includeGlobalState: true, featureStates: ['kibana'], ignoreUnavailable: true, partial: false },
    restoreDrill: { indices: ['a*'], schedule: '0 1 * * *', timeZone: 'Europe/Berlin', minDocuments: 1, deadline: Duration.hours(1), cluster: SnapshotTarget.url('https://a'), user: SnapshotUser.secret('u') },
    networkPolicy: true, image: 'registry.example.com/curl:1.2.3', imagePullSecrets: ['a'], name: 'nightly', namespace: 'logging', labels: { a: 'b' }, schedule: SnapshotSchedule.cronJobs(),
  }], (props) => props],
  ['alerts', [{ staleAfter: Duration.hours(26), alertLabels: { a: 'b' }, labels: { a: 'b' }, exporterLabels: { a: 'b' } }], (alerts) => ({ alerts })],
  ['lifecycle', [{ schedule: '0 30 1 * * ?', policy: 'a', snapshotName: 'a', expireAfter: Duration.days(1), minCount: 1, maxCount: 2 }], (options) => ({ schedule: SnapshotSchedule.lifecycle(options), alerts: {} })],
  ['cronJobs', [{ snapshot: '0 1 * * *', cleanUp: '0 1 * * *', timeZone: 'Europe/Berlin', expireAfter: Duration.days(1), minCount: 1, deadline: Duration.hours(1) }], (options) => ({ schedule: SnapshotSchedule.cronJobs(options), alerts: {} })],
  ['eckNamed', ['logs', { namespace: 'logging' }], (name, options) => ({ cluster: SnapshotTarget.eckNamed(name, options) })],
  ['eck', [undefined], (resource) => ({ cluster: SnapshotTarget.eck(resource) })],
  ['url', ['https://a', { caSecret: 'a' }], (url, options) => ({ cluster: SnapshotTarget.url(url, options), user: SnapshotUser.secret('u') })],
  ['fileRealm', ['u'], (secret) => ({ user: SnapshotUser.fileRealm(secret) })],
  ['user by a store', [{ store, password: remote, username: 'a' }], (source) => ({ user: SnapshotUser.externalSecret(source) })],
  ['user by Secret', ['u', { username: 'a', passwordKey: 'p' }], (secret, keys) => ({ user: SnapshotUser.secret(secret, keys) })],
  ['apiKey', ['u', { key: 'a' }], (secret, options) => ({ user: SnapshotUser.apiKey(secret, options) })],
  ['s3', ['backup', { ...bucket, credentials: S3Credentials.secret('s'), endpoint: 'a', region: 'b', pathStyleAccess: true, storageClass: 'c', serverSideEncryption: true }],
    (name, options) => ({ repository: SnapshotRepository.s3(name, options) })],
  ['s3 by Secret', ['s', { accessKey: 'a', secretKey: 'b', sessionToken: 'c' }], (secret, keys) => s3(S3Credentials.secret(secret, keys))],
  ['s3 by a store', [{ store, accessKey: remote, secretKey: remote, sessionToken: remote }], (source) => s3(S3Credentials.externalSecret(source))],
  ['s3 by identity', [{ roleArn: 'arn:aws:iam::111122223333:role/a', serviceAccountName: 'a' }], (identity) => s3(S3Credentials.webIdentity(identity))],
  ['gcs', ['backup', { ...bucket, credentials: GcsCredentials.secret('s') }], (name, options) => ({ repository: SnapshotRepository.gcs(name, options) })],
  ['gcs by Secret', ['s', { credentialsFile: 'a' }], (secret, keys) => gcs(GcsCredentials.secret(secret, keys))],
  ['gcs by a store', [{ store, credentialsFile: remote }], (source) => gcs(GcsCredentials.externalSecret(source))],
  ['gcs by identity', [{ googleServiceAccount: 'a', serviceAccountName: 'a' }], (identity) => gcs(GcsCredentials.workloadIdentity(identity))],
  ['azure', ['backup', { ...cloud, container: 'snapshots', credentials: AzureCredentials.secret('s'), endpointSuffix: 'a' }], (name, options) => ({ repository: SnapshotRepository.azure(name, options) })],
  ['azure by Secret', ['s', { account: 'a', key: 'b' }], (secret, keys) => azure(AzureCredentials.secret(secret, keys))],
  ['azure by a store', [{ store, account: remote, key: remote }], (source) => azure(AzureCredentials.externalSecret(source))],
  ['azure by identity', [{ account: 'a', clientId: 'b', serviceAccountName: 'c' }], (identity) => azure(AzureCredentials.workloadIdentity(identity))],
  ['sharedFileSystem', ['backup', { claimName: 'a', mountPath: '/a', folder: 'b', maxSnapshotBytesPerSecond: '1mb', settings: { chunk_size: '1gb' } }],
    (name, options) => ({ repository: SnapshotRepository.sharedFileSystem(name, options) })],
];
const s3 = (credentials: S3Credentials) => ({ repository: SnapshotRepository.s3('backup', { bucket: 'snapshots', credentials }) });
const gcs = (credentials: GcsCredentials) => ({ repository: SnapshotRepository.gcs('backup', { bucket: 'snapshots', credentials }) });
const azure = (credentials: AzureCredentials) => ({ repository: SnapshotRepository.azure('backup', { container: 'snapshots', credentials }) });

const WRONG: readonly unknown[] = [
  null, 5, '', '-A b', [null], { a: 5 }, new App(), Duration.millis(1), `${placeholder('a')}-b`, Lazy.any({ produce: () => 'x' }), new Map(),
];

/** Every place in what a factory is given. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const isPlain = Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);
  return [path, ...(isPlain ? Object.entries(value as object).flatMap(([key, child]) => placesIn(child, [...path, key])) : [])];
}

function replaced(value: any, [step, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (step === undefined) { return by; }
  const child = replaced(value[step], rest, by);
  return Array.isArray(value) ? value.map((element, index) => (index === Number(step) ? child : element)) : { ...value, [step]: child };
}

/** Builds it as a program would, and answers with what is no finding, or a finding of which nobody can say what it is about. */
function crashOf(props: Partial<ESSnapshotterProps>): string | undefined {
  try {
    const scope = chartIn({}, undefined);
    const construct = snapshotter(props, scope);
    elasticsearch(scope).with(construct.elasticsearchSnapshots);
    return nameless(findingsOf(construct));
  } catch (error) {
    return FleetError.isFleetError(error) ? nameless(error.findings) : (error as Error).stack;
  }
}

function nameless(findings: readonly Finding[]): string | undefined {
  return findings.find(({ prop }) => prop === undefined)?.message;
}

test.each(FACTORIES)('%s: what is wrong is said by prop and id, and crashes nothing', (_, args, propsOf) => {
  const cases = placesIn(args).slice(1).flatMap((place) => WRONG.map((wrong) => [place, wrong] as const));
  const crashes = cases.flatMap(([place, wrong]) => {
    const crash = crashOf(propsOf(...replaced(args, place, wrong) as unknown[]));
    return crash === undefined ? [] : [`${place.join('.')} = ${String(wrong)}: ${crash}`];
  });
  expect(crashes).toEqual([]);
});

test.each(FACTORIES)('%s: what is right is no fault', (name, args, propsOf) => {
  const build = () => new ESSnapshotter(chartIn({}), 'nightly', { ...LEAST, ...propsOf(...args) }).node.validate();
  if (name === 'eck') { expect(build).toThrow(FleetError); } else { expect(build()).toEqual([]); }
});

test.each<readonly unknown[]>(WRONG.map((wrong) => [wrong]))('props %p are no crash', (props) => {
  expect(() => new ESSnapshotter(chartIn(), 'nightly', props as any)).toThrow(FleetError);
  expect(() => new ElasticsearchSnapshots(props as any)).toThrow(FleetError);
});
