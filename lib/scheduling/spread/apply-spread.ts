import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../../construct/fault';
import { WarningText } from '../../construct/warning';
import { FieldPath, formatPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { KubernetesObject, PodTemplate } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { plainCopy } from '../../manifest/plain-copy';
import { itemsOf, PodTemplateRef, podTemplatesOf } from '../../manifest/pod-template';
import { constraintOf, TopologySpreadConstraint } from '../../manifest/topology-spread';
import { SpreadPlan } from '../../pod/spread-plan';
import { zoneContradictions } from '../../pod/zone-contradictions';
import { countedPods } from '../counted-pods';

/** What spreading made of an object. */
export interface SpreadResult {
  readonly object: KubernetesObject;
  readonly warnings: readonly WarningText[];
  readonly faults: readonly Fault[];
}

/** What else is known of an object. */
export interface SpreadOptions {
  /** Constraints that the library wrote: of those that are there already, they are replaced. */
  readonly written?: readonly TopologySpreadConstraint[];

  /**
   * That nobody named the object: that there is nothing to spread need not be said, and neither a custom resource that does not say which pods belong
   * to it nor a workload that spreads its pods itself is a reason to refuse all else.
   */
  readonly isUnnamed?: boolean;
}

/**
 * Spreads every pod template of an object as planned. Objects without one stay as they are.
 *
 * Constraints that are there already, and that the library did not write, are somebody's own and stay; one that the API server would not have beside
 * a planned one is a fault. Applied again, it changes nothing.
 */
export function applySpread(object: KubernetesObject, plan: SpreadPlan, options: SpreadOptions = {}): SpreadResult {
  const edited = plainCopy(object);
  const results = spreadObject(edited, [], plan, options);
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

function spreadObject(object: KubernetesObject | null, at: FieldPath, plan: SpreadPlan, options: SpreadOptions): Findings[] {
  const items = itemsOf(object);
  if (items !== undefined) {
    return items.flatMap((item, index) => spreadObject(item, [...at, 'items', index], plan, options));
  }
  if (typeof object?.apiVersion !== 'string') { return []; }
  return podTemplatesOf(object).map((ref) => spreadTemplate(object, ref, at, plan, options));
}

function spreadTemplate(
  object: KubernetesObject, ref: PodTemplateRef, at: FieldPath, plan: SpreadPlan, { written = [], isUnnamed = false }: SpreadOptions,
): Findings {
  const counted = countedPods(object, ref, plan, [...at, 'spec', 'selector']);
  const item = at.length === 0 ? '' : `${describeObject(object)}: `;
  const stays = (why: string): Findings => ({ warnings: [{ id: 'scheduling/not-spread', message: `${item}${why}` }] });
  if ('fault' in counted) { return isUnnamed && counted.leftAlone !== undefined ? stays(counted.leftAlone) : { faults: [counted.fault] }; }
  if ('skipped' in counted) { return isUnnamed ? {} : stays(`${counted.skipped}.`); }

  const wanted = plan.rules.map((rule) => constraintOf(rule, counted.pods));
  const fieldPath = [...at, ...ref.path, 'spec', 'topologySpreadConstraints'];
  const { faults, rival } = merge(ref.template, fieldPath, wanted, { written, isUnnamed }, describeObject(object));
  if (isUnnamed && rival !== undefined) { return stays(`it spreads over '${rival.topologyKey}' with ${rival.whenUnsatisfiable} by itself, so it stays as it is.`); }
  const found = zoneContradictions({
    template: ref.template,
    namespace: object.metadata?.namespace,
    replicas: replicasOf(object),
    ownVolumes: Array.isArray(object.spec?.volumeClaimTemplates) && object.spec.volumeClaimTemplates.length > 0,
    pathOf: (field) => `${formatPath([...at, ...ref.path, 'spec'])}.${field}`,
  }, plan);
  return { warnings: found.warnings, faults: [...faults, ...found.faults] };
}

/**
 * Brings the constraints into a template. What can't stand side by side stays out; `rival` is what somebody wrote in the place of one of them: of a
 * workload that nobody named, also one that is more or less strict, since it says how strict it means to be.
 */
function merge(
  { spec }: PodTemplate, path: FieldPath, wanted: TopologySpreadConstraint[], { written = [], isUnnamed }: SpreadOptions, owner: string,
): { readonly faults: Fault[]; readonly rival?: TopologySpreadConstraint } {
  const existing: unknown = spec.topologySpreadConstraints ?? [];
  if (!Array.isArray(existing)) {
    const rule = isKnown(existing) ? 'must be a list' : 'must be known for constraints to be added to it';
    return { faults: [{ id: 'scheduling/one-constraint', prop: formatPath(path), rule, got: existing, fix: `Put it right, or leave ${owner} out` }] };
  }
  const among = (constraints: readonly unknown[], constraint: unknown) => constraints.some((other) => isDeepStrictEqual(constraint, other));
  const kept = existing.filter((constraint) => among(wanted, constraint) || !among(written, constraint));
  const added = wanted.filter((constraint) => !among(kept, constraint));
  const isInTheWay = (own: unknown, planned: string) => own === planned || (isUnnamed === true && isKnown(own));
  const rivals = kept.filter((constraint) => added.some(({ topologyKey, whenUnsatisfiable }) =>
    constraint?.topologyKey === topologyKey && isInTheWay(constraint.whenUnsatisfiable, whenUnsatisfiable)));
  if (rivals.length > 0) {
    const faults = rivals.map((rival) => ({
      id: 'scheduling/one-constraint',
      prop: formatPath([...path, existing.indexOf(rival)]),
      rule: `must not spread over '${rival.topologyKey}' with ${rival.whenUnsatisfiable} too: the API server takes one such constraint`,
      fix: `Remove it, for example with 'addJsonPatch', or leave ${owner} out`,
    }));
    return { faults, rival: rivals[0] };
  }
  if (kept.length + added.length > 0) { spec.topologySpreadConstraints = [...kept, ...added]; }
  return { faults: [] };
}

/** How many pods a workload has, where it says so itself and as a number. */
function replicasOf({ spec }: KubernetesObject): number | undefined {
  const replicas = spec?.replicas ?? spec?.parallelism;
  return typeof replicas === 'number' ? replicas : undefined;
}
