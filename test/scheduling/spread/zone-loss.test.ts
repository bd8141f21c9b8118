import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { SpreadAcrossZones } from '../../../lib/scheduling/spread/spread-across-zones';
import { NodeInclusionPolicy, VolumeTopology, WhenUnsatisfiable } from '../../../lib/scheduling/spread/spread-options';
import { ZoneLossProps } from '../../../lib/scheduling/spread/zone-loss';
import { clusterChart, plainChart, workload, ZONE } from '../workloads';

describe('SpreadAcrossZones.zoneLoss', () => {
  test('says what survives, and where the rest goes', () => {
    expect(SpreadAcrossZones.zoneLoss({ replicas: 6, zones: 3 })).toEqual({
      replicas: 6, zones: 3, lost: 2, survivors: 4, survivorsAfterScaleDown: 4, pending: 0, leastPerRemainingZone: 3, mostPerRemainingZone: 3,
    });
  });

  test.each<[string, Partial<ZoneLossProps>, any]>([
    ['maxSkew', { maxSkew: 2 }, { lost: 3, survivors: 3, leastPerRemainingZone: 2, mostPerRemainingZone: 4 }],
    ['whenUnsatisfiable', { whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY, maxSkew: 1 }, { lost: 6, survivors: 0, pending: 0 }],
    ['minZones', { minZones: 3 }, { survivors: 4, pending: 2 }],
    ['fewer minZones', { minZones: 2 }, { survivors: 4, pending: 0 }],
    ['nodeTaintsPolicy', { nodeTaintsPolicy: NodeInclusionPolicy.IGNORE }, { survivors: 4, pending: 2 }],
    ['volumes', { volumes: VolumeTopology.ZONAL }, { survivors: 4, pending: 2 }],
    ['regional volumes', { volumes: VolumeTopology.REGIONAL }, { survivors: 4, pending: 0 }],
    ['peakReplicas', { peakReplicas: 30 }, { survivors: 4, survivorsAfterScaleDown: 0 }],
    ['minAvailable that agrees', { minAvailable: '50%' }, { requiredByBudget: 3, evictionsLeft: 1, budgetAgrees: true }],
    ['minAvailable that just agrees', { minAvailable: 4 }, { requiredByBudget: 4, evictionsLeft: 0, budgetAgrees: true }],
    ['maxUnavailable that does not agree', { maxUnavailable: 1 }, { requiredByBudget: 5, evictionsLeft: 0, budgetAgrees: false }],
    ['maxUnavailable, rounded up', { maxUnavailable: '20%' }, { requiredByBudget: 4, evictionsLeft: 0, budgetAgrees: true }],
  ])('heeds %s', (_, props, expected) => {
    expect(SpreadAcrossZones.zoneLoss({ replicas: 6, zones: 3, ...props })).toMatchObject(expected);
  });

  test('says nothing of a budget where there is none', () => {
    expect(Object.keys(SpreadAcrossZones.zoneLoss({ replicas: 6, zones: 3 }))).not.toEqual(expect.arrayContaining(['budgetAgrees']));
  });

  test('says what stands in the guide', () => {
    const guide = fs.readFileSync(path.join(__dirname, '../../../docs/spread-across-zones.md'), 'utf8');
    const rows = [...guide.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, replicas, cells]) => [Number(replicas), cells.split(' | ')] as const);
    expect(rows.length).toBeGreaterThan(3);
    for (const [replicas, cells] of rows) {
      expect([replicas, ...cells]).toEqual([replicas, ...[2, 3, 4].map((zones) => {
        const { survivors, mostPerRemainingZone } = SpreadAcrossZones.zoneLoss({ replicas, zones });
        return `${survivors} run on, then ${mostPerRemainingZone}`;
      })]);
    }
  });

  test.each([[undefined], [{}]])('refuses a question without numbers (%j)', (props: any) => {
    expect(() => SpreadAcrossZones.zoneLoss(props)).toThrow(new Error(
      "[SpreadAcrossZones.zoneLoss] 'replicas' must be given. Use a number such as 3.\n[SpreadAcrossZones.zoneLoss] 'zones' must be given. Use a number such as 3."));
  });

  test('refuses a question that makes no sense, with all that is wrong with it', () => {
    expect(() => SpreadAcrossZones.zoneLoss({ replicas: 0, zones: 1.5, minZones: 3, minAvailable: 'half', maxUnavailable: -1 })).toThrow(new Error([
      "'replicas' must be a whole number of at least 1, got 0. Use a number such as 3.",
      "'zones' must be a whole number of at least 1, got 1.5. Use a number such as 3.",
      "'minAvailable' must be a whole number from 0, or a percentage such as '25%', got 'half'. Use a number such as 1, or a percentage such as '25%'.",
      "'maxUnavailable' must be a whole number from 0, or a percentage such as '25%', got -1. Use a number such as 1, or a percentage such as '25%'.",
      "'minAvailable' must not stand beside 'maxUnavailable': a budget has one of the two, got 'half'. Leave one out.",
      "'minZones' must be at most the number of zones, 1.5, got 3. Lower 'minZones', or leave it out.",
    ].map((line) => `[SpreadAcrossZones.zoneLoss] ${line}`).join('\n')));
  });
});

describe('zoneLosses', () => {
  const budget = (scope: Construct, name: string, spec: any, namespace?: string) => new ApiObject(scope, `${name}-budget`, {
    apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, namespace }, spec: { selector: { matchLabels: { app: name } }, ...spec },
  });
  const autoscaler = (scope: Construct, name: string, spec: any) => new ApiObject(scope, `${name}-autoscaler`, {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, ...spec },
  });
  const lossesOf = (chart: Chart, options: any = {}) => new SpreadAcrossZones(chart, 'spread', { workloads: [chart], ...options }).zoneLosses;

  test('answer for each workload, with the budget that it has', () => {
    const chart = clusterChart();
    workload(chart, 'api');
    workload(chart, 'worker', { replicas: 4 });
    budget(chart, 'api', { maxUnavailable: 1 });
    budget(chart, 'other', { minAvailable: 99 });
    expect(lossesOf(chart)).toEqual([
      {
        object: "Deployment 'shop/api'", replicas: 6, zones: 3, lost: 2, survivors: 4, survivorsAfterScaleDown: 4, pending: 0,
        leastPerRemainingZone: 3, mostPerRemainingZone: 3, requiredByBudget: 5, evictionsLeft: 0, budgetAgrees: false,
      },
      {
        object: "Deployment 'shop/worker'", replicas: 4, zones: 3, lost: 2, survivors: 2, survivorsAfterScaleDown: 2, pending: 0,
        leastPerRemainingZone: 2, mostPerRemainingZone: 2,
      },
    ]);
  });

  test('count only budgets of the same namespace', () => {
    const chart = clusterChart();
    workload(chart, 'api');
    budget(chart, 'api', { minAvailable: 6 }, 'other');
    expect(lossesOf(chart)[0]).not.toHaveProperty('budgetAgrees');
  });

  test('take the replicas from the autoscaler: its fewest, and its most before a scale-down', () => {
    const chart = clusterChart();
    workload(chart, 'api', { replicas: undefined });
    autoscaler(chart, 'api', { minReplicas: 3, maxReplicas: 12 });
    expect(lossesOf(chart)).toMatchObject([{ replicas: 3, survivors: 2, survivorsAfterScaleDown: 0 }]);
  });

  test('take no replicas from the autoscaler of another workload', () => {
    const chart = clusterChart();
    workload(chart, 'api');
    workload(chart, 'worker');
    autoscaler(chart, 'worker', { minReplicas: 3, maxReplicas: 12 });
    const elsewhere = autoscaler(chart, 'api', { minReplicas: 1, maxReplicas: 2 });
    elsewhere.addJsonPatch(JsonPatch.add('/metadata/namespace', 'other'));
    const rollout = autoscaler(new Construct(chart, 'rollout'), 'api', { minReplicas: 1, maxReplicas: 2 });
    rollout.addJsonPatch(JsonPatch.replace('/spec/scaleTargetRef/kind', 'Rollout'));
    expect(lossesOf(chart).map(({ replicas }) => replicas)).toEqual([6, 3]);
  });

  test('promise nothing of a workload that is not spread strictly', () => {
    const chart = clusterChart();
    workload(chart, 'api');
    expect(lossesOf(chart, { whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY })).toMatchObject([{ survivors: 0, pending: 0 }]);
    workload(chart, 'rack', { podSpec: { topologySpreadConstraints: [null, { topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule', maxSkew: 1 }] } });
    expect(new SpreadAcrossZones(chart, 'again', { workloads: [chart], whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY }).zoneLosses)
      .toMatchObject([{ survivors: 0 }, { survivors: 0 }]);
  });

  test('pass over objects that are written with gaps', () => {
    const chart = clusterChart();
    workload(chart, 'api');
    budget(chart, 'api', { minAvailable: 3 });
    const objects = [
      { apiVersion: 'v1', kind: 'PodTemplate', template: { spec: { containers: [] } } },
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 2, template: { spec: { containers: [] } } } },
      { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
      { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec: {} },
      { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
    ];
    objects.forEach((object, i) => {
      const written = new ApiObject(chart, `gaps-${i}`, object);
      written.addJsonPatch(JsonPatch.remove('/metadata'));
    });
    expect(lossesOf(chart)).toMatchObject([{ object: "Deployment 'shop/api'", requiredByBudget: 3 }, { object: 'Deployment without a name', replicas: 2 }]);
  });

  test('take an autoscaler that names no minimum for one of 1', () => {
    const chart = clusterChart();
    workload(chart, 'api', { replicas: undefined });
    autoscaler(chart, 'api', { maxReplicas: 2 });
    expect(lossesOf(chart)).toMatchObject([{ replicas: 1, survivors: 0 }]);
  });

  test('leave out what says nowhere how many replicas it has', () => {
    const chart = clusterChart();
    workload(chart, 'api', { replicas: undefined });
    workload(chart, 'agent', { kind: 'DaemonSet', replicas: undefined });
    expect(lossesOf(chart)).toEqual([]);
  });

  test('heed what the object says in the end, whoever wrote it', () => {
    const chart = clusterChart();
    const strict = (fields: any) => ({ podSpec: { topologySpreadConstraints: [{ topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: {}, ...fields }] } });
    workload(chart, 'taints', strict({ maxSkew: 1 }));
    workload(chart, 'minimum', strict({ maxSkew: 1, minDomains: 3, nodeTaintsPolicy: 'Honor' }));
    const soft = { whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY };
    expect(lossesOf(chart, soft)).toMatchObject([{ survivors: 4, pending: 2 }, { survivors: 4, pending: 2 }]);
  });

  test('count only the zones that are left to the pods', () => {
    const chart = clusterChart();
    const term = { matchExpressions: [{ key: ZONE, operator: 'NotIn', values: ['eu-1c'] }] };
    workload(chart, 'api', { podSpec: { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } } } });
    expect(lossesOf(chart)).toMatchObject([{ zones: 2, lost: 3, survivors: 3, mostPerRemainingZone: 6 }]);
  });

  test.each([
    ['volumes of their own', undefined, 2],
    ['volumes of their own that belong to a zone', VolumeTopology.ZONAL, 2],
    ['volumes of their own that every zone can mount', VolumeTopology.REGIONAL, 0],
  ])('heed %s', (_, volumes, pending) => {
    const chart = clusterChart();
    workload(chart, 'db', { kind: 'StatefulSet', volumeClaimTemplates: [{ metadata: { name: 'data' } }] });
    expect(lossesOf(chart, { volumes })).toMatchObject([{ survivors: 4, pending }]);
  });

  test('heed required anti-affinity, which leaves no place for what a lost zone held', () => {
    const chart = clusterChart();
    const term = { topologyKey: ZONE, labelSelector: { matchLabels: { app: 'api' } } };
    workload(chart, 'api', { replicas: 3, podSpec: { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } } });
    expect(lossesOf(chart)).toMatchObject([{ survivors: 2, pending: 1 }]);
    autoscaler(chart, 'api', { minReplicas: 2, maxReplicas: 3 });
    expect(new SpreadAcrossZones(chart, 'again', { workloads: [chart] }).zoneLosses).toMatchObject([{ replicas: 2, pending: 0 }]);
  });

  test.each<[any, any]>([
    [{ minReplicaCount: 3, maxReplicaCount: 9 }, { replicas: 3, survivors: 2, survivorsAfterScaleDown: 0 }],
    // What KEDA takes where nothing is said: none at rest, so one to begin with, and 100 at most.
    [{}, { replicas: 1, survivors: 0, survivorsAfterScaleDown: 0 }],
  ])('answer for what KEDA scales: %j', (spec, loss) => {
    const chart = clusterChart();
    workload(chart, 'api', { replicas: 6 });
    new ApiObject(chart, 'keda', { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'keda' }, spec: { scaleTargetRef: { name: 'api' }, ...spec } });
    expect(lossesOf(chart)).toMatchObject([loss]);
  });

  test('answer by the fewest and the most of two autoscalers', () => {
    const chart = clusterChart();
    workload(chart, 'api');
    autoscaler(chart, 'api', { minReplicas: 6, maxReplicas: 6 });
    new ApiObject(chart, 'more', {
      apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'more' },
      spec: { minReplicas: 3, maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' } },
    });
    expect(lossesOf(chart)).toMatchObject([{ replicas: 3, survivorsAfterScaleDown: 0 }]);
  });

  test('answer for cdk8s-plus workloads and their autoscalers', () => {
    const chart = clusterChart();
    const api = new plus28.Deployment(chart, 'api', { containers: [{ image: 'registry.example.com/app:1.4.2', resources: { cpu: { request: plus28.Cpu.millis(100) } } }] });
    const spread = new SpreadAcrossZones(chart, 'spread', { workloads: [api] });
    new plus28.HorizontalPodAutoscaler(chart, 'hpa', { target: api, minReplicas: 6, maxReplicas: 9, metrics: [plus28.Metric.resourceCpu(plus28.MetricTarget.averageUtilization(70))] });
    expect(spread.zoneLosses).toMatchObject([{ replicas: 6, survivors: 4, survivorsAfterScaleDown: 3 }]);
  });

  test('look into a List', () => {
    const chart = clusterChart();
    const item = workload(clusterChart(), 'api').toJson();
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [item] } as any);
    expect(lossesOf(chart)).toMatchObject([{ object: "Deployment 'shop/api'", survivors: 4 }]);
  });

  test('follow a patch of the manifest', () => {
    const chart = clusterChart();
    workload(chart, 'api').addJsonPatch(JsonPatch.replace('/spec/replicas', 9));
    expect(lossesOf(chart)).toMatchObject([{ replicas: 9, survivors: 6 }]);
  });

  test('are refused where the zones are not known', () => {
    const chart = plainChart();
    workload(chart, 'api');
    expect(() => lossesOf(chart)).toThrow(new Error("[shop/spread] 'zones' must be known to foresee the loss of one. Give 'zones' here or to the Cluster."));
    expect(new SpreadAcrossZones(chart, 'again', { workloads: [chart], zones: ['a', 'b'] }).zoneLosses).toMatchObject([{ survivors: 3 }]);
  });
});

test('what nothing reads of a question is an error, and not the answer to another one', () => {
  expect(() => SpreadAcrossZones.zoneLoss({ replicas: 3, zones: 3, maxskew: 2 } as any)).toThrow(new Error(
    "[SpreadAcrossZones.zoneLoss] 'maxskew' is no prop, so that nothing reads it. Use 'maxSkew', or leave it out."));
});
