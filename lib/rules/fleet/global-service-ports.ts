import { ServicePortFact } from './cluster-facts';
import { describeFact, joined, meshesOf, SharedService, sharedServices } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** A Service that clusters share has the same ports in all of them, by name and number. */
export const globalServicePorts: FleetRule = {
  id: 'fleet/global-service-ports',
  // A port comes to one cluster before it comes to the next.
  severity: 'warning',
  why: 'Cilium finds the pods of other clusters by the name of the port, or by its number where it has none: one that differs has no pods there.',
  check: (fleet) => meshesOf(fleet).flatMap(sharedServices).flatMap((same) => {
    const [first, ...others] = joined(same);
    return others.flatMap((other) => differences(first, other));
  }),
};

function differences(first: SharedService, other: SharedService): FleetRuleFinding[] {
  const [here, there] = [other.service.ports.map(describePort), first.service.ports.map(describePort)];
  if (here.length === there.length && here.every((port) => there.includes(port))) { return []; }
  return [{
    cluster: other.facts.cluster.name,
    object: describeFact(other.service),
    rule: `has ${ports(here)}, and in '${first.facts.cluster.name}' ${ports(there)}`,
    fix: 'Give it the same names and numbers in every cluster',
  }];
}

function ports(described: readonly string[]): string {
  if (described.length === 0) { return 'no port'; }
  return `${described.length === 1 ? 'the port' : 'the ports'} ${described.join(', ')}`;
}

function describePort({ name, port, protocol }: ServicePortFact): string {
  return `${name === undefined ? '' : `'${name}' `}${port}/${protocol}`;
}
