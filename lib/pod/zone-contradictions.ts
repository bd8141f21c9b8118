import { Fault } from '../construct/fault';
import { WarningText } from '../construct/warning';
import { isKnown } from '../manifest/known';
import { listOf, PodTemplate } from '../manifest/object';
import { SpreadRule } from '../manifest/topology-spread';
import { demandsOwnZone, refusesOwnZone, zonesLeft } from '../manifest/zone-placement';
import { SpreadPlan } from './spread-plan';

const id = 'scheduling/spread-over-zones';

/** A pod template, and what its owner says about it. */
export interface SpreadWorkload {
  readonly template: PodTemplate;
  readonly namespace?: string;
  /** How many pods there are, if that is fixed. */
  readonly replicas?: number;
  /** Whether each replica has volumes of its own that outlive it. */
  readonly ownVolumes: boolean;
  /** Path of a field of the pod's spec, for messages. */
  readonly pathOf: (field: string) => string;
}

export interface Contradictions {
  readonly faults: readonly Fault[];
  readonly warnings: readonly WarningText[];
}

/** What else a pod says about zones, where it does not go together with a spread over them. */
export function zoneContradictions(workload: SpreadWorkload, plan: SpreadPlan): Contradictions {
  const rules = plan.rules.filter(({ topologyKey }) => topologyKey === plan.zoneKey);
  const strict = rules.find(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
  if (rules.length === 0) { return { faults: [], warnings: [] }; }

  const left = zonesLeft(workload.template, plan.zoneKey, plan.zones);
  const count = (left === undefined ? plan.zones : left.filter((zone) => plan.zones?.includes(zone) ?? true))?.length;
  const found = [
    ...(strict === undefined ? [] : [pinned(workload, plan, strict, left), together(workload, plan, strict), crowded(workload, strict)]),
    apart(workload, plan, count),
    volumes(workload, plan, strict),
  ];
  return { faults: found.flatMap(({ fault }) => fault ?? []), warnings: found.flatMap(({ warning }) => warning ?? []) };
}

/** What does not go together with a spread over zones that a workload got without asking: only what would be right without it. */
export function defaultSpreadContradictions(workload: SpreadWorkload, rule: SpreadRule): Contradictions {
  if (!exceeds(workload.replicas, rule.maxSkew)) { return { faults: [], warnings: [] }; }
  const plan: SpreadPlan = { rules: [rule], zoneKey: rule.topologyKey };
  const { fault } = together(workload, plan, rule);
  const { warning } = volumes(workload, plan, rule, "Make a 'SpreadAcrossZones' of it with 'volumes: VolumeTopology.REGIONAL' if every zone can mount it; else set 'spread: false'.");
  return { faults: fault === undefined ? [] : [{ ...fault, fix: "Remove it, or set 'spread: false'" }], warnings: warning === undefined ? [] : [warning] };
}

interface Finding {
  readonly fault?: Fault;
  readonly warning?: WarningText;
}

/** Node selector and node affinity. */
function pinned({ template, replicas, pathOf }: SpreadWorkload, { zones, zoneKey }: SpreadPlan, rule: SpreadRule, left: string[] | undefined): Finding {
  if (left === undefined) { return {}; }
  const prop = pathOf(template.spec.nodeSelector?.[zoneKey] === undefined ? 'affinity.nodeAffinity' : 'nodeSelector');
  const others = zones?.filter((zone) => !left.includes(zone));
  if (left.length <= 1) {
    return { fault: {
      id,
      prop,
      rule: 'must leave more than one zone to a workload that is spread over zones',
      got: left.join(', '),
      fix: 'Remove it, or leave this workload out',
    } };
  }
  if (rule.minDomains !== undefined && left.length < rule.minDomains) {
    return { fault: { id, prop, rule: `must leave at least as many zones as 'minZones' asks for, ${rule.minDomains}`, got: left.join(', '), fix: "Lower 'minZones'" } };
  }
  const everyZoneServes = others?.length === 0;
  if (rule.nodeAffinityPolicy === 'Ignore' && !everyZoneServes && exceeds(replicas, rule.maxSkew * left.length)) {
    return { fault: {
      id,
      prop: 'nodeAffinityPolicy',
      rule: `must be Honor where ${prop} keeps the pods from some zones: these count as empty, and each of the others takes no more than ${rule.maxSkew}`,
      got: 'Ignore',
      fix: "Leave 'nodeAffinityPolicy' out",
    } };
  }
  return {};
}

/** Required affinity to its own kind. */
function together({ template, namespace, replicas, pathOf }: SpreadWorkload, { zoneKey }: SpreadPlan, { maxSkew }: SpreadRule): Finding {
  if (!demandsOwnZone(template, zoneKey, namespace) || !exceeds(replicas, maxSkew)) { return {}; }
  return { fault: {
    id,
    prop: pathOf('affinity.podAffinity'),
    rule: `must not require all replicas in one zone while a constraint spreads them over zones: no more than ${maxSkew} would ever run`,
    fix: 'Remove it, or leave this workload out',
  } };
}

/** Required anti-affinity to its own kind. */
function apart({ template, namespace, replicas, pathOf }: SpreadWorkload, { zoneKey }: SpreadPlan, zones: number | undefined): Finding {
  if (!refusesOwnZone(template, zoneKey, namespace)) { return {}; }
  const field = pathOf('affinity.podAntiAffinity');
  if (zones !== undefined && replicas !== undefined && replicas > zones) {
    return { fault: {
      id,
      prop: field,
      rule: `must not allow only one replica per zone: ${replicas} replicas have ${zones} ${zones === 1 ? 'zone' : 'zones'}`,
      fix: 'Remove it: the constraint spreads them. Or lower the replicas',
    } };
  }
  // With a zone to spare, what the lost one held finds a place.
  if (zones !== undefined && replicas !== undefined && replicas < zones) { return {}; }
  return { warning: {
    id: 'scheduling/zone-anti-affinity',
    message: `'${field}' allows one replica per zone: what a lost zone held stays Pending unless a zone is free, and so does the extra pod of a rolling update. Remove it: the constraint spreads the replicas.`,
  } };
}

function crowded({ replicas }: SpreadWorkload, { maxSkew }: SpreadRule): Finding {
  if (replicas === undefined || replicas < 2 || replicas > maxSkew) { return {}; }
  return { warning: {
    id: 'scheduling/zone-loss',
    message: `with maxSkew ${maxSkew}, all ${replicas} replicas may run in one zone, and none survives its loss. Lower 'maxSkew' to ${replicas - 1} or less.`,
  } };
}

function volumes(
  { template, replicas, ownVolumes, pathOf }: SpreadWorkload, plan: SpreadPlan, strict: SpreadRule | undefined,
  wayOut = "Say 'volumes: VolumeTopology.REGIONAL' if every zone can mount it.",
): Finding {
  if (plan.volumes === 'regional') { return {}; }
  const known = plan.volumes === 'zonal';
  const claim = sharedClaim(template);
  if (claim !== undefined && strict !== undefined && known && exceeds(replicas, strict.maxSkew)) {
    return { fault: {
      id,
      prop: pathOf('volumes'),
      rule: `must not mount a zonal volume that all replicas share: they can run in its zone only, which takes no more than ${strict.maxSkew}`,
      got: claim,
      fix: "Use a volume that every zone can mount and say 'volumes: VolumeTopology.REGIONAL', or leave this workload out",
    } };
  }
  if (known) { return {}; }
  if (claim !== undefined) {
    return { warning: {
      id: 'scheduling/zonal-volumes',
      message: `all replicas mount ${isKnown(claim) ? `the claim '${claim}'` : 'one claim'}. If its volume belongs to a zone, they run in that zone only${strict === undefined ? '' : `, which takes no more than ${strict.maxSkew}`}, and none survives its loss. ${wayOut}`,
    } };
  }
  if (!ownVolumes) { return {}; }
  return { warning: {
    id: 'scheduling/zonal-volumes',
    message: 'its replicas have volumes of their own. If these belong to a zone, what a lost zone held stays Pending until the zone is back, and the storage class must bind with WaitForFirstConsumer, or volumes and constraint may ask for different zones. '
      + "Say 'volumes: VolumeTopology.ZONAL' if that is so and meant, or VolumeTopology.REGIONAL if every zone can mount them.",
  } };
}

/** A claim that the template names itself, so that every replica has the same one. */
function sharedClaim({ spec }: PodTemplate): string | undefined {
  const found: readonly unknown[] = listOf(spec.volumes).map((volume) => volume?.persistentVolumeClaim?.claimName);
  return found.find((name): name is string => typeof name === 'string');
}

/** Whether there are, or may be, more replicas than that. */
function exceeds(replicas: number | undefined, limit: number): boolean {
  return replicas === undefined || replicas > limit;
}
