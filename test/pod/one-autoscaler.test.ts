import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cluster } from '../../lib/cluster/cluster';
import { RulePack } from '../../lib/cluster/rule-settings';
import { placeholder } from '../../lib/manifest/known';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { workload } from '../scheduling/workloads';
import { warningsOf } from '../workload/deployment-construct';
import { synthErrors } from './synth-errors';

const cluster = () => new Cluster({ name: 'prod', rules: { pack: RulePack.REFUSED } });
const chartIn = (app = cluster(), namespace = 'shop') => new Chart(app, namespace, { namespace });
const deploy = (chart: Chart, props: any = {}) => new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2', ...props });
const keda = (chart: Chart, spec: any = {}, { name = 'keda', annotations }: any = {}) => new ApiObject(chart, name, {
  apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name, annotations }, spec: { scaleTargetRef: { name: 'api' }, triggers: [], ...spec },
});
const hpa = (chart: Chart, name = 'hpa') => new ApiObject(chart, name, {
  apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name }, spec: { minReplicas: 2, maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' } },
});

describe('KEDA', () => {
  test('is worked against by a number of replicas, and then nothing but a call helps', () => {
    const chart = chartIn();
    const api = deploy(chart, { replicas: 3 });
    keda(chart, { minReplicaCount: 2 });
    expect(warningsOf(api)).toEqual([
      "workload/fixed-replicas: each apply takes back what ScaledObject 'shop/keda' did, because 'replicas' is written. Call 'markHasAutoscaler()'.",
    ]);
    api.markHasAutoscaler();
    expect(warningsOf(api)).toEqual([]);
    expect(api.deployment.toJson().spec).not.toHaveProperty('replicas');
  });

  test('of another namespace, workload or kind is no autoscaler of it', () => {
    const chart = chartIn();
    const api = deploy(chart);
    keda(chartIn(chart.node.root as Cluster, 'billing'));
    keda(chart, { scaleTargetRef: { name: 'web' } });
    keda(chart, { scaleTargetRef: { name: 'api', kind: 'StatefulSet' } }, { name: 'stateful' });
    new ApiObject(chart, 'vpa', {
      apiVersion: 'autoscaling.k8s.io/v1', kind: 'VerticalPodAutoscaler', metadata: { name: 'vpa' }, spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' } },
    });
    expect([warningsOf(api), synthErrors(chart)]).toEqual([[], []]);
  });

  test('must not go down to where the disruption budget blocks every drain', () => {
    const chart = chartIn();
    deploy(chart, { replicas: 3, disruptionBudget: { minAvailable: 2 } }).markHasAutoscaler();
    keda(chart, { minReplicaCount: 2 });
    expect(synthErrors(chart)).toEqual([
      "[prod/shop/api] 'disruptionBudget.minAvailable' must let at least one pod be evicted, or no node can be drained: "
      + "of 2 replicas ('minReplicaCount' of ScaledObject 'shop/keda'), 2 must stay, got 2. Use 'maxUnavailable: 1'.",
    ]);
  });

  test('begins with one pod where it leaves none', () => {
    const chart = chartIn();
    const api = deploy(chart, { disruptionBudget: { minAvailable: 1 } });
    api.markHasAutoscaler();
    keda(chart);
    expect(synthErrors(chart)).toEqual([
      "[prod/shop/api] 'disruptionBudget.minAvailable' must let at least one pod be evicted, or no node can be drained: "
      + "of 1 replica (the first that ScaledObject 'shop/keda' brings), 1 must stay, got 1. Use more replicas, or leave 'disruptionBudget' out.",
    ]);
    expect(warningsOf(api)).toEqual([
      "workload/single-replica: one replica in quiet times, by the first that ScaledObject 'shop/keda' brings: nothing serves while its node is drained. "
      + "Use 'minReplicaCount: 2' or more there, with 'idleReplicaCount: 0' where none is to be left at rest.",
    ]);
  });

  test('may leave what is not known yet', () => {
    const chart = chartIn();
    const api = deploy(chart, { disruptionBudget: { minAvailable: 1 } });
    api.markHasAutoscaler();
    keda(chart, { minReplicaCount: placeholder('x') });
    expect([warningsOf(api), synthErrors(chart)]).toEqual([[], []]);
  });
});

describe('two autoscalers', () => {
  const error = (who: string, names: string, fix: string) =>
    `[prod/shop/api] ${who} must have one autoscaler, but ${names} scale it: each stops where it sees the other (AmbiguousSelector). ${fix}.`;
  const HPAS = "HorizontalPodAutoscaler 'shop/hpa' and HorizontalPodAutoscaler 'shop/more'";

  test('of others are an error', () => {
    const chart = chartIn();
    deploy(chart).markHasAutoscaler();
    hpa(chart);
    hpa(chart, 'more');
    expect(synthErrors(chart)).toEqual([error("Deployment 'shop/api'", HPAS, 'Leave all but one out')]);
  });

  test.each<[string, (chart: Chart) => void, string]>([
    ['HorizontalPodAutoscaler', (chart) => hpa(chart), "HorizontalPodAutoscaler 'shop/api' and HorizontalPodAutoscaler 'shop/hpa'"],
    ['ScaledObject', (chart) => keda(chart, { minReplicaCount: 2 }), "HorizontalPodAutoscaler 'shop/api' and ScaledObject 'shop/keda'"],
  ])('are our own and a %s', (_, make, names) => {
    const chart = chartIn();
    deploy(chart, { autoscaling: { maxReplicas: 4 } });
    make(chart);
    expect(synthErrors(chart)).toEqual([error("'autoscaling'", names, "Leave 'autoscaling' or the others out")]);
  });

  test('are one of cdk8s-plus and a ScaledObject', () => {
    const chart = chartIn();
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: deploy(chart), minReplicas: 2, maxReplicas: 5, metadata: { name: 'hpa' } });
    keda(chart);
    expect(synthErrors(chart)).toEqual([error("Deployment 'shop/api'", "HorizontalPodAutoscaler 'shop/hpa' and ScaledObject 'shop/keda'", 'Leave all but one out')]);
  });

  test('are one where KEDA takes the other over', () => {
    const chart = chartIn();
    deploy(chart).markHasAutoscaler();
    hpa(chart);
    keda(chart, { minReplicaCount: 2, advanced: { horizontalPodAutoscalerConfig: { name: 'hpa' } } }, { annotations: { 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' } });
    expect(synthErrors(chart)).toEqual([]);
  });

  test('of a workload of others are an error where it is placed on spot capacity', () => {
    const chart = chartIn();
    workload(chart, 'api');
    hpa(chart);
    hpa(chart, 'more');
    expect(synthErrors(chart)).toEqual([]);
    chart.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    expect(synthErrors(chart)).toEqual([error("Deployment 'shop/api'", HPAS, 'Leave all but one out')]);
  });
});

describe('autoscalers of two workloads that mean the same pods', () => {
  const raw = (chart: Chart, name: string, matchLabels: any, labels: any = matchLabels) => {
    new ApiObject(chart, name, {
      apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { selector: { matchLabels }, template: { metadata: { labels }, spec: { containers: [{ name, image: 'a:1' }] } } },
    } as any);
    return name;
  };
  const scale = (chart: Chart, name: string) => new ApiObject(chart, `${name}-hpa`, {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name },
    spec: { minReplicas: 2, maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
  });
  const OWN = { 'app.kubernetes.io/name': 'api' };
  const error = (pods: string) => `[prod/shop/api] 'autoscaling' must share no pods with another autoscaler, but the pods of Deployment 'shop/${pods}' are selected by Deployment 'shop/web' too, `
    + "which HorizontalPodAutoscaler 'shop/web' scales: each stops where it sees the other (AmbiguousSelector). Narrow the selector of one of the two, or leave its autoscaler out.";

  test.each<[string, any, any, string[]]>([
    ['the other means ours', { tier: 'front' }, { tier: 'front' }, [error('api')]],
    ['ours means the other', { ...OWN, track: 'canary' }, undefined, [error('web')]],
    ['neither does', { tier: 'back' }, undefined, []],
    ['nobody knows', { tier: placeholder('x') }, undefined, []],
  ])('%s', (_, selector, labels, errors) => {
    const chart = chartIn();
    deploy(chart, { autoscaling: { maxReplicas: 4 }, podLabels: { tier: 'front' } });
    scale(chart, raw(chart, 'web', selector, labels));
    expect(synthErrors(chart)).toEqual(errors);
  });

  test('are none without an autoscaler of the other, or in another namespace', () => {
    const chart = chartIn();
    deploy(chart, { autoscaling: { maxReplicas: 4 }, podLabels: { tier: 'front' } });
    raw(chart, 'web', { tier: 'front' });
    const billing = chartIn(chart.node.root as Cluster, 'billing');
    scale(billing, raw(billing, 'web', { tier: 'front' }));
    expect(synthErrors(chart)).toEqual([]);
  });

  test.each<[string, any, string]>([
    ['a third one whose pods both mean', { tier: 'front' }, 'api'],
    ['the other where neither is ours', {}, 'a'],
  ])('are an error that says whose the pods are: %s', (_, labels, whose) => {
    const chart = chartIn();
    raw(chart, 'api', { app: 'api' }, { app: 'api', ...labels });
    ['a', 'b'].forEach((name) => scale(chart, raw(chart, name, { tier: 'front' }, { tier: 'front', name })));
    chart.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    expect(synthErrors(chart)).toEqual([
      expect.stringContaining(`HorizontalPodAutoscaler 'shop/a' must share no pods with another autoscaler, but the pods of Deployment 'shop/${whose}' are selected by Deployment 'shop/b' too`),
      expect.stringContaining("HorizontalPodAutoscaler 'shop/b' must share no pods with another autoscaler"),
    ]);
  });
});

test('a second word of an autoscaler is refused by its id', () => {
  const api = deploy(chartIn(), { autoscaling: { maxReplicas: 4 } });
  expect(() => api.markHasAutoscaler()).toThrow(expect.objectContaining({ findings: [expect.objectContaining({
    id: 'workload/one-autoscaler',
    path: 'prod/shop/api',
    message: expect.stringContaining("has an autoscaler already, and two would work against each other. Leave 'autoscaling' or the other HorizontalPodAutoscaler out."),
  })] }));
});
