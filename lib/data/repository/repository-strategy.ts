import { map } from '../../construct/collection';
import { Shape, text, textOf } from '../../construct/shape';
import { Shapes } from '../../construct/struct';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { partOfText } from '../refuse-token';
import { AccessObject } from './repository-access';

/** Settings of a repository. All are written as text: Elasticsearch stores them so, and gives them back so. */
export type RepositorySettings = { readonly [setting: string]: string | undefined };

/** What the kinds of repository have in common. */
export interface RepositoryStrategy {
  /** What Elasticsearch calls it. */
  readonly name: string;
  readonly type: 's3' | 'azure' | 'gcs' | 'fs';
  readonly settings: RepositorySettings;
  /** What the Elasticsearch resource needs; `name` is that of the snapshotter. */
  needs(name: string): ElasticsearchNeeds;
  /** What the snapshotter writes besides. */
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

// Only zero, and less for the same, go without a unit: they mean no limit.
const BYTES = /^(?:-1|0)$|^\d+(?:\.\d+)?(?:b|kb?|mb?|gb?|tb?|pb?)$/i;
const bytes = textOf((value) => (BYTES.test(value) ? undefined : 'must be a number of bytes with a unit'), { fix: "Use one such as '40mb'" });
const SETTINGS = map(text, "{ chunk_size: '1gb' }");
const CLIENT = textOf((client) => (/^[A-Za-z0-9_-]+$/.test(client) ? undefined : "must be letters, digits, '-' and '_'"), { fix: "Use a name such as 'snapshots'" });

/** What all repositories have. `own` are the settings that have props of their own. */
export function repositoryShapes(own: readonly string[]): Shapes<Omit<CloudRepositoryOptions, 'basePath' | 'client'>> {
  const reserved = ['max_snapshot_bytes_per_sec', 'max_restore_bytes_per_sec', ...own];
  return {
    maxSnapshotBytesPerSecond: bytes,
    maxRestoreBytesPerSecond: bytes,
    settings: (value, prop) => {
      const settings = SETTINGS(value, prop);
      const id = 'data/repository-setting';
      for (const setting of Object.keys(settings ?? {})) {
        const at = prop.at(setting);
        if (reserved.includes(setting)) { at.fault({ id, rule: 'must not be given here', fix: 'It has a prop of its own' }); }
        if (setting === 'readonly') { at.fault({ id, rule: 'must not be given: a snapshotter writes', fix: 'Leave it out' }); }
        if (/secret|password|(?:^|[._])key$|token/.test(setting)) { at.fault({ id, rule: 'must not hold a secret: whoever may see the repository sees it', fix: "Use 'credentials'" }); }
      }
      return settings;
    },
  };
}

/** What the repositories in clouds have. */
export function cloudRepositoryShapes(own: readonly string[]): Shapes<CloudRepositoryOptions> {
  return { ...repositoryShapes(['client', 'base_path', ...own]), basePath, client: partOfText(CLIENT) };
}

const FOLDER = textOf(
  (path) => (/^[^/\s](?:.*[^/\s])?$/.test(path) ? undefined : "must be a folder without '/' at its beginning and end"), { fix: "Use one such as 'snapshots/logs', or leave it out" },
);

const basePath: Shape<string> = (value, prop) => {
  const read = FOLDER(value, prop);
  if (typeof read === 'string' && /[^/]\/\/+[^/]/.test(read)) {
    prop.fault({ id: 'prop/grammar', rule: "must not hold '//', which is a folder without a name", got: read, fix: `Use '${read.replace(/\/{2,}/g, '/')}'` });
  }
  return read;
};

/** The settings that all repositories have. */
export function commonSettings({ maxSnapshotBytesPerSecond, maxRestoreBytesPerSecond, settings }: CloudRepositoryOptions): RepositorySettings {
  return { max_snapshot_bytes_per_sec: maxSnapshotBytesPerSecond, max_restore_bytes_per_sec: maxRestoreBytesPerSecond, ...settings };
}

/** The settings that repositories in clouds have. */
export function cloudSettings(options: CloudRepositoryOptions): RepositorySettings {
  return { client: options.client, base_path: options.basePath, ...commonSettings(options) };
}
