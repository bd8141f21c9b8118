import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart, Include, Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Cluster } from '../../lib/cluster/cluster';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { HardenedCronJob } from '../../lib/workload/hardened-cron-job';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { HardenedJob } from '../../lib/workload/hardened-job';
import { workload } from '../scheduling/workloads';
import { synthErrors } from './synth-errors';

const OWN = { 'app.kubernetes.io/name': 'api' };
const budget = (name: string, spec: any, namespace?: string) => ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name, ...(namespace !== undefined && { namespace }) }, spec });

function chartIn(cluster = new Cluster({ name: 'prod' })): Chart {
  return new Chart(cluster, 'shop', { namespace: 'shop' });
}

/** What is wrong with a HardenedDeployment of 3, or as it is said, beside other objects of its namespace. */
function errorsBeside(others: any[], props: any = {}): string[] {
  const chart = chartIn();
  new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2', replicas: 3, ...props });
  others.forEach((other, index) => new ApiObject(chart, `other-${index}`, other));
  return synthErrors(chart);
}

describe('a second budget over the pods of a workload of ours', () => {
  const error = (name: string) => `[prod/shop/api] 'disruptionBudget' must be the only one over these pods, but PodDisruptionBudget 'shop/${name}' selects them too: `
    + "Kubernetes evicts no pod of two budgets, so no node can be drained. Set 'disruptionBudget: { enabled: false }', or narrow what selects them besides.";

  test.each<[string, any]>([
    ['its own labels', { matchLabels: OWN }],
    ['the whole namespace', {}],
    ['its label by whatever value', { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'Exists' }] }],
    ['labels that its pods have besides', { matchLabels: { tier: 'front' } }],
  ])('is an error where it selects %s', (_, selector) => {
    expect(errorsBeside([budget('all', { maxUnavailable: 1, selector })], { podLabels: { tier: 'front' } })).toEqual([error('all')]);
  });

  test.each<[string, any]>([
    ['other pods', budget('all', { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } })],
    ['nothing', budget('all', { maxUnavailable: 1 })],
    ['the pods of another namespace', budget('all', { maxUnavailable: 1, selector: {} }, 'billing')],
    ['what is not known yet', budget('all', { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': placeholder('x') } } })],
    ['nothing, without a spec', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'all' } }],
    ['what another kind of the same name means', { ...budget('all', { maxUnavailable: 1, selector: {} }), apiVersion: 'policy.example.com/v1' }],
  ])('is none where it selects %s', (_, other) => expect(errorsBeside([other])).toEqual([]));

  test('is an error from the generated classes of cdk8s-plus, and from YAML', () => {
    const chart = chartIn();
    new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2' });
    new k8s.KubePodDisruptionBudget(chart, 'l1', { metadata: { name: 'l1' }, spec: { selector: { matchLabels: OWN }, maxUnavailable: k8s.IntOrString.fromNumber(1) } });
    expect(synthErrors(chart)).toEqual([error('l1')]);

    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-')), 'vendor.yaml');
    const list = { apiVersion: 'v1', kind: 'List', items: [null, budget('listed', { maxUnavailable: 1, selector: { matchLabels: OWN } }, 'shop')] };
    fs.writeFileSync(file, JSON.stringify(list));
    const other = chartIn();
    new HardenedDeployment(other, 'api', { image: 'registry.example.com/shop/api:1.4.2' });
    new Include(other, 'vendor', { url: file });
    expect(synthErrors(other)).toEqual([error('listed')]);
  });

  test('is an error from another chart', () => {
    const chart = chartIn();
    new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2' });
    new ApiObject(new Chart(chart.node.root as Cluster, 'platform'), 'all', budget('all', { maxUnavailable: 1, selector: {} }, 'shop'));
    expect(synthErrors(chart)).toEqual([error('all')]);
  });

  test('is the only one where ours is not wanted', () => {
    const all = budget('all', { maxUnavailable: 1, selector: { matchLabels: OWN } });
    expect(errorsBeside([all], { disruptionBudget: { enabled: false } })).toEqual([]);
    expect(errorsBeside([all], { replicas: 1 })).toEqual([]);
    expect(errorsBeside([all, { ...all, metadata: { name: 'more' } }], { disruptionBudget: { enabled: false } })).toEqual([
      "[prod/shop/api] Deployment 'shop/api' must have one PodDisruptionBudget, but PodDisruptionBudget 'shop/all' and PodDisruptionBudget 'shop/more' select its pods: "
      + 'Kubernetes evicts no pod of two budgets, so no node can be drained. Leave all but one out, or narrow their selectors.',
    ]);
  });

  test('is an error beside ours by a label that is not known yet', () => {
    const selector = { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'Exists' }] };
    expect(errorsBeside([budget('all', { maxUnavailable: 1, selector })], { instance: placeholder('x') })).toEqual([error('all')]);
  });

  test('may be two more', () => {
    const [a, b] = ['a', 'b'].map((name) => budget(name, { maxUnavailable: 1, selector: {} }));
    expect(errorsBeside([a, b])).toEqual([expect.stringContaining("but PodDisruptionBudget 'shop/a' and PodDisruptionBudget 'shop/b' select them too")]);
  });

  test('is no concern of a DaemonSet, whose pods no drain evicts', () => {
    const chart = chartIn();
    new HardenedDaemonSet(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2' });
    ['a', 'b'].forEach((name) => new ApiObject(chart, name, budget(name, { maxUnavailable: 0, selector: {} })));
    expect(synthErrors(chart)).toEqual([]);
  });

  test('does not hide what cannot be rendered', () => {
    const chart = chartIn();
    new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2' });
    new ApiObject(chart, 'broken', budget('broken', { selector: Lazy.any({ produce: () => { throw new Error('no selector today'); } }) }));
    expect(synthErrors(chart)).toEqual([expect.stringContaining('no selector today')]);
  });
});

describe('a budget of others that never lets a pod go', () => {
  const NO_BUDGET = { disruptionBudget: { enabled: false } };
  const errors = (spec: any, props: any = {}, others: any[] = []) =>
    errorsBeside([budget('all', { selector: { matchLabels: OWN }, ...spec }), ...others], { ...NO_BUDGET, ...props });
  const error = (field: string, rule: string) => `[prod/shop/api] 'spec.${field}' of PodDisruptionBudget 'shop/all' must let at least one pod be evicted, or no node can be drained: ${rule}`;

  test.each<[any, any, string, string]>([
    [{ minAvailable: 3 }, {}, 'minAvailable', "of 3 replicas, 3 must stay, got 3. Use 'maxUnavailable: 1'."],
    [{ minAvailable: 4 }, {}, 'minAvailable', "of 3 replicas, 4 must stay, got 4. Use 'maxUnavailable: 1'."],
    [{ minAvailable: '67%' }, {}, 'minAvailable', "of 3 replicas, 67%, rounded up to 3, must stay, got '67%'. Use 'maxUnavailable: 1'."],
    [{ maxUnavailable: 0 }, {}, 'maxUnavailable', "of 3 replicas, 0 may be missing, got 0. Use 'maxUnavailable: 1'."],
    [{ maxUnavailable: '0%' }, {}, 'maxUnavailable', "of 3 replicas, 0%, rounded up to 0, may be missing, got '0%'. Use 'maxUnavailable: 1'."],
    [{ minAvailable: 1 }, { replicas: 1 }, 'minAvailable', 'of 1 replica, 1 must stay, got 1. Use more replicas, or leave this budget out.'],
    [{ minAvailable: 2 }, { replicas: undefined, autoscaling: { maxReplicas: 5 } }, 'minAvailable',
      "of 2 replicas ('minReplicas' of HorizontalPodAutoscaler 'shop/api'), 2 must stay, got 2. Use 'maxUnavailable: 1'."],
  ])('is an error: %j', (spec, props, field, rule) => expect(errors(spec, props)).toEqual([error(field, rule)]));

  test.each<[any, any]>([
    [{ minAvailable: 2 }, {}],
    [{ minAvailable: '66%' }, {}],
    [{ maxUnavailable: '1%' }, {}],
    [{ maxUnavailable: null, minAvailable: 2 }, {}],
    [{ minAvailable: 3 }, { replicas: 0 }],
    [{ minAvailable: 3 }, { replicas: placeholder('x') }],
    [{ minAvailable: placeholder('x') }, {}],
    [{}, {}],
  ])('is not one that lets a pod go, or may: %j', (spec, props) => expect(errors(spec, props)).toEqual([]));

  test.each<[any, string]>([
    [{ minAvailable: 'many' }, "spec.minAvailable: minAvailable is 'many'"],
    [{ minAvailable: 3, maxUnavailable: 1 }, 'spec: the budget has both'],
  ])('is not one that API servers refuse: %j', (spec, refusal) => {
    expect(errors(spec)).toEqual([expect.stringContaining(`[prod/shop/other-0] PodDisruptionBudget 'shop/all': ${refusal}`)]);
  });

  test('is one that asks for all of them, however many there are', () => {
    const replicas = placeholder('x');
    expect([errors({ minAvailable: '100%' }, { replicas }), errors({ maxUnavailable: 0 }, { replicas })].map((all) => all.length)).toEqual([1, 1]);
  });

  test('is none where an autoscaler of another program says how many there are', () => {
    const chart = chartIn();
    const api = new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2', ...NO_BUDGET });
    api.markHasAutoscaler();
    new ApiObject(chart, 'all', budget('all', { minAvailable: 1, selector: { matchLabels: OWN } }));
    expect(synthErrors(chart)).toEqual([]);
  });

  test('counts the pods of all workloads that it selects', () => {
    const other = (replicas: any, kind = 'Deployment') => ({
      apiVersion: 'apps/v1', kind, metadata: { name: 'web' },
      spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { ...OWN, app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1' }] } } },
    });
    expect(errors({ minAvailable: 4 }, {}, [other(2)])).toEqual([]);
    expect(errors({ minAvailable: 5 }, {}, [other(2)])).toEqual([error('minAvailable', "of 5 replicas (Deployment 'shop/api', Deployment 'shop/web'), 5 must stay, got 5. Use 'maxUnavailable: 1'.")]);
    // Where nothing is said, an autoscaler of another program may say it.
    expect(errors({ minAvailable: 4 }, {}, [other(undefined)])).toEqual([]);
    expect(errors({ minAvailable: 3 }, {}, [other(placeholder('x'))])).toEqual([]);
    expect(errors({ minAvailable: 4 }, {}, [other(undefined, 'DaemonSet')])).toEqual([]);
    expect(errors({ minAvailable: 5 }, {}, [other(2, 'DaemonSet')])).toEqual([expect.stringContaining("DaemonSet 'shop/web': spec.replicas: 'replicas' is an unknown field")]);
    const { spec, ...web } = other(2);
    expect(errors({ minAvailable: 3 }, {}, [{ ...web, spec: { ...spec, template: { ...spec.template, metadata: { labels: { app: 'web' } } } } }])).toHaveLength(1);
    expect(errors({ minAvailable: 3 }, {}, [{ ...other(2), metadata: { name: 'web', namespace: 'billing' } }])).toHaveLength(1);
  });

  test('may be over pods of other programs where it selects the whole namespace', () => {
    expect([errors({ minAvailable: 3, selector: {} }), errors({ minAvailable: '67%', selector: {} })]).toEqual([[], []]);
    expect(errors({ minAvailable: '100%', selector: {} })).toHaveLength(1);
  });
});

describe('a workload of others on spot capacity', () => {
  const place = (...budgets: any[]) => {
    const chart = chartIn();
    const target = workload(chart, 'web', { replicas: 3 });
    budgets.forEach((each, index) => new ApiObject(chart, `budget-${index}`, each));
    chart.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    chart.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    return { chart, target };
  };
  const selector = { matchLabels: { app: 'web' } };

  test('must not have two budgets, nor one that never lets a pod go', () => {
    expect(synthErrors(place(budget('a', { maxUnavailable: 1, selector }), budget('b', { maxUnavailable: 1, selector })).chart)).toEqual([
      "[prod/shop/web] Deployment 'shop/web' must have one PodDisruptionBudget, but PodDisruptionBudget 'shop/a' and PodDisruptionBudget 'shop/b' select its pods: "
      + 'Kubernetes evicts no pod of two budgets, so no node can be drained. Leave all but one out, or narrow their selectors.',
    ]);
    expect(synthErrors(place(budget('a', { minAvailable: 3, selector })).chart)).toEqual([
      "[prod/shop/web] 'spec.minAvailable' of PodDisruptionBudget 'shop/a' must let at least one pod be evicted, or no node can be drained: of 3 replicas, 3 must stay, got 3. Use 'maxUnavailable: 1'.",
    ]);
    expect(synthErrors(place(budget('a', { minAvailable: 2, selector })).chart)).toEqual([]);
  });

  test('is judged once where it is ours', () => {
    const chart = chartIn();
    new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2' });
    new ApiObject(chart, 'all', budget('all', { maxUnavailable: 1, selector: {} }));
    chart.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    expect(synthErrors(chart)).toHaveLength(1);
  });

  test('of nobody of ours is nobody of ours to judge', () => {
    const chart = chartIn();
    workload(chart, 'web');
    ['a', 'b'].forEach((name) => new ApiObject(chart, name, budget(name, { maxUnavailable: 0, selector: {} })));
    expect(synthErrors(chart)).toEqual([]);
  });
});

test('a fault of budgets has an id and is no fault of a prop that nobody gave', () => {
  const chart = chartIn();
  new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2', replicas: 3 });
  new ApiObject(chart, 'all', budget('all', { minAvailable: 3, selector: { matchLabels: OWN } }));
  expect(() => (chart.node.root as Cluster).synthYaml()).toThrow(expect.objectContaining({ findings: [
    expect.objectContaining({ id: 'workload/one-budget', path: 'prod/shop/api', prop: 'disruptionBudget' }),
    expect.objectContaining({ id: 'workload/drainable', path: 'prod/shop/api', prop: 'spec.minAvailable' }),
  ] }));
});

describe('the pods of a Job', () => {
  const inChart = (make: (chart: Chart) => unknown, ...budgets: any[]) => {
    const chart = chartIn();
    make(chart);
    budgets.forEach((other, index) => new ApiObject(chart, `budget-${index}`, other));
    return chart;
  };
  const job = (props: any = {}) => (chart: Chart) => new HardenedJob(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2', ...props });
  const cron = (chart: Chart) => new HardenedCronJob(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2', schedule: '@daily', activeDeadlineSeconds: 60 });
  const warned = (chart: Chart) => Warnings.of(chart).filter(({ id }) => id === 'workload/undrained-job').map(({ path: at, object, message }) => `[${at}] ${object}: ${message}`);
  const selected = (spec: any, name = 'ops') => budget(name, { selector: { matchLabels: OWN }, ...spec });

  test.each([['Job', job()], ['CronJob', cron]] as const)('of a %s may be selected by one budget only', (kind, make) => {
    expect(synthErrors(inChart(make, selected({ minAvailable: 0 }), selected({ minAvailable: 0 }, 'more')))).toEqual([
      `[prod/shop/api] ${kind} 'shop/api' must have one PodDisruptionBudget, but PodDisruptionBudget 'shop/ops' and PodDisruptionBudget 'shop/more' select its pods: `
      + 'Kubernetes evicts no pod of two budgets, so no node can be drained. Leave all but one out, or narrow their selectors.',
    ]);
  });

  const kept = (object: string, why: string) => [`[prod/shop/api] ${object}: PodDisruptionBudget 'shop/ops' lets none of its pods be evicted, so that a drain waits until they have ended: ${why}`];
  const uncounted = (bound: string) => `of Jobs, Kubernetes can't work out '${bound}', and then lets no pod of the budget go at all. Narrow its selector, or use a number as 'minAvailable'.`;

  test.each<[string, (chart: Chart) => unknown, any, string[]]>([
    ['a share or a number that may be missing', job(), { maxUnavailable: 1 }, kept("Job 'shop/api'", uncounted('maxUnavailable: 1'))],
    ['a share that must stay', cron, { minAvailable: '50%' }, kept("CronJob 'shop/api'", uncounted('minAvailable: 50%'))],
    ['as many as run at a time', job({ parallelism: 3 }), { minAvailable: 3 }, kept("Job 'shop/api'", '3 must stay, of 3 at a time. Use less, or narrow its selector.')],
    ['the only one', job(), { minAvailable: 1 }, kept("Job 'shop/api'", '1 must stay, of 1 at a time. Use less, or narrow its selector.')],
    ['fewer than run at a time', job({ parallelism: 3 }), { minAvailable: 2 }, []],
    ['some of as many as nobody knows', cron, { minAvailable: 1 }, []],
    ['none', job(), { minAvailable: 0 }, []],
    ['nothing', job(), {}, []],
    ['other pods', job(), { maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } }, []],
  ])('are kept from being evicted by %s', (_, make, spec, warnings) => {
    const chart = inChart(make, selected(spec));
    expect(synthErrors(chart)).toEqual([]);
    expect(warned(chart)).toEqual(warnings);
  });

  test.each<[string, any]>([
    ['what contradicts itself', { minAvailable: 1, maxUnavailable: 1 }],
    ['what is no bound', { maxUnavailable: 'few' }],
  ])('are not kept from being evicted by what API servers refuse: %s', (_, spec) => {
    const chart = inChart(job(), selected(spec));
    expect(synthErrors(chart)).toEqual([expect.stringContaining("[prod/shop/budget-0] PodDisruptionBudget 'shop/ops': spec")]);
    expect(warned(chart)).toEqual([]);
  });

  test('of others are looked at where they are placed on spot capacity', () => {
    const template = { metadata: { labels: { app: 'api' } }, spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'a:1' }] } };
    const raw = (scope: Chart) => new ApiObject(scope, 'raw', { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'raw' }, spec: { template } } as any);
    const chart = inChart(raw, budget('ops', { maxUnavailable: 1, selector: {} }));
    expect(warned(chart)).toEqual([]);
    chart.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    expect(warned(chart)).toHaveLength(1);
  });
});
