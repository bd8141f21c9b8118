import { OptionsShape } from '../../construct/options-shape';
import { Prop } from '../../construct/prop';
import { anything } from '../../construct/shape';
import { ExternalSecretStore, REMOTE_SECRET, RemoteSecret, STORE } from '../external-secret-source';
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

const SECRET_KEYS = new OptionsShape<GcsSecretKeys>("{ credentialsFile: 'credentials.json' }", { credentialsFile: anything });
const EXTERNAL_SECRET = new OptionsShape<GcsExternalSecret>("{ store: { name: 'vault' }, … }", { store: STORE, credentialsFile: REMOTE_SECRET });
const WORKLOAD_IDENTITY = new OptionsShape<GcsWorkloadIdentity>("{ googleServiceAccount: 'snapshots@project.iam.gserviceaccount.com' }", {
  googleServiceAccount: anything, serviceAccountName: anything,
});

/** How the nodes of Elasticsearch get into a bucket of Google Cloud Storage. */
export class GcsCredentials {
  /** By the file of a service account in a Secret of the Elasticsearch resource's namespace. Its key need not carry the setting's name. */
  public static secret(secretName: string, keys: GcsSecretKeys = {}): GcsCredentials {
    const { credentialsFile } = SECRET_KEYS.tidied(keys);
    return new GcsCredentials((client) => new SecretAccess('gcs', secretName, [
      { prop: 'credentialsFile', setting: 'credentials_file', value: credentialsFile ?? `gcs.client.${client}.credentials_file` },
    ]), (prop) => SECRET_KEYS.read(keys, prop));
  }

  /** By the file of a service account that External Secrets brings from a store. */
  public static externalSecret(source: GcsExternalSecret): GcsCredentials {
    const { store, credentialsFile } = EXTERNAL_SECRET.tidied(source);
    return new GcsCredentials(() => new ExternalSecretAccess('gcs', store, [
      { prop: 'credentialsFile', setting: 'credentials_file', value: credentialsFile },
    ]), (prop) => EXTERNAL_SECRET.read(source, prop));
  }

  /** Without keys: by Workload Identity, on GKE. */
  public static workloadIdentity(identity: GcsWorkloadIdentity): GcsCredentials {
    const { googleServiceAccount, serviceAccountName } = WORKLOAD_IDENTITY.tidied(identity);
    return new GcsCredentials(() => new IdentityAccess({
      serviceAccountName,
      annotations: { 'iam.gke.io/gcp-service-account': googleServiceAccount },
      required: { googleServiceAccount },
      needs: { automountServiceAccountToken: true },
    }), (prop) => WORKLOAD_IDENTITY.read(identity, prop));
  }

  private constructor(
    /** @internal */
    public readonly _gcsAccess: (client: string) => RepositoryAccess,
    /**
     * Reports what its options must not be, and what of them nothing reads.
     * @internal
     */
    public readonly _read: (prop: Prop) => void,
  ) {}
}
