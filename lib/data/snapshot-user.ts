import { OptionsShape } from '../construct/options-shape';
import { Prop } from '../construct/prop';
import { anything } from '../construct/shape';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { checkSecretKey, checkStore, ExternalSecretStore, externalSecretSpec, REMOTE_SECRET, RemoteSecret, STORE } from './external-secret-source';
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

interface Kind {
  /** `isEck`: whether ECK runs the cluster that is called. */
  check(isEck: boolean, prop: Prop): void;
  plan(name: string, role: string, isEck: boolean): UserPlan;
}

const EXTERNAL_SECRET = new OptionsShape<SnapshotUserExternalSecret>("{ store: { name: 'vault' }, password: { key: 'snapshots' } }", {
  store: STORE, password: REMOTE_SECRET, username: anything,
});
const SECRET_KEYS = new OptionsShape<SnapshotUserSecretKeys>("{ passwordKey: 'password' }", { username: anything, usernameKey: anything, passwordKey: anything });
const API_KEY = new OptionsShape<SnapshotApiKey>("{ key: 'api-key' }", { key: anything });

/** As whom the scripts call Elasticsearch. */
export class SnapshotUser {
  /**
   * A user that ECK makes out of a Secret of the namespace: `username`, `password`, and under `roles` the name of the snapshotter's role, its `roleName`.
   * The Elasticsearch resource learns of it by the snapshotter's `elasticsearchSnapshots`.
   */
  public static fileRealm(secretName: string): SnapshotUser {
    return new SnapshotUser({
      check: (isEck, prop) => {
        checkSecret(secretName, prop);
        if (!isEck) { prop.fault({ rule: 'must not be of the file realm: ECK does not run what is at a URL', fix: "Use 'SnapshotUser.secret', and make the user there" }); }
      },
      plan: () => ({ secretName, items: BASIC, inFileRealm: true, objects: [] }),
    });
  }

  /**
   * A user that ECK makes out of a Secret which External Secrets writes, with the snapshotter's role. The Elasticsearch resource learns of it by the
   * snapshotter's `elasticsearchSnapshots`. At a URL the user must be there already, with the role that `rolesYaml` of the snapshotter describes.
   */
  public static externalSecret(source: SnapshotUserExternalSecret): SnapshotUser {
    const { store, password, username } = EXTERNAL_SECRET.tidied(source);
    return new SnapshotUser({
      check: (_isEck, prop) => {
        EXTERNAL_SECRET.read(source, prop);
        checkStore(store, { password }, prop);
        checkUsername(username, prop);
      },
      plan: (name, role, isEck) => {
        const data = { username: templateLiteral(username ?? `snapshots-${name}`), password: '{{ .password }}', ...(isEck ? { roles: role } : {}) };
        const template = { engineVersion: 'v2', type: 'kubernetes.io/basic-auth', data };
        const spec = externalSecretSpec(store, { password }, template);
        return { secretName: `${name}-user`, items: BASIC, inFileRealm: isEck, objects: [{ kind: 'ExternalSecret', name: `${name}-user`, fields: { spec } }] };
      },
    });
  }

  /** A user that is there, whose password is in a Secret of the namespace. It must have the role that `rolesYaml` of the snapshotter describes. */
  public static secret(secretName: string, keys: SnapshotUserSecretKeys = {}): SnapshotUser {
    const { username, usernameKey = 'username', passwordKey = 'password' } = SECRET_KEYS.tidied(keys);
    return new SnapshotUser({
      check: (_isEck, prop) => {
        SECRET_KEYS.read(keys, prop);
        checkSecret(secretName, prop);
        checkUsername(username, prop);
        checkSecretKey(usernameKey, prop.at('usernameKey'));
        checkSecretKey(passwordKey, prop.at('passwordKey'));
        if (username !== undefined && SECRET_KEYS.tidied(keys).usernameKey !== undefined) {
          prop.at('username').fault({ rule: "must not be given with 'usernameKey'", fix: 'Leave one of the two out' });
        }
      },
      plan: () => ({
        secretName,
        username,
        items: [...(username === undefined ? [{ key: usernameKey, path: 'username' }] : []), { key: passwordKey, path: 'password' }],
        inFileRealm: false,
        objects: [],
      }),
    });
  }

  /** An API key in a Secret of the namespace. It must have the privileges that `rolesYaml` of the snapshotter describes. */
  public static apiKey(secretName: string, options: SnapshotApiKey = {}): SnapshotUser {
    const { key = 'api-key' } = API_KEY.tidied(options);
    return new SnapshotUser({
      check: (_isEck, prop) => {
        API_KEY.read(options, prop);
        checkSecret(secretName, prop);
        checkSecretKey(key, prop.at('key'));
      },
      plan: () => ({ secretName, items: [{ key, path: 'api-key' }], inFileRealm: false, objects: [] }),
    });
  }

  private constructor(
    /** @internal */
    public readonly _user: Kind,
  ) {}
}

const BASIC = [{ key: 'username', path: 'username' }, { key: 'password', path: 'password' }];

function checkSecret(secretName: string, prop: Prop): void {
  prop.at('secretName').check(dnsSubdomainFault(secretName), { got: secretName, fix: 'Use the name of a Secret' });
}

function checkUsername(username: string | undefined, prop: Prop): void {
  if (username === undefined || !isKnown(username) || (typeof username === 'string' && /^[^\p{Cc}\s:](?:[^\p{Cc}:]*[^\p{Cc}\s:])?$/u.test(username))) { return; }
  prop.at('username').fault({ rule: "must be a user name: not empty, without ':', line ends and spaces at its ends", got: username, fix: "Use one such as 'snapshots'" });
}
