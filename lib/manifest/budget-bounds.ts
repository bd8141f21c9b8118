import { knownWholeNumber } from './autoscaler';
import { countOf, IntOrPercent, intOrPercentFault, isZero } from './int-or-percent';
import { isKnown } from './known';
import { KubernetesObject } from './object';

/** How a PodDisruptionBudget says how many pods may be evicted at a time. */
export interface BudgetBounds {
  readonly minAvailable?: IntOrPercent;
  readonly maxUnavailable?: IntOrPercent;
}

/** The one bound of a budget. */
export interface BudgetBound {
  readonly field: keyof BudgetBounds;
  readonly value: IntOrPercent;
}

/** What a budget says that is not null, which is as good as left out. */
export function givenBounds(spec: { readonly [field: string]: any } | undefined): BudgetBounds {
  return { minAvailable: spec?.minAvailable ?? undefined, maxUnavailable: spec?.maxUnavailable ?? undefined };
}

/** The bound of a budget; undefined where it has none, both, which Kubernetes does not take, or one that is at fault or not known yet. */
export function boundOf(spec: { readonly [field: string]: any } | undefined): BudgetBound | undefined {
  const { minAvailable, maxUnavailable } = givenBounds(spec);
  const values = [minAvailable, maxUnavailable].filter((value) => value !== undefined);
  if (values.length !== 1 || intOrPercentFault(values[0]) !== undefined || !isKnown(values[0])) { return undefined; }
  return { field: minAvailable === undefined ? 'maxUnavailable' : 'minAvailable', value: values[0]! };
}

/** How many of so many healthy pods may be evicted at once: Kubernetes' own arithmetic, which rounds up. Below zero where more must stay than there are. */
export function evictable({ field, value }: BudgetBound, replicas: number): number {
  const count = countOf(value, replicas, 'up');
  return field === 'minAvailable' ? replicas - count : count;
}

/** Whether a budget lets no healthy pod go, however many there are. */
export function isClosed({ field, value }: BudgetBound): boolean {
  return field === 'minAvailable' ? value === '100%' : isZero(value);
}

/** Why a budget lets no pod of a Job go. Kubernetes asks the owner of pods how many there should be, and a Job does not say. */
export function whyNoPodOfAJobGoes(budget: KubernetesObject, { kind, spec }: KubernetesObject): string | undefined {
  const bound = boundOf(budget.spec);
  if (bound === undefined) { return undefined; }
  const { field, value } = bound;
  if (field === 'maxUnavailable' || typeof value === 'string') {
    return `of Jobs, Kubernetes can't work out '${field}: ${value}', and then lets no pod of the budget go at all. Narrow its selector, or use a number as 'minAvailable'.`;
  }
  // Pods of other workloads, and of other Jobs of a CronJob, may be those that stay.
  const most = kind === 'Job' ? knownWholeNumber(spec?.parallelism ?? 1) : undefined;
  return most === undefined || value < most ? undefined : `${value} must stay, of ${most} at a time. Use less, or narrow its selector.`;
}
