import { Chart, Lazy, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterWorkloads } from '../../lib/cluster/cluster-workloads';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { HardenedStatefulSet, HardenedStatefulSetProps } from '../../lib/workload/hardened-stateful-set';
import { faultsOf } from '../faults-of';
import { MINIMAL } from '../workload/deployment-construct';

const chartWith = (workloads?: ClusterWorkloads) => new Chart(new Cluster({ name: 'dev', workloads }), 'shop', { namespace: 'shop' });
const here = (workloads: ClusterWorkloads | undefined, props: Partial<HardenedDeploymentProps> = {}) => {
  const api = new HardenedDeployment(chartWith(workloads), 'api', { ...MINIMAL, ...props });
  const { spec } = api.workload.toJson();
  return {
    api,
    replicas: spec.replicas,
    autoscaler: api.horizontalPodAutoscaler?.toJson().spec,
    budget: api.podDisruptionBudget?.toJson().spec,
    spread: spec.template.spec.topologySpreadConstraints,
    resources: spec.template.spec.containers[0].resources,
  };
};

test('without a word of the cluster, all is as ever', () => {
  expect(here(undefined)).toMatchObject({ replicas: 2, budget: { maxUnavailable: 1 }, resources: { requests: { cpu: '100m', memory: '256Mi' } } });
  expect(here({})).toMatchObject({ replicas: 2, budget: { maxUnavailable: 1 } });
  expect(here({}).spread).toHaveLength(2);
});

test('what a workload does not say, the cluster says', () => {
  const { replicas, budget, spread, resources } = here({ replicas: 3, spread: false, disruptionBudget: false, cpu: '50m', memory: '128Mi' });
  expect({ replicas, budget, spread }).toEqual({ replicas: 3, budget: undefined, spread: undefined });
  expect(resources).toMatchObject({ requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '128Mi' } });
});

test('what a workload says itself goes before the defaults', () => {
  const { replicas, budget, spread, resources } = here(
    { replicas: 3, spread: false, disruptionBudget: false, cpu: '50m', memory: '128Mi' },
    { replicas: 4, spread: true, disruptionBudget: { maxUnavailable: 2 }, resources: { cpu: '2', memory: '1Gi' } },
  );
  expect({ replicas, budget }).toMatchObject({ replicas: 4, budget: { maxUnavailable: 2 } });
  expect(spread).toHaveLength(2);
  expect(resources).toMatchObject({ requests: { cpu: '2', memory: '1Gi' } });
  expect(here({ replicas: 3 }, { autoscaling: { maxReplicas: 9 } }).autoscaler).toMatchObject({ minReplicas: 2, maxReplicas: 9 });
});

test.each<[string, ClusterWorkloads, Partial<HardenedDeploymentProps>, object]>([
  ['a number beyond it', { maxReplicas: 3 }, { replicas: 6 }, { replicas: 3 }],
  ['a number within it', { maxReplicas: 3 }, { replicas: 2 }, { replicas: 2 }],
  ['no number', { maxReplicas: 1 }, {}, { replicas: 1 }],
  ['none at all', { maxReplicas: 1 }, { replicas: 0 }, { replicas: 0 }],
  ['the default of the cluster', { replicas: 5, maxReplicas: 4 }, {}, { replicas: 4 }],
  ['an autoscaler beyond it', { maxReplicas: 5 }, { autoscaling: { minReplicas: 2, maxReplicas: 20 } }, { autoscaler: { minReplicas: 2, maxReplicas: 5 } }],
  ['an autoscaler within it', { maxReplicas: 5 }, { autoscaling: { maxReplicas: 5 } }, { autoscaler: { minReplicas: 2, maxReplicas: 5 } }],
  ['an autoscaler that could only stay', { maxReplicas: 2 }, { autoscaling: { minReplicas: 2, maxReplicas: 20 } }, { replicas: 2, autoscaler: undefined }],
  ['a number that only a deployment knows', { maxReplicas: 1 }, { replicas: placeholder('n') as any }, { replicas: placeholder('n') }],
  ['an autoscaler of which only a deployment knows', { maxReplicas: 1 }, { autoscaling: { maxReplicas: placeholder('n') as any } }, { autoscaler: { maxReplicas: placeholder('n') } }],
])('at most so many pods, of %s', (_, workloads, props, expected) => {
  expect(here(workloads, props)).toMatchObject(expected);
});

test('what a budget asks of several pods is not asked of a single one', () => {
  expect(here({ maxReplicas: 1 }, { replicas: 3, disruptionBudget: { minAvailable: 2 } }).budget).toBeUndefined();
  expect(here({ maxReplicas: 3 }, { replicas: 3, disruptionBudget: { minAvailable: 2 } }).budget).toMatchObject({ minAvailable: 2 });
  expect(faultsOf(() => here({ maxReplicas: 3 }, { replicas: 2, disruptionBudget: { minAvailable: 2 } }))).toHaveLength(1);
});

test('a number of pods that must stay was meant for as many as the workload says', () => {
  expect(here({ maxReplicas: 2 }, { replicas: 5, disruptionBudget: { minAvailable: 2 } })).toMatchObject({ replicas: 2, budget: { maxUnavailable: 1 } });
  expect(here({ maxReplicas: 2 }, { replicas: 5, disruptionBudget: { minAvailable: '50%' } }).budget).toMatchObject({ minAvailable: '50%' });
});

test('an autoscaler of which a bound is not known yet stays as it is', () => {
  const token: any = Lazy.any({ produce: () => 5 });
  expect(here({ maxReplicas: 3 }, { autoscaling: { minReplicas: token, maxReplicas: 9 } }).autoscaler).toMatchObject({ minReplicas: 5, maxReplicas: 9 });
  expect(here({ maxReplicas: 3 }, { autoscaling: { minReplicas: 5, maxReplicas: token } }).autoscaler).toMatchObject({ minReplicas: 5, maxReplicas: 5 });
});

test('a default of the cluster is no number that an autoscaler of cdk8s-plus would work against', () => {
  const chart = chartWith({ replicas: 3 });
  const api = new HardenedDeployment(chart, 'api', MINIMAL);
  const hpa = new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: api, minReplicas: 4, maxReplicas: 9 });
  expect(Testing.synth(chart).find(({ kind }) => kind === 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 4, maxReplicas: 9 });
  expect(api.workload.toJson().spec).not.toHaveProperty('replicas');
  expect(hpa).toBeDefined();
});

test('a single pod is warned of where the workload asks for it, and accepted where the cluster does', () => {
  const single = (workloads: ClusterWorkloads | undefined, replicas?: number) =>
    Warnings.of(here(workloads, { replicas }).api).filter(({ id }) => id === 'workload/single-replica').map(({ accepted }) => accepted ?? 'told');
  expect([single(undefined, 1), single({ maxReplicas: 4 }, 1), single({ maxReplicas: 1 }, 3), single({ replicas: 1 }), single({ replicas: 2 })])
    .toEqual([['told'], ['told'], ["'workloads.maxReplicas' of the Cluster"], ["'workloads.replicas' of the Cluster"], []]);
});

test('who accepts the warning for production does so for development, too', () => {
  const { api } = here({ maxReplicas: 1 }, { replicas: 1 });
  Warnings.accept(api, 'workload/single-replica', 'a cache');
  expect(() => (api.node.root as Cluster).synthYaml()).not.toThrow();
});

describe('a StatefulSet', () => {
  const set = (workloads: ClusterWorkloads, props: Partial<HardenedStatefulSetProps> = {}) =>
    new HardenedStatefulSet(chartWith(workloads), 'store', { ...MINIMAL, ...props }).workload.toJson().spec.replicas;

  test('has the number that it says, or its own default, within the bound', () => {
    expect([set({ replicas: 5 }), set({ replicas: 5 }, { replicas: 3 })]).toEqual([2, 3]);
    expect([set({ maxReplicas: 1 }), set({ maxReplicas: 2 }, { replicas: 3 })]).toEqual([1, 2]);
  });

  test('with a single pod is warned of, whatever number of other workloads the cluster has for a default', () => {
    const single = (workloads: ClusterWorkloads, props: Partial<HardenedStatefulSetProps>) =>
      Warnings.of(new HardenedStatefulSet(chartWith(workloads), 'store', { ...MINIMAL, ...props }))
        .filter(({ id }) => id === 'workload/single-replica').map(({ accepted }) => accepted ?? 'told');
    expect(single({ replicas: 1 }, { replicas: 1 })).toEqual(['told']);
    expect(single({ replicas: 1 }, { autoscaling: { minReplicas: 1, maxReplicas: 3 } })).toEqual(['told']);
    expect(single({ maxReplicas: 1 }, { replicas: 3 })).toEqual(["'workloads.maxReplicas' of the Cluster"]);
  });

  test('has a single pod where only two of a quorum might run', () => {
    const members = (maxReplicas: number, replicas: number) => set({ maxReplicas }, { replicas, quorum: true });
    expect([members(2, 3), members(3, 5), members(1, 3)]).toEqual([1, 3, 1]);
    expect(faultsOf(() => set({ maxReplicas: 2 }, { replicas: 2, quorum: true }))).toHaveLength(1);
  });
});

test('CPU is reserved within its bound, of every container of every kind', () => {
  expect(here({ maxCpu: '100m' }, { resources: { cpu: '2', cpuLimit: '4' } }).resources).toMatchObject({ requests: { cpu: '100m' }, limits: { cpu: '4' } });
  expect(here({ maxCpu: '100m' }, { resources: { cpu: '50m' } }).resources.requests.cpu).toBe('50m');
  const token: any = Lazy.any({ produce: () => '2' });
  expect(here({ maxCpu: '100m' }, { resources: { cpu: token } }).resources.requests.cpu).toBe('2');
  const agent = new HardenedDaemonSet(chartWith({ maxCpu: '10m', memory: '64Mi' }), 'agent', { ...MINIMAL, sidecars: [] });
  expect(agent.workload.toJson().spec.template.spec.containers[0].resources).toMatchObject({ requests: { cpu: '10m', memory: '64Mi' } });
});

describe('amounts of which a construct would warn', () => {
  const clusterOf = (workloads: ClusterWorkloads) => {
    const chart = chartWith(workloads);
    ['api', 'web'].forEach((id) => new HardenedDeployment(chart, id, MINIMAL));
    return chart.node.root as Cluster;
  };
  const saidOf = (workloads: ClusterWorkloads) => clusterOf(workloads).warnings.map(({ path, id, prop, message }) => [path, id, prop, message]);

  test('are warned of once, where the cluster says them', () => {
    expect(saidOf({ cpu: '100', maxCpu: '64', memory: '512' })).toEqual([
      ['dev', 'workload/huge-cpu', 'workloads.cpu', "'workloads.cpu' is '100', in whole cores: few nodes have as many. Did you mean '100m', thousandths of a core?"],
      ['dev', 'workload/huge-cpu', 'workloads.maxCpu', "'workloads.maxCpu' is '64', in whole cores: few nodes have as many. Did you mean '64m', thousandths of a core?"],
      ['dev', 'workload/tiny-memory', 'workloads.memory', "'workloads.memory' is 512 bytes: no container starts with that. Did you mean '512Mi'?"],
    ]);
    expect(saidOf({ cpu: '100m', maxCpu: '8', memory: '512Mi' })).toEqual([]);
  });

  test('may be accepted and made errors as any warning', () => {
    const cluster = (props: object) => new Cluster({ name: 'dev', workloads: { memory: '512' }, ...props });
    expect(cluster({ acceptedWarnings: [{ id: 'workload/tiny-memory', reason: 'a test' }] }).warnings).toMatchObject([{ accepted: 'a test' }]);
    expect(() => cluster({ warningsAsErrors: ['workload/tiny-memory'] }).synthYaml()).toThrow("[dev] workload/tiny-memory: 'workloads.memory' is 512 bytes");
  });
});

test.each<[string, object, string]>([
  ['no number of pods', { replicas: -1 }, "'workloads.replicas' must be a whole number of at least 0, got -1. Use a number such as 1."],
  ['a bound that lets no pod run', { maxReplicas: 0 }, "'workloads.maxReplicas' must be a whole number of at least 1, got 0. Use a number such as 1."],
  ['no quantity', { cpu: 'much' }, "'workloads.cpu' must be a quantity above 0, got 'much'. Use a quantity such as '50m'."],
  ['nothing at all', { memory: '0' }, "'workloads.memory' must be a quantity of whole bytes from 1 to 8Pi, got '0'. Use a quantity such as '128Mi'."],
  ['half a byte', { memory: '500m' }, "'workloads.memory' must be a quantity of whole bytes from 1 to 8Pi, got '500m'. Use a quantity such as '128Mi'."],
  ['what is known later', { spread: placeholder('x') }, "'workloads.spread' must be known when the program runs. Use true or false."],
  ['what contradicts itself', { maxReplicas: 1 }, ''],
])('refuses %s', (_, workloads, message) => {
  const faults = message === '' ? faultsOf(() => here(workloads, { replicas: 3, autoscaling: { maxReplicas: 4 } })) : faultsOf(() => chartWith(workloads));
  expect(faults).toEqual([message === '' ? expect.stringContaining("'replicas' must not be given with 'autoscaling'") : message]);
});
