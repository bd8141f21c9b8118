import { ApiObject, App, Chart, Include, JsonPatch, Lazy, Testing, Yaml } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus33 from 'cdk8s-plus-33';
import { Construct } from 'constructs';
import { Cluster } from '../../../lib/cluster/cluster';
import { markSpread } from '../../../lib/construct/spread-mark';
import { placeholder } from '../../../lib/manifest/known';
import { defaultSpread } from '../../../lib/manifest/topology-spread';
import { SpreadAcrossZones, SpreadAcrossZonesProps } from '../../../lib/scheduling/spread/spread-across-zones';
import { NodeInclusionPolicy, VolumeTopology, WhenUnsatisfiable } from '../../../lib/scheduling/spread/spread-options';
import { HardenedDeployment } from '../../../lib/workload/hardened-deployment';
import { faultsOf, thrown } from '../../faults-of';
import { gatedFaults } from '../../schema/feature-gates';
import { MINORS, schemaFaults } from '../../schema/kubernetes-schema';
import { clusterChart, constraintsIn, HOST, plainChart, summaryOf, warningsOf, workload, ZONE } from '../workloads';

const DEFAULT = [`${ZONE}:DoNotSchedule:1`, `${HOST}:ScheduleAnyway:1`];
type Options = Omit<SpreadAcrossZonesProps, 'workloads'>;

/** The message of the error that a call ends with. */
function errorOf(call: () => unknown): string {
  try {
    thrown(call)();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it ended well');
}

describe('the default', () => {
  test('is what a reviewer reads in the YAML', () => {
    const chart = plainChart();
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')] });
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual(DEFAULT);
    expect(Yaml.stringify(constraintsIn(chart, 'api'))).toMatchInlineSnapshot(`
"- maxSkew: 1
  topologyKey: topology.kubernetes.io/zone
  whenUnsatisfiable: DoNotSchedule
  labelSelector:
    matchLabels:
      app: api
  matchLabelKeys:
    - pod-template-hash
  nodeTaintsPolicy: Honor
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      app: api
  matchLabelKeys:
    - pod-template-hash
  nodeTaintsPolicy: Honor
"
`);
  });

  test('is the one that workloads of this library have by themselves', () => {
    const chart = plainChart();
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')] });
    expect(constraintsIn(chart, 'api')).toEqual(defaultSpread({ selector: { matchLabels: { app: 'api' } }, kind: 'Deployment' }));
  });

  test('emits no object of its own', () => {
    const chart = plainChart();
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')] });
    expect(Testing.synth(chart)).toHaveLength(1);
  });

  test('spreads over hosts only in a cluster of one zone', () => {
    const chart = clusterChart(['eu-1a']);
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')] });
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual([`${HOST}:ScheduleAnyway:1`]);
  });

  test('takes zones that are given for those of the cluster', () => {
    const chart = clusterChart(['eu-1a']);
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')], zones: ['eu-1a', 'eu-1b'] });
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual(DEFAULT);
  });
});

describe('every prop', () => {
  test.each<[string, Options, any[]]>([
    ['maxSkew', { maxSkew: 2 }, [{ topologyKey: ZONE, maxSkew: 2 }, { topologyKey: HOST, maxSkew: 1 }]],
    ['whenUnsatisfiable', { whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY }, [{ whenUnsatisfiable: 'ScheduleAnyway' }, { whenUnsatisfiable: 'ScheduleAnyway' }]],
    ['minZones', { minZones: 3 }, [{ topologyKey: ZONE, minDomains: 3 }, { topologyKey: HOST, minDomains: undefined }]],
    ['zoneKey', { zoneKey: 'example.com/room' }, [{ topologyKey: 'example.com/room' }, { topologyKey: HOST }]],
    ['hosts.enabled', { hosts: { enabled: false } }, [{ topologyKey: ZONE }]],
    ['hosts', { hosts: { maxSkew: 3, whenUnsatisfiable: WhenUnsatisfiable.DO_NOT_SCHEDULE } }, [
      { topologyKey: ZONE, maxSkew: 1 }, { topologyKey: HOST, maxSkew: 3, whenUnsatisfiable: 'DoNotSchedule' },
    ]],
    ['nodeTaintsPolicy', { nodeTaintsPolicy: NodeInclusionPolicy.IGNORE }, [{ nodeTaintsPolicy: 'Ignore' }, { nodeTaintsPolicy: 'Ignore' }]],
    ['nodeAffinityPolicy', { nodeAffinityPolicy: NodeInclusionPolicy.IGNORE }, [{ nodeAffinityPolicy: 'Ignore' }, { nodeAffinityPolicy: 'Ignore' }]],
    ['matchLabelKeys', { matchLabelKeys: [] }, [{ matchLabelKeys: undefined }, { matchLabelKeys: undefined }]],
    ['selector', { selector: { tier: 'web' } }, [{ labelSelector: { matchLabels: { tier: 'web' } } }, { labelSelector: { matchLabels: { tier: 'web' } } }]],
    ['topologies', {
      topologies: [
        { topologyKey: 'example.com/rack' },
        { topologyKey: 'capacity', whenUnsatisfiable: WhenUnsatisfiable.DO_NOT_SCHEDULE, maxSkew: 4, minDomains: 2 },
      ],
    }, [
      { topologyKey: ZONE }, { topologyKey: HOST },
      { topologyKey: 'example.com/rack', maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway', nodeTaintsPolicy: 'Honor', minDomains: undefined },
      { topologyKey: 'capacity', maxSkew: 4, whenUnsatisfiable: 'DoNotSchedule', minDomains: 2 },
    ]],
  ])('%s reaches the YAML, which every supported Kubernetes has', (_, options, expected) => {
    const chart = plainChart();
    const template = { metadata: { labels: { app: 'api', tier: 'web' } }, spec: { containers: [{ name: 'app' }] } };
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api', { template })], ...options });
    const constraints = constraintsIn(chart, 'api')!;
    expect(constraints).toHaveLength(expected.length);
    expected.forEach((fields, i) => expect(constraints[i]).toEqual(expect.objectContaining(
      Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)))));
    expected.forEach((fields, i) => Object.entries(fields).filter(([, value]) => value === undefined)
      .forEach(([field]) => expect(constraints[i]).not.toHaveProperty(field)));
    const [object] = Testing.synth(chart);
    for (const minor of MINORS) {
      expect([minor, ...schemaFaults(object, minor), ...gatedFaults(object, minor)]).toEqual([minor]);
    }
  });

  test('a node label other than the usual one is not what the cluster names its zones by', () => {
    const chart = clusterChart(['eu-1a']);
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')], zoneKey: 'example.com/room', minZones: 2 });
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual(['example.com/room:DoNotSchedule:1', `${HOST}:ScheduleAnyway:1`]);
  });
});

describe('workloads of any origin', () => {
  test.each([['28', plus28], ['33', plus33]])('of cdk8s-plus-%s are spread, by the selector that they made up', (_, kplus: any) => {
    const chart = plainChart();
    const containers = [{ image: 'registry.example.com/app:1.4.2' }];
    const api = new kplus.Deployment(chart, 'api', { metadata: { name: 'api' }, containers });
    const db = new kplus.StatefulSet(chart, 'db', { metadata: { name: 'db' }, containers, service: new kplus.Service(chart, 'db-service', { ports: [{ port: 80 }] }) });
    new SpreadAcrossZones(chart, 'spread', { workloads: [api, db] });
    const [zone] = constraintsIn(chart, 'api')!;
    expect(zone).toMatchObject({ topologyKey: ZONE, matchLabelKeys: ['pod-template-hash'], nodeTaintsPolicy: 'Honor' });
    expect(Object.keys(zone.labelSelector.matchLabels)).toEqual(['cdk8s.io/metadata.addr']);
    expect(constraintsIn(chart, 'db')![0].labelSelector.matchLabels).not.toEqual(zone.labelSelector.matchLabels);
    expect(constraintsIn(chart, 'db')![0]).not.toHaveProperty('matchLabelKeys');
  });

  test('in an included file are spread, each by its own selector', () => {
    const chart = plainChart();
    const pods = (app: string) => ({ metadata: { labels: { app } }, spec: { containers: [{ name: 'app' }] } });
    const url = Yaml.tmp([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '' } },
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, template: pods('web') } },
      { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: pods('agent') } },
    ]);
    new SpreadAcrossZones(chart, 'spread', { workloads: [new Include(chart, 'vendor', { url })] });
    expect(constraintsIn(chart, 'web')![0].labelSelector).toEqual({ matchLabels: { app: 'web' } });
    expect(constraintsIn(chart, 'agent')).toBeUndefined();
    expect(Testing.synth(chart)[0]).toMatchObject({ kind: 'ConfigMap', data: { a: '' } });
    expect(warningsOf(chart)).toEqual([]);
  });

  test('that can not be spread are warned of where they were named, not where they stand among others', () => {
    const chart = plainChart();
    const agent = workload(chart, 'agent', { kind: 'DaemonSet' });
    workload(chart, 'api');
    new SpreadAcrossZones(chart, 'all', { workloads: [chart] });
    expect(warningsOf(chart)).toEqual([]);
    new SpreadAcrossZones(chart, 'one', { workloads: [agent] });
    expect(warningsOf(chart)).toEqual([
      "[shop/agent] scheduling/not-spread: DaemonSet 'shop/agent': it runs one pod on every node, so there is nothing to spread.",
    ]);
  });

  test('in a whole chart are all spread', () => {
    const chart = plainChart();
    const other = new Chart(chart.node.root as App, 'other');
    workload(other, 'api');
    workload(new Construct(other, 'below'), 'worker', { kind: 'StatefulSet' });
    new SpreadAcrossZones(chart, 'spread', { workloads: [other] });
    expect([constraintsIn(other, 'api'), constraintsIn(other, 'worker')].map(summaryOf)).toEqual([DEFAULT, DEFAULT]);
  });

  test('are spread once they are complete, also where the constraint was there first', () => {
    const chart = plainChart();
    const api = new plus28.Deployment(chart, 'api', { metadata: { name: 'api' } });
    new SpreadAcrossZones(chart, 'spread', { workloads: [api] });
    api.addContainer({ image: 'registry.example.com/app:1.4.2' });
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual(DEFAULT);
  });
});

describe('constraints that are there already', () => {
  const written = defaultSpread({ selector: { matchLabels: { app: 'api' } }, kind: 'Deployment' });
  const own = { maxSkew: 1, topologyKey: 'example.com/rack', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'api' } } };

  test('are replaced where a construct of this library wrote them', () => {
    const chart = plainChart();
    const api = workload(chart, 'api', { podSpec: { topologySpreadConstraints: [...written, own] } });
    markSpread(api, written);
    new SpreadAcrossZones(chart, 'spread', { workloads: [api], maxSkew: 2, hosts: { enabled: false } });
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual(['example.com/rack:DoNotSchedule:1', `${ZONE}:DoNotSchedule:2`]);
  });

  test('are replaced where HardenedDeployment wrote them by default', () => {
    const chart = clusterChart();
    const api = new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.4.2', resources: { memory: '256Mi' } });
    const spreadOf = () => Testing.synth(chart).find(({ kind }) => kind === 'Deployment').spec.template.spec.topologySpreadConstraints;
    const byItself = spreadOf();
    new SpreadAcrossZones(chart, 'same', { workloads: [api] });
    expect(spreadOf()).toEqual(byItself);
    new SpreadAcrossZones(chart, 'other', { workloads: [api], maxSkew: 2, hosts: { enabled: false } });
    expect(summaryOf(spreadOf())).toEqual([`${ZONE}:DoNotSchedule:2`]);
  });

  test('are replaced where SpreadAcrossZones wrote them before: the last one holds', () => {
    const chart = plainChart();
    const api = workload(chart, 'api');
    new SpreadAcrossZones(chart, 'all', { workloads: [chart] });
    new SpreadAcrossZones(chart, 'api-spread', { workloads: [api], maxSkew: 2 });
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual([`${ZONE}:DoNotSchedule:2`, `${HOST}:ScheduleAnyway:1`]);
  });

  test("are an error of the synth where they are a user's and stand in the way", () => {
    const chart = clusterChart();
    const api = workload(chart, 'api', { podSpec: { topologySpreadConstraints: [{ ...own, topologyKey: ZONE }] } });
    new SpreadAcrossZones(chart, 'spread', { workloads: [api] });
    expect(errorOf(() => (chart.node.root as Cluster).synthYaml())).toBe('Nothing was written: the manifests have an error.\n'
      + "  [prod-eu/shop/api] 'spec.template.spec.topologySpreadConstraints[0]' must not spread over 'topology.kubernetes.io/zone' with DoNotSchedule too: the API server takes one such constraint. "
      + "Remove it, for example with 'addJsonPatch', or leave Deployment 'shop/api' out.");
  });

  test('can be removed first, as that error says', () => {
    const chart = plainChart();
    const api = workload(chart, 'api', { podSpec: { topologySpreadConstraints: [{ ...own, topologyKey: ZONE }] } });
    new SpreadAcrossZones(chart, 'spread', { workloads: [api] });
    api.addJsonPatch(JsonPatch.remove('/spec/template/spec/topologySpreadConstraints'));
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual(DEFAULT);
  });
});

describe('bad input', () => {
  function make(options: Options, chart: Chart = clusterChart()): void {
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')], ...options });
  }

  test.each<[string, Options, string]>([
    ['a skew of 0', { maxSkew: 0 }, "'maxSkew' must be a whole number of at least 1, got 0. Use 1, or leave 'maxSkew' out."],
    ['more skew than the API has numbers for', { maxSkew: 2 ** 31 }, "'maxSkew' must be a whole number from 1 to 2147483647, got 2147483648. Use 1, or leave 'maxSkew' out."],
    ['half a skew', { hosts: { maxSkew: 1.5 } }, "'hosts.maxSkew' must be a whole number of at least 1, got 1.5. Use 1, or leave 'hosts.maxSkew' out."],
    ['no zones', { minZones: 0 }, "'minZones' must be a whole number of at least 1, got 0. Use 1, or leave 'minZones' out."],
    ['a soft constraint that asks for zones', { minZones: 3, whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY },
      "'minZones' must not be given with ScheduleAnyway: the API server refuses it, got 3. Leave 'minZones' out, or use WhenUnsatisfiable.DO_NOT_SCHEDULE."],
    ['a soft constraint that asks for racks', { topologies: [{ topologyKey: 'rack', minDomains: 2 }] },
      "'topologies[0].minDomains' must not be given with ScheduleAnyway: the API server refuses it, got 2. Leave 'topologies[0].minDomains' out, or use WhenUnsatisfiable.DO_NOT_SCHEDULE."],
    ['more zones than there are', { minZones: 4 },
      "'minZones' must be at most the number of zones, 3 (eu-1a, eu-1b, eu-1c): a zone would never hold more than 'maxSkew' replicas, got 4. Lower 'minZones', or leave it out."],
    ['a zone twice', { zones: ['a', 'a'] }, "'zones' must list each once, and at least one, got [\"a\",\"a\"]. Leave 'zones' out if they are not known."],
    ['an empty list of zones', { zones: [] }, "'zones' must list each once, and at least one, got []. Leave 'zones' out if they are not known."],
    ['a key that is none', { zoneKey: 'not a key' }, "'zoneKey' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, "
      + "with or without a DNS subdomain and '/' before it, got 'not a key'. Use a label that is there."],
    ['a second constraint over zones', { topologies: [{ topologyKey: ZONE, whenUnsatisfiable: WhenUnsatisfiable.DO_NOT_SCHEDULE }] },
      "'topologies[0]' must not be a second constraint over 'topology.kubernetes.io/zone' with DoNotSchedule: the API server refuses it. Remove it."],
    ['hosts for zones', { zoneKey: 'kubernetes.io/hostname', hosts: { whenUnsatisfiable: WhenUnsatisfiable.DO_NOT_SCHEDULE } },
      "'zoneKey' must not be that of hosts where both are spread with DoNotSchedule: the API server refuses it, got 'kubernetes.io/hostname'. Use 'hosts: { enabled: false }'."],
    ['a label to match twice', { matchLabelKeys: ['tier', 'tier'] },
      "'matchLabelKeys[1]' must be named once: the API server refuses the pods, got 'tier'. Leave one of the two out."],
    ['the same topology twice', { topologies: [{ topologyKey: 'rack' }, { topologyKey: 'rack' }] },
      "'topologies[1]' must not be a second constraint over 'rack' with ScheduleAnyway: the API server refuses it. Remove it."],
    ['a selector value that is none', { selector: { app: '-' } },
      "'selector.app' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got '-'. Use the value that the pods have."],
  ])('is refused: %s', (_, options, message) => {
    expect(errorOf(() => make(options))).toBe(`[prod-eu/shop/spread] ${message}`);
  });

  test('comes all in one error', () => {
    expect(errorOf(() => make({ maxSkew: 0, zones: [], topologies: [{ topologyKey: '', maxSkew: -1 }] })).split('\n')).toHaveLength(4);
  });

  test('passes where it is not known yet', () => {
    const options: Options = { minZones: placeholder('zones') as any, matchLabelKeys: ['tier', placeholder('key'), placeholder('key')] };
    const chart = clusterChart();
    expect(faultsOf(() => new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')], ...options }))).toEqual([]);
  });

  test('may be a second constraint over zones that is soft beside the strict one', () => {
    const chart = clusterChart();
    make({ maxSkew: 3, topologies: [{ topologyKey: ZONE }] }, chart);
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual([`${ZONE}:DoNotSchedule:3`, `${HOST}:ScheduleAnyway:1`, `${ZONE}:ScheduleAnyway:1`]);
  });

  test('is refused: no workloads', () => {
    expect(errorOf(() => new SpreadAcrossZones(clusterChart(), 'spread', { workloads: [] })))
      .toBe("[prod-eu/shop/spread] 'workloads' must hold at least one. Name what is to be spread.");
  });

  test('is refused: a workload that is not there yet', () => {
    const chart = clusterChart();
    const later = new Construct(chart, 'later');
    expect(errorOf(() => new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api'), later] })))
      .toBe("[prod-eu/shop/spread] 'workloads[1]' must be or contain a workload, but there is no object in it yet, got 'prod-eu/shop/later'. Make this construct after the workload.");
  });
});

describe('what shows only when all is there', () => {
  test('what a wrong option does to the workloads is not said of them', () => {
    const chart = clusterChart();
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')], maxSkew: NaN });
    expect(errorOf(() => (chart.node.root as Cluster).synthYaml()).split('\n').slice(1)).toEqual([
      expect.stringContaining("/spread] 'maxSkew' must be a whole number"),
    ]);
  });

  const synthError = (chart: Chart) => errorOf(() => (chart.node.root as Cluster).synthYaml()).split('\n').slice(1).map((line) => line.trim());

  test('is refused: an entry without a workload', () => {
    const chart = clusterChart();
    const settings = new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });
    new SpreadAcrossZones(chart, 'spread', { workloads: [settings] });
    expect(synthError(chart)).toEqual(["[prod-eu/shop/spread] 'workloads[0]' must be or contain a workload, got 'prod-eu/shop/settings'. Name a construct with pods."]);
  });

  test('is refused: a workload that was added later', () => {
    const chart = clusterChart();
    const group = new Construct(chart, 'group');
    workload(group, 'api');
    new SpreadAcrossZones(chart, 'spread', { workloads: [group] });
    new ApiObject(group, 'settings', { apiVersion: 'v1', kind: 'ConfigMap' });
    workload(group, 'late');
    expect(synthError(chart)).toEqual([
      "[prod-eu/shop/spread] 'workloads[0]' must be complete before it is spread, but a workload was added later, got 'prod-eu/shop/group/late'. Make this construct after it.",
    ]);
  });

  test('is left to a workload that can not be rendered', () => {
    const chart = plainChart();
    new SpreadAcrossZones(chart, 'spread', { workloads: [new plus28.Deployment(chart, 'api')] });
    expect(errorOf(() => Testing.synth(chart))).toContain('at least 1 container');
    expect(new SpreadAcrossZones(chart, 'again', { workloads: [chart] }).node.validate()).toEqual([]);
  });

  test('is refused: a workload that is kept to one zone', () => {
    const chart = clusterChart();
    new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api', { podSpec: { nodeSelector: { [ZONE]: 'eu-1a' } } })] });
    expect(synthError(chart)).toEqual([
      "[prod-eu/shop/api] 'spec.template.spec.nodeSelector' must leave more than one zone to a workload that is spread over zones, got 'eu-1a'. Remove it, or leave this workload out.",
    ]);
  });

  test('is a warning: volumes that may belong to a zone', () => {
    const chart = clusterChart();
    const volumeClaimTemplates = [{ metadata: { name: 'data' }, spec: {} }];
    const db = workload(chart, 'db', { kind: 'StatefulSet', volumeClaimTemplates });
    const queue = workload(chart, 'queue', { kind: 'StatefulSet', volumeClaimTemplates });
    new SpreadAcrossZones(chart, 'spread', { workloads: [db] });
    new SpreadAcrossZones(chart, 'zonal', { workloads: [queue], volumes: VolumeTopology.ZONAL });
    expect(warningsOf(chart).map((line) => line.slice(0, line.indexOf('. ')))).toEqual([
      "[prod-eu/shop/db] scheduling/zonal-volumes: StatefulSet 'shop/db': its replicas have volumes of their own",
    ]);
  });
});

test('the same program writes the same bytes', () => {
  const program = () => {
    const chart = clusterChart();
    workload(chart, 'api');
    new SpreadAcrossZones(chart, 'spread', { workloads: [chart], topologies: [{ topologyKey: 'rack' }] });
    return (chart.node.root as Cluster).synthYaml();
  };
  expect(program()).toBe(program());
});

describe('callers without the compiler of TypeScript', () => {
  const spread = (props: (api: ApiObject) => unknown) => errorOf(() => {
    const chart = plainChart();
    new (SpreadAcrossZones as any)(chart, 'spread', props(workload(chart, 'api')));
  });

  test.each<[string, (api: ApiObject) => unknown, string]>([
    ['no props', () => undefined, "[shop/spread] 'workloads' must be given. Add 'workloads: [api]', or whatever is spread."],
    ['a workload that is no list', (api) => ({ workloads: api }), "[shop/spread] 'workloads' must be a list. Use one such as [api]."],
    ['names of workloads', () => ({ workloads: ['api'] }), "[shop/spread] 'workloads[0]' must be a construct. Give a HardenedDeployment, a workload of cdk8s-plus, an ApiObject or a Chart."],
    ['options of other shapes', (api) => ({ workloads: [api], zones: 'a', hosts: false, topologies: [{}], volumes: 'Zonal', whenUnsatisfiable: 'Never' }), [
      "[shop/spread] 'whenUnsatisfiable' must be 'DoNotSchedule' or 'ScheduleAnyway', got 'Never'. Use one of them.",
      "[shop/spread] 'zones' must be a list of strings, got a text. Use one such as ['eu-central-1a', 'eu-central-1b'].",
      "[shop/spread] 'hosts' must be an object, got false. Use one such as { enabled: false }.",
      "[shop/spread] 'topologies[0].topologyKey' must be given. Use a label of nodes such as 'example.com/rack'.",
      "[shop/spread] 'volumes' must be 'regional' or 'zonal', got 'Zonal'. Use 'zonal'.",
    ].join('\n')],
  ])('hear of %s', (_, props, message) => {
    expect(spread(props)).toBe(message);
  });

  test('may leave options out by null, and hear of those that there are not', () => {
    const chart = plainChart();
    const props: any = { workloads: [workload(chart, 'api')], zones: null, hosts: { enabled: null }, topologies: null, maxskew: 2 };
    const construct = new SpreadAcrossZones(chart, 'spread', props);
    expect(summaryOf(constraintsIn(chart, 'api'))).toEqual(DEFAULT);
    expect(warningsOf(construct)).toEqual(["[shop/spread] construct/unknown-prop: 'maxskew' is no prop, so that nothing reads it. Did you mean 'maxSkew'?"]);
  });
});

test('a number that is lazy is written as what it becomes', () => {
  const chart = plainChart();
  new SpreadAcrossZones(chart, 'spread', { workloads: [workload(chart, 'api')], maxSkew: Lazy.any({ produce: () => 2 }) as any });
  expect(summaryOf(constraintsIn(chart, 'api'))).toEqual([`${ZONE}:DoNotSchedule:2`, `${HOST}:ScheduleAnyway:1`]);
});
