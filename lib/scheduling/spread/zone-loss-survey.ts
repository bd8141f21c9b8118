import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { render } from '../../construct/edit';
import { neighboursPicking } from '../../construct/picking-neighbours';
import { matchesSelector } from '../../manifest/label-selector';
import { KubernetesObject, listOf } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { itemsOf, podTemplatesOf, PodTemplateRef } from '../../manifest/pod-template';
import { refusesOwnZone, zonesLeft } from '../../manifest/zone-placement';
import { replicaScale } from '../../pod/replica-scale';
import { SpreadPlan } from '../../pod/spread-plan';
import { foresee } from './foresee-zone-loss';
import { ZoneLossQuestion } from './spread-arithmetic';
import { ZoneLoss } from './zone-loss';

/**
 * What the loss of a zone does to each of `workloads`, as they will be written. Autoscalers and disruption budgets are those of the whole
 * tree. A workload whose number of replicas stands nowhere in it is left out.
 */
export function surveyZoneLoss(root: IConstruct, workloads: readonly ApiObject[], plan: SpreadPlan, zones: readonly string[]): ZoneLoss[] {
  return workloads.flatMap(objectsOf).flatMap((object) => podTemplatesOf(object).flatMap((ref) => {
    const scale = scaleOf(root, object);
    if (scale === undefined) { return []; }
    const question = { ...scale, ...spreadOf(object, ref, plan, zones, scale.replicas), budgets: budgetsOf(root, object, ref) };
    return [foresee(question, describeObject(object))];
  }));
}

function objectsOf(apiObject: ApiObject): KubernetesObject[] {
  const { object } = render(apiObject);
  return (itemsOf(object) ?? [object]).filter((item) => item !== null);
}

/** The fewest replicas that are wanted, and the most. */
function scaleOf(root: IConstruct, object: KubernetesObject): Pick<ZoneLossQuestion, 'replicas' | 'peakReplicas'> | undefined {
  const { fewest, most, autoscalers } = replicaScale(root, object);
  const isSaid = autoscalers.length > 0 || (object.spec?.replicas ?? undefined) !== undefined;
  return isSaid && fewest !== undefined ? { replicas: fewest, ...(most !== undefined && { peakReplicas: most }) } : undefined;
}

/** What the object itself says, whoever wrote it. */
function spreadOf(
  object: KubernetesObject, { template }: PodTemplateRef, plan: SpreadPlan, zones: readonly string[], replicas: number,
): Omit<ZoneLossQuestion, 'replicas'> {
  const constraints = listOf(template.spec.topologySpreadConstraints);
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

function budgetsOf(root: IConstruct, { metadata }: KubernetesObject, { template }: PodTemplateRef): ZoneLossQuestion['budgets'] {
  return neighboursPicking(root, 'PodDisruptionBudget', metadata?.namespace, template.metadata?.labels)
    .filter(({ object: { spec } }) => matchesSelector(spec?.selector, template.metadata?.labels) === true)
    .map(({ object: { spec } }) => ({ minAvailable: spec.minAvailable, maxUnavailable: spec.maxUnavailable }));
}
