import { optionsOf } from '../../construct/factory-options';
import { flag, required, text, textOf } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { partOfText } from '../refuse-token';
import { AccessObject, ClientAccess } from './repository-access';
import { CloudRepositoryOptions, cloudRepositoryShapes, cloudSettings, RepositorySettings, RepositoryStrategy } from './repository-strategy';
import { S3Credentials, S3_CREDENTIALS } from './s3-credentials';

/** A bucket of S3, or of what speaks its protocol. */
export interface S3RepositoryOptions extends CloudRepositoryOptions {
  /** Name of the bucket. It must be there. */
  readonly bucket: string;

  /**
   * How the nodes get in.
   * @default - as the environment of the nodes says
   */
  readonly credentials?: S3Credentials;

  /**
   * Host of the service, for what is not Amazon's: `minio.storage.svc:9000`, with or without `https://`.
   * @default - Amazon's
   */
  readonly endpoint?: string;

  /**
   * Region by which requests are signed.
   * @default - worked out by the client
   */
  readonly region?: string;

  /**
   * Whether the bucket stands in the path instead of the host: most that are not Amazon need it.
   * @default - Elasticsearch's
   */
  readonly pathStyleAccess?: boolean;

  /**
   * Storage class of the objects, e.g. `standard_ia`.
   * @default - Elasticsearch's
   */
  readonly storageClass?: string;

  /**
   * Whether S3 encrypts the objects with AES256.
   * @default - Elasticsearch's
   */
  readonly serverSideEncryption?: boolean;
}

const BUCKET = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?=[a-z0-9]))*[a-z0-9]$/;
const BUCKET_EXAMPLE = "Use one such as 'acme-snapshots'";

/** The options, with what their credentials say. */
type Read = Omit<S3RepositoryOptions, 'credentials'> & { readonly credentials?: ClientAccess };

/** What the options must look like. */
export const s3Options = optionsOf(struct<Read>("{ bucket: 'acme-snapshots' }", {
  ...cloudRepositoryShapes(['bucket', 'storage_class', 'server_side_encryption', 'endpoint', 'region', 'path_style_access']),
  bucket: required(textOf(bucketFault, { fix: BUCKET_EXAMPLE }), BUCKET_EXAMPLE),
  credentials: S3_CREDENTIALS,
  endpoint: textOf((host) => (host === '' || /\s|@/.test(host) ? 'must be a host, with or without a port, without credentials' : undefined), {
    fix: "Use one such as 'minio.storage.svc:9000'", hidden: true,
  }),
  region: text,
  pathStyleAccess: flag,
  storageClass: text,
  serverSideEncryption: partOfText(flag),
}));

/** A repository of type `s3`. */
export class S3Repository implements RepositoryStrategy {
  public readonly type = 's3';

  public constructor(public readonly name: string, private readonly options: Read) {}

  public get settings(): RepositorySettings {
    const { bucket, storageClass, serverSideEncryption } = this.options;
    return {
      bucket,
      storage_class: storageClass,
      server_side_encryption: serverSideEncryption === undefined ? undefined : String(serverSideEncryption),
      ...cloudSettings(this.options),
    };
  }

  public needs(name: string): ElasticsearchNeeds {
    const { endpoint, region, pathStyleAccess } = this.options;
    const client = Object.entries({ endpoint, region, path_style_access: pathStyleAccess })
      .filter((entry): entry is [string, string | boolean] => entry[1] !== undefined)
      .map(([setting, value]) => [`s3.client.${this.client}.${setting}`, value]);
    return { ...this.access?.needs(name, this.client), config: Object.fromEntries(client) };
  }

  public objects(name: string): AccessObject[] {
    return this.access?.objects(name, this.client) ?? [];
  }

  private get client(): string {
    return this.options.client ?? 'default';
  }

  private get access() {
    return this.options.credentials?.(this.client);
  }
}

function bucketFault(bucket: string): string | undefined {
  return bucket.length >= 3 && bucket.length <= 63 && BUCKET.test(bucket) ? undefined : "must be the name of a bucket: 3 to 63 lower-case letters, digits, '-' and '.'";
}
