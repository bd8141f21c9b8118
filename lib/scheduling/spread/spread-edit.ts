import { ApiObject } from 'cdk8s';
import { addEdit } from '../../construct/edit';
import { markedSpread, SPREAD_SLOT } from '../../construct/spread-mark';
import { SpreadPlan } from '../../pod/spread-plan';
import { judgeClaims } from '../../pod/surroundings';
import { applySpread } from './apply-spread';

/**
 * Spreads whatever workload an object will turn out to be. What was planned last for it holds.
 *
 * `isNamed` says that the workload was meant itself: of a DaemonSet that merely stands in a chart, nobody needs to hear that it stays as it is.
 */
export function addSpread(target: ApiObject, plan: SpreadPlan, { isNamed }: { readonly isNamed: boolean }): void {
  addEdit(target, {
    slot: SPREAD_SLOT,
    apply: (manifest) => applySpread(manifest, plan, { written: markedSpread(target), isUnnamed: !isNamed }),
  });
  judgeClaims(target);
}
