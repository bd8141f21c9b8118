import { placeholder } from '../../lib/manifest/known';
import { SpreadRule, ZONE_RULE } from '../../lib/manifest/topology-spread';
import { SpreadPlan } from '../../lib/pod/spread-plan';
import { defaultSpreadContradictions, SpreadWorkload, zoneContradictions } from '../../lib/pod/zone-contradictions';

const ZONE = 'topology.kubernetes.io/zone';
const ZONES = ['a', 'b', 'c'];

const strict = (rule: Partial<SpreadRule> = {}): SpreadRule => ({ ...ZONE_RULE, ...rule });
const soft: SpreadRule = { ...ZONE_RULE, whenUnsatisfiable: 'ScheduleAnyway' };

function workload(podSpec: any, rest: Partial<SpreadWorkload> = {}): SpreadWorkload {
  const template: any = { metadata: { labels: { app: 'api' } }, spec: { containers: [], ...podSpec } };
  return { template, namespace: 'shop', ownVolumes: false, pathOf: (field) => `spec.template.spec.${field}`, ...rest };
}

function check(podSpec: any, rest: Partial<SpreadWorkload> = {}, plan: Partial<SpreadPlan> = {}) {
  return zoneContradictions(workload(podSpec, rest), { rules: [strict()], zoneKey: ZONE, ...plan });
}

const zoneAffinity = (...values: string[]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values }] }] } } },
});
const own = { labelSelector: { matchLabels: { app: 'api' } }, topologyKey: ZONE };
const podAffinity = (field: 'podAffinity' | 'podAntiAffinity') => ({ affinity: { [field]: { requiredDuringSchedulingIgnoredDuringExecution: [own] } } });

test('a workload that says nothing about zones contradicts nothing', () => {
  expect(check({}, { replicas: 6 }, { zones: ZONES })).toEqual({ faults: [], warnings: [] });
});

test('nothing contradicts a plan that does not spread over zones', () => {
  const contradictory = { nodeSelector: { [ZONE]: 'a' }, ...podAffinity('podAntiAffinity') };
  expect(check(contradictory, { replicas: 9, ownVolumes: true }, { rules: [], zones: ZONES })).toEqual({ faults: [], warnings: [] });
});

describe('a pod that is kept to certain zones', () => {
  test.each([
    ['nodeSelector', { nodeSelector: { [ZONE]: 'a' } }, 'a'],
    ['affinity.nodeAffinity', zoneAffinity('b'), 'b'],
    ['nodeSelector', { nodeSelector: { [ZONE]: 'a' }, ...zoneAffinity('b') }, ''],
  ])('must not be kept to one by %s', (field, podSpec, got) => {
    expect(check(podSpec).faults).toEqual([{
      id: 'scheduling/spread-over-zones',
      prop: `spec.template.spec.${field}`,
      rule: 'must leave more than one zone to a workload that is spread over zones',
      got,
      fix: 'Remove it, or leave this workload out',
    }]);
  });

  test('may be kept to one where the constraint is not strict', () => {
    expect(check({ nodeSelector: { [ZONE]: 'a' } }, {}, { rules: [soft] })).toEqual({ faults: [], warnings: [] });
  });

  test('may be kept to some, which are then all that count', () => {
    expect(check(zoneAffinity('a', 'b'), { replicas: 6 }, { zones: ZONES })).toEqual({ faults: [], warnings: [] });
  });

  test('must have as many of them as are asked for', () => {
    expect(check(zoneAffinity('a', 'b'), {}, { rules: [strict({ minDomains: 3 })] }).faults).toEqual([{
      id: 'scheduling/spread-over-zones', prop: 'spec.template.spec.affinity.nodeAffinity', rule: "must leave at least as many zones as 'minZones' asks for, 3", got: 'a, b', fix: "Lower 'minZones'",
    }]);
    expect(check(zoneAffinity('a', 'b'), {}, { rules: [strict({ minDomains: 2 })] }).faults).toEqual([]);
  });

  test.each([
    ['there are others', 6, ZONES, 1],
    ['there may be others', 6, undefined, 1],
    ['the number of replicas is not known', undefined, ZONES, 1],
    ['there are no others', 6, ['a', 'b'], 0],
    ['they hold all replicas all the same', 2, ZONES, 0],
  ])('must not have the other zones counted where %s', (_, replicas, zones, faults) => {
    const found = check(zoneAffinity('a', 'b'), { replicas }, { zones, rules: [strict({ nodeAffinityPolicy: 'Ignore' })] }).faults;
    expect(found).toEqual(faults === 0 ? [] : [{
      id: 'scheduling/spread-over-zones',
      prop: 'nodeAffinityPolicy',
      rule: 'must be Honor where spec.template.spec.affinity.nodeAffinity keeps the pods from some zones: these count as empty, and each of the others takes no more than 1',
      got: 'Ignore',
      fix: "Leave 'nodeAffinityPolicy' out",
    }]);
  });
});

describe('required anti-affinity to its own kind', () => {
  const anti = podAffinity('podAntiAffinity');

  test.each([
    ['more replicas than zones', 4, ZONES, '4 replicas have 3 zones'],
    ['more replicas than zones that are left', 3, ['a', 'b', 'c'], '3 replicas have 2 zones', { ...anti, affinity: { ...anti.affinity, ...zoneAffinity('a', 'b').affinity } }],
    ['more replicas than zones that are left of who knows how many', 3, undefined, '3 replicas have 2 zones', {
      ...anti, affinity: { ...anti.affinity, ...zoneAffinity('a', 'b').affinity },
    }],
    ['more replicas than one zone', 2, ['a'], '2 replicas have 1 zone'],
  ])('is refused with %s', (_, replicas, zones, count, podSpec: any = anti) => {
    expect(check(podSpec, { replicas }, { zones })).toEqual({
      warnings: [],
      faults: [{
        id: 'scheduling/spread-over-zones',
        prop: 'spec.template.spec.affinity.podAntiAffinity',
        rule: `must not allow only one replica per zone: ${count}`,
        fix: 'Remove it: the constraint spreads them. Or lower the replicas',
      }],
    });
  });

  test.each([
    ['as many replicas as zones', 3, ZONES],
    ['an unknown number of zones', 3, undefined],
    ['an unknown number of replicas', undefined, ZONES],
  ])('is a warning with %s, because what a lost zone held has nowhere to go', (_, replicas, zones) => {
    expect(check(anti, { replicas }, { zones })).toEqual({
      faults: [],
      warnings: [{
        id: 'scheduling/zone-anti-affinity',
        message: "'spec.template.spec.affinity.podAntiAffinity' allows one replica per zone: what a lost zone held stays Pending unless a zone is free, and so does the extra pod of a rolling update. Remove it: the constraint spreads the replicas.",
      }],
    });
  });

  test('is fine with a zone to spare', () => {
    expect(check(anti, { replicas: 2 }, { zones: ZONES })).toEqual({ faults: [], warnings: [] });
  });
});

describe('required affinity to its own kind', () => {
  test.each([[3], [undefined]])('is refused with %p replicas', (replicas) => {
    expect(check(podAffinity('podAffinity'), { replicas }).faults).toEqual([{
      id: 'scheduling/spread-over-zones',
      prop: 'spec.template.spec.affinity.podAffinity',
      rule: 'must not require all replicas in one zone while a constraint spreads them over zones: no more than 1 would ever run',
      fix: 'Remove it, or leave this workload out',
    }]);
  });

  test('is fine with as many replicas as one zone takes, or without a strict constraint', () => {
    expect(check(podAffinity('podAffinity'), { replicas: 1 }).faults).toEqual([]);
    expect(check(podAffinity('podAffinity'), { replicas: 3 }, { rules: [soft] }).faults).toEqual([]);
  });
});

describe('a skew that lets all replicas into one zone', () => {
  test('is a warning for two replicas too', () => {
    expect(check({}, { replicas: 2 }, { rules: [strict({ maxSkew: 2 })] }).warnings).toHaveLength(1);
  });

  test('is a warning', () => {
    expect(check({}, { replicas: 3 }, { rules: [strict({ maxSkew: 3 })] }).warnings).toEqual([{
      id: 'scheduling/zone-loss',
      message: "with maxSkew 3, all 3 replicas may run in one zone, and none survives its loss. Lower 'maxSkew' to 2 or less.",
    }]);
  });

  test.each([[4, 3], [1, 3], [0, 3], [undefined, 3], [2, 1]])('is none with %p replicas and maxSkew %i', (replicas, maxSkew) => {
    expect(check({}, { replicas }, { rules: [strict({ maxSkew })] }).warnings).toEqual([]);
  });
});

describe('volumes', () => {
  const claim = { volumes: [null, { name: 'scratch', emptyDir: {} }, { name: 'data', persistentVolumeClaim: { claimName: 'uploads' } }] };

  test('of its own are a warning while nothing is said about them', () => {
    expect(check({}, { ownVolumes: true }).warnings).toEqual([{
      id: 'scheduling/zonal-volumes',
      message: 'its replicas have volumes of their own. If these belong to a zone, what a lost zone held stays Pending until the zone is back, and the storage class must bind with WaitForFirstConsumer, or volumes and constraint may ask for different zones. '
        + "Say 'volumes: VolumeTopology.ZONAL' if that is so and meant, or VolumeTopology.REGIONAL if every zone can mount them.",
    }]);
  });

  test.each(['zonal', 'regional'] as const)('of its own are fine where they are said to be %s', (volumes) => {
    expect(check({}, { ownVolumes: true, replicas: 6 }, { volumes })).toEqual({ faults: [], warnings: [] });
  });

  test('that all replicas share are a warning while nothing is said about them', () => {
    expect(check(claim).warnings).toEqual([{
      id: 'scheduling/zonal-volumes',
      message: "all replicas mount the claim 'uploads'. If its volume belongs to a zone, they run in that zone only, which takes no more than 1, and none survives its loss. Say 'volumes: VolumeTopology.REGIONAL' if every zone can mount it.",
    }]);
    expect(check(claim, {}, { rules: [soft] }).warnings[0].message).toContain('they run in that zone only, and none survives');
  });

  test('that all replicas share are refused where they are zonal and the zone does not take all replicas', () => {
    expect(check(claim, { replicas: 2 }, { volumes: 'zonal' }).faults).toEqual([{
      id: 'scheduling/spread-over-zones',
      prop: 'spec.template.spec.volumes',
      rule: 'must not mount a zonal volume that all replicas share: they can run in its zone only, which takes no more than 1',
      got: 'uploads',
      fix: "Use a volume that every zone can mount and say 'volumes: VolumeTopology.REGIONAL', or leave this workload out",
    }]);
    expect(check(claim, { replicas: 1 }, { volumes: 'zonal' })).toEqual({ faults: [], warnings: [] });
    expect(check(claim, { replicas: 2 }, { volumes: 'zonal', rules: [soft] })).toEqual({ faults: [], warnings: [] });
  });

  test('that all replicas share are so whatever their claim will be called', () => {
    const unnamed = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: placeholder('x') } }] };
    expect(check(unnamed).warnings[0].message).toMatch(/^all replicas mount one claim\. If its volume belongs to a zone, /);
    expect(check(unnamed, { replicas: 2 }, { volumes: 'zonal' }).faults).toHaveLength(1);
    expect(check({ volumes: [{ name: 'data', persistentVolumeClaim: placeholder('x') }] }).warnings).toEqual([]);
  });

  test('that all replicas share are fine where they are regional', () => {
    expect(check(claim, { replicas: 6 }, { volumes: 'regional' })).toEqual({ faults: [], warnings: [] });
  });
});

describe('a spread that nobody asked for', () => {
  const byDefault = (podSpec: any, rest: Partial<SpreadWorkload> = {}) => defaultSpreadContradictions(workload(podSpec, rest), strict());
  const claim = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'uploads' } }] };

  test('warns of a claim that all replicas share, and says what to say instead', () => {
    expect(byDefault(claim, { replicas: 2 })).toEqual({ faults: [], warnings: [{
      id: 'scheduling/zonal-volumes',
      message: "all replicas mount the claim 'uploads'. If its volume belongs to a zone, they run in that zone only, which takes no more than 1, and none survives its loss. "
        + "Make a 'SpreadAcrossZones' of it with 'volumes: VolumeTopology.REGIONAL' if every zone can mount it; else set 'spread: false'.",
    }] });
    expect(byDefault(claim).warnings).toHaveLength(1);
  });

  test('is refused where all replicas must be in one zone', () => {
    expect(byDefault(podAffinity('podAffinity'), { replicas: 2 })).toEqual({ warnings: [], faults: [{
      id: 'scheduling/spread-over-zones',
      prop: 'spec.template.spec.affinity.podAffinity',
      rule: 'must not require all replicas in one zone while a constraint spreads them over zones: no more than 1 would ever run',
      fix: "Remove it, or set 'spread: false'",
    }] });
  });

  test.each<[string, any, number]>([
    ['a single replica', { ...claim, ...podAffinity('podAffinity') }, 1],
    ['pods that are kept to a zone, or apart', { nodeSelector: { [ZONE]: 'a' }, ...podAffinity('podAntiAffinity') }, 6],
  ])('has nothing to say of %s', (_, podSpec, replicas) => {
    expect(byDefault(podSpec, { replicas })).toEqual({ faults: [], warnings: [] });
  });
});
