import { groupBy } from '../../manifest/group-by';
import { indexByLabels } from '../../manifest/label-index';
import { describeObject } from '../../manifest/object-key';
import { ClusterFacts, MeshFact, ObjectFact, ServiceFact, WorkloadFact } from './cluster-facts';

/** A cluster that is in a mesh. */
export interface MeshMember {
  readonly facts: ClusterFacts;
  readonly mesh: MeshFact;
}

/** The meshes of a fleet, each with its clusters in the order of the fleet. */
export function meshesOf(fleet: readonly ClusterFacts[]): MeshMember[][] {
  const meshes = new Map<string, MeshMember[]>();
  for (const facts of fleet) {
    const { mesh } = facts.cluster;
    if (mesh === undefined) { continue; }
    const group = mesh.group ?? '';
    const members = meshes.get(group);
    if (members === undefined) { meshes.set(group, [{ facts, mesh }]); } else { members.push({ facts, mesh }); }
  }
  return [...meshes.values()];
}

/** A Service that clusters share, in one of them. */
export interface SharedService {
  readonly facts: ClusterFacts;
  readonly mesh: MeshFact;
  readonly service: ServiceFact;
}

/** The Services of a mesh that clusters share in one way or another, by namespace and name, each with all clusters that have it. */
export function sharedServices(members: readonly MeshMember[]): SharedService[][] {
  const byPlace = new Map<string, SharedService[]>();
  for (const { facts, mesh } of members) {
    for (const service of facts.services) {
      const key = placeOf(service);
      const same = byPlace.get(key);
      if (same === undefined) { byPlace.set(key, [{ facts, mesh, service }]); } else { same.push({ facts, mesh, service }); }
    }
  }
  return [...byPlace.values()].filter((same) => same.some(({ service }) => service.sharing !== undefined));
}

/** Those in which it is shared. */
export function joined(same: readonly SharedService[]): SharedService[] {
  return same.filter(({ service }) => service.sharing !== undefined);
}

/** The pods of a cluster that a Service finds. */
export function workloadsBehind(facts: ClusterFacts, { namespace, selector }: ServiceFact): WorkloadFact[] {
  if (selector === undefined) { return []; }
  // A Service selects by equal labels alone. Asked so often that a selector of every kind would take minutes for 200 clusters with 200 Services.
  const wanted = Object.entries(selector);
  return mayBeBehind(facts, namespace, selector)
    .filter((workload) => workload.namespace === namespace && wanted.every(([key, value]) => workload.podLabels[key] === value));
}

type FindByLabels = ReturnType<typeof indexByLabels<WorkloadFact>>;
/** Of each cluster, by namespace. */
const INDEXES = new WeakMap<ClusterFacts, ReadonlyMap<string, FindByLabels>>();

function mayBeBehind(facts: ClusterFacts, namespace: string | undefined, selector: { readonly [key: string]: string }): readonly WorkloadFact[] {
  let indexes = INDEXES.get(facts);
  if (indexes === undefined) {
    const byNamespace = groupBy(facts.workloads, (workload) => workload.namespace ?? '');
    indexes = new Map([...byNamespace].map(([name, workloads]) => [name, indexByLabels(workloads, ({ podLabels }) => podLabels)]));
    INDEXES.set(facts, indexes);
  }
  return indexes.get(namespace ?? '')?.({ matchLabels: { ...selector } }) ?? [];
}

/** Namespace and name. */
export function placeOf({ namespace, name }: ObjectFact): string {
  return `${namespace ?? ''}/${name}`;
}

/** An object as messages name it. */
export function describeFact({ kind, namespace, name }: ObjectFact): string {
  return describeObject({ apiVersion: '', kind, metadata: { namespace, name } });
}
