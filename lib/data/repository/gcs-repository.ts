import { OptionsShape } from '../../construct/options-shape';
import { Prop } from '../../construct/prop';
import { anything } from '../../construct/shape';
import { isKnown } from '../../manifest/known';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { GcsCredentials } from './gcs-credentials';
import { AccessObject, checkCredentials } from './repository-access';
import { checkCloud, CLOUD_SHAPES, CloudRepositoryOptions, cloudSettings, RepositorySettings, RepositoryStrategy } from './repository-strategy';

/** A bucket of Google Cloud Storage. */
export interface GcsRepositoryOptions extends CloudRepositoryOptions {
  /** Name of the bucket. It must be there. */
  readonly bucket: string;

  /** How the nodes get in. */
  readonly credentials: GcsCredentials;
}

const OPTIONS = new OptionsShape<GcsRepositoryOptions>("{ bucket: 'acme-snapshots', credentials: GcsCredentials.secret(…) }", {
  ...CLOUD_SHAPES, bucket: anything, credentials: anything,
});

/** A repository of type `gcs`. */
export class GcsRepository implements RepositoryStrategy {
  public readonly type = 'gcs';

  private readonly options: GcsRepositoryOptions;

  public constructor(private readonly given: GcsRepositoryOptions) {
    this.options = OPTIONS.tidied(given);
  }

  public get settings(): RepositorySettings {
    return { bucket: this.options.bucket, ...cloudSettings(this.options) };
  }

  public check(prop: Prop): void {
    OPTIONS.read(this.given, prop);
    const { bucket } = this.options;
    if (isKnown(bucket) && (typeof bucket !== 'string' || bucket.length > 222 || !/^[a-z0-9][a-z0-9._-]+[a-z0-9]$/.test(bucket))) {
      prop.at('bucket').fault({
        rule: "must be the name of a bucket: at least 3 lower-case letters, digits, '-', '_' and '.'", got: bucket, fix: "Use one such as 'acme-snapshots'",
      });
    }
    checkCloud(this.options, ['bucket'], prop);
    checkCredentials(this.options.credentials, '_gcsAccess', 'GcsCredentials', prop.at('credentials'), () => this.access.check(prop.at('credentials')));
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
    return this.options.credentials._gcsAccess(this.client);
  }
}
