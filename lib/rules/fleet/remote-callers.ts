import { matchesSelector } from '../../manifest/label-selector';
import { listed } from '../../manifest/listed';
import { ClusterFacts, WorkloadFact } from './cluster-facts';
import { describeFact, joined, meshesOf, SharedService, sharedServices, workloadsBehind } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** The pods that a cluster gives to others may be called from there. */
export const remoteCallers: FleetRule = {
  id: 'fleet/remote-callers',
  severity: 'warning',
  needsAll: true,
  why: 'From Cilium 1.19 on, a selector that names no cluster means the own one alone: a policy that says nothing of other clusters refuses their callers.',
  check: (fleet) => meshesOf(fleet).flatMap(sharedServices).flatMap((same) => same.flatMap((here) => refusals(here, same))),
};

function refusals(here: SharedService, same: readonly SharedService[]): FleetRuleFinding[] {
  const { facts, service } = here;
  if (!service.shared || !meansOwnClusterAlone(facts)) { return []; }
  const callers = joined(same).filter((other) => other !== here).map(({ mesh }) => mesh.name);
  return workloadsBehind(facts, service).flatMap((workload) => {
    const policies = policiesFor(workload, facts);
    if (!policies.some(({ deniesIngress }) => deniesIngress) || policies.some(({ admitsAnyCluster }) => admitsAnyCluster)) { return []; }
    const admitted = new Set(policies.flatMap(({ callerClusters }) => callerClusters));
    const refused = callers.filter((name) => !admitted.has(name));
    // Where some are named, others may be left out on purpose.
    return refused.length < callers.length || refused.length === 0 ? [] : [{
      cluster: facts.cluster.name,
      object: describeFact(service),
      rule: `gives the pods of ${describeFact(workload)} to ${listed(refused)}, and the policies of these pods refuse callers from there: ${policies.map(describeFact).join(', ')}`,
      fix: "Name the callers in 'allowFrom' of the GlobalCiliumService, or set 'shared: false'",
    }];
  });
}

function policiesFor({ namespace, podLabels }: WorkloadFact, { policies }: ClusterFacts) {
  return policies.filter((policy) => policy.namespace === namespace && matchesSelector(policy.pods, { ...podLabels }) === true);
}

/** Before 1.19, a selector meant the pods of all clusters. */
function meansOwnClusterAlone({ cluster: { capabilities: { cilium } } }: ClusterFacts): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(cilium ?? '') ?? [];
  return major !== undefined && (Number(major) > 1 || Number(minor) >= 19);
}
