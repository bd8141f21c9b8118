import { FactoryArguments, judgedWhereUsed, madeBy, optionsOf } from '../../construct/factory-options';
import { Prop } from '../../construct/prop';
import { also } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { ExternalSecretStore, RemoteSecret, REMOTE_SECRET, REQUIRED_REMOTE_SECRET, SECRET_KEY, REQUIRED_SECRET_NAME, STORE } from '../external-secret-source';
import { CLOUD_NAME, IdentityAccess, projectedToken, SERVICE_ACCOUNT_NAME } from './identity-access';
import { ClientAccess } from './repository-access';
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

const secretKeys = optionsOf(also(struct<AzureSecretKeys>("{ account: 'account', key: 'key' }", {
  account: SECRET_KEY, key: SECRET_KEY, sasToken: SECRET_KEY,
}), refuseBoth));
const externalSecret = optionsOf(also(struct<AzureExternalSecret>("{ store: { name: 'vault' }, … }", {
  store: STORE, account: REQUIRED_REMOTE_SECRET, key: REMOTE_SECRET, sasToken: REMOTE_SECRET,
}), refuseBoth, ({ key, sasToken }, prop) => {
  if (key === undefined && sasToken === undefined) {
    prop.fault({ id: 'data/one-credential', rule: "must hold 'key' or 'sasToken'", fix: 'Add one of them' });
  }
}));
const workloadIdentity = optionsOf(struct<AzureWorkloadIdentity>("{ account: 'acme', clientId: '…' }", {
  account: CLOUD_NAME, clientId: CLOUD_NAME, serviceAccountName: SERVICE_ACCOUNT_NAME,
}));
const TOKEN_FOLDER = '/usr/share/elasticsearch/config/azure/tokens';
const TOKEN_FILE = 'azure-identity-token';

/** How the nodes of Elasticsearch get into a container of Azure Blob Storage. */
export class AzureCredentials {
  /** By a key in a Secret of the Elasticsearch resource's namespace. Its keys need not carry the settings' names. */
  public static secret(secretName: string, keys: AzureSecretKeys = {}): AzureCredentials {
    return new AzureCredentials(judgedWhereUsed({ secretName, keys }, (given, prop) => {
      const name = REQUIRED_SECRET_NAME(given.secretName, prop.at('secretName'))!;
      const { account, key, sasToken } = secretKeys(given.keys, prop);
      return (client) => new SecretAccess('azure', name, [
        { setting: 'account', value: account ?? `azure.client.${client}.account` },
        { setting: 'key', value: key ?? (sasToken === undefined ? `azure.client.${client}.key` : undefined) },
        { setting: 'sas_token', value: sasToken },
      ]);
    }));
  }

  /** By a key that External Secrets brings from a store. */
  public static externalSecret(source: AzureExternalSecret): AzureCredentials {
    return new AzureCredentials(judgedWhereUsed({ source }, (given, prop) => {
      const { store, account, key, sasToken } = externalSecret(given.source, prop);
      return () => new ExternalSecretAccess('azure', store, [
        { setting: 'account', value: account },
        { setting: 'key', value: key },
        { setting: 'sas_token', value: sasToken },
      ]);
    }));
  }

  /** Without keys: by a managed identity for the service account of the nodes, on AKS. */
  public static workloadIdentity(identity: AzureWorkloadIdentity): AzureCredentials {
    return new AzureCredentials(judgedWhereUsed({ identity }, (given, prop) => {
      const { account, clientId, serviceAccountName } = workloadIdentity(given.identity, prop);
      return () => new IdentityAccess({
        serviceAccountName,
        annotations: { 'azure.workload.identity/client-id': clientId },
        needs: {
          sinceVersion: '8.16',
          podLabels: { 'azure.workload.identity/use': 'true' },
          // Elasticsearch may read below its configuration only, so the token that Azure mounts elsewhere is of no use.
          env: [{ name: 'AZURE_FEDERATED_TOKEN_FILE', value: `${TOKEN_FOLDER}/${TOKEN_FILE}` }],
          ...projectedToken('azure-identity-token', TOKEN_FOLDER, TOKEN_FILE, 'api://AzureADTokenExchange', 3600),
        },
        keystore: { type: 'azure', settings: { account } },
      });
    }));
  }

  private constructor(
    /** @internal */
    public readonly _azureAccess: FactoryArguments<ClientAccess>,
  ) {}
}

/** Credentials for Azure, as what they were made of says. */
export const AZURE_CREDENTIALS = madeBy<ClientAccess>('AzureCredentials', 'secret(…)', '_azureAccess');

function refuseBoth({ key, sasToken }: { readonly key?: unknown; readonly sasToken?: unknown }, prop: Prop): void {
  if (key !== undefined && sasToken !== undefined) {
    prop.fault({ id: 'data/one-credential', rule: "must not hold both 'key' and 'sasToken'", fix: 'Leave one of them out' });
  }
}
