import { listed } from '../../manifest/listed';
import { describeFact, joined, meshesOf, sharedServices } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';
import { survivors } from './survivors';

/** A Service that clusters of several regions share survives the loss of each of them. */
export const regionLoss: FleetRule = {
  id: 'fleet/region-loss',
  severity: 'warning',
  needsAll: true,
  why: 'A Service is shared so that it lives on in another region. With all of its pods in one, it does not.',
  check: (fleet) => meshesOf(fleet).flatMap((members) => {
    const regions = new Set(members.flatMap(({ facts }) => facts.cluster.region ?? []));
    if (regions.size < 2) { return []; }
    const shared = new Set(sharedServices(members).filter((same) => joined(same).length > 1)
      .map(([{ service }]) => describeFact(service)));
    return survivors(members.map(({ facts }) => facts))
      .filter(({ service, afterRegion }) => shared.has(service) && afterRegion?.pods === 0)
      .map(({ service, clusters, afterRegion }): FleetRuleFinding => ({
        cluster: clusters[0],
        object: service,
        rule: `has no pods left when the region '${afterRegion!.region}' is lost: all are in ${listed(clusters)}`,
        fix: 'Run pods of it in a cluster of another region, and share them',
      }));
  }),
};
