import { Construct } from 'constructs';
import { ClusterDescription } from '../cluster/cluster-description';
import { filled, list } from '../construct/collection';
import { judgedAtOnce } from '../construct/factory-options';
import { Faults } from '../construct/faults';
import { dnsLabel, flag, given, intOrPercent, required, Shape, wholeNumber } from '../construct/shape';
import { struct } from '../construct/struct';
import { warn } from '../construct/warning';
import { ClusterSelector } from '../fleet/cluster-selector';
import { DeliveredCluster } from '../fleet/delivered-tree';
import { CLUSTER_SELECTOR } from '../fleet/selected-clusters';
import { groupBy } from '../manifest/group-by';
import { listed } from '../manifest/listed';

/** Clusters that get what is new together. What an engine has no field for is an error or a warning of its own. */
export interface FleetRolloutStep {
  /** The name of the step, e.g. `canary`. Engines write it into labels and names. */
  readonly name: string;

  /** The clusters of the step. Each cluster of the fleet is in exactly one step. */
  readonly clusters: ClusterSelector;

  /**
   * How many of them at a time: a number, or a share such as `25%`.
   * @default - all of them
   */
  readonly maxConcurrency?: number | string;

  /**
   * Minutes for which a cluster must have been well before it counts as done, from 1.
   * @default - none: it counts as done when it is well
   */
  readonly soakMinutes?: number;

  /**
   * Minutes after which a cluster that is not well yet counts as failed, from 1.
   * @default - it is waited for
   */
  readonly deadlineMinutes?: number;

  /**
   * How many of them may fail before the rollout stops: a number, or a share such as `10%`.
   * @default 0
   */
  readonly maxFailures?: number | string;

  /**
   * Whether somebody has to let the step begin.
   * @default false
   */
  readonly manual?: boolean;
}

const STEP_FIX = "Use one such as { name: 'canary', clusters: ClusterSelector.names('dev') }";
const MINUTES = wholeNumber({ min: 1, fix: 'Use whole minutes, or leave it out' });

const STEPS = required(filled(list(struct<FleetRolloutStep>("{ name: 'canary', clusters: ClusterSelector.names('dev') }", {
  name: required(dnsLabel("Use a name such as 'canary'"), "Use a name such as 'canary'"),
  clusters: required(CLUSTER_SELECTOR, "Use one such as 'ClusterSelector.environments('dev')'"),
  maxConcurrency: intOrPercent({ fix: "Use a number such as 3, or a share such as '25%'", atMostAll: true }),
  soakMinutes: MINUTES,
  deadlineMinutes: MINUTES,
  maxFailures: intOrPercent({ fix: "Use a number such as 1, or a share such as '10%'", atMostAll: true }),
  manual: flag,
}), `[${STEP_FIX.slice('Use one such as '.length)}]`), STEP_FIX), STEP_FIX);

/** What a step is made of: a cluster, as whoever delivers knows it. */
export interface RolledOut {
  readonly name: string;
  readonly description: ClusterDescription;
}

/** A step and its clusters. */
export interface SettledStep<C extends RolledOut = DeliveredCluster> {
  readonly step: FleetRolloutStep;
  /** In the order of the fleet. */
  readonly clusters: readonly C[];
}

/**
 * In which order clusters get what is new: one step after the other, each when all clusters of the one before are well.
 *
 * Every engine takes the same rollout, and writes what it can say of it.
 *
 * @example
 * const rollout = new FleetRollout([
 *   { name: 'dev', clusters: ClusterSelector.environments('dev') },
 *   { name: 'canary', clusters: ClusterSelector.names('prod-eu'), soakMinutes: 30 },
 *   { name: 'rest', clusters: ClusterSelector.environments('production').except(ClusterSelector.names('prod-eu')), maxConcurrency: '25%', maxFailures: 1 },
 * ]);
 */
export class FleetRollout {
  /** In their order. */
  public readonly steps: FleetRolloutStep[];

  public constructor(steps: FleetRolloutStep[]) {
    this.steps = judgedAtOnce('FleetRollout', (prop) => {
      const read = STEPS(steps, prop.at('steps')) ?? [];
      for (const [name, twins] of groupBy(read, (step) => step.name)) {
        if (twins.length === 1) { continue; }
        prop.at('steps').fault({ id: 'delivery/steps', rule: 'must have names of their own', got: name, fix: 'Give one of them another name' });
      }
      return read;
    });
  }

  /**
   * The clusters of each step; what is wrong with the steps becomes faults of who delivers.
   * @internal
   */
  public _settle<C extends RolledOut>(clusters: readonly C[], faults: Faults): SettledStep<C>[] {
    const prop = faults.props.at('rollout', 'steps');
    this.steps.forEach((step, index) => step.clusters._check(clusters.map(({ description }) => description), prop.at(index, 'clusters')));
    for (const { name, description } of clusters) {
      const names = this.steps.filter((step) => step.clusters.selects(description)).map((step) => step.name);
      if (names.length === 1) { continue; }
      prop.fault({
        id: 'delivery/steps',
        rule: `must have each cluster in one step: '${name}' is in ${names.length === 0 ? 'none, and would never get what is new' : listed(names)}`,
        fix: names.length === 0 ? 'Add it to a step' : "Take it out of the others by 'except'",
      });
    }
    return this.steps.map((step) => ({ step, clusters: clusters.filter(({ description }) => step.clusters.selects(description)) }));
  }
}

/** Checks a rollout for an engine that has no order of clusters, and warns of that where there are several steps. */
export function warnOfNoOrder(
  engine: Construct, rollout: FleetRollout | undefined, clusters: readonly DeliveredCluster[], faults: Faults, message: string,
): void {
  const steps = rollout?._settle(clusters, faults) ?? [];
  if (steps.length > 1) { warn(engine, { id: 'delivery/not-sayable', prop: 'rollout', message }); }
}

/** A rollout in the props of an engine, also one of another copy of this package. */
export const ROLLOUT: Shape<FleetRollout> = given((value: any, prop) => {
  if (Array.isArray(value.steps) && typeof value._settle === 'function') { return value; }
  prop.wrongType("must be a 'FleetRollout'", value, "Use one such as new FleetRollout([{ name: 'canary', clusters: … }])");
  return undefined;
});
