import { Duration } from 'cdk8s';
import { Prop } from '../construct/prop';
import { anything, oneOf, struct, text } from '../construct/shape';
import { configMapKeyFault, dnsSubdomainFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { checkDuration, wholeSeconds } from './duration';

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

/** What a store looks like. */
export const STORE = struct<ExternalSecretStore>("{ name: 'vault' }", { name: anything, kind: oneOf(SecretStoreKind), refreshInterval: anything });

/** What a value in a store looks like. */
export const REMOTE_SECRET = struct<RemoteSecret>("{ key: 'snapshots' }", { key: anything, property: text, version: text });

/** Which key of a Kubernetes Secret gets which value of the store. */
export interface SecretData {
  readonly [key: string]: RemoteSecret;
}

/** What the API server, or the operator, would refuse. */
export function checkStore(store: ExternalSecretStore, values: { readonly [name: string]: RemoteSecret | undefined }, prop: Prop): void {
  if (typeof store !== 'object' || store === null) {
    prop.at('store').fault({ rule: 'must be given', fix: "Use one such as { name: 'vault' }" });
    return;
  }
  prop.at('store', 'name').check(dnsSubdomainFault(store.name), { got: store.name, fix: "Use the name of a store, e.g. 'vault'" });
  checkDuration(store.refreshInterval, 'a second', prop.at('store', 'refreshInterval'), 'Leave it out for an hour');
  for (const [name, value] of Object.entries<RemoteSecret | null | undefined>(values)) {
    const key = value?.key;
    if (isKnown(key) && (typeof key !== 'string' || key === '')) { prop.at(name, 'key').fault({ rule: 'must name a secret in the store', fix: "Use a key such as 'snapshots'" }); }
  }
}

/** What keeps a name from being a key of a Secret. */
export function checkSecretKey(key: string | undefined, prop: Prop): void {
  if (key !== undefined) { prop.check(configMapKeyFault(key)?.replace('a ConfigMap key', 'a key of a Secret'), { got: key, fix: "Use a key of the Secret, e.g. 'password'" }); }
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
