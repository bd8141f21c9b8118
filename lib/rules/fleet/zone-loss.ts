import { describeFact, workloadsBehind } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';
import { servicesAsCalled, survivorsOf } from './survivors';

/** A Service with several pods in a cluster of several zones survives the loss of each of them. */
export const zoneLoss: FleetRule = {
  id: 'fleet/zone-loss',
  severity: 'warning',
  needsAll: true,
  why: 'Nothing keeps the scheduler from placing all replicas in one zone, and then they go with it.',
  check: (fleet) => {
    const told = new Set<string>();
    // What a StatefulSet is governed by leads to the pods of another Service, mostly.
    const services = [...servicesAsCalled(fleet)].sort(([one], [other]) => Number(one.service.headless) - Number(other.service.headless));
    return services.flatMap((members): FleetRuleFinding[] => {
      // Where there is one zone, nothing can be done.
      if (!members.some(({ facts }) => (facts.cluster.zones ?? []).length > 1)) { return []; }
      const left = survivorsOf(members);
      // The only replica has a warning of its own.
      if (left === undefined || left.pods < 2 || left.afterZone?.pods !== 0) { return []; }
      const workloads = members.flatMap(({ facts, service }) => (
        workloadsBehind(facts, service).map((workload) => `${facts.cluster.name} ${describeFact(workload)}`)));
      if (workloads.every((workload) => told.has(workload))) { return []; }
      workloads.forEach((workload) => told.add(workload));
      return [{
        cluster: left.clusters[0],
        object: left.service,
        rule: `has no pods left when a zone is lost: all ${left.pods} may stand in '${left.afterZone.zone}'`,
        fix: "Spread what is behind it over zones, with 'SpreadAcrossZones' where this library did not make it",
      }];
    });
  },
};
