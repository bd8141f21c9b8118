// What the scripts send, held against Elastic's own client: the compiler judges, and the lists below keep it from judging less than all.
import { estypes } from '@elastic/elasticsearch';
import { Duration } from 'cdk8s';
import { Faults } from '../../lib/construct/faults';
import { AzureCredentials } from '../../lib/data/repository/azure-credentials';
import { GcsCredentials } from '../../lib/data/repository/gcs-credentials';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { contentsBody, ContentsBody, PolicyBody, repositoryBody, restoreBody, RestoreBody, RetentionBody, timeValue } from '../../lib/data/snapshot-bodies';

/** That every field of one type is a field of another, of a type that fits. */
type Fits<T, U> = { [K in keyof T]: K extends keyof U ? (T[K] extends U[K] ? true : never) : never };
function fits<T, U>(_fields: Required<Fits<T, U>>): void {}

const NOWHERE = new Faults('test').props;
const CLOUD = { basePath: 'a', client: 'b', maxSnapshotBytesPerSecond: '1mb', maxRestoreBytesPerSecond: '1mb' };

test('a snapshot', () => {
  fits<ContentsBody, estypes.SnapshotCreateRequest>({
    indices: true, include_global_state: true, feature_states: true, ignore_unavailable: true, partial: true, metadata: true,
  });
  const body = contentsBody({ featureStates: ['none'] }, 'nightly');
  expect(Object.keys(body).sort()).toEqual(['feature_states', 'ignore_unavailable', 'include_global_state', 'indices', 'metadata', 'partial']);
  // More than 1024 bytes of it are refused.
  expect(JSON.stringify(contentsBody({}, 'n'.repeat(38)).metadata).length).toBeLessThan(1024);
});

test('a lifecycle policy', () => {
  fits<PolicyBody, Omit<estypes.SlmPutLifecycleRequest, 'retention'> & { retention: RetentionBody }>({ name: true, schedule: true, repository: true, config: true, retention: true });
  fits<ContentsBody, estypes.SlmConfiguration>({
    indices: true, include_global_state: true, feature_states: true, ignore_unavailable: true, partial: true, metadata: true,
  });
  // The client takes all three for required, and Elasticsearch takes any of them.
  fits<RetentionBody, Partial<estypes.SlmRetention>>({ expire_after: true, min_count: true, max_count: true });
  const schedule = SnapshotSchedule.lifecycle({ maxCount: 9 })._schedule.read(NOWHERE);
  const { body } = schedule.policy({ name: 'nightly', namespace: undefined, repository: 'backup', contents: {} })!;
  expect(Object.keys(body).sort()).toEqual(['config', 'name', 'repository', 'retention', 'schedule']);
  expect(Object.keys(body.retention).sort()).toEqual(['expire_after', 'max_count', 'min_count']);
});

test('a restore', () => {
  fits<RestoreBody, estypes.SnapshotRestoreRequest>({
    indices: true, include_global_state: true, include_aliases: true, partial: true, rename_pattern: true, rename_replacement: true, index_settings: true,
    ignore_index_settings: true,
  });
  expect(Object.keys(restoreBody(['*'], 'drill-')).sort()).toEqual([
    'ignore_index_settings', 'include_aliases', 'include_global_state', 'index_settings', 'indices', 'partial', 'rename_pattern', 'rename_replacement',
  ]);
});

describe('a repository has settings that the client knows', () => {
  const S3: readonly (keyof estypes.SnapshotS3RepositorySettings)[] = [
    'base_path', 'bucket', 'client', 'max_restore_bytes_per_sec', 'max_snapshot_bytes_per_sec', 'readonly', 'server_side_encryption', 'storage_class',
  ];
  const AZURE: readonly (keyof estypes.SnapshotAzureRepositorySettings)[] = [
    'base_path', 'client', 'container', 'max_restore_bytes_per_sec', 'max_snapshot_bytes_per_sec', 'readonly',
  ];
  const GCS: readonly (keyof estypes.SnapshotGcsRepositorySettings)[] = [
    'base_path', 'bucket', 'client', 'max_restore_bytes_per_sec', 'max_snapshot_bytes_per_sec', 'readonly',
  ];
  const FS: readonly (keyof estypes.SnapshotSharedFileSystemRepositorySettings)[] = ['location', 'max_restore_bytes_per_sec', 'max_snapshot_bytes_per_sec', 'readonly'];
  const TYPES: readonly estypes.SnapshotRepository['type'][] = ['s3', 'azure', 'gcs', 'fs'];
  const credentials = S3Credentials.secret('s');

  test.each<[string, SnapshotRepository, readonly string[]]>([
    ['s3', SnapshotRepository.s3('r', { ...CLOUD, credentials, bucket: 'b', storageClass: 's', serverSideEncryption: true, endpoint: 'e', region: 'r', pathStyleAccess: true }), S3],
    ['azure', SnapshotRepository.azure('r', { ...CLOUD, container: 'c', credentials: AzureCredentials.secret('s') }), AZURE],
    ['gcs', SnapshotRepository.gcs('r', { ...CLOUD, bucket: 'b', credentials: GcsCredentials.secret('s') }), GCS],
    ['fs', SnapshotRepository.sharedFileSystem('r', { claimName: 'c', maxSnapshotBytesPerSecond: '1mb', maxRestoreBytesPerSecond: '1mb' }), FS],
  ])('%s', (type, repository, settings) => {
    const body = repositoryBody(repository._repository.read(NOWHERE), true);
    expect(TYPES).toContain(body.type);
    expect(body.type).toBe(type);
    expect(Object.keys(body.settings).sort()).toEqual(settings);
    expect(Object.values(body.settings).every((value) => typeof value === 'string')).toBe(true);
  });
});

test.each<[Duration, string]>([
  [Duration.days(30), '30d'], [Duration.hours(36), '36h'], [Duration.hours(48), '2d'], [Duration.minutes(90), '90m'], [Duration.seconds(61), '61s'], [Duration.millis(1500), '2s'],
])('%s is written as Elasticsearch writes it', (duration, text) => {
  expect(timeValue(duration)).toBe(text);
});
