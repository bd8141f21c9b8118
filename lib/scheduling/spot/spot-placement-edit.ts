import { ApiObject } from 'cdk8s';
import { addEdit } from '../../construct/edit';
import { hasDefaultGrace } from '../../construct/grace-mark';
import { warnAtSynth } from '../../construct/warning';
import { judgeClaims, judgeDisruption } from '../../pod/surroundings';
import { applySpotPlacement } from './place-on-spot';
import { SpotPlan } from './spot-plan';
import { survivalWarnings } from './spot-survival';

const PLACED = Symbol.for('fleetwright.spotPlacement');

/**
 * Places whatever workload an object will turn out to be on spot capacity. What was planned last for it holds.
 *
 * `isNamed` says that the workload was meant itself: of a DaemonSet that merely stands in a chart, nobody needs to hear that it stays as it is.
 */
export function addSpotPlacement(target: ApiObject, plan: SpotPlan, { isNamed }: { readonly isNamed: boolean }): void {
  const first = (target as any)[PLACED] === undefined;
  Object.defineProperty(target, PLACED, { value: plan, configurable: true });
  addEdit(target, {
    slot: 'scheduling/spot',
    apply: (manifest) => {
      const { object, warnings, faults } = applySpotPlacement(manifest, plan, { defaultGrace: hasUsualGrace(target) });
      return { object, warnings: isNamed ? warnings : warnings.filter(({ id }) => id !== 'scheduling/not-placed'), faults };
    },
  });
  judgeDisruption(target);
  judgeClaims(target);
  if (first) { warnAtSynth(target, () => survivalWarnings(target, { hasBase: (target as any)[PLACED].base !== undefined })); }
}

/** Whether nobody asked for the time that an object gives its pods to end. */
export function hasUsualGrace(object: ApiObject): boolean {
  return hasDefaultGrace(object) || isUsualOfCdk8sPlus(object);
}

/** cdk8s-plus writes 30 s where nobody says anything; told by its members, so that every version of it is meant. */
function isUsualOfCdk8sPlus({ node }: ApiObject): boolean {
  const workload: any = node.scope;
  return typeof workload?.terminationGracePeriod?.toSeconds === 'function' && workload.terminationGracePeriod.toSeconds() === 30;
}
