import { createHash } from 'node:crypto';
import { OptionsShape } from '../../construct/options-shape';
import { Prop } from '../../construct/prop';
import { anything } from '../../construct/shape';
import { dnsSubdomainFault } from '../../manifest/dns-name';
import { isKnown, withoutPlaceholderIds } from '../../manifest/known';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { refuseToken } from '../refuse-token';
import { AccessObject } from './repository-access';
import { checkCommon, COMMON_SHAPES, commonSettings, RepositorySettings, RepositoryStrategy } from './repository-strategy';

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
const VOLUME = 'snapshot-repository';

const OPTIONS = new OptionsShape<SharedFileSystemRepositoryOptions>("{ claimName: 'snapshots' }", {
  ...COMMON_SHAPES, claimName: anything, mountPath: anything, folder: anything,
});

/** A repository of type `fs`. */
export class FileSystemRepository implements RepositoryStrategy {
  public readonly type = 'fs';

  private readonly options: SharedFileSystemRepositoryOptions;

  public constructor(private readonly given: SharedFileSystemRepositoryOptions) {
    this.options = OPTIONS.tidied(given);
  }

  public get settings(): RepositorySettings {
    const { folder } = this.options;
    return { location: folder === undefined ? this.mountPath : `${this.mountPath}/${folder}`, ...commonSettings(this.options) };
  }

  public check(prop: Prop): void {
    OPTIONS.read(this.given, prop);
    const { claimName, folder } = this.options;
    prop.at('claimName').check(dnsSubdomainFault(claimName), { got: claimName, fix: 'Use the name of a PersistentVolumeClaim' });
    refuseToken(this.mountPath, prop.at('mountPath'));
    refuseToken(folder, prop.at('folder'));
    if (isKnown(this.mountPath) && (typeof this.mountPath !== 'string' || !/^(?:\/[^/:\s]+)+$/.test(this.mountPath) || hasDots(this.mountPath))) {
      prop.at('mountPath').fault({ rule: "must be an absolute path without ':' and without '/' at its end", got: this.mountPath, fix: "Use one such as '/mnt/snapshots'" });
    }
    if (folder !== undefined && isKnown(folder) && (typeof folder !== 'string' || !/^[^/\s]+(?:\/[^/\s]+)*$/.test(folder) || hasDots(folder))) {
      prop.at('folder').fault({ rule: "must be a folder without '/' at its beginning and end", got: folder, fix: "Use one such as 'logs', or leave it out" });
    }
    checkCommon(this.options, ['location', 'max_snapshot_bytes_per_sec', 'max_restore_bytes_per_sec'], prop);
  }

  public needs(): ElasticsearchNeeds {
    // Repositories in several claims have several volumes, each at a place of its own.
    const name = this.mountPath === MOUNT_PATH ? VOLUME : `${VOLUME}-${createHash('sha256').update(withoutPlaceholderIds(String(this.mountPath))).digest('hex').slice(0, 8)}`;
    return {
      pathRepo: this.mountPath,
      volumes: [{ name, persistentVolumeClaim: { claimName: this.options.claimName } }],
      volumeMounts: [{ name, mountPath: this.mountPath }],
    };
  }

  public objects(): AccessObject[] {
    return [];
  }

  private get mountPath(): string {
    return this.options.mountPath ?? MOUNT_PATH;
  }
}

function hasDots(path: string): boolean {
  return path.split('/').some((part) => part === '.' || part === '..');
}
