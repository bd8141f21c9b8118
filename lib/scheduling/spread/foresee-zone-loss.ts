import { Fault } from '../../construct/fault';
import { Faults } from '../../construct/faults';
import { anything, oneOf, readProps, Shapes } from '../../construct/shape';
import { intOrPercentFault } from '../../manifest/int-or-percent';
import { zoneLoss, ZoneLossQuestion } from './spread-arithmetic';
import { NodeInclusionPolicy, VolumeTopology, WhenUnsatisfiable } from './spread-options';
import { countFault } from './spread-rules';
import { ZoneLoss, ZoneLossProps } from './zone-loss';

// Numbers are judged together, below.
const SHAPES: Shapes<ZoneLossProps> = {
  replicas: anything,
  zones: anything,
  maxSkew: anything,
  whenUnsatisfiable: oneOf(WhenUnsatisfiable),
  minZones: anything,
  nodeTaintsPolicy: oneOf(NodeInclusionPolicy),
  volumes: oneOf(VolumeTopology),
  peakReplicas: anything,
  minAvailable: anything,
  maxUnavailable: anything,
};

/** Answers a caller's question, or throws with all that is wrong with it. */
export function answerZoneLoss(props: ZoneLossProps): ZoneLoss {
  const faults = new Faults('SpreadAcrossZones.zoneLoss');
  props = readProps<ZoneLossProps>(faults, props, SHAPES);
  questionFaults(props).forEach((fault) => faults.add(fault));
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

function questionFaults(props: ZoneLossProps): Fault[] {
  const { zones, minZones, minAvailable, maxUnavailable } = props;
  const counts = (['replicas', 'zones', 'maxSkew', 'minZones', 'peakReplicas'] as const).flatMap((prop): Fault[] => {
    const isNeeded = prop === 'replicas' || prop === 'zones';
    const rule = props[prop] === undefined ? (isNeeded ? 'must be given' : undefined) : countFault(props[prop]);
    return rule === undefined ? [] : [{ prop, rule, got: props[prop], fix: 'Use a number such as 3' }];
  });
  const budgets = (['minAvailable', 'maxUnavailable'] as const).flatMap((prop): Fault[] => {
    const rule = props[prop] === undefined ? undefined : intOrPercentFault(props[prop]);
    return rule === undefined ? [] : [{ prop, rule, got: props[prop], fix: "Use a number such as 1, or a percentage such as '25%'" }];
  });
  const both = minAvailable !== undefined && maxUnavailable !== undefined
    ? [{ prop: 'minAvailable', rule: "must not stand beside 'maxUnavailable': a budget has one of the two", got: minAvailable, fix: 'Leave one out' }] : [];
  const tooMany = minZones !== undefined && minZones > zones
    ? [{ prop: 'minZones', rule: `must be at most the number of zones, ${zones}`, got: minZones, fix: "Lower 'minZones', or leave it out" }] : [];
  return [...counts, ...budgets, ...both, ...tooMany];
}
