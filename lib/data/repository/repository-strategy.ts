import { Prop } from '../../construct/prop';
import { anything, map, Shapes } from '../../construct/shape';
import { isKnown } from '../../manifest/known';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { AccessObject } from './repository-access';

/** Settings of a repository. All are written as text: Elasticsearch stores them so, and gives them back so. */
export type RepositorySettings = { readonly [setting: string]: string | undefined };

/** What the kinds of repository have in common. */
export interface RepositoryStrategy {
  readonly type: 's3' | 'azure' | 'gcs' | 'fs';
  readonly settings: RepositorySettings;
  check(prop: Prop): void;
  /** What the Elasticsearch resource needs; `name` is that of the snapshotter. */
  needs(name: string): ElasticsearchNeeds;
  /** What the snapshotter writes beside. */
  objects(name: string): AccessObject[];
}

/** What the repositories in clouds have in common. */
export interface CloudRepositoryOptions {
  /**
   * Folder in it: without `/` at its beginning and end. Two clusters must never write to the same.
   * @default - the root
   */
  readonly basePath?: string;

  /**
   * Name of the client whose settings and credentials are used. Repositories with different credentials need different ones.
   * @default 'default'
   */
  readonly client?: string;

  /**
   * Most bytes that each node writes in a second, e.g. `40mb`.
   * @default - Elasticsearch's
   */
  readonly maxSnapshotBytesPerSecond?: string;

  /**
   * Most bytes that each node reads in a second, e.g. `100mb`.
   * @default - Elasticsearch's
   */
  readonly maxRestoreBytesPerSecond?: string;

  /**
   * Further settings of the repository, e.g. `{ chunk_size: '1gb' }`.
   * @default - none
   */
  readonly settings?: { [setting: string]: string };
}

/** What the options look like that all repositories have. */
export const COMMON_SHAPES = { maxSnapshotBytesPerSecond: anything, maxRestoreBytesPerSecond: anything, settings: map(anything, "{ chunk_size: '1gb' }") };

/** What the options look like that the repositories in clouds have. */
export const CLOUD_SHAPES: Shapes<CloudRepositoryOptions> = { ...COMMON_SHAPES, basePath: anything, client: anything };

/** The settings that all repositories have. */
export function commonSettings({ maxSnapshotBytesPerSecond, maxRestoreBytesPerSecond, settings }: CloudRepositoryOptions): RepositorySettings {
  return { max_snapshot_bytes_per_sec: maxSnapshotBytesPerSecond, max_restore_bytes_per_sec: maxRestoreBytesPerSecond, ...settings };
}

/** The settings that repositories in clouds have. */
export function cloudSettings(options: CloudRepositoryOptions): RepositorySettings {
  return { client: options.client, base_path: options.basePath, ...commonSettings(options) };
}

// Only zero, and less for the same, go without a unit: they mean no limit.
const BYTES = /^(?:-1|0)$|^\d+(?:\.\d+)?(?:b|kb?|mb?|gb?|tb?|pb?)$/i;

/** What Elasticsearch would refuse of the options that all repositories have. `own` are those that have props of their own. */
export function checkCommon(options: CloudRepositoryOptions, own: readonly string[], prop: Prop): void {
  for (const name of ['maxSnapshotBytesPerSecond', 'maxRestoreBytesPerSecond'] as const) {
    const value = options[name];
    if (value !== undefined && isKnown(value) && !BYTES.test(value)) { prop.at(name).fault({ rule: 'must be a number of bytes with a unit', got: value, fix: "Use one such as '40mb'" }); }
  }
  for (const [setting, value] of Object.entries(options.settings ?? {})) {
    const at = prop.at('settings', setting);
    if (isKnown(value) && typeof value !== 'string') { at.fault({ rule: 'must be a string', got: value, fix: 'Put it in quotes' }); }
    if (own.includes(setting)) { at.fault({ rule: 'must not be given here', fix: 'It has a prop of its own' }); }
    if (setting === 'readonly') { at.fault({ rule: 'must not be given: a snapshotter writes', fix: 'Leave it out' }); }
    if (/secret|password|(?:^|[._])key$|token/.test(setting)) { at.fault({ rule: 'must not hold a secret: whoever may see the repository sees it', fix: "Use 'credentials'" }); }
  }
}

/** What Elasticsearch would refuse of the options that repositories in clouds have. */
export function checkCloud(options: CloudRepositoryOptions, own: readonly string[], prop: Prop): void {
  const { basePath, client } = options;
  if (basePath !== undefined && isKnown(basePath) && (typeof basePath !== 'string' || !/^[^/\s](?:.*[^/\s])?$/.test(basePath))) {
    prop.at('basePath').fault({ rule: "must be a folder without '/' at its beginning and end", got: basePath, fix: "Use one such as 'snapshots/logs', or leave it out" });
  } else if (basePath !== undefined && isKnown(basePath) && basePath.includes('//')) {
    prop.at('basePath').fault({ rule: "must not hold '//', which is a folder without a name", got: basePath, fix: `Use '${basePath.replace(/\/{2,}/g, '/')}'` });
  }
  if (client !== undefined && isKnown(client) && (typeof client !== 'string' || !/^[A-Za-z0-9_-]+$/.test(client))) {
    prop.at('client').fault({ rule: "must be letters, digits, '-' and '_'", got: client, fix: "Use a name such as 'snapshots'" });
  }
  checkCommon(options, ['client', 'base_path', 'max_snapshot_bytes_per_sec', 'max_restore_bytes_per_sec', ...own], prop);
}
