import { ServicePortFact } from './cluster-facts';
import { describeFact, joined, meshesOf, SharedService, sharedServices } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** A Service that clusters share leads to the same ports of its pods in all of them. */
export const globalServiceTargets: FleetRule = {
  id: 'fleet/global-service-targets',
  // Callers may be let out to both.
  severity: 'warning',
  why: 'Policies see the port of the pod, not that of the Service. Callers who are let out to one lose the pods that have another, just when they are needed.',
  check: (fleet) => meshesOf(fleet).flatMap(sharedServices).flatMap((same) => {
    const [first, ...others] = joined(same).filter(({ service }) => service.shared && service.ports.some(({ targets }) => targets !== undefined));
    return others.flatMap((other) => other.service.ports.flatMap((port) => difference(port, other, first)));
  }),
};

function difference(port: ServicePortFact, other: SharedService, first: SharedService): FleetRuleFinding[] {
  const { targets } = port;
  const there = first.service.ports.find((each) => each.name === port.name && each.port === port.port && each.protocol === port.protocol)?.targets;
  if (targets === undefined || there === undefined || targets.join() === there.join()) { return []; }
  return [{
    cluster: other.facts.cluster.name,
    object: describeFact(other.service),
    rule: `leads from its port ${port.name === undefined ? port.port : `'${port.name}'`} to ${targets.join(', ')} of its pods, and in '${first.facts.cluster.name}' to ${there.join(', ')}: `
      + 'policies of callers see that port',
    fix: 'Give the containers the same port in every cluster, or let callers out to both',
  }];
}
