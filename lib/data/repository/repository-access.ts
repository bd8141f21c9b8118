import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';

/** What stands beside the snapshots so that Elasticsearch gets into its repository. */
export interface AccessObject {
  /** What it is to the snapshotter: part of the construct's id, which stays when its name changes. */
  readonly id: string;
  readonly kind: 'ExternalSecret' | 'Secret' | 'ServiceAccount';
  readonly name: string;
  readonly annotations?: { readonly [key: string]: string };
  /** Fields besides `metadata`. */
  readonly fields: { readonly [field: string]: any };
}

/** How the nodes of Elasticsearch prove to a repository who they are. */
export interface RepositoryAccess {
  /** What the Elasticsearch resource needs. `name` is that of the snapshotter, `client` that of the settings. */
  needs(name: string, client: string): ElasticsearchNeeds;
  /** What the snapshotter writes for it. */
  objects(name: string, client: string): AccessObject[];
}

/** How the nodes get in with the client of these settings. */
export type ClientAccess = (client: string) => RepositoryAccess;

/** Settings of the keystore out of a Secret: `{ <setting>: <key> }`. */
export function secureSettings(secretName: string, keys: { readonly [setting: string]: string | undefined }): ElasticsearchNeeds {
  const entries = Object.entries(keys)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([setting, key]) => (setting === key ? { key } : { key, path: setting }));
  return { secureSettings: [{ secretName, entries }] };
}
