import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { render } from '../../construct/edit';
import { matchesSelector } from '../../manifest/label-selector';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { itemsOf, podTemplatesOf, PodTemplateRef } from '../../manifest/pod-template';
import { refusesOwnZone, zonesLeft } from '../../manifest/zone-placement';
import { SpreadPlan } from '../../pod/spread-plan';
import { foresee } from './foresee-zone-loss';
import { ZoneLossQuestion } from './spread-arithmetic';
import { ZoneLoss } from './zone-loss';

/**
 * What the loss of a zone does to each of `workloads`, as they will be written. Autoscalers and disruption budgets are those of the whole
 * tree. A workload whose number of replicas stands nowhere in it is left out.
 */
export function surveyZoneLoss(root: IConstruct, workloads: readonly ApiObject[], plan: SpreadPlan, zones: readonly string[]): ZoneLoss[] {
  const tree = root.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct)).flatMap(objectsOf);
  return workloads.flatMap(objectsOf).flatMap((object) => podTemplatesOf(object).flatMap((ref) => {
    const scale = scaleOf(object, tree);
    if (scale === undefined) { return []; }
    const question = { ...scale, ...spreadOf(object, ref, plan, zones, scale.replicas), budgets: budgetsOf(object, ref, tree) };
    return [foresee(question, describeObject(object))];
  }));
}

function objectsOf(apiObject: ApiObject): KubernetesObject[] {
  const { object } = render(apiObject);
  return (itemsOf(object) ?? [object]).filter((item) => item !== null);
}

/** The fewest replicas that are wanted, and the most. */
function scaleOf(object: KubernetesObject, tree: readonly KubernetesObject[]): Pick<ZoneLossQuestion, 'replicas' | 'peakReplicas'> | undefined {
  const autoscaler = tree.find(({ kind, metadata, spec }) => kind === 'HorizontalPodAutoscaler' && metadata?.namespace === object.metadata?.namespace
    && spec?.scaleTargetRef?.kind === object.kind && spec.scaleTargetRef.name === object.metadata?.name);
  const replicas = autoscaler === undefined ? object.spec?.replicas : autoscaler.spec.minReplicas ?? 1;
  const peakReplicas = autoscaler?.spec.maxReplicas;
  return Number.isInteger(replicas) ? { replicas, ...(Number.isInteger(peakReplicas) && { peakReplicas }) } : undefined;
}

/** What the object itself says, whoever wrote it. */
function spreadOf(
  object: KubernetesObject, { template }: PodTemplateRef, plan: SpreadPlan, zones: readonly string[], replicas: number,
): Omit<ZoneLossQuestion, 'replicas'> {
  const constraints: any[] = Array.isArray(template.spec.topologySpreadConstraints) ? template.spec.topologySpreadConstraints : [];
  const strict = constraints.find((constraint) => constraint?.topologyKey === plan.zoneKey && constraint.whenUnsatisfiable === 'DoNotSchedule');
  const left = zonesLeft(template, plan.zoneKey, zones)?.filter((zone) => zones.includes(zone)) ?? zones;
  const ownVolumes = Array.isArray(object.spec?.volumeClaimTemplates) && object.spec.volumeClaimTemplates.length > 0;
  const alone = refusesOwnZone(template, plan.zoneKey, object.metadata?.namespace) && replicas >= left.length;
  return {
    // A pod that may run in no zone at all is a fault of its own.
    zones: Math.max(1, left.length),
    maxSkew: strict?.maxSkew ?? Infinity,
    minDomains: strict?.minDomains,
    lostZoneCounts: strict !== undefined && strict.nodeTaintsPolicy !== 'Honor',
    boundToZone: alone || (ownVolumes && plan.volumes !== 'regional'),
  };
}

function budgetsOf({ metadata }: KubernetesObject, { template }: PodTemplateRef, tree: readonly KubernetesObject[]): ZoneLossQuestion['budgets'] {
  return tree.filter((other) => other.kind === 'PodDisruptionBudget' && other.metadata?.namespace === metadata?.namespace
      && matchesSelector(other.spec?.selector, template.metadata?.labels) === true)
    .map(({ spec }) => ({ minAvailable: spec.minAvailable, maxUnavailable: spec.maxUnavailable }));
}
