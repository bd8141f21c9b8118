import { ClusterDescription } from '../cluster/cluster-description';
import { judgedAtOnce } from '../construct/factory-options';
import { nearestName } from '../construct/nearest-name';

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
export function partOf(all: readonly ClusterDescription[], environment: NodeJS.ProcessEnv = process.env): FleetPart {
  const { FLEETWRIGHT_CLUSTERS: wanted = '', FLEETWRIGHT_SHARD: shard = '' } = environment;
  if (wanted === '' && shard === '') { return { clusters: all, isWhole: true }; }
  const selected = wanted === '' ? all : selectedBy(wanted, all);
  return { clusters: shard === '' ? selected : shardOf(shard, selected), isWhole: false };
}

function selectedBy(text: string, all: readonly ClusterDescription[]): readonly ClusterDescription[] {
  const terms = text.split(',').map((term) => term.trim()).filter((term) => term !== '');
  const conditions = terms.filter((term) => term.includes('=')).map((term) => [term.slice(0, term.indexOf('=')), term.slice(term.indexOf('=') + 1)] as const);
  const names = terms.filter((term) => !term.includes('='));
  const isNamed = ({ name }: ClusterDescription) => names.length === 0 || names.includes(name);
  const holds = (cluster: ClusterDescription) => isNamed(cluster) && conditions.every(([key, value]) => valueOf(cluster, key) === value);
  judgedAtOnce('FLEETWRIGHT_CLUSTERS', (prop) => {
    const known = all.map(({ name }) => name);
    for (const name of names.filter((each) => !known.includes(each))) {
      const meant = nearestName(name, known);
      prop.fault({
        id: 'fleet/no-such-cluster', rule: 'must name clusters of the fleet', got: name,
        fix: meant === undefined ? "Use its name, or a condition such as 'environment=production'" : `Use '${meant}'`,
      });
    }
    if (names.every((name) => known.includes(name)) && !all.some(holds)) {
      prop.fault({ id: 'fleet/no-such-cluster', rule: 'must select a cluster of the fleet', got: text, fix: "Use names, or conditions such as 'environment=production' of which all hold" });
    }
  });
  return all.filter(holds);
}

function valueOf(cluster: ClusterDescription, key: string): string | undefined {
  switch (key) {
    case 'environment': return cluster.environment;
    case 'region': return cluster.region;
    case 'cloud': return cluster.cloud?.name;
    default: return cluster.labels?.[key];
  }
}

function shardOf(text: string, clusters: readonly ClusterDescription[]): readonly ClusterDescription[] {
  const [, number, count] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  judgedAtOnce('FLEETWRIGHT_SHARD', (prop) => {
    if (number === undefined || number < 1 || number > count) {
      prop.fault({ id: 'prop/grammar', rule: 'must be the number of a shard and how many there are', got: text, fix: "Use one such as '3/16', from '1/16' to '16/16'" });
    }
  });
  const ordered = [...clusters].sort((a, b) => (a.name < b.name ? -1 : 1));
  const mine = new Set(ordered.filter((_, index) => index % count === number - 1));
  return clusters.filter((cluster) => mine.has(cluster));
}
