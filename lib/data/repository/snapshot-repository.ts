import { FactoryArguments, judgedWhereUsed, madeBy } from '../../construct/factory-options';
import { Prop } from '../../construct/prop';
import { required, textOf } from '../../construct/shape';
import { repositoryNameFault } from '../elasticsearch/elasticsearch-name';
import { azureOptions, AzureRepository, AzureRepositoryOptions } from './azure-repository';
import { FileSystemRepository, sharedFileSystemOptions, SharedFileSystemRepositoryOptions } from './file-system-repository';
import { gcsOptions, GcsRepository, GcsRepositoryOptions } from './gcs-repository';
import { RepositoryStrategy } from './repository-strategy';
import { s3Options, S3Repository, S3RepositoryOptions } from './s3-repository';

/**
 * Where snapshots are kept. Only one cluster may write to it.
 * @see https://www.elastic.co/docs/deploy-manage/tools/snapshot-and-restore/manage-snapshot-repositories
 */
export class SnapshotRepository {
  /** In a bucket of S3, or of what speaks its protocol. `name` is what Elasticsearch calls it. */
  public static s3(name: string, options: S3RepositoryOptions): SnapshotRepository {
    return new SnapshotRepository(name, judgedWhereUsed({ name, options }, (given, prop) => (
      new S3Repository(readName(given.name, prop), s3Options(given.options, prop)))));
  }

  /** In a container of Azure Blob Storage. `name` is what Elasticsearch calls it. */
  public static azure(name: string, options: AzureRepositoryOptions): SnapshotRepository {
    return new SnapshotRepository(name, judgedWhereUsed({ name, options }, (given, prop) => (
      new AzureRepository(readName(given.name, prop), azureOptions(given.options, prop)))));
  }

  /** In a bucket of Google Cloud Storage. `name` is what Elasticsearch calls it. */
  public static gcs(name: string, options: GcsRepositoryOptions): SnapshotRepository {
    return new SnapshotRepository(name, judgedWhereUsed({ name, options }, (given, prop) => (
      new GcsRepository(readName(given.name, prop), gcsOptions(given.options, prop)))));
  }

  /** In a file system that all nodes share. `name` is what Elasticsearch calls it. */
  public static sharedFileSystem(name: string, options: SharedFileSystemRepositoryOptions): SnapshotRepository {
    return new SnapshotRepository(name, judgedWhereUsed({ name, options }, (given, prop) => (
      new FileSystemRepository(readName(given.name, prop), sharedFileSystemOptions(given.options, prop)))));
  }

  private constructor(
    /** @internal */
    public readonly _name: string,
    /** @internal */
    public readonly _repository: FactoryArguments<RepositoryStrategy>,
  ) {}

  /** What Elasticsearch calls it. */
  public get name(): string {
    return this._name;
  }
}

const NAME_EXAMPLE = "Use one such as 'backup'";
const NAME = required(textOf(repositoryNameFault, { fix: NAME_EXAMPLE }), NAME_EXAMPLE);

function readName(name: unknown, prop: Prop): string {
  return NAME(name, prop.at('name'))!;
}

/** A repository, as what it was made of says. */
export const SNAPSHOT_REPOSITORY = required(
  madeBy<RepositoryStrategy>('SnapshotRepository', "s3('backup', …)", '_repository'), "Use 'SnapshotRepository.s3('backup', …)'",
);
