import { LabelSelector } from './object';

/** The node label that names a node's zone. */
export const ZONE_KEY = 'topology.kubernetes.io/zone';

/** The node label that names a node. */
export const HOST_KEY = 'kubernetes.io/hostname';

/** One entry of a pod's `topologySpreadConstraints`. */
export interface TopologySpreadConstraint {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
  labelSelector?: LabelSelector;
  matchLabelKeys?: string[];
  minDomains?: number;
  nodeAffinityPolicy?: 'Honor' | 'Ignore';
  nodeTaintsPolicy?: 'Honor' | 'Ignore';
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

/**
 * The constraints of a workload of which nothing else was said: evenly over zones, strictly, and over hosts, where possible.
 *
 * One zone has nothing to spread over: then only hosts are left.
 */
export function defaultSpread({ selector, kind, zones }: DefaultSpreadOptions): TopologySpreadConstraint[] {
  const shared = () => ({
    labelSelector: structuredClone(selector),
    ...matchRevision(kind),
    nodeTaintsPolicy: 'Honor' as const,
  });
  const zone: TopologySpreadConstraint = { maxSkew: 1, topologyKey: ZONE_KEY, whenUnsatisfiable: 'DoNotSchedule', ...shared() };
  const host: TopologySpreadConstraint = { maxSkew: 1, topologyKey: HOST_KEY, whenUnsatisfiable: 'ScheduleAnyway', ...shared() };
  return zones === 1 ? [host] : [zone, host];
}

/**
 * Counts only pods of the same revision, where the workload's controller labels pods with it and runs two revisions side by side:
 * otherwise the old pods steer where the new ones go, and once they are gone the new ones are skewed.
 */
export function matchRevision(kind: string): { matchLabelKeys?: string[] } {
  switch (kind) {
    case 'Deployment': return { matchLabelKeys: ['pod-template-hash'] };
    case 'Rollout': return { matchLabelKeys: ['rollouts-pod-template-hash'] };
    default: return {};
  }
}
