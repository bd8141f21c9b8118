import { placesOf } from './cluster-set';
import type { RemoteUse } from './global-services';
import type { ReportCluster, ReportModel } from './report-model';

/** A fleet as a drawing: boxes by environment and region, and global services between them. */
export interface Diagram {
  readonly environments: readonly { readonly name: string; readonly regions: readonly { readonly name: string; readonly nodes: readonly DiagramNode[] }[] }[];
  readonly services: readonly { readonly id: string; readonly name: string; readonly pods: number }[];
  /** Who calls a service. */
  readonly calls: readonly { readonly node: string; readonly service: string; readonly use: RemoteUse; readonly affinity: string }[];
  /** Whose pods answer. */
  readonly answers: readonly { readonly node: string; readonly service: string; readonly pods: number }[];
}

/** A cluster, or all of a region where there are many. */
export interface DiagramNode {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

// More boxes than that are no drawing any more.
const MOST_CLUSTERS = 30;

/** What is to be drawn of a fleet. */
export function diagramOf({ clusters, globals }: ReportModel): Diagram {
  const isSingle = clusters.length <= MOST_CLUSTERS;
  const idOf = clusters.map((cluster, place) => `c${isSingle ? place : clusters.findIndex((other) => isSamePlace(cluster, other))}`);
  const groups = new Map<string, number[]>();
  clusters.forEach((_, place) => groups.set(idOf[place], [...groups.get(idOf[place]) ?? [], place]));
  const nodes = [...groups].map(([id, places]) => ({ id, places, cluster: clusters[places[0]] }));
  const parts = globals.map(({ members }) => members.flatMap((member) => placesOf(member.clusters).map((place) => ({ node: idOf[place], member }))));
  return {
    environments: grouped(nodes, ({ cluster }) => cluster.environment ?? 'no environment').map(([name, here]) => ({
      name,
      regions: grouped(here, ({ cluster }) => cluster.region ?? 'no region').map(([region, there]) => ({
        name: region,
        nodes: there.map(({ id, places, cluster }) => ({
          id,
          name: isSingle ? cluster.name : `${places.length} ${places.length === 1 ? 'cluster' : 'clusters'}`,
          text: [...(isSingle && cluster.cloud !== undefined ? [cluster.cloud] : []), `${total(places.map((place) => clusters[place].pods))} pods`].join(', '),
        })),
      })),
    })),
    services: globals.map(({ name, pods }, index) => ({ id: `s${index}`, name: name.replace(/^\//, ''), pods })),
    calls: parts.flatMap((each, index) => grouped(each, ({ node, member }) => `${node} ${member.use}`)
      .map(([, [{ node, member }]]) => ({ node, service: `s${index}`, use: member.use, affinity: member.affinity }))),
    answers: parts.flatMap((each, index) => grouped(each.filter(({ member }) => member.gives), ({ node }) => node)
      .map(([node, same]) => ({ node, service: `s${index}`, pods: total(same.map(({ member }) => member.pods)) }))),
  };
}

/** How callers use other clusters, as an edge says it. */
export function describeUse(use: RemoteUse, affinity: string): string {
  return use === 'only' ? 'no own pods' : `affinity ${affinity}`;
}

function isSamePlace(one: ReportCluster, other: ReportCluster): boolean {
  return one.environment === other.environment && one.region === other.region;
}

function grouped<T>(list: readonly T[], of: (each: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const each of list) {
    const group = groups.get(of(each));
    if (group === undefined) { groups.set(of(each), [each]); } else { group.push(each); }
  }
  return [...groups];
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
