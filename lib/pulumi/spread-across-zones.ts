import { isDeepStrictEqual } from 'node:util';
import * as pulumi from '@pulumi/pulumi';
import { Cluster } from '../cluster/cluster';
import { describeFault } from '../construct/fault';
import { Faults } from '../construct/faults';
import { isKnown } from '../manifest/known';
import { KubernetesObject, listOf } from '../manifest/object';
import { plainCopy } from '../manifest/plain-copy';
import { podTemplatesOf } from '../manifest/pod-template';
import { TopologySpreadConstraint } from '../manifest/topology-spread';
import { SpreadPlan } from '../pod/spread-plan';
import { applySpread } from '../scheduling/spread/apply-spread';
import { ZoneSpreadingProps } from '../scheduling/spread/spread-options';
import { planOf, readSpreading } from '../scheduling/spread/spread-rules';
import { descriptionOf } from './component-options';
import { requireOptions } from './require-options';
import { objectTransform } from './workload-transform';

/** Arguments for `spreadAcrossZones`: those of `ZoneSpreading`. */
export interface SpreadAcrossZonesArgs extends ZoneSpreadingProps {
  /**
   * The cluster that the workloads run in: it knows the zones, and its `warningsAsErrors` says which warnings are errors.
   * @default - none
   */
  readonly cluster?: Cluster | { readonly description: Cluster };
}

/**
 * Spreads workloads evenly over zones and hosts as `SpreadAcrossZones` does, as a transform: of one resource, of a chart or YAML file with all
 * that it holds, or of the whole stack.
 *
 * Constraints that a component of this library wrote by default are replaced, a user's own stay.
 *
 * @example
 * pulumi.runtime.registerResourceTransform(spreadAcrossZones({ zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'] }));
 */
export function spreadAcrossZones(args: SpreadAcrossZonesArgs = {}): pulumi.ResourceTransform {
  requireOptions('spreadAcrossZones', args, 'spreadAcrossZones()');
  const { cluster: given, ...props } = args;
  const cluster = descriptionOf('spreadAcrossZones', given);
  const faults = new Faults('spreadAcrossZones');
  const options = readSpreading(props, cluster?.zones, faults);
  faults.throwIfAny();
  const plan = planOf(options, cluster?.zones);

  return objectTransform(plan, (object, told, defaults) => {
    const written = [...appliedBefore(object, told), ...writtenByDefault(object, defaults.spread)];
    const result = applySpread(object, told, { written, isUnnamed: true });
    const open = constraintsOf(object).find((constraint) => !written.includes(constraint) && mayRival(constraint, told));
    if (open !== undefined && !isDeepStrictEqual(result.object, plainCopy(object))) {
      const field = isKnown(open.topologyKey) ? 'whenUnsatisfiable' : 'topologyKey';
      const message = `it has a constraint of its own whose '${field}' only the deployment knows, so it stays as it is.`;
      return { object, warnings: [{ id: 'scheduling/not-spread', message }], faults: [] };
    }
    return {
      object: result.object,
      warnings: result.warnings,
      faults: result.faults.map((fault) => ({ at: fault.prop, message: describeFault(fault) })),
    };
  }, cluster);
}

/**
 * Constraints that this transform wrote before, in which an Output stands: on the wire, nobody can tell that it is the one of the
 * workload's selector.
 */
function appliedBefore(object: KubernetesObject, plan: SpreadPlan): TopologySpreadConstraint[] {
  const bare = plainCopy(object);
  podTemplatesOf(bare).forEach(({ template }) => { delete template.spec.topologySpreadConstraints; });
  const planned = constraintsOf(applySpread(bare, plan).object).map(withoutUnknowns);
  return constraintsOf(object).filter((constraint) => planned.some((other) => isDeepStrictEqual(other, withoutUnknowns(constraint))));
}

/** Whether a constraint may take the place of a planned one, once all of it is known. */
function mayRival(constraint: TopologySpreadConstraint | null, { rules }: SpreadPlan): boolean {
  const { topologyKey, whenUnsatisfiable } = constraint ?? {};
  if (isKnown(topologyKey) && isKnown(whenUnsatisfiable)) { return false; }
  const mayBe = (own: unknown, planned: string) => !isKnown(own) || own === planned;
  return rules.some((rule) => mayBe(topologyKey, rule.topologyKey) && mayBe(whenUnsatisfiable, rule.whenUnsatisfiable));
}

function writtenByDefault(object: KubernetesObject, marked: readonly TopologySpreadConstraint[]): TopologySpreadConstraint[] {
  const written = marked.map(withoutUnknowns);
  return constraintsOf(object).filter((constraint) => written.some((other) => isDeepStrictEqual(other, withoutUnknowns(constraint))));
}

function constraintsOf(object: KubernetesObject): TopologySpreadConstraint[] {
  return podTemplatesOf(object).flatMap(({ template }) => listOf(template.spec.topologySpreadConstraints));
}

/** A copy in which all that is not known yet is the same. */
function withoutUnknowns(value: any): any {
  if (!isKnown(value)) { return null; }
  if (typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) { return value.map(withoutUnknowns); }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutUnknowns(child)]));
}
