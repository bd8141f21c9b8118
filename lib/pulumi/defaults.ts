import { Resource } from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { markedSpread } from '../construct/spread-mark';
import { TopologySpreadConstraint } from '../manifest/topology-spread';
import { hasUsualGrace } from '../scheduling/spot/spot-placement-edit';
import { currentProgram, runningPrograms } from './program';

/** What a construct wrote of itself into a workload, so that a transform may write something else. */
export interface Defaults {
  /** Spread constraints, as they were before Outputs came into them. */
  readonly spread: readonly TopologySpreadConstraint[];
  /** Whether nobody asked for its `terminationGracePeriodSeconds`. */
  readonly grace: boolean;
}

const NONE: Defaults = { spread: [], grace: false };

/** Records, before the resource is made, what of an object nobody asked for: what the engine hands to a transform carries no marks. */
export function rememberDefaults(component: Resource, kind: string, name: string, source: ApiObject): void {
  const defaults: Defaults = { spread: markedSpread(source), grace: hasUsualGrace(source) };
  if (defaults.spread.length === 0 && !defaults.grace) { return; }
  const { defaults: ofProgram } = currentProgram();
  // Where the component fails, so does the resource.
  void urnOf(component).then((urn) => ofProgram.set(keyOf(urn, kind, name), defaults), () => undefined);
}

/** What of a resource nobody asked for, as far as a component of this library made it. */
export async function defaultsOf(parent: Resource | undefined, kind: string, name: string): Promise<Defaults> {
  if (parent === undefined) { return NONE; }
  const key = keyOf(await urnOf(parent), kind, name);
  return runningPrograms().find((program) => program.defaults.has(key))?.defaults.get(key) ?? NONE;
}

function urnOf(resource: Resource): Promise<string | undefined> {
  return (resource.urn as any).promise();
}

function keyOf(urn: string | undefined, kind: string, name: string): string {
  return [urn, kind, name].join(' ');
}
