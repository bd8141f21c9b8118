import { isDeepStrictEqual } from 'node:util';
import { matchesSelector } from '../../manifest/label-selector';
import { isMap, KubernetesObject, LabelSelector, listOf } from '../../manifest/object';
import { Around, RunningPods, Surroundings } from './surroundings';

/**
 * Whether a change of a policy lets somebody through. Policies add up: each lets more through, and the first one for a pod and a direction closes it for
 * all else. So what one means hangs on the others, and on the pods.
 */
export function policyOpens(before: KubernetesObject | undefined, after: KubernetesObject | undefined, around: Around): boolean {
  if (before === undefined) { return rulesOf(after!).some((rule) => addsTo(rule, around)); }
  if (after === undefined) { return rulesOf(before).some((rule) => isMissed(rule, around)); }
  const [old, now] = [rulesOf(before), rulesOf(after)];
  return !isDeepStrictEqual(old.map(({ selector }) => selector), now.map(({ selector }) => selector))
    || !isSubset(closed(old), closed(now))
    || !isSubset(allowed(now), allowed(old))
    || !isSubset(denied(old), denied(now));
}

type Direction = 'ingress' | 'egress';
const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

/** One set of rules for some pods; a policy of Cilium may hold several. */
interface Rules {
  readonly namespace?: string;
  /** Undefined where it is for nodes. */
  readonly selector: LabelSelector | undefined;
  /** Directions in which it lets through only what is named. */
  readonly closes: readonly Direction[];
  readonly allows: { readonly [direction in Direction]: readonly string[] };
  readonly denies: readonly string[];
}

const CILIUM = ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'];

function rulesOf(policy: KubernetesObject): Rules[] {
  const { namespace } = policy.metadata ?? {};
  if (!CILIUM.includes(policy.kind)) {
    const spec = isMap(policy.spec) ? policy.spec : {};
    const types = spec.policyTypes === undefined ? ['Ingress', ...(spec.egress === undefined ? [] : ['Egress'])] : listOf(spec.policyTypes);
    const closes = DIRECTIONS.filter((direction) => types.some((type) => String(type).toLowerCase() === direction));
    return [{ namespace, selector: spec.podSelector ?? {}, closes, allows: allowsOf(spec), denies: [] }];
  }
  return [policy.spec, ...listOf(policy.specs)].filter(isMap).map((spec): Rules => ({
    namespace,
    selector: spec.endpointSelector === undefined ? undefined : withoutSources(spec.endpointSelector),
    // As Cilium fills it in: a direction is closed by having a section, unless `enableDefaultDeny` says otherwise.
    closes: DIRECTIONS.filter((direction) => spec.enableDefaultDeny?.[direction] ?? (spec[direction] !== undefined || spec[`${direction}Deny`] !== undefined)),
    allows: allowsOf(spec),
    denies: DIRECTIONS.flatMap((direction) => listOf(spec[`${direction}Deny`]).map((rule) => JSON.stringify([direction, rule]))),
  }));
}

function allowsOf(spec: { [field: string]: any }): Rules['allows'] {
  const of = (direction: Direction) => listOf(spec[direction]).map((rule) => JSON.stringify([direction, rule]));
  return { ingress: of('ingress'), egress: of('egress') };
}

/** Cilium's selectors may say of which source a label is. */
function withoutSources(selector: unknown): LabelSelector {
  const { matchLabels, matchExpressions }: { [field: string]: any } = isMap(selector) ? selector : {};
  const bare = (key: unknown) => String(key).replace(/^(?:k8s|any)[:.]/, '');
  return {
    ...(isMap(matchLabels) && { matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [bare(key), value])) }),
    ...(Array.isArray(matchExpressions) && { matchExpressions: matchExpressions.map((each) => ({ ...each, key: bare(each?.key) })) }),
  };
}

/** New rules let somebody through where pods that were there before are closed by others, and none of these names it. */
function addsTo(rules: Rules, { before, after }: Around): boolean {
  if (isOnlyForOthers(rules, before.pods, after.pods)) { return false; }
  const others = policiesIn(before).filter((other) => mayShare(rules, other, before.pods));
  return DIRECTIONS.some((direction) => {
    const closing = others.filter(({ closes }) => closes.includes(direction));
    const named = others.filter((other) => isForAllOf(other, rules)).flatMap(({ allows }) => allows[direction]);
    return closing.length > 0 && !isSubset(rules.allows[direction], named);
  });
}

/** Rules that are gone are missed by pods that are still there, if they refused something that nothing else refuses. */
function isMissed(rules: Rules, { before, after }: Around): boolean {
  if (isOnlyForOthers(rules, after.pods, before.pods)) { return false; }
  const others = policiesIn(after).filter((other) => isForAllOf(other, rules));
  return rules.closes.some((direction) => !others.some(({ closes }) => closes.includes(direction)))
    || !isSubset(rules.denies, others.flatMap(({ denies }) => denies));
}

/** Whether all pods that they are known to be for are on the other side of the change. Of pods that something else makes, nothing is known. */
function isOnlyForOthers(rules: Rules, here: readonly RunningPods[], there: readonly RunningPods[]): boolean {
  return !here.some((pods) => selects(rules, pods)) && there.some((pods) => selects(rules, pods));
}

/** Asked for each policy that has changed. */
const READ = new WeakMap<Surroundings, readonly Rules[]>();

function policiesIn(cluster: Surroundings): readonly Rules[] {
  const before = READ.get(cluster);
  if (before !== undefined) { return before; }
  const rules = [...cluster.of('networking.k8s.io', 'NetworkPolicy'), ...CILIUM.flatMap((kind) => cluster.of('cilium.io', kind))].flatMap(rulesOf);
  READ.set(cluster, rules);
  return rules;
}

function selects({ namespace, selector }: Rules, pods: RunningPods): boolean {
  return (namespace === undefined || namespace === pods.namespace) && selector !== undefined && matchesSelector(selector, pods.labels) === true;
}

/** Whether two are for the same pods, as far as is known. */
function mayShare(one: Rules, other: Rules, pods: readonly RunningPods[]): boolean {
  return isForAllOf(one, other) || isForAllOf(other, one) || pods.some((each) => selects(one, each) && selects(other, each));
}

/** Whether the first are for all pods for which the second are, whatever pods there are. */
function isForAllOf(wide: Rules, narrow: Rules): boolean {
  if (wide.namespace !== undefined && wide.namespace !== narrow.namespace) { return false; }
  const isEmpty = wide.selector !== undefined && Object.keys(wide.selector.matchLabels ?? {}).length + listOf(wide.selector.matchExpressions).length === 0;
  return (isEmpty && narrow.selector !== undefined) || isDeepStrictEqual(wide.selector, narrow.selector);
}

function closed(rules: readonly Rules[]): string[] {
  return rules.flatMap(({ closes }) => closes);
}

function allowed(rules: readonly Rules[]): string[] {
  return rules.flatMap(({ allows }) => [...allows.ingress, ...allows.egress]);
}

function denied(rules: readonly Rules[]): string[] {
  return rules.flatMap(({ denies }) => denies);
}

function isSubset(some: readonly string[], all: readonly string[]): boolean {
  return some.every((each) => all.includes(each));
}
