import { createHash } from 'node:crypto';
import { optionsOf } from '../../construct/factory-options';
import { defaulted, required, textOf } from '../../construct/shape';
import { struct, WithDefaults } from '../../construct/struct';
import { dnsSubdomainFault } from '../../manifest/dns-name';
import { withoutPlaceholderIds } from '../../manifest/known';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { partOfText } from '../refuse-token';
import { AccessObject } from './repository-access';
import { commonSettings, RepositorySettings, repositoryShapes, RepositoryStrategy } from './repository-strategy';

/** A file system that all nodes share. */
export interface SharedFileSystemRepositoryOptions {
  /** Name of a PersistentVolumeClaim of the Elasticsearch resource's namespace that all nodes can mount at once: `ReadWriteMany`. */
  readonly claimName: string;

  /**
   * Folder of the nodes where it is mounted.
   * @default '/mnt/snapshots'
   */
  readonly mountPath?: string;

  /**
   * Folder in it, without `/` at its beginning and end. Two clusters must never write to the same.
   * @default - its root
   */
  readonly folder?: string;

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

const MOUNT_PATH = '/mnt/snapshots';
const CLAIM = 'Use the name of a PersistentVolumeClaim';
const VOLUME = 'snapshot-repository';

/** What the options must look like. */
export const sharedFileSystemOptions = optionsOf(struct<SharedFileSystemRepositoryOptions, 'mountPath'>("{ claimName: 'snapshots' }", {
  ...repositoryShapes(['location']),
  claimName: required(textOf(dnsSubdomainFault, { fix: CLAIM }), CLAIM),
  mountPath: defaulted(MOUNT_PATH, partOfText(textOf(
    (path) => (/^(?:\/[^/:\s]+)+$/.test(path) && !hasDots(path) ? undefined : "must be an absolute path without ':' and without '/' at its end"), { fix: "Use one such as '/mnt/snapshots'" },
  ))),
  folder: partOfText(textOf(
    (path) => (/^[^/\s]+(?:\/[^/\s]+)*$/.test(path) && !hasDots(path) ? undefined : "must be a folder without '/' at its beginning and end"),
    { fix: "Use one such as 'logs', or leave it out" },
  )),
}));

/** A repository of type `fs`. */
export class FileSystemRepository implements RepositoryStrategy {
  public readonly type = 'fs';

  public constructor(public readonly name: string, private readonly options: WithDefaults<SharedFileSystemRepositoryOptions, 'mountPath'>) {}

  public get settings(): RepositorySettings {
    const { mountPath, folder } = this.options;
    return { location: folder === undefined ? mountPath : `${mountPath}/${folder}`, ...commonSettings(this.options) };
  }

  public needs(): ElasticsearchNeeds {
    const { claimName, mountPath } = this.options;
    // Repositories in several claims have several volumes, each at a place of its own.
    const name = mountPath === MOUNT_PATH ? VOLUME : `${VOLUME}-${createHash('sha256').update(withoutPlaceholderIds(String(mountPath))).digest('hex').slice(0, 8)}`;
    return {
      pathRepo: mountPath,
      volumes: [{ name, persistentVolumeClaim: { claimName } }],
      volumeMounts: [{ name, mountPath }],
    };
  }

  public objects(): AccessObject[] {
    return [];
  }
}

function hasDots(path: string): boolean {
  return path.split('/').some((part) => part === '.' || part === '..');
}
