import { OptionsShape } from '../../construct/options-shape';
import { Prop } from '../../construct/prop';
import { anything, text } from '../../construct/shape';
import { isKnown } from '../../manifest/known';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { AzureCredentials } from './azure-credentials';
import { AccessObject, checkCredentials } from './repository-access';
import { checkCloud, CLOUD_SHAPES, CloudRepositoryOptions, cloudSettings, RepositorySettings, RepositoryStrategy } from './repository-strategy';

/** A container of Azure Blob Storage. */
export interface AzureRepositoryOptions extends CloudRepositoryOptions {
  /** Name of the container. It must be there, and its storage account must not be of type Premium_LRS. */
  readonly container: string;

  /** How the nodes get in. */
  readonly credentials: AzureCredentials;

  /**
   * End of the storage account's host name, for clouds other than the public one: `core.chinacloudapi.cn`.
   * @default 'core.windows.net'
   */
  readonly endpointSuffix?: string;
}

const OPTIONS = new OptionsShape<AzureRepositoryOptions>("{ container: 'snapshots', credentials: AzureCredentials.secret(…) }", {
  ...CLOUD_SHAPES, container: anything, credentials: anything, endpointSuffix: text,
});

/** A repository of type `azure`. */
export class AzureRepository implements RepositoryStrategy {
  public readonly type = 'azure';

  private readonly options: AzureRepositoryOptions;

  public constructor(private readonly given: AzureRepositoryOptions) {
    this.options = OPTIONS.tidied(given);
  }

  public get settings(): RepositorySettings {
    return { container: this.options.container, ...cloudSettings(this.options) };
  }

  public check(prop: Prop): void {
    OPTIONS.read(this.given, prop);
    const { container, credentials } = this.options;
    if (isKnown(container) && (typeof container !== 'string' || container.length < 3 || container.length > 63 || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(container))) {
      prop.at('container').fault({
        rule: "must be the name of a container: 3 to 63 lower-case letters, digits and single '-'", got: container, fix: "Use one such as 'snapshots'",
      });
    }
    checkCloud(this.options, ['container', 'endpoint_suffix'], prop);
    checkCredentials(credentials, '_azureAccess', 'AzureCredentials', prop.at('credentials'), () => {
      if (credentials._ways === 'none') {
        prop.at('credentials').fault({ rule: "must hold 'key' or 'sasToken'", fix: 'Add one of them' });
      } else if (credentials._ways === 'both') {
        prop.at('credentials').fault({ rule: "must not hold both 'key' and 'sasToken'", fix: 'Leave one of them out' });
      }
      this.access.check(prop.at('credentials'));
    });
  }

  public needs(name: string): ElasticsearchNeeds {
    const { endpointSuffix } = this.options;
    const config = endpointSuffix === undefined ? {} : { [`azure.client.${this.client}.endpoint_suffix`]: endpointSuffix };
    return { ...this.access.needs(name, this.client), config };
  }

  public objects(name: string): AccessObject[] {
    return this.access.objects(name, this.client);
  }

  private get client(): string {
    return this.options.client ?? 'default';
  }

  private get access() {
    return this.options.credentials._azureAccess(this.client);
  }
}
