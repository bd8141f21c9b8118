import { Prop } from '../../construct/prop';
import { struct } from '../../construct/shape';
import { ExternalSecretStore, RemoteSecret, requiredRemoteSecretShape, secretKeyShape, requiredSecretNameShape, storeShape } from '../external-secret-source';
import { madeBy, readOptions } from '../factory-options';
import { cloudNameShape, IdentityAccess, serviceAccountNameShape } from './identity-access';
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

const secretKeysShape = struct<GcsSecretKeys>("{ credentialsFile: 'credentials.json' }", { credentialsFile: secretKeyShape });
const externalSecretShape = struct<GcsExternalSecret>("{ store: { name: 'vault' }, … }", { store: storeShape, credentialsFile: requiredRemoteSecretShape });
const identityShape = struct<GcsWorkloadIdentity>("{ googleServiceAccount: 'snapshots@project.iam.gserviceaccount.com' }", {
  googleServiceAccount: cloudNameShape, serviceAccountName: serviceAccountNameShape,
});

/** How the nodes of Elasticsearch get into a bucket of Google Cloud Storage. */
export class GcsCredentials {
  /** By the file of a service account in a Secret of the Elasticsearch resource's namespace. Its key need not carry the setting's name. */
  public static secret(secretName: string, keys: GcsSecretKeys = {}): GcsCredentials {
    const { credentialsFile } = readOptions(secretKeysShape, keys);
    return new GcsCredentials((client) => new SecretAccess('gcs', secretName, [
      { setting: 'credentials_file', value: credentialsFile ?? `gcs.client.${client}.credentials_file` },
    ]), (prop) => {
      requiredSecretNameShape(secretName, prop.at('secretName'));
      readOptions(secretKeysShape, keys, prop);
    });
  }

  /** By the file of a service account that External Secrets brings from a store. */
  public static externalSecret(source: GcsExternalSecret): GcsCredentials {
    const { store, credentialsFile } = readOptions(externalSecretShape, source);
    return new GcsCredentials(() => new ExternalSecretAccess('gcs', store, [
      { setting: 'credentials_file', value: credentialsFile },
    ]), (prop) => readOptions(externalSecretShape, source, prop));
  }

  /** Without keys: by Workload Identity, on GKE. */
  public static workloadIdentity(identity: GcsWorkloadIdentity): GcsCredentials {
    const { googleServiceAccount, serviceAccountName } = readOptions(identityShape, identity);
    return new GcsCredentials(() => new IdentityAccess({
      serviceAccountName,
      annotations: { 'iam.gke.io/gcp-service-account': googleServiceAccount },
      needs: { automountServiceAccountToken: true },
    }), (prop) => readOptions(identityShape, identity, prop));
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

/** Credentials for Google Cloud Storage, and what they were made of. */
export const gcsCredentialsShape = madeBy<GcsCredentials>('GcsCredentials', 'secret(…)', '_gcsAccess', ({ _read }, prop) => _read(prop));
