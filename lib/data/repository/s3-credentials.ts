import { FactoryArguments, judgedWhereUsed, madeBy, optionsOf } from '../../construct/factory-options';
import { required, textOf } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { ExternalSecretStore, RemoteSecret, REMOTE_SECRET, REQUIRED_REMOTE_SECRET, SECRET_KEY, REQUIRED_SECRET_NAME, STORE } from '../external-secret-source';
import { IdentityAccess, projectedToken, SERVICE_ACCOUNT_NAME } from './identity-access';
import { ClientAccess } from './repository-access';
import { roleArnFault } from './role-arn';
import { ExternalSecretAccess, SecretAccess } from './secret-access';

/** Which key of a Secret holds what of the credentials for S3. */
export interface S3SecretKeys {
  /**
   * Key with the access key.
   * @default - the setting's name, `s3.client.default.access_key`
   */
  readonly accessKey?: string;

  /**
   * Key with the secret key.
   * @default - the setting's name, `s3.client.default.secret_key`
   */
  readonly secretKey?: string;

  /**
   * Key with the session token.
   * @default - no session token
   */
  readonly sessionToken?: string;
}

/** Credentials for S3 in a store of External Secrets. */
export interface S3ExternalSecret {
  /** The store. */
  readonly store: ExternalSecretStore;
  /** Where the access key is. */
  readonly accessKey: RemoteSecret;
  /** Where the secret key is. */
  readonly secretKey: RemoteSecret;

  /**
   * Where the session token is.
   * @default - no session token
   */
  readonly sessionToken?: RemoteSecret;
}

/** An IAM role for the service account of the nodes. Needs Elasticsearch 8.1. */
export interface S3WebIdentity {
  /** The role: `arn:aws:iam::111122223333:role/snapshots`. */
  readonly roleArn: string;

  /**
   * Name of a service account that is there.
   * @default - one is written, named as the snapshotter
   */
  readonly serviceAccountName?: string;
}

const secretKeys = optionsOf(struct<S3SecretKeys>("{ accessKey: 'access-key' }", { accessKey: SECRET_KEY, secretKey: SECRET_KEY, sessionToken: SECRET_KEY }));
const externalSecret = optionsOf(struct<S3ExternalSecret>("{ store: { name: 'vault' }, … }", {
  store: STORE, accessKey: REQUIRED_REMOTE_SECRET, secretKey: REQUIRED_REMOTE_SECRET, sessionToken: REMOTE_SECRET,
}));
const webIdentity = optionsOf(struct<S3WebIdentity>("{ roleArn: 'arn:aws:iam::111122223333:role/snapshots' }", {
  roleArn: required(textOf(roleArnFault, { fix: "Use one such as 'arn:aws:iam::111122223333:role/snapshots'" }), 'Copy it from the cloud'),
  serviceAccountName: SERVICE_ACCOUNT_NAME,
}));
const TOKEN_FOLDER = '/usr/share/elasticsearch/config/repository-s3';
const TOKEN_FILE = 'aws-web-identity-token-file';

/** How the nodes of Elasticsearch get into a bucket of S3. */
export class S3Credentials {
  /** By keys in a Secret of the Elasticsearch resource's namespace. They need not carry the settings' names. */
  public static secret(secretName: string, keys: S3SecretKeys = {}): S3Credentials {
    return new S3Credentials(judgedWhereUsed({ secretName, keys }, (given, prop) => {
      const name = REQUIRED_SECRET_NAME(given.secretName, prop.at('secretName'))!;
      const { accessKey, secretKey, sessionToken } = secretKeys(given.keys, prop);
      return (client) => new SecretAccess('s3', name, [
        { setting: 'access_key', value: accessKey ?? `s3.client.${client}.access_key` },
        { setting: 'secret_key', value: secretKey ?? `s3.client.${client}.secret_key` },
        { setting: 'session_token', value: sessionToken },
      ]);
    }));
  }

  /** By keys that External Secrets brings from a store. */
  public static externalSecret(source: S3ExternalSecret): S3Credentials {
    return new S3Credentials(judgedWhereUsed({ source }, (given, prop) => {
      const { store, accessKey, secretKey, sessionToken } = externalSecret(given.source, prop);
      return () => new ExternalSecretAccess('s3', store, [
        { setting: 'access_key', value: accessKey },
        { setting: 'secret_key', value: secretKey },
        { setting: 'session_token', value: sessionToken },
      ]);
    }));
  }

  /** Without keys: by an IAM role for the service account of the nodes, on EKS. */
  public static webIdentity(identity: S3WebIdentity): S3Credentials {
    return new S3Credentials(judgedWhereUsed({ identity }, (given, prop) => {
      const { roleArn, serviceAccountName } = webIdentity(given.identity, prop);
      return () => new IdentityAccess({
        serviceAccountName,
        annotations: { 'eks.amazonaws.com/role-arn': roleArn },
        needs: {
          sinceVersion: '8.1',
          // Elasticsearch reads the token at exactly this path.
          env: [{ name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: `${TOKEN_FOLDER}/${TOKEN_FILE}` }, { name: 'AWS_ROLE_ARN', value: roleArn }],
          ...projectedToken('aws-iam-token', TOKEN_FOLDER, TOKEN_FILE, 'sts.amazonaws.com', 86400),
        },
      });
    }));
  }

  private constructor(
    /** @internal */
    public readonly _s3Access: FactoryArguments<ClientAccess>,
  ) {}
}

/** Credentials for S3, as what they were made of says. */
export const S3_CREDENTIALS = madeBy<ClientAccess>('S3Credentials', 'secret(…)', '_s3Access');
