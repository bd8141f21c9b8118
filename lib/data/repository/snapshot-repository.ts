import { required, textOf } from '../../construct/shape';
import { repositoryNameFault } from '../elasticsearch/elasticsearch-name';
import { madeBy } from '../factory-options';
import { AzureRepository, AzureRepositoryOptions } from './azure-repository';
import { FileSystemRepository, SharedFileSystemRepositoryOptions } from './file-system-repository';
import { GcsRepository, GcsRepositoryOptions } from './gcs-repository';
import { RepositoryStrategy } from './repository-strategy';
import { S3Repository, S3RepositoryOptions } from './s3-repository';

/**
 * Where snapshots are kept. Only one cluster may write to it.
 * @see https://www.elastic.co/docs/deploy-manage/tools/snapshot-and-restore/manage-snapshot-repositories
 */
export class SnapshotRepository {
  /** In a bucket of S3, or of what speaks its protocol. `name` is what Elasticsearch calls it. */
  public static s3(name: string, options: S3RepositoryOptions): SnapshotRepository {
    return new SnapshotRepository(name, new S3Repository(options));
  }

  /** In a container of Azure Blob Storage. `name` is what Elasticsearch calls it. */
  public static azure(name: string, options: AzureRepositoryOptions): SnapshotRepository {
    return new SnapshotRepository(name, new AzureRepository(options));
  }

  /** In a bucket of Google Cloud Storage. `name` is what Elasticsearch calls it. */
  public static gcs(name: string, options: GcsRepositoryOptions): SnapshotRepository {
    return new SnapshotRepository(name, new GcsRepository(options));
  }

  /** In a file system that all nodes share. `name` is what Elasticsearch calls it. */
  public static sharedFileSystem(name: string, options: SharedFileSystemRepositoryOptions): SnapshotRepository {
    return new SnapshotRepository(name, new FileSystemRepository(options));
  }

  private constructor(
    /** What Elasticsearch calls it. */
    public readonly name: string,
    /** @internal */
    public readonly _repository: RepositoryStrategy,
  ) {}
}

const NAME_EXAMPLE = "Use one such as 'backup'";
const nameShape = required(textOf(repositoryNameFault, { fix: NAME_EXAMPLE }), NAME_EXAMPLE);

/** A repository, and what it was made of. */
export const snapshotRepositoryShape = required(madeBy<SnapshotRepository>('SnapshotRepository', "s3('backup', …)", '_repository', ({ name, _repository }, prop) => {
  nameShape(name, prop.at('name'));
  _repository.read(prop);
}), "Use 'SnapshotRepository.s3('backup', …)'");
