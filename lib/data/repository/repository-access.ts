import { Prop } from '../../construct/prop';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';

/** What stands beside the snapshots so that Elasticsearch gets into its repository. */
export interface AccessObject {
  /** What it is to the snapshotter: part of the construct's id, which stays when its name changes. */
  readonly id: string;
  readonly kind: 'ExternalSecret' | 'Secret' | 'ServiceAccount';
  readonly name: string;
  readonly annotations?: { readonly [key: string]: string };
  /** Fields beside `metadata`. */
  readonly fields: { readonly [field: string]: any };
}

/** How the nodes of Elasticsearch prove to a repository who they are. */
export interface RepositoryAccess {
  check(prop: Prop): void;
  /** What the Elasticsearch resource needs. `name` is that of the snapshotter, `client` that of the settings. */
  needs(name: string, client: string): ElasticsearchNeeds;
  /** What the snapshotter writes for it. */
  objects(name: string, client: string): AccessObject[];
}

/** Credentials of any cloud, which report what their options must not be, and what nothing reads. */
interface ReadableCredentials {
  _read(prop: Prop): void;
}

/**
 * Checks credentials of a repository, if they are of its class: those of another cloud look the same to the compiler. `member` is what only the
 * class has.
 */
export function checkCredentials(credentials: unknown, member: string, type: string, prop: Prop, check: () => void): void {
  if (typeof (credentials as any)?.[member] === 'function') {
    (credentials as ReadableCredentials)._read(prop);
    return check();
  }
  prop.fault({ rule: `must come from '${type}'`, fix: `Use one such as '${type}.secret(…)'` });
}

/** Settings of the keystore out of a Secret: `{ <setting>: <key> }`. */
export function secureSettings(secretName: string, keys: { readonly [setting: string]: string | undefined }): ElasticsearchNeeds {
  const entries = Object.entries(keys)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([setting, key]) => (setting === key ? { key } : { key, path: setting }));
  return { secureSettings: [{ secretName, entries }] };
}
