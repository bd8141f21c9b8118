import { describeFact, joined, meshesOf, sharedServices } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** An affinity has other clusters between which it can choose. */
export const globalServiceAffinity: FleetRule = {
  id: 'fleet/global-service-affinity',
  severity: 'warning',
  needsAll: true,
  why: 'An affinity chooses between the pods of this cluster and those of others. Where no other gives its pods, there is nothing to choose.',
  check: (fleet) => meshesOf(fleet).flatMap(sharedServices).flatMap((same) => {
    const sharing = joined(same);
    if (sharing.length < 2) { return []; }
    return sharing.filter(({ service }) => service.affinity === 'local' || service.affinity === 'remote')
      .filter((each) => !sharing.some((other) => other !== each && other.service.shared))
      .map(({ facts, service }): FleetRuleFinding => ({
        cluster: facts.cluster.name,
        object: describeFact(service),
        rule: `has the affinity '${service.affinity}', and no other cluster gives its pods`,
        fix: "Set 'shared' in another cluster, or leave the affinity out",
      }));
  }),
};
