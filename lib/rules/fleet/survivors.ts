import { ClusterFacts, ServiceFact, WorkloadFact } from './cluster-facts';
import { describeFact, joined, meshesOf, sharedServices, workloadsBehind } from './mesh';

/** What is left of a Service when a place is lost. */
export interface Survivors {
  readonly service: string;
  /** Clusters whose pods are behind it. */
  readonly clusters: readonly string[];
  readonly regions: readonly string[];
  /** Pods behind it, as far as they are known. */
  readonly pods: number;
  /** Fewest pods that are left when a zone is lost, and which zone that is; undefined where zones are not known. */
  readonly afterZone?: { readonly zone: string; readonly pods: number };
  /** Fewest pods that are left when a region is lost; undefined where regions are not known. */
  readonly afterRegion?: { readonly region: string; readonly pods: number };
}

/** A Service in one of the clusters that have it. */
export interface ServiceMember {
  readonly facts: ClusterFacts;
  readonly service: ServiceFact;
}

/** What the loss of a zone, and of a region, leaves of each Service: for those that clusters share, all clusters together. */
export function survivors(fleet: readonly ClusterFacts[]): Survivors[] {
  return servicesAsCalled(fleet).flatMap((members) => survivorsOf(members) ?? []);
}

/** The Services of a fleet as those who call them see them: one that clusters share is one. */
export function servicesAsCalled(fleet: readonly ClusterFacts[]): ServiceMember[][] {
  const shared: ServiceMember[][] = meshesOf(fleet).flatMap(sharedServices).map(joined);
  const isShared = new Set(shared.flat().map(({ service }) => service));
  const others = fleet.flatMap((facts) => facts.services.filter((service) => !isShared.has(service)).map((service) => [{ facts, service }]));
  return [...shared, ...others];
}

interface Place {
  readonly cluster: string;
  readonly region?: string;
  readonly zone?: string;
  readonly pods: number;
}

/** What is left of one Service; undefined where nothing is known to be behind it. */
export function survivorsOf(members: readonly ServiceMember[]): Survivors | undefined {
  const places = members.flatMap(({ facts, service }) => placesOf(facts, service));
  if (places.length === 0) { return undefined; }
  const pods = sum(places);
  return {
    service: describeFact(members[0].service),
    clusters: unique(places.map(({ cluster }) => cluster)),
    regions: unique(places.flatMap(({ region }) => region ?? [])),
    pods,
    // In some clouds, zones are called the same in every region.
    ...worst(places, ({ zone, region = '' }) => (zone === undefined ? undefined : `${region}/${zone}`), (name, left) => (
      { afterZone: { zone: name.slice(name.indexOf('/') + 1), pods: left } })),
    ...worst(places, ({ region }) => region, (region, left) => ({ afterRegion: { region, pods: left } })),
  };
}

/** The pods of a cluster behind a Service, by zone: evenly where they are kept so, else, at worst, all in one. */
function placesOf(facts: ClusterFacts, service: ServiceFact): Place[] {
  if (service.sharing !== undefined && !service.shared) { return []; }
  const { name: cluster, region } = facts.cluster;
  return workloadsBehind(facts, service).flatMap((workload) => spreadOf(workload).map((part) => ({ cluster, region, ...part })));
}

function spreadOf({ kind, zones = [], replicas = 1, spreadOverZones }: WorkloadFact): { zone?: string; pods: number }[] {
  // It runs on every node.
  if (kind === 'DaemonSet') { return zones.length === 0 ? [{ pods: 1 }] : zones.map((zone) => ({ zone, pods: 1 })); }
  if (zones.length === 0) { return [{ pods: replicas }]; }
  if (!spreadOverZones) { return [{ zone: zones[0], pods: replicas }]; }
  const [share, rest] = [Math.floor(replicas / zones.length), replicas % zones.length];
  return zones.map((zone, index) => ({ zone, pods: share + (index < rest ? 1 : 0) })).filter(({ pods }) => pods > 0);
}

function worst<T>(places: readonly Place[], of: (place: Place) => string | undefined, made: (name: string, left: number) => T): T | undefined {
  const names = unique(places.flatMap((place) => of(place) ?? []));
  if (names.length === 0 || places.some((place) => of(place) === undefined)) { return undefined; }
  const left = names.map((name) => ({ name, pods: sum(places.filter((place) => of(place) !== name)) }));
  const least = left.reduce((one, other) => (other.pods < one.pods ? other : one));
  return made(least.name, least.pods);
}

function sum(places: readonly Place[]): number {
  return places.reduce((total, { pods }) => total + pods, 0);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
