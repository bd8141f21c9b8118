import { list, texts } from '../construct/collection';
import { Prop } from '../construct/prop';
import { flag, orToken, Shape, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { knownPart } from '../manifest/known';
import { listOf } from '../manifest/object';
import { indexPatternFault } from './elasticsearch/elasticsearch-name';
import { overlap } from './elasticsearch/index-pattern';

/** What goes into a snapshot. */
export interface SnapshotContents {
  /**
   * Indices and data streams: names and patterns with `*`; one with a `-` before it leaves out what the patterns before it name.
   * @default - all, but what the restore drill has restored
   */
  readonly indices?: string[];

  /**
   * Whether the state of the cluster goes in: templates, persistent settings, pipelines, policies.
   * @default true
   */
  readonly includeGlobalState?: boolean;

  /**
   * Features of which the system indices go in, e.g. `kibana`; `['none']` for none.
   * @default - all with the state of the cluster, else none
   */
  readonly featureStates?: string[];

  /**
   * Whether a snapshot is taken although an index that is named without `*` is not there.
   * @default false
   */
  readonly ignoreUnavailable?: boolean;

  /**
   * Whether a snapshot is taken although an index lacks primary shards. It is then PARTIAL, and its Job fails nevertheless.
   * @default false
   */
  readonly partial?: boolean;
}

const PATTERNS = orToken(list(textOf(indexPatternFault, { fix: "Use one such as 'orders-*'" }), "['orders-*']", 'a list of strings'));

/** Names of indices, and patterns. */
export const indexPatterns: Shape<string[]> = (value, prop) => {
  const read = PATTERNS(value, prop);
  if (!Array.isArray(value)) { return read; }
  if (value.length === 0) { prop.fault({ id: 'prop/range', rule: 'must not be empty', fix: 'Leave it out for all indices' }); }
  if (String(value[0]).startsWith('-')) {
    prop.at(0).fault({ id: 'data/left-out-indices', rule: 'must not leave out anything: there is nothing before it', got: value[0], fix: "Put '*' before it" });
  }
  return read;
};

const FEATURES = texts("['kibana']");

/** Contents of a snapshot. */
export const SNAPSHOT_CONTENTS = struct<SnapshotContents>("{ indices: ['orders-*'] }", {
  indices: (value, prop) => {
    const read = indexPatterns(value, prop);
    checkExclusions(read, prop);
    return read;
  },
  includeGlobalState: flag,
  featureStates: (value, prop) => {
    const read = FEATURES(value, prop);
    if (read?.length === 0) { prop.fault({ id: 'prop/range', rule: 'must not be empty', fix: "Leave it out, or say ['none']" }); }
    if (Array.isArray(read) && read.length > 1 && read.includes('none')) { prop.fault({ id: 'prop/choice', rule: "must not hold 'none' besides others", fix: 'Leave it out' }); }
    return read;
  },
  ignoreUnavailable: flag,
  partial: flag,
});

/** In what is snapshotted, a `-` leaves out only behind a pattern; else it begins a name, which no index has. */
function checkExclusions(indices: string[] | undefined, prop: Prop): void {
  const patterns: readonly unknown[] = knownPart(listOf(indices));
  // What is not known yet may be one with a '*'.
  const wildcard = patterns.findIndex((pattern) => typeof pattern !== 'string' || pattern.includes('*'));
  patterns.slice(1, wildcard < 0 ? undefined : wildcard + 1).forEach((pattern, index) => {
    if (typeof pattern !== 'string' || !pattern.startsWith('-')) { return; }
    prop.at(index + 1).fault({ id: 'data/left-out-indices', rule: "must not leave out anything: no pattern with '*' is before it", got: pattern, fix: 'Leave it out, or put such a pattern before it' });
  });
}

/** Contents without what a drill restores meanwhile: it would be stored a second time, and could not be deleted for as long as the snapshot takes. */
export function withoutCopies(contents: SnapshotContents, prefix: string | undefined): SnapshotContents {
  const { indices = ['*'] } = contents;
  if (prefix === undefined || !Array.isArray(indices)) { return contents; }
  const copies = `${prefix}*`;
  const reaches = knownPart(indices).some((pattern) => typeof pattern === 'string' && pattern.includes('*') && !pattern.startsWith('-') && overlap(pattern, copies));
  return reaches ? { ...contents, indices: [...indices, `-${copies}`] } : contents;
}
