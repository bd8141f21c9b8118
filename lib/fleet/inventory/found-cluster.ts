import { ClusterDescription, readDescription } from '../../cluster/cluster-description';
import { describeValue } from '../../construct/fault';
import { FileFaults } from '../../construct/file-faults';
import { dnsLabelFault } from '../../manifest/dns-name';
import { FieldPath, formatPath } from '../../manifest/field-path';
import { Place, Places } from '../../manifest/located-yaml';
import { useNearest } from '../../manifest/nearest-name';
import { ClusterIdentity, identityOfName, identityOfServer } from './cluster-identity';
import { refuseSameNames } from './same-names';

/** Something that a team has already says this of a cluster, in a field of its own. */
export interface Fact {
  readonly value: unknown;
  readonly path: FieldPath;
}

/** What a team has already says of a cluster. */
export interface FoundCluster {
  /** What holds the facts, and where it stands. */
  readonly value: unknown;
  readonly places: Places;
  /** What it is called there. */
  readonly calledBy: Fact;
  /** Address of its API server: it may tell a cloud and region. It is told nowhere. */
  readonly server?: unknown;
  readonly facts: { readonly [K in keyof ClusterDescription]?: Fact };
}

/** Names for the fleet, by those that were found. */
export type Names = { readonly [found: string]: string };

/** The descriptions of what was found. What is said in fields goes before what names and addresses tell. */
export function describedClusters(found: readonly FoundCluster[], names: Names, faults: FileFaults): ClusterDescription[] {
  const read = found.flatMap((cluster) => {
    const description = described(cluster, names, faults);
    return description === undefined ? [] : [{ description, place: placeOf(cluster, cluster.calledBy.path) }];
  });
  refuseSameNames(read, faults);
  const called = found.map(({ calledBy }) => calledBy.value).filter((name) => typeof name === 'string');
  Object.keys(names).filter((name) => !called.includes(name)).forEach((name) => faults.add({
    id: 'fleet/no-such-cluster', prop: formatPath(['names', name]), rule: 'must be what a cluster is called there, and none is', fix: useNearest(name, called, 'Leave it out, or correct it'),
  }, { file: 'Inventory' }));
  return read.map(({ description }) => description);
}

function described(cluster: FoundCluster, names: Names, faults: FileFaults): ClusterDescription | undefined {
  const { calledBy, facts } = cluster;
  const identity = nameOf(cluster, names, faults);
  if (identity === undefined) { return undefined; }
  const { region, cloud } = { ...identityOfServer(cluster.server), ...identity };
  const told = Object.fromEntries(Object.entries(facts).flatMap(([field, fact]) => ((fact?.value ?? undefined) === undefined ? [] : [[field, fact!.value]])));
  const prop = faults.prop(([field, ...rest]) => {
    const path = [...(facts[field as keyof ClusterDescription]?.path ?? calledBy.path), ...rest];
    return { place: placeOf(cluster, path), path };
  });
  return readDescription({ name: identity.name, ...(region !== undefined && { region }), ...(cloud !== undefined && { cloud }), ...told }, prop);
}

/** Its name in the fleet, with what else the name tells. */
function nameOf(cluster: FoundCluster, names: Names, faults: FileFaults): ClusterIdentity | undefined {
  const { value, path } = cluster.calledBy;
  const refuse = (rule: string, got: unknown, fix: string): undefined => void faults.add({ id: 'fleet/inventory-name', prop: formatPath(path), rule, got, fix }, placeOf(cluster, path));
  if (typeof value !== 'string' || value === '') { return refuse('must name the cluster', undefined, 'Name it'); }
  const told = identityOfName(value);
  const name = Object.hasOwn(names, value) ? names[value] : told.name;
  if (dnsLabelFault(name) === undefined) { return { ...told, name }; }
  return refuse('must hold a name that the cluster can have in the fleet: at most 63 lower-case letters, digits and \'-\'', value,
    `Give it one: names: { ${describeValue(value)}: 'prod-eu' }`);
}

function placeOf({ value, places }: FoundCluster, path: FieldPath): Place {
  return places.of(value, path);
}
