import { ClusterDescription } from '../cluster/cluster-description';
import { environmentVariable } from '../construct/environment-variable';
import { judgedAtOnce } from '../construct/factory-options';
import { Prop } from '../construct/prop';
import { listed } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';

/** Which clusters one run of the program writes. */
export interface FleetPart {
  readonly clusters: readonly ClusterDescription[];
  /** Whether these are all of them. */
  readonly isWhole: boolean;
}

/**
 * The part of a fleet that the environment asks for: `FLEETWRIGHT_CLUSTERS` lists names, or conditions such as `environment=production` and
 * `tier=edge` for a label, of which all must hold; `FLEETWRIGHT_SHARD`, as in `3/16`, is one of so many parts of equal size.
 *
 * A cluster stays in its shard as long as the names before its own stay the same.
 */
export function partOf(all: readonly ClusterDescription[]): FleetPart {
  const wanted = environmentVariable('FLEETWRIGHT_CLUSTERS', `${SELECTION_FIX}, or do not set it for all of them`);
  const shard = environmentVariable('FLEETWRIGHT_SHARD', `${SHARD_FIX}, or do not set it for the whole`);
  const selected = wanted === undefined ? all : selectedBy('FLEETWRIGHT_CLUSTERS', wanted, all);
  return { clusters: shard === undefined ? selected : shardOf(shard.trim(), selected), isWhole: wanted === undefined && shard === undefined };
}

/** Whether the environment asks for the hub alone, by `FLEETWRIGHT_HUB`. */
export function isHubAlone(): boolean {
  const wanted = environmentVariable('FLEETWRIGHT_HUB', HUB_FIX);
  if (wanted === undefined) { return false; }
  judgedAtOnce('FLEETWRIGHT_HUB', (prop) => {
    if (wanted !== 'true') { prop.fault({ id: 'prop/choice', rule: "must be 'true'", got: wanted, fix: HUB_FIX }); }
    const part = ['FLEETWRIGHT_CLUSTERS', 'FLEETWRIGHT_SHARD'].filter((name) => process.env[name] !== undefined);
    if (part.length > 0) { prop.fault({ id: 'prop/choice', rule: `must not be set with ${listed(part)}: the hub is made of all clusters`, fix: 'Write it in a run of its own' }); }
  });
  return true;
}

const HUB_FIX = "Use 'true' for the hub alone, or do not set it";
const SELECTION_FIX = "Use names, or conditions such as 'environment=production' of which all hold";
const SHARD_FIX = "Use one such as '3/16', from '1/16' to '16/16'";

type Condition = readonly [key: string, value: string];

/** A cluster of which a part can be told: as it is described, or as its index has it. */
export interface TellableCluster {
  readonly name: string;
  readonly environment?: string;
  readonly region?: string;
  readonly cloud?: string | { readonly name: string };
  readonly labels?: { readonly [key: string]: string };
}

/**
 * The clusters that a text selects: by names, or by conditions of which all must hold.
 * @param source what the text comes from, for messages
 */
export function selectedBy<T extends TellableCluster>(source: string, text: string, all: readonly T[]): readonly T[] {
  const terms = text.split(',').map((term) => term.trim()).filter((term) => term !== '');
  const conditions = terms.filter((term) => term.includes('=')).map((term): Condition => {
    const [key, ...value] = term.split('=');
    return [key.trim(), value.join('=').trim()];
  });
  const names = terms.filter((term) => !term.includes('='));
  const isNamed = ({ name }: T) => names.length === 0 || names.includes(name);
  const selected = all.filter((cluster) => isNamed(cluster) && conditions.every(([key, value]) => valueOf(cluster, key) === value));
  judgedAtOnce(source, (prop) => {
    const known = all.map(({ name }) => name);
    const unknown = names.filter((name) => !known.includes(name));
    for (const name of unknown) {
      const fix = useNearest(name, known, "Use its name, or a condition such as 'environment=production'");
      prop.fault({ id: 'fleet/no-such-cluster', rule: 'must name clusters of the fleet', got: name, fix });
    }
    const areMet = conditions.map((condition) => isMet(condition, all, prop));
    if (terms.length === 0 || (unknown.length === 0 && areMet.every((each) => each) && selected.length === 0)) {
      prop.fault({ id: 'fleet/no-such-cluster', rule: 'must select a cluster of the fleet', got: text, fix: SELECTION_FIX });
    }
  });
  return selected;
}

/** Whether a condition holds of some cluster. */
function isMet([key, value]: Condition, all: readonly TellableCluster[], prop: Prop): boolean {
  const values = [...new Set(all.flatMap((cluster) => valueOf(cluster, key) ?? []))];
  if (values.includes(value)) { return true; }
  const got = `${key}=${value}`;
  if (values.length > 0) {
    prop.fault({ id: 'fleet/no-such-cluster', rule: `must be a '${key}' of a cluster`, got, fix: useNearest(value, values, `There are ${listed(values)}`) });
  } else {
    const keys = [...new Set([...FIELDS, ...all.flatMap(({ labels = {} }) => Object.keys(labels))])];
    prop.fault({ id: 'fleet/no-such-cluster', rule: 'must be what a cluster has', got, fix: useNearest(key, keys.filter((each) => each !== key), `There are ${listed(keys)}`) });
  }
  return false;
}

const FIELDS = ['environment', 'region', 'cloud'];

function valueOf(cluster: TellableCluster, key: string): string | undefined {
  switch (key) {
    case 'environment': return cluster.environment;
    case 'region': return cluster.region;
    case 'cloud': return typeof cluster.cloud === 'string' ? cluster.cloud : cluster.cloud?.name;
    default: return cluster.labels?.[key];
  }
}

function shardOf(text: string, clusters: readonly ClusterDescription[]): readonly ClusterDescription[] {
  const [, number, count] = (/^(\d+)\s*\/\s*(\d+)$/.exec(text) ?? []).map(Number);
  judgedAtOnce('FLEETWRIGHT_SHARD', (prop) => {
    if (number === undefined || number < 1 || number > count) {
      prop.fault({ id: 'prop/grammar', rule: 'must be the number of a shard and how many there are', got: text, fix: SHARD_FIX });
    }
  });
  const ordered = [...clusters].sort((a, b) => (a.name < b.name ? -1 : 1));
  const mine = new Set(ordered.filter((_, index) => index % count === number - 1));
  return clusters.filter((cluster) => mine.has(cluster));
}
