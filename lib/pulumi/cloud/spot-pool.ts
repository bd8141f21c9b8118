import * as pulumi from '@pulumi/pulumi';
import { describeFault, Fault } from '../../construct/fault';
import { Prop, wholeNumberFault } from '../../construct/prop';
import { formatWarning } from '../../construct/warning';
import { SPOT_KEY } from '../../manifest/spot-mark';
import { NODE_TAINTS, NodeTaint, TaintEffect } from '../../scheduling/node-options';
import { isOutput } from '../outputs';

/** Further arguments of a resource of a cloud, as its package has them. */
export interface FurtherArguments {
  readonly [argument: string]: any;
}

/** What keeps pods away from spot nodes that did not opt in, where nothing else was said. */
export function defaultTaint(pool: string): NodeTaint {
  return { key: SPOT_KEY, value: pool };
}

/** Taints as EKS and GKE write them. */
export function upperCaseTaints(taints: readonly NodeTaint[]): { key: string; value?: string; effect: string }[] {
  return taints.map(({ key, value, effect = TaintEffect.NO_SCHEDULE }) => ({
    key, ...(value !== undefined && { value }), effect: effect.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
  }));
}

/** What is wrong with taints, one that stands twice included. */
export function taintFaults(taints: readonly NodeTaint[] | undefined): Fault[] {
  const faults: Fault[] = [];
  NODE_TAINTS(taints, new Prop({ add: (fault) => faults.push(fault) }, ['taints']));
  return faults;
}

/** What is wrong with how many nodes there may be: the fewest, then what lies between, then the most. What only a deployment knows is not looked at. */
export function countFaults(counts: { readonly [prop: string]: pulumi.Input<number> | undefined }): Fault[] {
  const known = Object.entries(counts).filter(([, got]) => got !== undefined && !isOutput(got)) as [string, number][];
  const most = Object.keys(counts).at(-1);
  const faults = known.flatMap(([prop, got]) => ruleFault(wholeNumberFault(got, prop === most ? 1 : 0), { id: 'prop/range', prop, got, fix: 'Use a number of nodes' }));
  if (faults.length > 0) { return faults; }
  return known.slice(1).flatMap(([higher, bound], index) => {
    const [prop, got] = known[index];
    return ruleFault(got > bound ? `must be at most '${higher}', ${bound}` : undefined, { id: 'scheduling/coherent-nodes', prop, got, fix: 'Lower the one or raise the other' });
  });
}

/** Further arguments that would contradict what the component says itself. */
export function furtherFaults(prop: string, further: FurtherArguments | undefined, own: { readonly [argument: string]: string }): Fault[] {
  return Object.keys(further ?? {}).filter((argument) => Object.hasOwn(own, argument)).map((argument) => ({
    id: 'construct/one-place', prop: `${prop}.${argument}`, rule: 'must not be given: the component sets it', fix: own[argument],
  }));
}

export function ruleFault(rule: string | undefined, rest: Omit<Fault, 'rule'>): Fault[] {
  return rule === undefined ? [] : [{ ...rest, rule }];
}

/** One error with all faults. */
export function throwFaults(name: string, faults: readonly Fault[]): void {
  if (faults.length > 0) { throw new pulumi.RunError(faults.map((fault) => `[${name}] ${describeFault(fault)}`).join('\n')); }
}

/** Spot capacity comes and goes by machine type and zone: who can use several is interrupted less, and gets a node again sooner. */
export function warnOfFewTypes(resource: pulumi.Resource, name: string, prop: string, types: number, enough: number): void {
  if (types >= enough) { return; }
  const message = `'${prop}' names ${types === 1 ? 'one machine type' : `${types} machine types`}: when the cloud is short of ${types === 1 ? 'it' : 'them'}, there are no nodes. Name ${enough} or more that suit the pods.`;
  void pulumi.log.warn(formatWarning({ id: 'scheduling/few-machine-types', path: name, message }), resource);
}
