import * as pulumi from '@pulumi/pulumi';
import { describeFault } from '../construct/fault';
import { Faults } from '../construct/faults';
import { applySpotPlacement } from '../scheduling/spot/place-on-spot';
import { readPlacement, SpotPlacementProps } from '../scheduling/spot/spot-placement';
import { SpotPlan } from '../scheduling/spot/spot-plan';
import { isTransformCall, requireOptions } from './require-options';
import { objectTransform } from './workload-transform';

/** Arguments for `spotPlacement`: those of `SpotPlacement`. */
export type SpotPlacementArgs = SpotPlacementProps;

/**
 * Places workloads on spot capacity as `SpotPlacement` does, as a transform: of one resource, of a chart or YAML file with all that it holds, or
 * of the whole stack.
 *
 * Whether there are replicas and disruption budgets enough to bear an interruption is not looked at: a transform sees one resource at a time.
 *
 * @example
 * const transforms = [spotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() })];
 * new k8s.helm.v4.Chart('reports', { chart: 'oci://registry.example.com/charts/reports' }, { transforms });
 */
export function spotPlacement(args: SpotPlacementArgs): pulumi.ResourceTransform {
  if (isTransformCall(args)) { requireOptions('spotPlacement', args, 'spotPlacement({ capacity })'); }
  const { capacity, plan } = readPlacement(new Faults('spotPlacement'), args);
  return placementTransform({ ...plan, notice: capacity._noticeFrom(capacity._cloud._spotNotice!) });
}

/** Places workloads as planned. */
export function placementTransform(plan: SpotPlan): pulumi.ResourceTransform {
  return objectTransform(plan, (object, told, defaults) => {
    const { object: placed, warnings, faults } = applySpotPlacement(object, told, { defaultGrace: defaults.grace });
    return {
      object: placed,
      // Of a DaemonSet that merely stands in a chart, nobody needs to hear that it stays as it is, nor of what somebody left out with a reason.
      warnings: warnings.filter(({ id }) => id !== 'scheduling/not-placed'),
      faults: faults.map((fault) => ({ at: fault.prop, message: describeFault(fault) })),
    };
  }, undefined, true);
}
