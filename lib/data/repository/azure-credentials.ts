import { OptionsShape } from '../../construct/options-shape';
import { Prop } from '../../construct/prop';
import { anything } from '../../construct/shape';
import { ExternalSecretStore, REMOTE_SECRET, RemoteSecret, STORE } from '../external-secret-source';
import { IdentityAccess, projectedToken } from './identity-access';
import { RepositoryAccess } from './repository-access';
import { ExternalSecretAccess, SecretAccess } from './secret-access';

/** Which key of a Secret holds what of the credentials for Azure. */
export interface AzureSecretKeys {
  /**
   * Key with the name of the storage account.
   * @default - the setting's name, `azure.client.default.account`
   */
  readonly account?: string;

  /**
   * Key with the access key of the storage account.
   * @default - the setting's name, `azure.client.default.key`, unless there is a `sasToken`
   */
  readonly key?: string;

  /**
   * Key with a shared access signature instead of an access key.
   * @default - none
   */
  readonly sasToken?: string;
}

/** Credentials for Azure in a store of External Secrets: the account, and a key or a shared access signature. */
export interface AzureExternalSecret {
  /** The store. */
  readonly store: ExternalSecretStore;
  /** Where the name of the storage account is. */
  readonly account: RemoteSecret;

  /**
   * Where the access key is.
   * @default - none
   */
  readonly key?: RemoteSecret;

  /**
   * Where the shared access signature is.
   * @default - none
   */
  readonly sasToken?: RemoteSecret;
}

/** A managed identity for the service account of the nodes. Needs Elasticsearch 8.16. */
export interface AzureWorkloadIdentity {
  /** Name of the storage account: no secret, but Elasticsearch reads it from its keystore. */
  readonly account: string;
  /** Client id of the managed identity. */
  readonly clientId: string;

  /**
   * Name of a service account that is there.
   * @default - one is written, named as the snapshotter
   */
  readonly serviceAccountName?: string;
}

const SECRET_KEYS = new OptionsShape<AzureSecretKeys>("{ account: 'account', key: 'key' }", { account: anything, key: anything, sasToken: anything });
const EXTERNAL_SECRET = new OptionsShape<AzureExternalSecret>("{ store: { name: 'vault' }, … }", {
  store: STORE, account: REMOTE_SECRET, key: REMOTE_SECRET, sasToken: REMOTE_SECRET,
});
const WORKLOAD_IDENTITY = new OptionsShape<AzureWorkloadIdentity>("{ account: 'acme', clientId: '…' }", {
  account: anything, clientId: anything, serviceAccountName: anything,
});
const TOKEN_FOLDER = '/usr/share/elasticsearch/config/azure/tokens';
const TOKEN_FILE = 'azure-identity-token';

/** How the nodes of Elasticsearch get into a container of Azure Blob Storage. */
export class AzureCredentials {
  /** By a key in a Secret of the Elasticsearch resource's namespace. Its keys need not carry the settings' names. */
  public static secret(secretName: string, keys: AzureSecretKeys = {}): AzureCredentials {
    const { account, key, sasToken } = SECRET_KEYS.tidied(keys);
    return new AzureCredentials((client) => new SecretAccess('azure', secretName, [
      { prop: 'account', setting: 'account', value: account ?? `azure.client.${client}.account` },
      { prop: 'key', setting: 'key', value: key ?? (sasToken === undefined ? `azure.client.${client}.key` : undefined) },
      { prop: 'sasToken', setting: 'sas_token', value: sasToken },
    ]), (prop) => SECRET_KEYS.read(keys, prop), key !== undefined && sasToken !== undefined ? 'both' : 'one');
  }

  /** By a key that External Secrets brings from a store. */
  public static externalSecret(source: AzureExternalSecret): AzureCredentials {
    const { store, account, key, sasToken } = EXTERNAL_SECRET.tidied(source);
    const ways = [key, sasToken].filter((way) => way !== undefined).length;
    return new AzureCredentials(() => new ExternalSecretAccess('azure', store, [
      { prop: 'account', setting: 'account', value: account },
      { prop: 'key', setting: 'key', value: key, isOptional: true },
      { prop: 'sasToken', setting: 'sas_token', value: sasToken, isOptional: true },
    ]), (prop) => EXTERNAL_SECRET.read(source, prop), ways === 1 ? 'one' : ways === 2 ? 'both' : 'none');
  }

  /** Without keys: by a managed identity for the service account of the nodes, on AKS. */
  public static workloadIdentity(identity: AzureWorkloadIdentity): AzureCredentials {
    const { account, clientId, serviceAccountName } = WORKLOAD_IDENTITY.tidied(identity);
    return new AzureCredentials(() => new IdentityAccess({
      serviceAccountName,
      annotations: { 'azure.workload.identity/client-id': clientId },
      required: { account, clientId },
      needs: {
        sinceVersion: '8.16',
        podLabels: { 'azure.workload.identity/use': 'true' },
        // Elasticsearch may read below its configuration only, so the token that Azure mounts elsewhere is of no use.
        env: [{ name: 'AZURE_FEDERATED_TOKEN_FILE', value: `${TOKEN_FOLDER}/${TOKEN_FILE}` }],
        ...projectedToken('azure-identity-token', TOKEN_FOLDER, TOKEN_FILE, 'api://AzureADTokenExchange', 3600),
      },
      keystore: { type: 'azure', settings: { account } },
    }), (prop) => WORKLOAD_IDENTITY.read(identity, prop), 'one');
  }

  private constructor(
    /** @internal */
    public readonly _azureAccess: (client: string) => RepositoryAccess,
    /**
     * Reports what its options must not be, and what of them nothing reads.
     * @internal
     */
    public readonly _read: (prop: Prop) => void,
    /**
     * How many of key and shared access signature there are.
     * @internal
     */
    public readonly _ways: 'none' | 'one' | 'both',
  ) {}
}
