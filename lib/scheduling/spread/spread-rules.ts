import { Fault } from '../../construct/fault';
import { isKnown } from '../../manifest/known';
import { labelKeyFault, labelValueFault } from '../../manifest/label';
import { SpreadPlan } from '../../manifest/spread-plan';
import { HOST_RULE, SpreadRule, ZONE_KEY, ZONE_RULE } from '../../manifest/topology-spread';
import { NodeInclusionPolicy, WhenUnsatisfiable, ZoneSpreadingProps } from './spread-options';

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

/** What is wrong with the options, whatever workload they are meant for. */
export function optionFaults(options: ZoneSpreadingProps, clusterZones: string[] | undefined): Fault[] {
  return [
    ...numberFaults(options),
    ...labelFaults(options),
    ...zoneFaults(options, zonesOf(options, clusterZones)),
    ...minimumFaults(options),
    ...repetitionFaults(options),
  ];
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

function numberFaults({ maxSkew, minZones, hosts, topologies = [] }: ZoneSpreadingProps): Fault[] {
  const numbers: [string, unknown][] = [
    ['maxSkew', maxSkew],
    ['minZones', minZones],
    ['hosts.maxSkew', hosts?.maxSkew],
    ...topologies.flatMap((topology, i): [string, unknown][] => [
      [`topologies[${i}].maxSkew`, topology.maxSkew],
      [`topologies[${i}].minDomains`, topology.minDomains],
    ]),
  ];
  return numbers.filter(([, value]) => value !== undefined)
    .flatMap(([prop, got]) => fault(countFault(got), { prop, got, fix: `Use 1, or leave '${prop}' out` }));
}

function labelFaults({ zoneKey, topologies = [], matchLabelKeys = [], selector }: ZoneSpreadingProps): Fault[] {
  const keys: [string, string | undefined][] = [
    ['zoneKey', zoneKey],
    ...topologies.map(({ topologyKey }, i): [string, string] => [`topologies[${i}].topologyKey`, topologyKey]),
    ...matchLabelKeys.map((key, i): [string, string] => [`matchLabelKeys[${i}]`, key]),
    ...Object.keys(selector ?? {}).map((key): [string, string] => ['selector', key]),
  ];
  return [
    ...keys.filter(([, key]) => key !== undefined).flatMap(([prop, got]) => fault(labelKeyFault(got), { prop, got, fix: 'Use a label that is there' })),
    ...Object.entries(selector ?? {}).flatMap(([key, got]) =>
      fault(labelValueFault(got), { prop: `selector['${key}']`, got, fix: 'Use the value that the pods have' })),
  ];
}

function zoneFaults({ zones, minZones }: ZoneSpreadingProps, known: string[] | undefined): Fault[] {
  if (zones !== undefined && (zones.length === 0 || new Set(zones).size < zones.length || zones.includes(''))) {
    return [{ prop: 'zones', rule: 'must list each zone once, and at least one', got: zones, fix: "Leave 'zones' out if they are not known" }];
  }
  if (minZones === undefined || known === undefined || !isKnown(minZones) || minZones <= known.length) { return []; }
  return [{
    prop: 'minZones',
    rule: `must be at most the number of zones, ${known.length} (${known.join(', ')}): a zone would never hold more than 'maxSkew' replicas`,
    got: minZones,
    fix: "Lower 'minZones', or leave it out",
  }];
}

function minimumFaults({ minZones, whenUnsatisfiable, topologies = [] }: ZoneSpreadingProps): Fault[] {
  const strictOnly = (prop: string, got: number): Fault => ({
    prop,
    rule: 'must not be given with ScheduleAnyway: the API server refuses it',
    got,
    fix: `Leave '${prop}' out, or use WhenUnsatisfiable.DO_NOT_SCHEDULE`,
  });
  return [
    ...(minZones !== undefined && whenUnsatisfiable === WhenUnsatisfiable.SCHEDULE_ANYWAY ? [strictOnly('minZones', minZones)] : []),
    ...topologies.flatMap(({ minDomains, whenUnsatisfiable: action = WhenUnsatisfiable.SCHEDULE_ANYWAY }, i) =>
      (minDomains !== undefined && action === WhenUnsatisfiable.SCHEDULE_ANYWAY ? [strictOnly(`topologies[${i}].minDomains`, minDomains)] : [])),
  ];
}

function repetitionFaults(options: ZoneSpreadingProps): Fault[] {
  const { zone, hosts, others } = rulesOf(options);
  const hostsAreZones = zone.some(({ topologyKey, whenUnsatisfiable }) =>
    hosts.some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable));
  const matchLabelKeys = options.matchLabelKeys ?? [];
  const repeatedKeys = matchLabelKeys.flatMap((got, i): Fault[] => (isKnown(got) && matchLabelKeys.indexOf(got) < i
    ? [{ prop: `matchLabelKeys[${i}]`, rule: 'must be named once: the API server refuses the pods', got, fix: 'Leave one of the two out' }] : []));
  return [...repeatedKeys, ...(hostsAreZones ? [{
    prop: 'zoneKey',
    rule: `must not be that of hosts where both are spread with ${zone[0].whenUnsatisfiable}: the API server refuses it`,
    got: options.zoneKey,
    fix: "Use 'hosts: { enabled: false }'",
  }] : []), ...others.flatMap(({ topologyKey, whenUnsatisfiable }, i) => {
    const isRepeated = [...zone, ...hosts, ...others.slice(0, i)]
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
    return isRepeated ? [{
      prop: `topologies[${i}]`,
      rule: `must not be a second constraint over '${topologyKey}' with ${whenUnsatisfiable}: the API server refuses it`,
      fix: 'Remove it',
    }] : [];
  })];
}

/** What keeps a value from being a number of replicas or zones; undefined where it is one, or is not known yet. */
export function countFault(value: unknown): string | undefined {
  const isCount = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value < 2 ** 31;
  return !isKnown(value) || isCount ? undefined : 'must be a whole number of at least 1';
}

function fault(rule: string | undefined, rest: Omit<Fault, 'rule'>): Fault[] {
  return rule === undefined ? [] : [{ ...rest, rule }];
}
