import { Duration } from 'cdk8s';
import { wholeSeconds } from './duration';
import { RepositoryStrategy } from './repository/repository-strategy';
import { SnapshotContents } from './snapshot-contents';

// What the scripts send, typed field by field: tests hold it against Elastic's own client.

/** Body of `PUT _snapshot/<repository>`. */
export interface RepositoryBody {
  readonly type: 's3' | 'azure' | 'gcs' | 'fs';
  readonly settings: { readonly [setting: string]: string };
}

/** What a snapshot holds, as a request says it. */
export interface ContentsBody {
  readonly indices: string[];
  readonly include_global_state: boolean;
  readonly feature_states?: string[];
  readonly ignore_unavailable: boolean;
  readonly partial: boolean;
  readonly metadata: { readonly [key: string]: string };
}

/** When the snapshots of a policy go. */
export interface RetentionBody {
  readonly expire_after?: string;
  readonly min_count?: number;
  readonly max_count?: number;
}

/** Body of `PUT _slm/policy/<id>`. */
export interface PolicyBody {
  readonly name: string;
  readonly schedule: string;
  readonly repository: string;
  readonly config: ContentsBody;
  readonly retention: RetentionBody;
}

/** Body of `POST _snapshot/<repository>/<snapshot>/_restore`. */
export interface RestoreBody {
  readonly indices: string[];
  readonly include_global_state: boolean;
  readonly include_aliases: boolean;
  readonly partial: boolean;
  readonly rename_pattern: string;
  readonly rename_replacement: string;
  readonly index_settings: { readonly 'index.number_of_replicas': 0; readonly 'index.auto_expand_replicas': 'false' };
  readonly ignore_index_settings: string[];
}

/** A repository, to read from alone where it belongs to another cluster. */
export function repositoryBody({ type, settings }: RepositoryStrategy, readOnly = false): RepositoryBody {
  const given = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { type, settings: { ...Object.fromEntries(given), ...(readOnly ? { readonly: 'true' } : {}) } };
}

/** What a snapshot holds. `taker` is the snapshotter. */
export function contentsBody(contents: SnapshotContents, taker: string): ContentsBody {
  return {
    indices: contents.indices ?? ['*'],
    include_global_state: contents.includeGlobalState ?? true,
    feature_states: contents.featureStates,
    ignore_unavailable: contents.ignoreUnavailable ?? false,
    partial: contents.partial ?? false,
    metadata: { taken_by: 'fleetwright', snapshotter: taker },
  };
}

/** A restore under other names, of as little as a drill needs: without replicas, and without what would make policies or pipelines touch the copies. */
export function restoreBody(indices: string[], prefix: string): RestoreBody {
  return {
    indices,
    include_global_state: false,
    include_aliases: false,
    partial: false,
    rename_pattern: '(.+)',
    rename_replacement: `${prefix}$1`,
    // Neither can be ignored, and both can be said anew.
    index_settings: { 'index.number_of_replicas': 0, 'index.auto_expand_replicas': 'false' },
    ignore_index_settings: [
      'index.default_pipeline', 'index.final_pipeline', 'index.lifecycle.name', 'index.lifecycle.rollover_alias', 'index.routing.allocation.*',
    ],
  };
}

/** A duration as Elasticsearch writes it: `30d`, `90m`. */
export function timeValue(duration: Duration): string {
  const seconds = wholeSeconds(duration);
  const [unit, size] = ([['d', 86400], ['h', 3600], ['m', 60], ['s', 1]] as const).find((candidate) => seconds % candidate[1] === 0)!;
  return `${seconds / size}${unit}`;
}

/** A body as it stands in a file. */
export function asFile(body: object): string {
  return `${JSON.stringify(body, null, 2)}\n`;
}
