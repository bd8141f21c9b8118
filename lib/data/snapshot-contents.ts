import { Prop } from '../construct/prop';
import { indexPatternFault } from '../manifest/elasticsearch-name';

/** What goes into a snapshot. */
export interface SnapshotContents {
  /**
   * Indices and data streams: names and patterns with `*`; one with a `-` before it leaves out what those before it name.
   * @default - all
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

/** What Elasticsearch would refuse. */
export function checkContents({ indices, featureStates }: SnapshotContents, prop: Prop): void {
  checkIndices(indices, prop.at('indices'));
  if (featureStates?.length === 0) { prop.at('featureStates').fault({ rule: 'must not be empty', fix: "Leave it out, or say ['none']" }); }
  if (featureStates !== undefined && featureStates.length > 1 && featureStates.includes('none')) {
    prop.at('featureStates').fault({ rule: "must not hold 'none' beside others", fix: 'Leave it out' });
  }
}

/** What Elasticsearch would refuse of a list of indices. */
export function checkIndices(indices: string[] | undefined, prop: Prop): void {
  if (indices?.length === 0) { prop.fault({ rule: 'must not be empty', fix: 'Leave it out for all indices' }); }
  indices?.forEach((pattern, index) => prop.at(index).check(indexPatternFault(pattern), { got: pattern, fix: "Use one such as 'orders-*'" }));
  if (indices?.[0] !== undefined && String(indices[0]).startsWith('-')) {
    prop.at(0).fault({ rule: 'must not leave out anything: there is nothing before it', got: indices[0], fix: "Put '*' before it" });
  }
}
