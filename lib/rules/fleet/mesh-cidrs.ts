import { cidrContains, cidrFault } from '../../manifest/ip-address';
import { meshesOf, MeshMember } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** Pods and nodes of clusters in one mesh have addresses that no other cluster of it has. */
export const meshCidrs: FleetRule = {
  id: 'fleet/mesh-cidrs',
  severity: 'error',
  why: 'In a mesh, pods are reached by their own addresses from every cluster: of two with one address, one is never reached.',
  check: (fleet) => meshesOf(fleet).flatMap((members) => {
    const ranges = members.flatMap(rangesOf).sort((a, b) => a.start - b.start || a.cidr.length - b.cidr.length);
    return overlaps(ranges).map(({ one, other }): FleetRuleFinding => ({
      cluster: other.cluster,
      rule: `the range ${other.cidr} of its ${other.what} overlaps ${one.cidr}, that of the ${one.what} of '${one.cluster}' in the same mesh`,
      fix: 'Give one of the two another range',
    }));
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
