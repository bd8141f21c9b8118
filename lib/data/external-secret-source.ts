import { Duration } from 'cdk8s';
import { also, oneOf, required, secretKey, secretName, text, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { duration, wholeSeconds } from './duration';

/** Kind of a store of External Secrets. */
export enum SecretStoreKind {
  /** A store of one namespace. */
  SECRET_STORE = 'SecretStore',
  /** A store of the whole cluster. */
  CLUSTER_SECRET_STORE = 'ClusterSecretStore',
}

/** A store of External Secrets. Needs External Secrets with `external-secrets.io/v1`. */
export interface ExternalSecretStore {
  /** Name of the SecretStore or ClusterSecretStore. */
  readonly name: string;

  /**
   * Which of the two it is.
   * @default SecretStoreKind.SECRET_STORE
   */
  readonly kind?: SecretStoreKind;

  /**
   * How often the value is read again.
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

/** A value in a store of External Secrets. */
export interface RemoteSecret {
  /** Key of the secret in the store. */
  readonly key: string;

  /**
   * Which property of the secret.
   * @default - the secret as a whole
   */
  readonly property?: string;

  /**
   * Which version of the secret.
   * @default - the newest
   */
  readonly version?: string;
}

const STORE_NAME = "Use the name of a store, e.g. 'vault'";

/** A store of External Secrets. */
export const STORE = required(struct<ExternalSecretStore>("{ name: 'vault' }", {
  name: required(textOf(dnsSubdomainFault, { fix: STORE_NAME }), STORE_NAME),
  kind: oneOf(SecretStoreKind),
  refreshInterval: duration({ least: 'a second', example: 'Duration.hours(1)', fix: 'Leave it out for an hour' }),
}), "Use one such as { name: 'vault' }");

const REMOTE_KEY = "Use a key such as 'snapshots'";

/** A value in a store. */
export const REMOTE_SECRET = struct<RemoteSecret>("{ key: 'snapshots' }", {
  key: required(textOf((key) => (key === '' ? 'must name a secret in the store' : undefined), { fix: REMOTE_KEY }), REMOTE_KEY),
  property: text,
  version: text,
});

/** A value in a store without which nothing goes. */
export const REQUIRED_REMOTE_SECRET = required(REMOTE_SECRET, "Use one such as { key: 'snapshots' }");

/** Name of a Secret that is there. */
export const SECRET_NAME = also(text, secretName);

/** Name of a Secret without which nothing goes. */
export const REQUIRED_SECRET_NAME = required(SECRET_NAME, 'Use the name of a Secret');

/** A key of a Secret. */
export const SECRET_KEY = also(text, secretKey);

/** Which key of a Kubernetes Secret gets which value of the store. */
export interface SecretData {
  readonly [key: string]: RemoteSecret;
}

/** Spec of an ExternalSecret that fills a Secret of the same name. */
export function externalSecretSpec(store: ExternalSecretStore, values: SecretData, template?: { [field: string]: any }): { [field: string]: any } {
  return {
    refreshInterval: `${wholeSeconds(store.refreshInterval ?? Duration.hours(1))}s`,
    secretStoreRef: { kind: store.kind ?? SecretStoreKind.SECRET_STORE, name: store.name },
    target: { creationPolicy: 'Owner', template },
    data: Object.entries(values).map(([secretKey, { key, property, version }]) => ({ secretKey, remoteRef: { key, property, version } })),
  };
}
