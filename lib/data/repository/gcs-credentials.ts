import { ExternalSecretStore, RemoteSecret } from '../external-secret-source';
import { givenOptions } from '../given-options';
import { IdentityAccess } from './identity-access';
import { RepositoryAccess } from './repository-access';
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

/** How the nodes of Elasticsearch get into a bucket of Google Cloud Storage. */
export class GcsCredentials {
  /** By the file of a service account in a Secret of the Elasticsearch resource's namespace. Its key need not carry the setting's name. */
  public static secret(secretName: string, keys: GcsSecretKeys = {}): GcsCredentials {
    return new GcsCredentials((client) => new SecretAccess('gcs', secretName, [
      { prop: 'credentialsFile', setting: 'credentials_file', value: givenOptions(keys).credentialsFile ?? `gcs.client.${client}.credentials_file` },
    ]));
  }

  /** By the file of a service account that External Secrets brings from a store. */
  public static externalSecret(source: GcsExternalSecret): GcsCredentials {
    const { store, credentialsFile } = givenOptions(source);
    return new GcsCredentials(() => new ExternalSecretAccess('gcs', store, [
      { prop: 'credentialsFile', setting: 'credentials_file', value: credentialsFile },
    ]));
  }

  /** Without keys: by Workload Identity, on GKE. */
  public static workloadIdentity(identity: GcsWorkloadIdentity): GcsCredentials {
    const { googleServiceAccount, serviceAccountName } = givenOptions(identity);
    return new GcsCredentials(() => new IdentityAccess({
      serviceAccountName,
      annotations: { 'iam.gke.io/gcp-service-account': googleServiceAccount },
      required: { googleServiceAccount },
      needs: { automountServiceAccountToken: true },
    }));
  }

  private constructor(
    /** @internal */
    public readonly _gcsAccess: (client: string) => RepositoryAccess,
  ) {}
}
