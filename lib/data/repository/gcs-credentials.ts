import { FactoryArguments, judgedWhereUsed, madeBy, optionsOf } from '../../construct/factory-options';
import { struct } from '../../construct/struct';
import { ExternalSecretStore, RemoteSecret, REQUIRED_REMOTE_SECRET, SECRET_KEY, REQUIRED_SECRET_NAME, STORE } from '../external-secret-source';
import { CLOUD_NAME, IdentityAccess, SERVICE_ACCOUNT_NAME } from './identity-access';
import { ClientAccess } from './repository-access';
import { ExternalSecretAccess, SecretAccess } from './secret-access';

/** Which key of a Secret holds the credentials for Google Cloud Storage. */
export interface GcsSecretKeys {
  /**
   * Key with the JSON file of a service account.
   * @default - the setting's name, `gcs.client.default.credentials_file`
   */
  readonly credentialsFile?: string;
}

/** Credentials for Google Cloud Storage in a store of External Secrets. */
export interface GcsExternalSecret {
  /** The store. */
  readonly store: ExternalSecretStore;
  /** Where the JSON file of a service account is. */
  readonly credentialsFile: RemoteSecret;
}

/** A service account of Google for the service account of the nodes. */
export interface GcsWorkloadIdentity {
  /** Google's service account: `snapshots@project.iam.gserviceaccount.com`. */
  readonly googleServiceAccount: string;

  /**
   * Name of a service account of Kubernetes that is there.
   * @default - one is written, named as the snapshotter
   */
  readonly serviceAccountName?: string;
}

const secretKeys = optionsOf(struct<GcsSecretKeys>("{ credentialsFile: 'credentials.json' }", { credentialsFile: SECRET_KEY }));
const externalSecret = optionsOf(struct<GcsExternalSecret>("{ store: { name: 'vault' }, … }", { store: STORE, credentialsFile: REQUIRED_REMOTE_SECRET }));
const workloadIdentity = optionsOf(struct<GcsWorkloadIdentity>("{ googleServiceAccount: 'snapshots@project.iam.gserviceaccount.com' }", {
  googleServiceAccount: CLOUD_NAME, serviceAccountName: SERVICE_ACCOUNT_NAME,
}));

/** How the nodes of Elasticsearch get into a bucket of Google Cloud Storage. */
export class GcsCredentials {
  /** By the file of a service account in a Secret of the Elasticsearch resource's namespace. Its key need not carry the setting's name. */
  public static secret(secretName: string, keys: GcsSecretKeys = {}): GcsCredentials {
    return new GcsCredentials(judgedWhereUsed({ secretName, keys }, (given, prop) => {
      const name = REQUIRED_SECRET_NAME(given.secretName, prop.at('secretName'))!;
      const { credentialsFile } = secretKeys(given.keys, prop);
      return (client) => new SecretAccess('gcs', name, [
        { setting: 'credentials_file', value: credentialsFile ?? `gcs.client.${client}.credentials_file` },
      ]);
    }));
  }

  /** By the file of a service account that External Secrets brings from a store. */
  public static externalSecret(source: GcsExternalSecret): GcsCredentials {
    return new GcsCredentials(judgedWhereUsed({ source }, (given, prop) => {
      const { store, credentialsFile } = externalSecret(given.source, prop);
      return () => new ExternalSecretAccess('gcs', store, [{ setting: 'credentials_file', value: credentialsFile }]);
    }));
  }

  /** Without keys: by Workload Identity, on GKE. */
  public static workloadIdentity(identity: GcsWorkloadIdentity): GcsCredentials {
    return new GcsCredentials(judgedWhereUsed({ identity }, (given, prop) => {
      const { googleServiceAccount, serviceAccountName } = workloadIdentity(given.identity, prop);
      return () => new IdentityAccess({
        serviceAccountName,
        annotations: { 'iam.gke.io/gcp-service-account': googleServiceAccount },
        needs: { automountServiceAccountToken: true },
      });
    }));
  }

  private constructor(
    /** @internal */
    public readonly _gcsAccess: FactoryArguments<ClientAccess>,
  ) {}
}

/** Credentials for Google Cloud Storage, as what they were made of says. */
export const GCS_CREDENTIALS = madeBy<ClientAccess>('GcsCredentials', 'secret(…)', '_gcsAccess');
