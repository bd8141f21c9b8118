import { Faults } from '../../construct/faults';
import { Prop } from '../../construct/prop';
import { readProps } from '../../construct/read-props';
import { zoneLoss, ZoneLossQuestion } from './spread-arithmetic';
import { NodeInclusionPolicy, VolumeTopology, WhenUnsatisfiable } from './spread-options';
import { ZONE_LOSS_SHAPES, ZoneLoss, ZoneLossProps } from './zone-loss';

/** Answers a caller's question, or throws with all that is wrong with it. */
export function answerZoneLoss(props: ZoneLossProps): ZoneLoss {
  const faults = new Faults('SpreadAcrossZones.zoneLoss');
  props = readProps<ZoneLossProps>(faults, props, ZONE_LOSS_SHAPES);
  checkQuestion(props, faults.props);
  faults.throwIfAny();
  return foresee({
    replicas: props.replicas,
    zones: props.zones,
    maxSkew: props.whenUnsatisfiable === WhenUnsatisfiable.SCHEDULE_ANYWAY ? Infinity : props.maxSkew ?? 1,
    minDomains: props.minZones,
    lostZoneCounts: props.nodeTaintsPolicy === NodeInclusionPolicy.IGNORE,
    boundToZone: props.volumes === VolumeTopology.ZONAL,
    peakReplicas: props.peakReplicas,
    budgets: [{ minAvailable: props.minAvailable, maxUnavailable: props.maxUnavailable }],
  });
}

/** The answer to a question that is known to make sense. */
export function foresee(question: ZoneLossQuestion, object?: string): ZoneLoss {
  const { required, ...answer } = zoneLoss(question);
  return {
    ...(object !== undefined && { object }),
    replicas: question.replicas,
    zones: question.zones,
    ...answer,
    ...(required !== undefined && {
      requiredByBudget: required,
      evictionsLeft: Math.max(0, answer.survivors - required),
      budgetAgrees: answer.survivors >= required,
    }),
  };
}

function checkQuestion({ zones, minZones, minAvailable, maxUnavailable }: ZoneLossProps, prop: Prop): void {
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    prop.at('minAvailable').fault({ id: 'construct/one-place', rule: "must not stand beside 'maxUnavailable': a budget has one of the two", got: minAvailable, fix: 'Leave one out' });
  }
  if (minZones !== undefined && minZones > zones) {
    prop.at('minZones').fault({ id: 'scheduling/spread-over-zones', rule: `must be at most the number of zones, ${zones}`, got: minZones, fix: "Lower 'minZones', or leave it out" });
  }
}
