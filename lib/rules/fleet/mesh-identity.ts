import { listed } from '../../manifest/listed';
import { meshesOf, MeshMember } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** Every cluster of a mesh has an id and a name of its own. */
export const meshIdentity: FleetRule = {
  id: 'fleet/mesh-identity',
  severity: 'error',
  why: "Cilium's agents refuse to connect to a cluster with their own id or name, and identities of two clusters with one id are taken for each other.",
  check: (fleet) => meshesOf(fleet).flatMap((members) => [
    ...sameIds(members),
    ...twins(members, ({ mesh }) => mesh.name).map(({ member, first }): FleetRuleFinding => ({
      cluster: member.facts.cluster.name,
      rule: `the name '${member.mesh.name}' in the mesh is that of '${first.facts.cluster.name}' too`,
      fix: `Give it another one; the mesh has ${listed([...new Set(members.map(({ mesh }) => mesh.name))])}`,
    })),
  ]),
};

/** Members with a key that an earlier one has. */
function twins(members: readonly MeshMember[], keyOf: (member: MeshMember) => unknown): { member: MeshMember; first: MeshMember }[] {
  const firsts = new Map<unknown, MeshMember>();
  return members.flatMap((member) => {
    const first = firsts.get(keyOf(member));
    if (first === undefined) { firsts.set(keyOf(member), member); }
    return first === undefined ? [] : [{ member, first }];
  });
}

function sameIds(members: readonly MeshMember[]): FleetRuleFinding[] {
  const taken = new Set(members.map(({ mesh }) => mesh.id));
  return twins(members, ({ mesh }) => mesh.id).map(({ member, first }) => {
    const free = lowestFree(taken);
    // Whoever is told next is told another one.
    taken.add(free);
    return {
      cluster: member.facts.cluster.name,
      rule: `the id ${member.mesh.id} in the mesh is that of '${first.facts.cluster.name}' too`,
      fix: `Give it another one, such as ${free}, which is free`,
    };
  });
}

function lowestFree(taken: ReadonlySet<number>): number {
  let id = 1;
  while (taken.has(id)) { id += 1; }
  return id;
}
