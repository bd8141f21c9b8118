import { isDeepStrictEqual } from 'node:util';
import { FieldPath, formatPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { KubernetesObject, PodTemplate } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { plainCopy } from '../../manifest/plain-copy';
import { itemsOf, PodTemplateRef, podTemplatesOf } from '../../manifest/pod-template';
import { SpreadFault, SpreadPlan, SpreadWarning } from '../../manifest/spread-plan';
import { constraintOf, TopologySpreadConstraint } from '../../manifest/topology-spread';
import { zoneContradictions } from '../../manifest/zone-contradictions';
import { countedPods } from '../counted-pods';

/** What spreading made of an object. */
export interface SpreadResult {
  readonly object: KubernetesObject;
  readonly warnings: readonly SpreadWarning[];
  readonly faults: readonly SpreadFault[];
}

/**
 * Spreads every pod template of an object as planned. Objects without one stay as they are.
 *
 * Of the constraints that are there already, those in `written` are replaced: the library wrote them. All others are somebody's own
 * and stay; one that the API server would not have beside a planned one is a fault. Applied again, it changes nothing.
 */
export function applySpread(object: KubernetesObject, plan: SpreadPlan, written: readonly TopologySpreadConstraint[] = []): SpreadResult {
  const edited = plainCopy(object);
  const results = spreadObject(edited, [], plan, written);
  return {
    object: edited,
    warnings: results.flatMap(({ warnings = [] }) => warnings),
    faults: results.flatMap(({ faults = [] }) => faults),
  };
}

/**
 * The same for an object that nobody named: that there is nothing to spread need not be said, and a custom resource that does not say which pods belong to
 * it is no reason to refuse all else.
 */
export function ofUnnamed({ object, warnings, faults }: SpreadResult): SpreadResult {
  const leftAlone = faults.flatMap((fault) => fault.leftAlone ?? []);
  return {
    object,
    warnings: [...warnings.filter(({ id }) => id !== 'scheduling/not-spread'), ...leftAlone.map((message) => ({ id: 'scheduling/not-spread', message }))],
    faults: faults.filter((fault) => fault.leftAlone === undefined),
  };
}

type Written = readonly TopologySpreadConstraint[];

interface Findings {
  readonly warnings?: readonly SpreadWarning[];
  readonly faults?: readonly SpreadFault[];
}

function spreadObject(object: KubernetesObject | null, at: FieldPath, plan: SpreadPlan, written: Written): Findings[] {
  const items = itemsOf(object);
  if (items !== undefined) {
    return items.flatMap((item, index) => spreadObject(item, [...at, 'items', index], plan, written));
  }
  if (typeof object?.apiVersion !== 'string') { return []; }
  return podTemplatesOf(object).map((ref) => spreadTemplate(object, ref, at, plan, written));
}

function spreadTemplate(object: KubernetesObject, ref: PodTemplateRef, at: FieldPath, plan: SpreadPlan, written: Written): Findings {
  const counted = countedPods(object, ref, plan, [...at, 'spec', 'selector']);
  const item = at.length === 0 ? '' : `${describeObject(object)}: `;
  if ('fault' in counted) {
    const { leftAlone } = counted.fault;
    return { faults: [{ ...counted.fault, ...(leftAlone !== undefined && { leftAlone: `${item}${leftAlone}` }) }] };
  }
  if ('skipped' in counted) { return { warnings: [{ id: 'scheduling/not-spread', message: `${item}${counted.skipped}.` }] }; }

  const wanted = plan.rules.map((rule) => constraintOf(rule, counted.pods));
  const fieldPath = [...at, ...ref.path, 'spec', 'topologySpreadConstraints'];
  const faults = merge(ref.template, fieldPath, wanted, written, describeObject(object));
  const found = zoneContradictions({
    template: ref.template,
    namespace: object.metadata?.namespace,
    replicas: replicasOf(object),
    ownVolumes: Array.isArray(object.spec?.volumeClaimTemplates) && object.spec.volumeClaimTemplates.length > 0,
    pathOf: (field) => `${formatPath([...at, ...ref.path, 'spec'])}.${field}`,
  }, plan);
  return { warnings: found.warnings, faults: [...faults, ...found.faults] };
}

/** Brings the constraints into a template. What can't stand side by side stays out. */
function merge({ spec }: PodTemplate, path: FieldPath, wanted: TopologySpreadConstraint[], written: Written, owner: string): SpreadFault[] {
  const existing: unknown = spec.topologySpreadConstraints ?? [];
  if (!Array.isArray(existing)) {
    const rule = isKnown(existing) ? 'must be a list' : 'must be known for constraints to be added to it';
    return [{ prop: formatPath(path), rule, got: existing, fix: `Put it right, or leave ${owner} out` }];
  }
  const among = (constraints: readonly unknown[], constraint: unknown) => constraints.some((other) => isDeepStrictEqual(constraint, other));
  const kept = existing.filter((constraint) => among(wanted, constraint) || !among(written, constraint));
  const added = wanted.filter((constraint) => !among(kept, constraint));
  const rivals = kept.filter((constraint) => added.some(({ topologyKey, whenUnsatisfiable }) =>
    constraint?.topologyKey === topologyKey && constraint.whenUnsatisfiable === whenUnsatisfiable));
  if (rivals.length > 0) {
    return rivals.map((rival) => ({
      prop: formatPath([...path, existing.indexOf(rival)]),
      rule: `must not spread over '${rival.topologyKey}' with ${rival.whenUnsatisfiable} too: the API server takes one such constraint`,
      fix: `Remove it, for example with 'addJsonPatch', or leave ${owner} out`,
    }));
  }
  if (kept.length + added.length > 0) { spec.topologySpreadConstraints = [...kept, ...added]; }
  return [];
}

/** How many pods a workload has, where it says so itself and as a number. */
function replicasOf({ spec }: KubernetesObject): number | undefined {
  const replicas = spec?.replicas ?? spec?.parallelism;
  return typeof replicas === 'number' ? replicas : undefined;
}
