import { ApiObject, Chart, Lazy, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cluster } from '../../lib/cluster/cluster';
import { placeholder } from '../../lib/manifest/known';
import { chartIn, deploy, warningsOf } from './deployment-construct';

const labels = { 'app.kubernetes.io/name': 'api' };
const withCluster = () => {
  const cluster = new Cluster({ name: 'prod-eu' });
  return { cluster, chart: new Chart(cluster, 'payments', { namespace: 'payments' }) };
};
const manifestOf = (chart: Chart, kind: string, name?: string) =>
  chart.toJson().find((object) => object.kind === kind && (name === undefined || object.metadata.name === name));

test('a Service of cdk8s-plus selects its pods', () => {
  const chart = chartIn();
  const api = deploy({ ports: [{ port: 8080 }] }, chart);
  new kplus.Service(chart, 'service', { selector: api, ports: [{ port: 80, targetPort: 8080 }] });
  expect(manifestOf(chart, 'Service').spec.selector).toEqual(labels);
});

describe('an autoscaler of cdk8s-plus', () => {
  test('scales it, and the Deployment leaves the number to it', () => {
    const chart = chartIn();
    const api = deploy({}, chart);
    expect(api.hasAutoscaler).toBe(false);
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: api, maxReplicas: 5 });
    expect(manifestOf(chart, 'HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' });
    expect(manifestOf(chart, 'Deployment').spec).not.toHaveProperty('replicas');
  });

  test('can measure its container', () => {
    const chart = chartIn();
    const api = deploy({ resources: { cpu: '250m', memory: '1Gi' } }, chart);
    const [container] = api.toScalingTarget().containers;
    expect(container.name).toBe('api');
    expect(container.resources?.cpu?.request?.amount).toBe('250m');
    expect(container.resources?.memory?.request).toEqual(Size.kibibytes(1024 * 1024));
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', {
      target: api, maxReplicas: 5, metrics: [kplus.Metric.containerCpu({ container, target: kplus.MetricTarget.averageUtilization(60) })],
    });
    expect(manifestOf(chart, 'HorizontalPodAutoscaler').spec.metrics[0].containerResource).toMatchObject({ name: 'cpu', container: 'api' });
  });

  test('is asked whether it requests CPU, not how much, where that is not known yet', () => {
    const { chart } = withCluster();
    const [container] = deploy({ resources: { cpu: placeholder('cpu'), memory: '1Gi' } }, chart).toScalingTarget().containers;
    expect(container.resources?.cpu?.request?.amount).toBe('1m');
  });

  test('must not be given a fixed number of pods, as cdk8s-plus itself says', () => {
    const { cluster, chart } = withCluster();
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: deploy({ replicas: 3 }, chart), maxReplicas: 5 });
    expect(() => cluster.synthYaml()).toThrow('HorizontalPodAutoscaler target cannot have a fixed number of replicas (3).');
  });

  test('must not be the second one', () => {
    const chart = chartIn();
    const api = deploy({ autoscaling: { maxReplicas: 4 } }, chart);
    expect(() => new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: api, maxReplicas: 5 })).toThrow(new Error(
      "[payments/api] has an autoscaler already, and two would work against each other. Leave 'autoscaling' or the other HorizontalPodAutoscaler out.",
    ));
  });

  test('must not go down to where the disruption budget blocks every drain', () => {
    const { cluster, chart } = withCluster();
    const api = deploy({ disruptionBudget: { minAvailable: 1 } }, chart);
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: api, maxReplicas: 5, metadata: { name: 'hpa' } });
    expect(() => cluster.synthYaml()).toThrow(
      "[prod-eu/payments/api] 'disruptionBudget.minAvailable' must let at least one pod be evicted, or no node can be drained: "
      + "of 1 replica ('minReplicas' of HorizontalPodAutoscaler 'payments/hpa'), 1 must stay, got 1. Use more replicas, or leave 'disruptionBudget' out.",
    );
  });

  test('of any make counts, and goes down to one if it does not say', () => {
    const { cluster, chart } = withCluster();
    const spec = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' }, maxReplicas: 5 };
    deploy({ disruptionBudget: { minAvailable: 1 } }, chart);
    new ApiObject(chart, 'hpa', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'hpa' }, spec });
    expect(() => cluster.synthYaml()).toThrow("of 1 replica ('minReplicas' of HorizontalPodAutoscaler 'payments/hpa'), 1 must stay, got 1.");
  });

  test('that leaves a single pod in quiet times raises the warning that one of ours does', () => {
    const { chart } = withCluster();
    const api = deploy({}, chart);
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: api, maxReplicas: 5, metadata: { name: 'hpa' } });
    expect(warningsOf(api)).toEqual([
      "workload/single-replica: one replica in quiet times, by 'minReplicas' of HorizontalPodAutoscaler 'payments/hpa': nothing serves while its node is drained. Use 2 or more there.",
    ]);
  });

  test('that leaves none in quiet times begins with a single one', () => {
    const { chart } = withCluster();
    const api = deploy({}, chart);
    api.markHasAutoscaler();
    const spec = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' }, minReplicas: 0, maxReplicas: 5 };
    new ApiObject(chart, 'hpa', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'hpa' }, spec });
    expect(warningsOf(api)).toEqual([
      "workload/single-replica: one replica in quiet times, by the first that HorizontalPodAutoscaler 'payments/hpa' brings: nothing serves while its node is drained. Use 2 or more there.",
    ]);
  });

  test.each([[2], [Lazy.any({ produce: () => 2 })], [placeholder('x')]])('that leaves %p raises none', (minReplicas) => {
    const { chart } = withCluster();
    const api = deploy({ disruptionBudget: { minAvailable: 1 } }, chart);
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: api, maxReplicas: 5, minReplicas: minReplicas as any });
    expect(warningsOf(api)).toEqual([]);
    expect(api.node.validate()).toEqual([]);
  });

  test('is worked against by the Deployment where nobody tells it of one', () => {
    const { chart } = withCluster();
    const api = deploy({}, chart);
    const spec = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' }, minReplicas: 2, maxReplicas: 5 };
    new ApiObject(chart, 'hpa', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'hpa' }, spec });
    expect(warningsOf(api)).toEqual([
      "workload/fixed-replicas: each apply takes back what HorizontalPodAutoscaler 'payments/hpa' did, because 'replicas' is written. Use 'autoscaling' in its place, or call 'markHasAutoscaler()'.",
    ]);
    api.markHasAutoscaler();
    expect(warningsOf(api)).toEqual([]);
    expect(manifestOf(chart, 'Deployment').spec).not.toHaveProperty('replicas');
  });

  test('may go down to where it does not', () => {
    const { cluster, chart } = withCluster();
    const api = deploy({ disruptionBudget: { minAvailable: 1 } }, chart);
    new kplus.HorizontalPodAutoscaler(chart, 'hpa', { target: api, minReplicas: 2, maxReplicas: 5 });
    // The autoscalers of others are no concern of ours, of the same name in another namespace or not.
    const web = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web:1' }] });
    const elsewhere = deploy({ ports: [{ port: 8080 }] }, new Chart(cluster, 'elsewhere', { namespace: 'elsewhere' }));
    new kplus.HorizontalPodAutoscaler(chart, 'other', { target: web, maxReplicas: 5 });
    new kplus.HorizontalPodAutoscaler(elsewhere, 'hpa', { target: elsewhere, maxReplicas: 5 });
    expect(() => cluster.synthYaml()).not.toThrow();
  });
});

describe('a NetworkPolicy of cdk8s-plus', () => {
  test('selects its pods and takes it as peer', () => {
    const chart = chartIn();
    const api = deploy({}, chart);
    const policy = new kplus.NetworkPolicy(chart, 'policy', { selector: api, metadata: { name: 'policy' } });
    policy.addIngressRule(api);
    expect(manifestOf(chart, 'NetworkPolicy', 'policy')).toMatchObject({
      metadata: { namespace: 'payments' },
      spec: {
        podSelector: { matchLabels: labels },
        ingress: [{ from: [{ podSelector: { matchLabels: labels }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'payments' } } }] }],
      },
    });
  });

  test('takes it as peer in a chart without namespace', () => {
    const chart = new Chart(chartIn().node.root as any, 'nowhere');
    const api = deploy({}, chart);
    new kplus.NetworkPolicy(chart, 'policy', { metadata: { name: 'policy' } }).addEgressRule(api);
    expect(manifestOf(chart, 'NetworkPolicy', 'policy').spec.egress[0].to).toEqual([{ podSelector: { matchLabels: labels } }]);
  });

  test('follows what a workload of cdk8s-plus says of it', () => {
    const chart = chartIn();
    const api = deploy({}, chart);
    const web = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web:1' }] });
    web.connections.allowTo(api, { ports: [kplus.NetworkPolicyPort.tcp(8080)] });
    const admitting = chart.toJson().find((object) => object.kind === 'NetworkPolicy' && object.spec.podSelector.matchLabels?.['app.kubernetes.io/name'] === 'api' && object.metadata.name !== 'api');
    expect(admitting.spec.ingress[0].ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  });
});

test('pods of cdk8s-plus can be kept apart from its pods', () => {
  const chart = chartIn();
  const api = deploy({}, chart);
  const web = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web:1' }] });
  web.scheduling.separate(api);
  const [term] = chart.toJson().find((object) => object.kind === 'Deployment' && object.metadata.name !== 'api')
    .spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  expect(term).toMatchObject({ labelSelector: { matchLabels: labels }, namespaces: ['payments'] });
});
