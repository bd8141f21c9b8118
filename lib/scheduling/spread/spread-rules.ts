import { Faults } from '../../construct/faults';
import { Prop } from '../../construct/prop';
import { struct } from '../../construct/struct';
import { knownPart, whereKnown } from '../../manifest/known';
import { HOST_RULE, SpreadRule, ZONE_KEY, ZONE_RULE } from '../../manifest/topology-spread';
import { SpreadPlan } from '../../pod/spread-plan';
import { NodeInclusionPolicy, SPREAD_SHAPES, WhenUnsatisfiable, ZoneSpreadingProps } from './spread-options';

/** The zones that have nodes, if known. `clusterZones` are named by the usual label. */
export function zonesOf(options: ZoneSpreadingProps, clusterZones: string[] | undefined): string[] | undefined {
  return options.zones ?? ((options.zoneKey ?? ZONE_KEY) === ZONE_KEY ? clusterZones : undefined);
}

/** What the options ask of a workload. */
export function planOf(options: ZoneSpreadingProps, clusterZones: string[] | undefined): SpreadPlan {
  const zones = zonesOf(options, clusterZones);
  const { zone, hosts, others } = rulesOf(options);
  return {
    rules: [...(zones?.length === 1 ? [] : zone), ...hosts, ...others],
    zoneKey: options.zoneKey ?? ZONE_KEY,
    zones,
    selector: options.selector === undefined ? undefined : { matchLabels: options.selector },
    matchLabelKeys: options.matchLabelKeys,
    volumes: options.volumes,
  };
}

const OPTIONS = struct<ZoneSpreadingProps>('{ maxSkew: 2 }', SPREAD_SHAPES);

/** The options as a caller gives them, with all that is wrong with them whatever workload they are meant for. */
export function readSpreading(given: ZoneSpreadingProps, clusterZones: string[] | undefined, faults: Faults): ZoneSpreadingProps {
  const options = OPTIONS(given, faults.props) ?? {};
  faults.throwIfBroken();
  checkOptions(options, clusterZones, faults.props);
  return options;
}

/** What of the options does not go together, whatever workload they are meant for. */
export function checkOptions(options: ZoneSpreadingProps, clusterZones: string[] | undefined, prop: Prop): void {
  const { minZones } = options;
  prop.at('minZones').check(minZonesFault(minZones, zonesOf(options, clusterZones)), {
    id: 'scheduling/spread-over-zones', got: minZones, fix: "Lower 'minZones', or leave it out",
  });
  checkMinimum(options, prop);
  checkRepetition(options, prop);
}

interface Rules {
  readonly zone: SpreadRule[];
  readonly hosts: SpreadRule[];
  readonly others: SpreadRule[];
}

function rulesOf(options: ZoneSpreadingProps): Rules {
  const { maxSkew, zoneKey, whenUnsatisfiable, minZones, hosts = {}, topologies = [] } = options;
  const { nodeAffinityPolicy, nodeTaintsPolicy = NodeInclusionPolicy.HONOR } = options;
  const policies = { nodeAffinityPolicy, nodeTaintsPolicy };
  return {
    zone: [rule(ZONE_RULE, { maxSkew, topologyKey: zoneKey, whenUnsatisfiable, minDomains: minZones, ...policies })],
    hosts: hosts.enabled === false ? [] : [rule(HOST_RULE, { maxSkew: hosts.maxSkew, whenUnsatisfiable: hosts.whenUnsatisfiable, ...policies })],
    others: topologies.map(({ topologyKey, maxSkew: skew, whenUnsatisfiable: action, minDomains }) =>
      rule(HOST_RULE, { maxSkew: skew, topologyKey, whenUnsatisfiable: action, minDomains, ...policies })),
  };
}

/** A default, with what was asked for instead. */
function rule(standard: Readonly<SpreadRule>, asked: Partial<SpreadRule>): SpreadRule {
  return { ...standard, ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) };
}

const minZonesFault = whereKnown((minZones: number | undefined, zones: string[] | undefined) =>
  (minZones === undefined || zones === undefined || minZones <= zones.length ? undefined
    : `must be at most the number of zones, ${zones.length} (${zones.join(', ')}): a zone would never hold more than 'maxSkew' replicas`));

function checkMinimum({ minZones, whenUnsatisfiable, topologies = [] }: ZoneSpreadingProps, prop: Prop): void {
  const check = (at: Prop, got: number | undefined, action: WhenUnsatisfiable | undefined) => {
    if (got === undefined || action !== WhenUnsatisfiable.SCHEDULE_ANYWAY) { return; }
    at.fault({
      id: 'scheduling/one-constraint',
      rule: 'must not be given with ScheduleAnyway: the API server refuses it',
      got,
      fix: `Leave '${at.name}' out, or use WhenUnsatisfiable.DO_NOT_SCHEDULE`,
    });
  };
  check(prop.at('minZones'), minZones, whenUnsatisfiable);
  topologies.forEach(({ minDomains, whenUnsatisfiable: action = WhenUnsatisfiable.SCHEDULE_ANYWAY }, index) => (
    check(prop.at('topologies', index, 'minDomains'), minDomains, action)));
}

function checkRepetition(options: ZoneSpreadingProps, prop: Prop): void {
  const id = 'scheduling/one-constraint';
  const { zone, hosts, others } = rulesOf(options);
  const matchLabelKeys = options.matchLabelKeys ?? [];
  knownPart(matchLabelKeys).forEach((got, index, keys) => {
    if (got === undefined || keys.indexOf(got) === index) { return; }
    prop.at('matchLabelKeys', index).fault({ id, rule: 'must be named once: the API server refuses the pods', got, fix: 'Leave one of the two out' });
  });
  const isAlike = (one: SpreadRule) => (other: SpreadRule) => other.topologyKey === one.topologyKey && other.whenUnsatisfiable === one.whenUnsatisfiable;
  if (zone.some((one) => hosts.some(isAlike(one)))) {
    prop.at('zoneKey').fault({
      id,
      rule: `must not be that of hosts where both are spread with ${zone[0].whenUnsatisfiable}: the API server refuses it`,
      got: options.zoneKey,
      fix: "Use 'hosts: { enabled: false }'",
    });
  }
  others.forEach((one, index) => {
    if (![...zone, ...hosts, ...others.slice(0, index)].some(isAlike(one))) { return; }
    prop.at('topologies', index).fault({
      id, rule: `must not be a second constraint over '${one.topologyKey}' with ${one.whenUnsatisfiable}: the API server refuses it`, fix: 'Remove it',
    });
  });
}
