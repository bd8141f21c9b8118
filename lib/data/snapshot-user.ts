import { FactoryArguments, judgedWhereUsed, madeBy, optionsOf } from '../construct/factory-options';
import { Prop } from '../construct/prop';
import { also, defaulted, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { ExternalSecretStore, externalSecretSpec, RemoteSecret, REQUIRED_REMOTE_SECRET, SECRET_KEY, REQUIRED_SECRET_NAME, STORE } from './external-secret-source';
import { templateLiteral } from './go-template';
import { AccessObject } from './repository/repository-access';

/** A user whose password External Secrets brings from a store. */
export interface SnapshotUserExternalSecret {
  /** The store. */
  readonly store: ExternalSecretStore;
  /** Where the password is. */
  readonly password: RemoteSecret;

  /**
   * Name of the user.
   * @default - `snapshots-` and the name of the snapshotter
   */
  readonly username?: string;
}

/** Which key of a Secret holds what of a user that is there. */
export interface SnapshotUserSecretKeys {
  /**
   * Name of the user, where the Secret does not hold it.
   * @default - the Secret holds it
   */
  readonly username?: string;

  /**
   * Key with the name of the user.
   * @default 'username'
   */
  readonly usernameKey?: string;

  /**
   * Key with the password.
   * @default 'password'
   */
  readonly passwordKey?: string;
}

/** Which key of a Secret holds an API key. */
export interface SnapshotApiKey {
  /**
   * Key with the encoded form: `encoded` in the answer that made it.
   * @default 'api-key'
   */
  readonly key?: string;
}

/** What the snapshotter knows of a user. */
export interface UserPlan {
  /** Secret that is mounted. */
  readonly secretName: string;
  /** Its keys, and the files that they become. */
  readonly items: readonly { readonly key: string; readonly path: string }[];
  /** Name of the user, where no file holds it. */
  readonly username?: string;
  /** Whether ECK makes the user out of the Secret, with the role that the snapshotter writes. */
  readonly inFileRealm: boolean;
  readonly objects: readonly Omit<AccessObject, 'id'>[];
}

/** What the kinds of users have in common. */
export interface UserStrategy {
  /** Reports what does not fit to the cluster. `isEck`: whether ECK runs the cluster that is called. */
  check(isEck: boolean, prop: Prop): void;
  plan(name: string, role: string, isEck: boolean): UserPlan;
}

const USERNAME = textOf(
  (name) => (/^[^\p{Cc}\s:](?:[^\p{Cc}:]*[^\p{Cc}\s:])?$/u.test(name) ? undefined : "must be a user name: not empty, without ':', line ends and spaces at its ends"),
  // It may have the password behind it.
  { fix: "Use one such as 'snapshots'", hidden: true },
);
const externalSecretOptions = optionsOf(struct<SnapshotUserExternalSecret>("{ store: { name: 'vault' }, password: { key: 'snapshots' } }", {
  store: STORE, password: REQUIRED_REMOTE_SECRET, username: USERNAME,
}));
const secretKeys = optionsOf(also(struct<SnapshotUserSecretKeys, 'passwordKey'>("{ passwordKey: 'password' }", {
  username: USERNAME, usernameKey: SECRET_KEY, passwordKey: defaulted('password', SECRET_KEY),
}), ({ username, usernameKey }, prop) => {
  if (username !== undefined && usernameKey !== undefined) {
    prop.at('username').fault({ id: 'data/one-credential', rule: "must not be given with 'usernameKey'", fix: 'Leave one of the two out' });
  }
}));
const apiKeyOptions = optionsOf(struct<SnapshotApiKey, 'key'>("{ key: 'api-key' }", { key: defaulted('api-key', SECRET_KEY) }));

/** As whom the scripts call Elasticsearch. */
export class SnapshotUser {
  /**
   * A user that ECK makes out of a Secret of the namespace: `username`, `password`, and under `roles` the name of the snapshotter's role, its `roleName`.
   * The Elasticsearch resource learns of it by the snapshotter's `elasticsearchSnapshots`.
   */
  public static fileRealm(secretName: string): SnapshotUser {
    return new SnapshotUser(judgedWhereUsed({ secretName }, (given, prop) => {
      const name = REQUIRED_SECRET_NAME(given.secretName, prop.at('secretName'))!;
      return {
        check: (isEck, at) => {
          if (!isEck) { at.fault({ id: 'data/file-realm-user', rule: 'must not be of the file realm: ECK does not run what is at a URL', fix: "Use 'SnapshotUser.secret', and make the user there" }); }
        },
        plan: () => ({ secretName: name, items: BASIC, inFileRealm: true, objects: [] }),
      };
    }));
  }

  /**
   * A user that ECK makes out of a Secret which External Secrets writes, with the snapshotter's role. The Elasticsearch resource learns of it by the
   * snapshotter's `elasticsearchSnapshots`. At a URL the user must be there already, with the role that `rolesYaml` of the snapshotter describes.
   */
  public static externalSecret(source: SnapshotUserExternalSecret): SnapshotUser {
    return new SnapshotUser(judgedWhereUsed({ source }, (given, prop) => {
      const { store, password, username } = externalSecretOptions(given.source, prop);
      return {
        check: () => undefined,
        plan: (name, role, isEck) => {
          const data = { username: templateLiteral(username ?? `snapshots-${name}`), password: '{{ .password }}', ...(isEck ? { roles: role } : {}) };
          const template = { engineVersion: 'v2', type: 'kubernetes.io/basic-auth', data };
          const spec = externalSecretSpec(store, { password }, template);
          return { secretName: `${name}-user`, items: BASIC, inFileRealm: isEck, objects: [{ kind: 'ExternalSecret', name: `${name}-user`, fields: { spec } }] };
        },
      };
    }));
  }

  /** A user that is there, whose password is in a Secret of the namespace. It must have the role that `rolesYaml` of the snapshotter describes. */
  public static secret(secretName: string, keys: SnapshotUserSecretKeys = {}): SnapshotUser {
    return new SnapshotUser(judgedWhereUsed({ secretName, keys }, (given, prop) => {
      const name = REQUIRED_SECRET_NAME(given.secretName, prop.at('secretName'))!;
      const { username, usernameKey = 'username', passwordKey } = secretKeys(given.keys, prop);
      return {
        check: () => undefined,
        plan: () => ({
          secretName: name,
          username,
          items: [...(username === undefined ? [{ key: usernameKey, path: 'username' }] : []), { key: passwordKey, path: 'password' }],
          inFileRealm: false,
          objects: [],
        }),
      };
    }));
  }

  /** An API key in a Secret of the namespace. It must have the privileges that `rolesYaml` of the snapshotter describes. */
  public static apiKey(secretName: string, options: SnapshotApiKey = {}): SnapshotUser {
    return new SnapshotUser(judgedWhereUsed({ secretName, options }, (given, prop) => {
      const name = REQUIRED_SECRET_NAME(given.secretName, prop.at('secretName'))!;
      const { key } = apiKeyOptions(given.options, prop);
      return {
        check: () => undefined,
        plan: () => ({ secretName: name, items: [{ key, path: 'api-key' }], inFileRealm: false, objects: [] }),
      };
    }));
  }

  private constructor(
    /** @internal */
    public readonly _user: FactoryArguments<UserStrategy>,
  ) {}
}

/** A user, as what it was made of says. */
export const SNAPSHOT_USER = madeBy<UserStrategy>('SnapshotUser', "fileRealm('snapshots-user')", '_user');

const BASIC = [{ key: 'username', path: 'username' }, { key: 'password', path: 'password' }];
