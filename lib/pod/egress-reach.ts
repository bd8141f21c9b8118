import { ApiObject } from 'cdk8s';
import { neighboursOf, render } from '../construct/edit';
import { neighboursPicking } from '../construct/picking-neighbours';
import { oncePerSynth } from '../construct/synth-cache';
import { cidrContains } from '../manifest/ip-address';
import { isKnown, knownPart } from '../manifest/known';
import { matchesSelector } from '../manifest/label-selector';
import { listOf } from '../manifest/object';
import { podTemplatesOf } from '../manifest/pod-template';

/** Somebody outside of all pods, as policies may name it. */
export interface Destination {
  /** Where it is; undefined where that may be any address. */
  readonly addresses?: readonly { readonly cidr: string; readonly ports: readonly number[] }[];
  /** On what ports it listens, wherever it is. */
  readonly ports: readonly number[];
  /** Ranges that a policy says for somebody else. */
  readonly others?: readonly string[];
  /** As what entities Cilium may see it. */
  readonly entities: readonly string[];
  /** Its DNS name. */
  readonly host?: RegExp;
}

/** Rules as they were rendered: where a value is not known yet, it may be any. */
type Rule = { readonly [field: string]: any };

/** Whether the policies of the program may let the pods of a workload out to somebody. What nobody can tell counts as yes. */
export function mayReach(workload: ApiObject, destination: Destination): boolean {
  const { object } = render(workload);
  const labels = podTemplatesOf(object)[0]?.template.metadata?.labels;
  const namespace = object.metadata?.namespace;
  return neighboursPicking(workload, 'NetworkPolicy', namespace, labels).some(({ object: { spec } }) => matchesSelector(spec?.podSelector, labels) !== false && rulesOf(spec).some((rule) => ruleReaches(rule, destination)))
    || ciliumReaches(workload, namespace, destination);
}

/** Whom Cilium's own policies select is not looked at, so that it is the same for all workloads of a namespace. */
function ciliumReaches(workload: ApiObject, namespace: string | undefined, destination: Destination): boolean {
  const known = oncePerSynth(workload, destination, () => new Map<string | undefined, boolean>());
  const answer = known.get(namespace) ?? neighboursOf(workload, 'CiliumNetworkPolicy', namespace)
    .some(({ object: { spec, specs } }) => [spec, ...listOf(specs)].some((one) => rulesOf(one).some((rule) => ciliumRuleReaches(rule, destination))));
  known.set(namespace, answer);
  return answer;
}

function rulesOf(spec: any): readonly Rule[] {
  return listOf(spec?.egress);
}

function ruleReaches({ to, ports }: Rule, destination: Destination): boolean {
  const peers = listOf(to);
  const opens = (wanted: readonly number[]) => listOf(ports).length === 0 || listOf(ports).some((port) => portOpens(port, wanted));
  if (peers.length === 0) { return opens(destination.ports); }
  return peers.some(({ ipBlock }) => (ipBlock ?? undefined) !== undefined && blockReaches(ipBlock, destination, opens));
}

function ciliumRuleReaches(rule: Rule, { host = /^$/, entities, ...destination }: Destination): boolean {
  const ports = listOf(rule.toPorts).flatMap((each) => listOf(each?.ports));
  const opens = (wanted: readonly number[]) => ports.length === 0 || ports.some((port) => portOpens(port, wanted));
  const blocks = [...listOf(rule.toCIDR).map((cidr) => ({ cidr })), ...listOf(rule.toCIDRSet)];
  if (blocks.some((block) => blockReaches(block, { entities, ...destination }, opens))) { return true; }
  if (!opens(destination.ports)) { return false; }
  const names = (entity: unknown) => !isKnown(entity) || entities.includes(entity as string);
  const means = ({ matchName, matchPattern }: Rule) => matchPattern !== undefined || !isKnown(matchName) || host.test(matchName);
  const targets = Object.keys(rule).filter((field) => field.startsWith('to') && field !== 'toPorts');
  return targets.length === 0 || listOf(rule.toEntities).some(names) || listOf(rule.toFQDNs).some(means)
    || targets.some((field) => ['toServices', 'toNodes', 'toGroups'].includes(field));
}

function blockReaches(block: Rule, { addresses, ports, others }: Destination, opens: (wanted: readonly number[]) => boolean): boolean {
  const { cidr, except } = knownPart(block);
  if (typeof cidr !== 'string') { return opens(ports); }
  if (addresses === undefined) { return others?.includes(cidr) !== true && opens(ports); }
  const meets = (address: string) => cidrContains(cidr, address) || cidrContains(address, cidr);
  const isLeftOut = (address: string) => listOf(except).some((range) => typeof range === 'string' && cidrContains(range, address));
  return addresses.some((address) => meets(address.cidr) && !isLeftOut(address.cidr) && opens(address.ports));
}

function portOpens(given: Rule, wanted: readonly number[]): boolean {
  const { port, endPort, protocol = 'TCP' } = knownPart(given);
  const first = Number(port);
  // A name may stand for any number.
  if (port === undefined || Number.isNaN(first)) { return true; }
  return ['TCP', 'ANY'].includes(protocol) && wanted.some((number) => number >= first && number <= Number(endPort ?? first));
}
