import { ApiObject } from 'cdk8s';
import { plainCopy } from '../manifest/plain-copy';
import { TopologySpreadConstraint } from '../manifest/topology-spread';

/** The slot of the edit by which a workload is spread as somebody asked. */
export const SPREAD_SLOT = 'scheduling/spread';

const SPREAD = Symbol.for('fleetwright.spread');

/** Records which constraints on an object this library wrote by itself: they may be replaced, what a user wrote may not. */
export function markSpread(object: ApiObject, constraints: readonly TopologySpreadConstraint[]): void {
  Object.defineProperty(object, SPREAD, { value: plainCopy(constraints), configurable: true });
}

/** The constraints on an object that this library wrote by itself. */
export function markedSpread(object: ApiObject): readonly TopologySpreadConstraint[] {
  return (object as any)[SPREAD] ?? [];
}
