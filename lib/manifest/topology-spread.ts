import { LabelSelector } from './object';
import { plainCopy } from './plain-copy';

/** The node label that names a node's zone. */
export const ZONE_KEY = 'topology.kubernetes.io/zone';

/** The node label that names a node. */
export const HOST_KEY = 'kubernetes.io/hostname';

/** What the scheduler does with a pod that satisfies no node: leaves it Pending, or takes the best node there is. */
export type UnsatisfiableAction = 'DoNotSchedule' | 'ScheduleAnyway';

/** Whether nodes that the pod may not use, by its affinity or their taints, count as places where it could have been. */
export type InclusionPolicy = 'Honor' | 'Ignore';

/** One entry of a pod's `topologySpreadConstraints`. */
export interface TopologySpreadConstraint extends SpreadRule {
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
}

/** A constraint without the part that depends on the workload. */
export interface SpreadRule {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: UnsatisfiableAction;
  minDomains?: number;
  nodeAffinityPolicy?: InclusionPolicy;
  nodeTaintsPolicy?: InclusionPolicy;
}

/** Whose pods a constraint counts. */
export interface CountedPods {
  readonly labelSelector: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
}

/** What `defaultSpread` needs to know of a workload. */
export interface DefaultSpreadOptions {
  /** How the workload finds its pods. */
  readonly selector: LabelSelector;
  /** Kind of the workload, e.g. `Deployment`. */
  readonly kind: string;
  /** How many zones have nodes, if known. */
  readonly zones?: number;
}

/** Evenly over zones, strictly: a zone that is lost takes no more than its share. */
export const ZONE_RULE: Readonly<SpreadRule> = {
  maxSkew: 1,
  topologyKey: ZONE_KEY,
  whenUnsatisfiable: 'DoNotSchedule',
  // By default a zone whose nodes are all tainted counts as one with 0 replicas, and what it lost stays Pending.
  nodeTaintsPolicy: 'Honor',
};

/** Evenly over hosts, where that is possible: zones rarely have the same number of hosts. */
export const HOST_RULE: Readonly<SpreadRule> = {
  maxSkew: 1,
  topologyKey: HOST_KEY,
  whenUnsatisfiable: 'ScheduleAnyway',
  nodeTaintsPolicy: 'Honor',
};

/**
 * The constraints of a workload of which nothing else was said: evenly over zones and hosts.
 *
 * One zone has nothing to spread over: then only hosts are left.
 */
export function defaultSpread({ selector, kind, zones }: DefaultSpreadOptions): TopologySpreadConstraint[] {
  const revision = revisionLabel(kind);
  const pods = { labelSelector: selector, ...(revision !== undefined && { matchLabelKeys: [revision] }) };
  return (zones === 1 ? [HOST_RULE] : [ZONE_RULE, HOST_RULE]).map((rule) => constraintOf(rule, pods));
}

/** A rule as a constraint on certain pods; nothing in it is shared with other constraints. */
export function constraintOf(rule: Readonly<SpreadRule>, { labelSelector, matchLabelKeys = [] }: CountedPods): TopologySpreadConstraint {
  const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, nodeAffinityPolicy, nodeTaintsPolicy } = rule;
  return {
    maxSkew,
    topologyKey,
    whenUnsatisfiable,
    ...(minDomains !== undefined && { minDomains }),
    labelSelector: plainCopy(labelSelector),
    ...(matchLabelKeys.length > 0 && { matchLabelKeys: [...matchLabelKeys] }),
    ...(nodeAffinityPolicy !== undefined && { nodeAffinityPolicy }),
    ...(nodeTaintsPolicy !== undefined && { nodeTaintsPolicy }),
  };
}

/**
 * The label that tells the revisions of a workload apart, where its controller runs two of them side by side. Counted together, the
 * old pods would steer where the new ones go, and once they are gone the new ones are skewed.
 */
export function revisionLabel(kind: string): string | undefined {
  switch (kind) {
    case 'Deployment': return 'pod-template-hash';
    case 'Rollout': return 'rollouts-pod-template-hash';
    default: return undefined;
  }
}
