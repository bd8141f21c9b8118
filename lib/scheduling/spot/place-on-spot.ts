import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../construct/fault';
import { WarningText } from '../../construct/warning';
import { FieldPath, formatPath } from '../../manifest/field-path';
import { isKnown, knownPart } from '../../manifest/known';
import { apiGroup, KubernetesObject, PodSpec, PodTemplate } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { plainCopy } from '../../manifest/plain-copy';
import { itemsOf, PodTemplateRef, podTemplatesOf } from '../../manifest/pod-template';
import { isReplicated } from '../../manifest/replicated-kinds';
import { constraintOf } from '../../manifest/topology-spread';
import { zonesLeft as valuesLeft } from '../../manifest/zone-placement';
import { countedPods, DAEMON_SETS } from '../counted-pods';
import { NodeExpression, preferNodes, requireNodes, unknownAffinity } from './node-affinity';
import { fitGracePeriod } from './spot-grace';
import { BaseDomains, SpotLeaveOut, SpotPlan, Toleration } from './spot-plan';

/** What placing made of an object. */
export interface SpotPlacementResult {
  readonly object: KubernetesObject;
  readonly warnings: readonly WarningText[];
  readonly faults: readonly Fault[];
}

/** What else is known of an object. */
export interface SpotPlacementOptions {
  /** Whether nobody asked for its `terminationGracePeriodSeconds`: the library wrote it, and may write another one. */
  readonly defaultGrace?: boolean;
}

const STATEFUL_SETS = ['apps/StatefulSet', 'apps.kruise.io/StatefulSet'];
const WEIGHT = 100;
const id = 'scheduling/possible-placement';
const POOL = { nodes: 'nodes there', fix: 'allow it in the pool' };
const BASE = { nodes: 'nodes of the on-demand base', fix: "host it with 'onDemandBase: false'" };

/**
 * Places every pod template of an object on spot capacity, as planned. Objects without one stay as they are.
 *
 * What the pods already say about nodes, taints and spreading stays, and applied again it changes nothing.
 */
export function applySpotPlacement(object: KubernetesObject, plan: SpotPlan, options: SpotPlacementOptions = {}): SpotPlacementResult {
  const edited = plainCopy(object);
  const results = placeObject(edited, [], plan, options);
  return {
    object: edited,
    warnings: results.flatMap(({ warnings = [] }) => warnings),
    faults: results.flatMap(({ faults = [] }) => faults),
  };
}

interface Findings {
  readonly warnings?: readonly WarningText[];
  readonly faults?: readonly Fault[];
}

function placeObject(object: KubernetesObject | null, at: FieldPath, plan: SpotPlan, options: SpotPlacementOptions): Findings[] {
  const items = itemsOf(object);
  if (items !== undefined) {
    return items.flatMap((item, index) => placeObject(item, [...at, 'items', index], plan, options));
  }
  if (typeof object?.apiVersion !== 'string') { return []; }
  return podTemplatesOf(object).map((ref) => placeTemplate(object, ref, at, plan, options));
}

function placeTemplate(object: KubernetesObject, ref: PodTemplateRef, at: FieldPath, plan: SpotPlan, { defaultGrace }: SpotPlacementOptions): Findings {
  const groupKind = `${apiGroup(object)}/${object.kind}`;
  const who = at.length === 0 ? '' : `${describeObject(object)}: `;
  const accepted = reasonToLeaveOut(object, plan);
  if (accepted !== undefined) { return { warnings: [{ id: 'scheduling/not-placed', message: `${who}it was left out, and stays where it is.`, accepted }] }; }
  if (DAEMON_SETS.includes(groupKind)) {
    return { warnings: [{ id: 'scheduling/not-placed', message: `${who}it runs one pod on every node, so there is nothing to place. Give it a toleration of its own.` }] };
  }
  if (STATEFUL_SETS.includes(groupKind) && plan.statefulSets !== true) {
    return { faults: [{
      id,
      prop: 'statefulSets',
      rule: `must be true to place ${describeObject(object)} on capacity that is taken away: its volumes are tied to a zone, and its pods return one by one`,
      fix: 'Say so if it bears that, or leave it where it is',
    }] };
  }
  const full: PodTemplateRef = { ...ref, path: [...at, ...ref.path] };
  const unknown = unknownField(full);
  if (unknown !== undefined) { return { faults: [unknown] }; }

  const { spec } = ref.template;
  const base = isReplicated(object) ? plan.base : undefined;
  const faults = [
    ...fitGracePeriod(full, plan.notice, defaultGrace),
    ...unoffered(full, plan, base?.nodes ?? plan.nodes),
    ...unoffered(full, { offered: base?.baseOffers }, [], BASE),
    ...selectNodes(spec, full.path, plan),
    ...base === undefined ? [] : keepBase(object, full, at, base),
  ];
  tolerate(spec, plan.tolerations);
  if (base !== undefined) {
    requireNodes(spec, [...base.nodes, { key: base.key, operator: 'In', values: base.values }]);
    preferNodes(spec, WEIGHT, [{ key: base.key, operator: 'In', values: base.baseValues }]);
  } else if (plan.orOthers === true) {
    preferNodes(spec, WEIGHT, plan.nodes);
  } else {
    requireNodes(spec, plan.nodes);
  }
  return { faults };
}

/** Why an object is left where it is, if somebody said so. */
export function reasonToLeaveOut(object: KubernetesObject, { leaveOut = [] }: SpotPlan): string | undefined {
  return leaveOut.find((out) => leavesOut(out, object))?.reason;
}

/** Whether an object is among those that are meant. */
export function leavesOut(out: SpotLeaveOut, { kind, metadata }: KubernetesObject): boolean {
  return (out.kind === undefined || out.kind === kind)
    && Object.entries(out.labels ?? {}).every(([key, value]) => metadata?.labels?.[key] === value);
}

/** A field that would have to be known, and have the right shape, to be added to. */
function unknownField({ template: { spec }, path }: PodTemplateRef): Fault | undefined {
  const lists = ['tolerations', 'topologySpreadConstraints'];
  const wrong = lists.find((field) => spec[field] !== undefined && spec[field] !== null && !Array.isArray(spec[field]))
    ?? (isKnown(spec.nodeSelector) ? undefined : 'nodeSelector') ?? unknownAffinity(spec);
  if (wrong === undefined) { return undefined; }
  return { id, prop: `${formatPath([...path, 'spec'])}.${wrong}`, rule: 'must be known, and of its own kind, for more to be added to it', fix: 'Put it right, or leave this workload out' };
}

/** What a pod asks of nodes that none of those has: it would wait for ever. */
function unoffered({ template, path }: PodTemplateRef, { offered, orOthers }: Pick<SpotPlan, 'offered' | 'orOthers'>, nodes: readonly NodeExpression[], of = POOL): Fault[] {
  if (orOthers === true) { return []; }
  const chosen = nodes.filter(({ operator }) => operator === 'In').map(({ key, values = [] }) => [key, values] as const);
  return Object.entries({ ...Object.fromEntries(chosen), ...offered }).filter(([, values]) => values.every(isKnown)).flatMap(([key, values]): Fault[] => {
    const has = values.map((value) => `'${value}'`).join(', ');
    const selected: unknown = knownPart(template.spec.nodeSelector?.[key]);
    if (typeof selected === 'string' && !values.includes(selected)) {
      const rule = `must be one that ${of.nodes} have: ${has}`;
      return [{ id, prop: formatPath([...path, 'spec', 'nodeSelector', key]), rule, got: selected, fix: `Leave it out, or ${of.fix}` }];
    }
    const left = refusesLabel(template, key) ? [] : valuesLeft(template, key, values);
    if (left === undefined || left.some((value) => values.includes(value))) { return []; }
    const rule = of === POOL ? `must leave nodes that are there: those have ${has} for '${key}'` : `must leave ${of.nodes}: those have ${has} for '${key}'`;
    return [{ id, prop: formatPath([...path, 'spec', 'affinity', 'nodeAffinity']), rule, got: left.length === 0 ? undefined : left.join(', '), fix: `Take it back, or ${of.fix}` }];
  });
}

/** Whether a pod goes only to nodes without a label. */
function refusesLabel({ spec }: PodTemplate, label: string): boolean {
  const terms: unknown = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const refuses = (term: any) => Array.isArray(term?.matchExpressions)
    && term.matchExpressions.some((expression: any) => expression?.key === label && expression.operator === 'DoesNotExist');
  return Array.isArray(terms) && terms.length > 0 && terms.every(refuses);
}

function selectNodes(spec: PodSpec, path: FieldPath, { nodeSelector = {} }: SpotPlan): Fault[] {
  return Object.entries(nodeSelector).flatMap(([key, value]): Fault[] => {
    const present: unknown = spec.nodeSelector?.[key];
    if (present !== undefined && present !== value) {
      return [{ id, prop: formatPath([...path, 'spec', 'nodeSelector', key]), rule: `must be '${value}' for pods that are placed there`, got: present, fix: 'Leave it out' }];
    }
    spec.nodeSelector = { ...spec.nodeSelector, [key]: value };
    return [];
  });
}

function tolerate(spec: PodSpec, wanted: readonly Toleration[]): void {
  const present: any[] = spec.tolerations ?? [];
  const missing = wanted.filter((toleration) => !present.some((other) => covers(other, toleration)));
  if (missing.length > 0) { spec.tolerations = [...present, ...missing.map((toleration) => ({ ...toleration }))]; }
}

/** Whether a pod that has one toleration needs another one no more. */
function covers(toleration: any, wanted: Toleration): boolean {
  if (typeof toleration !== 'object' || toleration === null) { return false; }
  const { key, operator = 'Equal', value, effect, tolerationSeconds } = toleration;
  if (tolerationSeconds !== undefined || (effect !== undefined && effect !== wanted.effect)) { return false; }
  if (operator === 'Exists') { return key === undefined || key === wanted.key; }
  return key === wanted.key && wanted.operator === 'Equal' && (value ?? '') === (wanted.value ?? '');
}

/** Spreads the replicas over the domains, of which some are on-demand capacity. */
function keepBase(object: KubernetesObject, ref: PodTemplateRef, at: FieldPath, base: BaseDomains): Fault[] {
  const counted = countedPods(object, ref, {}, [...at, 'spec', 'selector']);
  if ('fault' in counted) { return [counted.fault]; }
  if ('skipped' in counted) { return []; }
  const { spec } = ref.template;
  const present: any[] = spec.topologySpreadConstraints ?? [];
  const wanted = constraintOf({
    maxSkew: 1, topologyKey: base.key, whenUnsatisfiable: 'DoNotSchedule', minDomains: base.values.length, nodeTaintsPolicy: 'Honor',
  }, counted.pods);
  if (present.some((constraint) => isDeepStrictEqual(constraint, wanted))) { return []; }
  const rival = present.findIndex((constraint) => constraint?.topologyKey === base.key && constraint.whenUnsatisfiable === 'DoNotSchedule');
  if (rival >= 0) {
    return [{
      id: 'scheduling/one-constraint',
      prop: formatPath([...ref.path, 'spec', 'topologySpreadConstraints', rival]),
      rule: `must not spread over '${base.key}': the on-demand base does, and the API server takes one such constraint`,
      fix: 'Remove it',
    }];
  }
  spec.topologySpreadConstraints = [...present, wanted];
  return [];
}
