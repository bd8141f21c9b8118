import { ClusterFacts } from '../../rules/fleet/cluster-facts';
import { describeFact, joined, meshesOf, placeOf, SharedService, sharedServices, workloadsBehind } from '../../rules/fleet/mesh';
import { Survivors, survivors } from '../../rules/fleet/survivors';
import { ClusterSet, variantsOf } from './cluster-set';

/** A Service that clusters of a mesh share. */
export interface GlobalService {
  readonly name: string;
  /** Which mesh, where a fleet has several. */
  readonly group?: string;
  readonly members: readonly GlobalMember[];
  /** Pods that are shared, of all clusters together. */
  readonly pods: number;
  readonly afterZone?: { readonly zone: string; readonly pods: number };
  readonly afterRegion?: { readonly region: string; readonly pods: number };
}

/** What a caller of some clusters gets of the other ones: all there is, a fair part, what it has a liking for, or what its own cluster no longer gives. */
export type RemoteUse = 'only' | 'equal' | 'preferred' | 'fallback';

/** The part that some clusters have in a global Service. */
export interface GlobalMember {
  readonly clusters: ClusterSet;
  readonly sharing: 'annotations' | 'export';
  /** `none` where nothing is said. */
  readonly affinity: string;
  /** Pods behind it in each of these clusters. */
  readonly pods: number;
  /** Whether other clusters get them. */
  readonly gives: boolean;
  /** How callers in these clusters use the pods of others. */
  readonly use: RemoteUse;
}

/** The Services that clusters share, by name. */
export function globalServices(fleet: readonly ClusterFacts[], places: (clusters: readonly string[]) => ClusterSet): GlobalService[] {
  const left = new Map(survivors(fleet).flatMap((each) => each.clusters.map((cluster) => [keyOf(each.service, cluster), each] as const)));
  return meshesOf(fleet).flatMap(sharedServices).map(joined)
    .map((members): GlobalService => {
      const survivor = members.filter(gives).map(({ facts, service }) => left.get(keyOf(describeFact(service), facts.cluster.name)))
        .find((each) => each !== undefined);
      const { group } = members[0].mesh;
      return {
        name: placeOf(members[0].service),
        ...(group !== undefined && { group }),
        members: variantsOf(members.map((member) => ({ place: places([member.facts.cluster.name])[0], what: partOf(member) }))),
        pods: survivor?.pods ?? 0,
        ...whatIsLeft(survivor),
      };
    })
    .sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
}

function keyOf(service: string, cluster: string): string {
  return `${cluster}/${service}`;
}

function gives({ service }: SharedService): boolean {
  return service.shared;
}

function partOf(member: SharedService): Omit<GlobalMember, 'clusters'> {
  const { facts, service } = member;
  const pods = workloadsBehind(facts, service).reduce((sum, { replicas = 1 }) => sum + replicas, 0);
  const affinity = service.affinity ?? 'none';
  return { sharing: service.sharing!, affinity, pods, gives: gives(member) && pods > 0, use: useOf(pods, affinity) };
}

/** @see https://docs.cilium.io/en/stable/network/clustermesh/affinity/ */
function useOf(pods: number, affinity: string): RemoteUse {
  if (pods === 0) { return 'only'; }
  if (affinity === 'local') { return 'fallback'; }
  return affinity === 'remote' ? 'preferred' : 'equal';
}

function whatIsLeft({ afterZone, afterRegion }: Partial<Survivors> = {}): Pick<GlobalService, 'afterZone' | 'afterRegion'> {
  return { ...(afterZone !== undefined && { afterZone }), ...(afterRegion !== undefined && { afterRegion }) };
}
