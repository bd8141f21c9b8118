import { cidrContains, cidrFault, freeRangeLike } from '../../manifest/ip-address';
import { meshesOf, MeshMember } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** Pods and nodes of clusters in one mesh have addresses that no other cluster of it has. */
export const meshCidrs: FleetRule = {
  id: 'fleet/mesh-cidrs',
  // Pods of two clusters in one network may get addresses of one range, which that network hands out.
  severity: 'warning',
  why: 'In a mesh, pods are reached by their own addresses from every cluster: of two with one address, one is never reached.',
  check: (fleet) => meshesOf(fleet).flatMap((members) => {
    const ranges = members.flatMap(rangesOf).sort((a, b) => a.start - b.start || a.cidr.length - b.cidr.length);
    // Pods that have an address of a Service of their own cluster are not reached either.
    const taken = [...ranges.map(({ cidr }) => cidr), ...members.flatMap(({ facts }) => facts.cluster.serviceCidrs ?? [])];
    const free = new Map<Range, string | undefined>();
    return overlaps(ranges).map(({ one, other }): FleetRuleFinding => {
      if (!free.has(other)) {
        free.set(other, freeRangeLike(other.cidr, taken));
        // Whoever is told next is told another one.
        taken.push(...[free.get(other)].filter((range) => range !== undefined));
      }
      const range = free.get(other);
      return {
        cluster: other.cluster,
        rule: `the range ${other.cidr} of its ${other.what} overlaps ${one.cidr}, that of the ${one.what} of '${one.cluster}' in the same mesh`,
        fix: range === undefined ? 'Give one of the two another range' : `Give it another one, such as ${range}, which no cluster of the mesh uses`,
      };
    });
  }),
};

interface Range {
  readonly cluster: string;
  readonly what: 'pods' | 'nodes';
  readonly cidr: string;
  /** Where the cluster stands in the fleet: the later one is told. */
  readonly start: number;
}

function rangesOf({ facts: { cluster } }: MeshMember, index: number): Range[] {
  const of = (what: 'pods' | 'nodes', cidrs: readonly string[] = []) => cidrs.filter((cidr) => cidrFault(cidr) === undefined)
    .map((cidr) => ({ cluster: cluster.name, what, cidr, start: index }));
  return [...of('pods', cluster.podCidrs), ...of('nodes', cluster.nodeCidrs)];
}

function overlaps(ranges: readonly Range[]): { one: Range; other: Range }[] {
  return ranges.flatMap((other, index) => ranges.slice(0, index)
    .filter((one) => one.cluster !== other.cluster && (cidrContains(one.cidr, other.cidr) || cidrContains(other.cidr, one.cidr)))
    .map((one) => ({ one, other })));
}
