import { listed } from '../../manifest/listed';
import { ServiceFact } from './cluster-facts';
import { describeFact, joined, meshesOf, MeshMember, SharedService, sharedServices } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** A Service that clusters share is shared by two of a mesh at least, and one of them gives its pods. */
export const globalServiceMembers: FleetRule = {
  id: 'fleet/global-service-members',
  // A cluster may be in the mesh, and not in the fleet.
  severity: 'warning',
  needsAll: true,
  why: 'Cilium joins Services of one name and namespace that are global in each of the clusters; all others stay as they are, without a word.',
  check: (fleet) => meshesOf(fleet).flatMap((members) => sharedServices(members).flatMap((same) => [
    ...notGlobal(same),
    ...alone(same, members),
    ...unshared(same),
  ])),
};

/** The same Service in another cluster that does not say that it is shared. */
function notGlobal(same: readonly SharedService[]): FleetRuleFinding[] {
  const shared = joined(same);
  return same.filter(({ service }) => service.sharing === undefined).map(({ facts, service }) => ({
    cluster: facts.cluster.name,
    object: describeFact(service),
    rule: `is shared in ${listed(shared.map((each) => each.facts.cluster.name))}, and here it is not: who calls it here never gets the pods of the others`,
    fix: "Make it a 'GlobalCiliumService' here too, or give it another name",
  }));
}

function alone(same: readonly SharedService[], members: readonly MeshMember[]): FleetRuleFinding[] {
  const shared = joined(same);
  if (shared.length > 1 || same.length > 1 || members.length === 1) { return []; }
  const [{ facts, service }] = shared;
  const isTwin = (each: ServiceFact) => each.sharing !== undefined && each.name === service.name && each.namespace !== service.namespace;
  const twins = members.flatMap((member) => member.facts.services.filter(isTwin).map(({ namespace }) => ({ cluster: member.facts.cluster.name, namespace })));
  const twin = twins.at(0);
  return [{
    cluster: facts.cluster.name,
    object: describeFact(service),
    rule: twin === undefined ? 'is shared by no other cluster of the mesh' : `is shared by no other cluster of the mesh; in '${twin.cluster}' its namespace is '${twin.namespace}'`,
    fix: twin === undefined ? 'Define it in another cluster, or make it a Service of this one' : 'Give it the same namespace in every cluster',
  }];
}

function unshared(same: readonly SharedService[]): FleetRuleFinding[] {
  const sharing = joined(same);
  if (sharing.length < 2 || sharing.some(({ service }) => service.shared)) { return []; }
  const [{ facts, service }] = sharing;
  return [{
    cluster: facts.cluster.name,
    object: describeFact(service),
    rule: `gives its pods to others in none of ${listed(sharing.map((each) => each.facts.cluster.name))}: each of them is alone`,
    fix: "Set 'shared' in a cluster that has pods",
  }];
}
