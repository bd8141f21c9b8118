import { optionsOf } from '../../construct/factory-options';
import { required, text, textOf } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { AzureCredentials, AZURE_CREDENTIALS } from './azure-credentials';
import { AccessObject, ClientAccess } from './repository-access';
import { CloudRepositoryOptions, cloudRepositoryShapes, cloudSettings, RepositorySettings, RepositoryStrategy } from './repository-strategy';

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

const CONTAINER_EXAMPLE = "Use one such as 'snapshots'";

/** The options, with what their credentials say. */
type Read = Omit<AzureRepositoryOptions, 'credentials'> & { readonly credentials: ClientAccess };

/** What the options must look like. */
export const azureOptions = optionsOf(struct<Read>("{ container: 'snapshots', credentials: AzureCredentials.secret(…) }", {
  ...cloudRepositoryShapes(['container', 'endpoint_suffix']),
  container: required(textOf(containerFault, { fix: CONTAINER_EXAMPLE }), CONTAINER_EXAMPLE),
  credentials: required(AZURE_CREDENTIALS, "Use 'AzureCredentials.secret(…)'"),
  endpointSuffix: text,
}));

/** A repository of type `azure`. */
export class AzureRepository implements RepositoryStrategy {
  public readonly type = 'azure';

  public constructor(public readonly name: string, private readonly options: Read) {}

  public get settings(): RepositorySettings {
    return { container: this.options.container, ...cloudSettings(this.options) };
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
    return this.options.credentials(this.client);
  }
}

function containerFault(container: string): string | undefined {
  return container.length >= 3 && container.length <= 63 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(container)
    ? undefined
    : "must be the name of a container: 3 to 63 lower-case letters, digits and single '-'";
}
