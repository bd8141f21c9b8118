import { ApiObject } from 'cdk8s';

const GRACE = Symbol.for('fleetwright.defaultGracePeriod');

/** Records that nobody asked for the termination grace period of an object: this library wrote it, and may write another one. */
export function markDefaultGrace(object: ApiObject): void {
  Object.defineProperty(object, GRACE, { value: true });
}

/** Whether nobody asked for the termination grace period of an object. */
export function hasDefaultGrace(object: ApiObject): boolean {
  return (object as any)[GRACE] === true;
}
