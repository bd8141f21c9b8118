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
const MOST_LINES = 120;

/** What is to be drawn of a fleet. */
export function diagramOf({ clusters, globals }: ReportModel): Diagram {
  const isSingle = clusters.length <= MOST_CLUSTERS;
  const idOf = clusters.map((cluster, place) => `c${isSingle ? place : clusters.findIndex((other) => isSamePlace(cluster, other))}`);
  const groups = new Map<string, number[]>();
  clusters.forEach((_, place) => groups.set(idOf[place], [...groups.get(idOf[place]) ?? [], place]));
  const nodes = [...groups].map(([id, places]) => ({ id, places, cluster: clusters[places[0]] }));
  const drawn = drawnServices(globals, idOf);
  return {
    environments: grouped(nodes, ({ cluster }) => cluster.environment ?? 'no environment').map(([name, here]) => ({
      name,
      regions: grouped(here, ({ cluster }) => cluster.region ?? 'no region').map(([region, there]) => ({
        name: region,
        nodes: there.map(({ id, places, cluster }) => ({
          id,
          name: isSingle ? cluster.name : `${places.length} ${places.length === 1 ? 'cluster' : 'clusters'}`,
          text: [...(isSingle && cluster.hub === true ? ['hub'] : []), ...(isSingle && cluster.cloud !== undefined ? [cluster.cloud] : []), `${total(places.map((place) => clusters[place].pods))} pods`].join(', '),
        })),
      })),
    })),
    services: drawn.map(({ names, pods }, index) => ({ id: `s${index}`, name: described(names), pods })),
    calls: drawn.flatMap(({ calls }, index) => calls.map((call) => ({ ...call, service: `s${index}` }))),
    answers: drawn.flatMap(({ answers }, index) => answers.map((answer) => ({ ...answer, service: `s${index}` }))),
  };
}

interface DrawnService {
  readonly names: readonly string[];
  readonly pods: number;
  readonly calls: readonly Omit<Diagram['calls'][number], 'service'>[];
  readonly answers: readonly Omit<Diagram['answers'][number], 'service'>[];
}

/** Those with the same lines are one where there would be too many to follow; beyond 500, Mermaid draws nothing at all. */
function drawnServices(globals: ReportModel['globals'], idOf: readonly string[]): DrawnService[] {
  const each = globals.map(({ name, pods, members }): DrawnService => {
    const parts = members.flatMap((member) => placesOf(member.clusters).map((place) => ({ node: idOf[place], member })));
    return {
      names: [name.replace(/^\//, '')],
      pods,
      calls: grouped(parts, ({ node, member }) => `${node} ${member.use}`).map(([, [{ node, member }]]) => ({ node, use: member.use, affinity: member.affinity })),
      answers: grouped(parts.filter(({ member }) => member.gives), ({ node }) => node)
        .map(([node, same]) => ({ node, pods: total(same.map(({ member }) => member.pods)) })),
    };
  });
  if (total(each.map(({ calls, answers }) => calls.length + answers.length)) <= MOST_LINES) { return each; }
  return grouped(each, ({ calls, answers }) => JSON.stringify([calls, answers.map(({ node }) => node)])).map(([, alike]) => ({
    names: alike.flatMap(({ names }) => names),
    pods: total(alike.map(({ pods }) => pods)),
    calls: alike[0].calls,
    answers: alike[0].answers.map(({ node }, index) => ({ node, pods: total(alike.map(({ answers }) => answers[index].pods)) })),
  }));
}

function described([first, ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
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
