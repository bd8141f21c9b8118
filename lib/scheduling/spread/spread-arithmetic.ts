import { countOf, IntOrPercent, intOrPercentFault } from '../../manifest/int-or-percent';
import { knownPart } from '../../manifest/known';

/** How replicas are spread, as far as the arithmetic goes. */
export interface Spread {
  readonly replicas: number;
  /** Zones with nodes that have room. */
  readonly zones: number;
  /** Infinity where nothing strict holds. */
  readonly maxSkew: number;
}

/** What is asked about the loss of a zone. */
export interface ZoneLossQuestion extends Spread {
  /** Replicas that ran at most since the last rollout; more than `replicas` after a scale-down. */
  readonly peakReplicas?: number;
  /** Fewer zones than this count as if one of them had no replica. */
  readonly minDomains?: number;
  /** Whether the lost zone still counts while its nodes are only tainted: `nodeTaintsPolicy: Ignore`. */
  readonly lostZoneCounts?: boolean;
  /** Whether a replica can't leave its zone, as when its volume is there. */
  readonly boundToZone?: boolean;
  readonly budgets?: readonly DisruptionBudget[];
}

/** The part of a PodDisruptionBudget that says how many pods must stay. */
export interface DisruptionBudget {
  readonly minAvailable?: IntOrPercent;
  readonly maxUnavailable?: IntOrPercent;
}

/** What the loss of a zone does, at worst. */
export interface ZoneLossAnswer {
  /** Replicas in the fullest zone. */
  readonly lost: number;
  readonly survivors: number;
  /** The same where more replicas ran since the last rollout: no controller looks at zones when it scales down. */
  readonly survivorsAfterScaleDown: number;
  /** Replacements that find no place until the zone is back. */
  readonly pending: number;
  /** Replicas in the emptiest and fullest zone left, once all replacements that can run do. */
  readonly leastPerRemainingZone: number;
  readonly mostPerRemainingZone: number;
  /** Pods that the budgets want to stay, if there are any. */
  readonly required?: number;
}

// All of it follows from what a strict constraint guarantees: a pod is placed in a zone only if that zone then holds at most
// `maxSkew` more than the emptiest one. As placing never empties a zone, fullest and emptiest zone differ by at most maxSkew
// from the first replica on, until something other than the scheduler takes a pod away.

/** Most replicas that can stand in one zone after a rollout or scale-up: with M there, each other zone holds M - maxSkew or more. */
export function mostInOneZone({ replicas, zones, maxSkew }: Spread): number {
  return maxSkew === Infinity ? replicas : Math.min(replicas, Math.floor((replicas + (zones - 1) * maxSkew) / zones));
}

/** Fewest replicas that can stand in one zone after a rollout or scale-up. */
export function leastInOneZone({ replicas, zones, maxSkew }: Spread): number {
  if (zones === 1) { return replicas; }
  return maxSkew === Infinity ? 0 : Math.max(0, Math.ceil((replicas - (zones - 1) * maxSkew) / zones));
}

/** What the loss of one zone does at worst. */
export function zoneLoss(question: ZoneLossQuestion): ZoneLossAnswer {
  const { replicas, zones, maxSkew, peakReplicas = replicas, budgets = [] } = question;
  const lost = mostInOneZone(question);
  const lostAfterScaleDown = Math.min(replicas, mostInOneZone({ replicas: Math.max(peakReplicas, replicas), zones, maxSkew }));
  const required = budgets.flatMap((budget) => desiredHealthy(budget, replicas) ?? []);
  return {
    lost,
    survivors: replicas - lost,
    survivorsAfterScaleDown: replicas - lostAfterScaleDown,
    pending: pendingReplacements(question, lost),
    ...perRemainingZone(question, lost),
    ...(required.length > 0 && { required: Math.max(...required) }),
  };
}

/**
 * Pods that a budget wants to be healthy before it lets another one be evicted, rounded as Kubernetes does; undefined where
 * it says nothing that can be read.
 */
export function desiredHealthy({ minAvailable, maxUnavailable }: DisruptionBudget, replicas: number): number | undefined {
  const value = knownPart(maxUnavailable ?? minAvailable);
  if (value === undefined || intOrPercentFault(value) !== undefined) { return undefined; }
  const count = countOf(value, replicas, 'up');
  return maxUnavailable === undefined ? count : Math.max(0, replicas - count);
}

/** Whether the scheduler still sees a zone with 0 replicas after the loss: then no other may hold more than `maxSkew`. */
function isBlocked({ zones, minDomains = 1, lostZoneCounts = false }: ZoneLossQuestion): boolean {
  return lostZoneCounts || minDomains > zones - 1;
}

function pendingReplacements(question: ZoneLossQuestion, lost: number): number {
  const { replicas, zones, maxSkew, boundToZone = false } = question;
  if (zones === 1 || boundToZone) { return lost; }
  if (!isBlocked(question) || maxSkew === Infinity) { return 0; }
  return Math.max(0, Math.min(lost, replicas - (zones - 1) * maxSkew));
}

function perRemainingZone(question: ZoneLossQuestion, lost: number): Pick<ZoneLossAnswer, 'leastPerRemainingZone' | 'mostPerRemainingZone'> {
  const { replicas, zones, maxSkew, boundToZone = false } = question;
  if (zones === 1) { return { leastPerRemainingZone: 0, mostPerRemainingZone: 0 }; }
  if (boundToZone || isBlocked(question)) { return { leastPerRemainingZone: leastInOneZone(question), mostPerRemainingZone: lost }; }
  const remaining = { replicas, zones: zones - 1, maxSkew };
  return { leastPerRemainingZone: leastInOneZone(remaining), mostPerRemainingZone: mostInOneZone(remaining) };
}
