import { listed } from '../../manifest/listed';
import { useNearest } from '../../manifest/nearest-name';
import { describeFact, meshesOf } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** Policies name clusters that their mesh has. */
export const policyClusters: FleetRule = {
  id: 'fleet/policy-clusters',
  // A cluster may be in the mesh, and not in the fleet.
  severity: 'warning',
  needsAll: true,
  why: 'A policy that names a cluster which is not in the mesh admits nobody from where the callers are.',
  check: (fleet) => meshesOf(fleet).flatMap((members) => {
    const names = members.map(({ mesh }) => mesh.name);
    return members.flatMap(({ facts }) => facts.policies.flatMap((policy) => (
      [...new Set([...policy.callerClusters, ...policy.calledClusters])].filter((name) => !names.includes(name)).map((name): FleetRuleFinding => {
        const byName = members.find((member) => member.facts.cluster.name === name);
        return {
          cluster: facts.cluster.name,
          object: describeFact(policy),
          rule: `names the cluster '${name}', which is not in the mesh`,
          fix: byName === undefined ? useNearest(name, names, `Use one of ${listed(names)}`) : `Use '${byName.mesh.name}', by which the mesh knows that cluster`,
        };
      })
    )));
  }),
};
