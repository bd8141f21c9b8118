import { DeliveredCluster } from '../fleet/delivered-tree';
import { countOf } from '../manifest/int-or-percent';
import { FleetRolloutStep, RolledOut, SettledStep } from './fleet-rollout';

/** Clusters that get what is new at the same time. */
export interface RolloutBatch<C extends RolledOut = DeliveredCluster> {
  readonly step: FleetRolloutStep;
  /** Which of the step's it is, from 0. */
  readonly index: number;
  readonly clusters: readonly C[];
}

/** How many clusters of a step may be at it at the same time: of a share, at least one. */
export function concurrencyOf({ step: { maxConcurrency = '100%' }, clusters }: SettledStep<RolledOut>): number {
  return Math.max(1, countOf(maxConcurrency, clusters.length, 'down'));
}

/** The steps of a rollout, each cut into as many clusters as `size` says. */
export function batchesOf<C extends RolledOut>(
  steps: readonly SettledStep<C>[], size: (settled: SettledStep<C>) => number = concurrencyOf,
): RolloutBatch<C>[] {
  return steps.flatMap((settled) => {
    const { step, clusters } = settled;
    const most = size(settled);
    return Array.from({ length: Math.ceil(clusters.length / most) }, (_, index) => (
      { step, index, clusters: clusters.slice(index * most, (index + 1) * most) }));
  });
}
