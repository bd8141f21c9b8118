import { Resource } from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { markedSpread } from '../construct/spread-mark';
import { TopologySpreadConstraint } from '../manifest/topology-spread';
import { hasUsualGrace } from '../scheduling/spot/spot-placement-edit';

/** What a construct wrote of itself into a workload, so that a transform may write something else. */
export interface Defaults {
  /** Spread constraints, as they were before Outputs came into them. */
  readonly spread: readonly TopologySpreadConstraint[];
  /** Whether nobody asked for its `terminationGracePeriodSeconds`. */
  readonly grace: boolean;
}

const NONE: Defaults = { spread: [], grace: false };

// What the engine hands to a transform carries no marks. A shared symbol, because two copies of the library may meet in one program.
const DEFAULTS: Map<string, Defaults> = ((globalThis as any)[Symbol.for('fleetwright.pulumi.defaults')] ??= new Map());

/** Records, before the resource is made, what of an object nobody asked for. */
export function rememberDefaults(component: Resource, kind: string, name: string, source: ApiObject): void {
  const defaults: Defaults = { spread: markedSpread(source), grace: hasUsualGrace(source) };
  if (defaults.spread.length === 0 && !defaults.grace) { return; }
  // Where the component fails, so does the resource.
  void urnOf(component).then((urn) => DEFAULTS.set(keyOf(urn, kind, name), defaults), () => undefined);
}

/** What of a resource nobody asked for, as far as a component of this library made it. */
export async function defaultsOf(parent: Resource | undefined, kind: string, name: string): Promise<Defaults> {
  return parent === undefined ? NONE : DEFAULTS.get(keyOf(await urnOf(parent), kind, name)) ?? NONE;
}

function urnOf(resource: Resource): Promise<string | undefined> {
  return (resource.urn as any).promise();
}

function keyOf(urn: string | undefined, kind: string, name: string): string {
  return [urn, kind, name].join(' ');
}
