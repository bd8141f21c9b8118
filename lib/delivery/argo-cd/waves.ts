import { Faults } from '../../construct/faults';
import { Prop } from '../../construct/prop';
import { DeliveredApp } from '../../fleet/delivered-tree';
import { FleetRollout, FleetRolloutStep, SettledStep } from '../fleet-rollout';
import { batchesOf, concurrencyOf } from '../rollout-batches';
import { DeliveredApps } from './delivered-apps';

/** By which of its labels a step of `RollingSync` finds an Application. */
export const STEP_LABEL = 'fleetwright.io/step';
export const BATCH_LABEL = 'fleetwright.io/batch';
export const LEVEL_LABEL = 'fleetwright.io/level';

/** Applications that are synced together. */
export interface Wave {
  readonly step: string;
  /** Which of the clusters of the step, from 1. */
  readonly batch: number;
  /** How many apps of the same cluster come one after the other before: 0 for those that need none. */
  readonly level: number;
  /** Whether somebody syncs them by hand. */
  readonly manual: boolean;
}

/** The waves of a rollout, in their order, and which one an app is in. */
export interface Waves {
  readonly all: readonly Wave[];
  of(cluster: string, app: DeliveredApp): Wave;
}

/**
 * A rollout as waves of Applications. Argo CD counts Applications, of which a cluster has several: so how many clusters may change at a time is said by
 * batches of clusters, each of which waits for the one before; and within a batch, an app waits for those that it needs.
 */
export function wavesOf(rollout: FleetRollout, clusters: readonly DeliveredApps[], faults: Faults): Waves {
  const settled = rollout._settle(clusters.map(({ cluster }) => cluster), faults);
  const places = new Map<string, Omit<Wave, 'level'>>();
  const levels = new Map(clusters.map(({ cluster, apps }) => [cluster.name, levelsOf(apps)]));
  const all: Wave[] = [];
  for (const { step, index, clusters: members } of batchesOf(settled, sizeOf)) {
    const place = { step: step.name, batch: index + 1, manual: step.manual === true };
    const names = members.map(({ name }) => name);
    names.forEach((name) => places.set(name, place));
    const there = new Set(names.flatMap((name) => [...levels.get(name)!.values()]));
    all.push(...[...there].sort((a, b) => a - b).map((level) => ({ ...place, level })));
  }
  return { all, of: (cluster, app) => ({ ...places.get(cluster)!, level: levels.get(cluster)!.get(app.path)! }) };
}

/** What Argo CD has no field for. */
export function sayUnsayable(steps: readonly FleetRolloutStep[], prop: Prop): void {
  steps.forEach(({ soakMinutes, deadlineMinutes, maxFailures, maxConcurrency, manual }, index) => {
    const say = (field: keyof FleetRolloutStep, instead: string) => {
      prop.at(index, field).warn({ id: 'delivery/not-sayable', message: `of step '${steps[index].name}' is nothing that Argo CD has a field for: ${instead}.` });
    };
    if (soakMinutes !== undefined) { say('soakMinutes', 'the next step begins as soon as all Applications of this one are healthy'); }
    if (deadlineMinutes !== undefined) { say('deadlineMinutes', 'it waits for as long as an Application is not healthy'); }
    if (maxFailures !== undefined && parseInt(String(maxFailures), 10) !== 0) { say('maxFailures', 'one Application that is not healthy keeps the next step from beginning'); }
    if (manual === true && maxConcurrency !== undefined) { say('maxConcurrency', 'whoever syncs the Applications of a manual step by hand chooses how many'); }
  });
}

/** What is synced by hand has no batches. */
function sizeOf(settled: SettledStep): number {
  return settled.step.manual === true ? settled.clusters.length : concurrencyOf(settled);
}

/** How long the longest chain of apps is that must come before each, by the path of the app. */
function levelsOf(apps: readonly DeliveredApp[]): Map<string, number> {
  const levels = new Map<string, number>();
  const levelOf = (app: DeliveredApp): number => {
    const known = levels.get(app.path);
    if (known !== undefined) { return known; }
    const before = apps.filter(({ name, path }) => path !== app.path && app.after.includes(name));
    const level = before.length === 0 ? 0 : 1 + Math.max(...before.map(levelOf));
    levels.set(app.path, level);
    return level;
  };
  apps.forEach(levelOf);
  return levels;
}
