import { listed } from '../../manifest/listed';
import { apiGroup } from '../../manifest/object';
import { FleetRule, FleetRuleFinding } from './rule';

/** API groups that a capability brings. */
const GROUPS: { readonly [group: string]: string } = {
  'karpenter.sh': 'karpenter',
  'karpenter.k8s.aws': 'karpenter',
  'karpenter.azure.com': 'karpenter',
  'cilium.io': 'cilium',
  'gateway.networking.k8s.io': 'gatewayApi',
  'networking.istio.io': 'istio',
  'security.istio.io': 'istio',
};

/** What objects need is installed where they go. */
export const capability: FleetRule = {
  id: 'fleet/capability',
  severity: 'warning',
  why: 'An API server that does not have the definition of an object refuses it, and with it, in many tools, all that comes behind.',
  check: (fleet) => {
    // A fleet that says of no cluster what is installed leaves it to somebody else.
    const said = new Set(fleet.flatMap(({ cluster }) => Object.keys(cluster.capabilities)));
    return fleet.flatMap(({ cluster, apis, definitions }) => apis.flatMap(({ apiVersion, kind }): FleetRuleFinding[] => {
      const group = apiGroup({ apiVersion, kind });
      const needed = Object.hasOwn(GROUPS, group) ? GROUPS[group] : undefined;
      if (needed === undefined || !said.has(needed) || cluster.capabilities[needed] !== undefined || definitions.includes(`${group}/${kind}`)) { return []; }
      const others = fleet.filter((other) => other.cluster.capabilities[needed] !== undefined).map((other) => other.cluster.name);
      return [{
        cluster: cluster.name,
        object: kind,
        rule: `needs '${needed}', which the cluster is not known to have, and ${listed(others)} are`,
        fix: `Set 'capabilities.${needed}', or select only clusters that have it: ClusterSelector.capabilities('${needed}')`,
      }];
    }));
  },
};
