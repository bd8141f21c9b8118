import { ApiObject } from 'cdk8s';
import { addEdit } from '../construct/edit';
import { describeFault } from '../construct/faults';
import { markedSpread } from '../construct/spread-mark';
import { applySpread } from '../manifest/apply-spread';
import { SpreadPlan } from '../manifest/spread-plan';

/** Spreads whatever workload an object will turn out to be. What was planned last for it holds. */
export function addSpread(target: ApiObject, plan: SpreadPlan): void {
  addEdit(target, {
    slot: 'scheduling/spread',
    apply: (manifest) => {
      const { object, warnings, faults } = applySpread(manifest, plan, markedSpread(target));
      return { object, warnings, faults: faults.map(describeFault) };
    },
  });
}
