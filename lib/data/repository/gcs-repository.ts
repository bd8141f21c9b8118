import { optionsOf } from '../../construct/factory-options';
import { required, textOf } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { GcsCredentials, GCS_CREDENTIALS } from './gcs-credentials';
import { AccessObject, ClientAccess } from './repository-access';
import { CloudRepositoryOptions, cloudRepositoryShapes, cloudSettings, RepositorySettings, RepositoryStrategy } from './repository-strategy';

/** A bucket of Google Cloud Storage. */
export interface GcsRepositoryOptions extends CloudRepositoryOptions {
  /** Name of the bucket. It must be there. */
  readonly bucket: string;

  /** How the nodes get in. */
  readonly credentials: GcsCredentials;
}

const BUCKET_EXAMPLE = "Use one such as 'acme-snapshots'";

/** The options, with what their credentials say. */
type Read = Omit<GcsRepositoryOptions, 'credentials'> & { readonly credentials: ClientAccess };

/** What the options must look like. */
export const gcsOptions = optionsOf(struct<Read>("{ bucket: 'acme-snapshots', credentials: GcsCredentials.secret(…) }", {
  ...cloudRepositoryShapes(['bucket']),
  bucket: required(textOf(bucketFault, { fix: BUCKET_EXAMPLE }), BUCKET_EXAMPLE),
  credentials: required(GCS_CREDENTIALS, "Use 'GcsCredentials.secret(…)'"),
}));

/** A repository of type `gcs`. */
export class GcsRepository implements RepositoryStrategy {
  public readonly type = 'gcs';

  public constructor(public readonly name: string, private readonly options: Read) {}

  public get settings(): RepositorySettings {
    return { bucket: this.options.bucket, ...cloudSettings(this.options) };
  }

  public needs(name: string): ElasticsearchNeeds {
    return this.access.needs(name, this.client);
  }

  public objects(name: string): AccessObject[] {
    return this.access.objects(name, this.client);
  }

  private get client(): string {
    return this.options.client ?? 'default';
  }

  private get access() {
    return this.options.credentials(this.client);
  }
}

function bucketFault(bucket: string): string | undefined {
  return bucket.length <= 222 && /^[a-z0-9][a-z0-9._-]+[a-z0-9]$/.test(bucket) ? undefined : "must be the name of a bucket: at least 3 lower-case letters, digits, '-', '_' and '.'";
}
