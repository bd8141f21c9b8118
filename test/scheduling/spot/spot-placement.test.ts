import { ApiObject, App, Chart, Duration, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as kplus33 from 'cdk8s-plus-33';
import { Cloud } from '../../../lib/cluster/cloud';
import { Warnings } from '../../../lib/construct/warnings';
import { placeholder } from '../../../lib/manifest/known';
import { SpotHostOptions, SpotNodePool } from '../../../lib/scheduling/node-pool/spot-node-pool';
import { SpotProvider } from '../../../lib/scheduling/node-pool/spot-provider';
import { SpotCapacity } from '../../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement, SpotPlacementProps } from '../../../lib/scheduling/spot/spot-placement';
import { HardenedDeployment } from '../../../lib/workload/hardened-deployment';
import { gatedFaults } from '../../schema/feature-gates';
import { MINORS, schemaFaults } from '../../schema/kubernetes-schema';
import { clusterChart, messagesOf, plainChart, spotPool, warningsOf } from '../node-pool/spot-node-pools';
import { workload } from '../workloads';

const IMAGE = 'registry.example.com/shop/api:1.4.2';
const podSpecOf = (object: ApiObject): any => object.toJson().spec.template.spec;
const termsOf = (object: ApiObject): any => podSpecOf(object).affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
const api = (scope: Chart, props = {}) => new HardenedDeployment(scope, 'api', { image: IMAGE, replicas: 3, ...props });
const validationsOf = (construct: { node: { validate(): string[] } }) => construct.node.validate();

function budget(scope: Chart, name: string): ApiObject {
  return new ApiObject(scope, `${name}-pdb`, { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name }, spec: { maxUnavailable: 1, selector: { matchLabels: { app: name } } } });
}

describe('host', () => {
  test('places a workload on the pool, and what it emits is Kubernetes', () => {
    const scope = clusterChart({ kubernetesVersion: '1.33' });
    const pool = spotPool({ onDemandBasePercent: 20 }, scope);
    const { deployment } = api(scope);
    pool.host(deployment);
    expect(podSpecOf(deployment).tolerations).toEqual([{ key: 'fleetwright.io/spot', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }]);
    expect(termsOf(deployment)).toEqual([{ matchExpressions: [
      { key: 'karpenter.sh/nodepool', operator: 'In', values: ['spot', 'spot-base'] },
      { key: 'fleetwright.io/capacity-domain', operator: 'In', values: ['1', '2', '3', '4', '5'] },
    ] }]);
    expect(podSpecOf(deployment).topologySpreadConstraints.map(({ topologyKey }: any) => topologyKey))
      .toEqual(['topology.kubernetes.io/zone', 'kubernetes.io/hostname', 'fleetwright.io/capacity-domain']);
    for (const minor of MINORS) { expect([...schemaFaults(deployment.toJson(), minor), ...gatedFaults(deployment.toJson(), minor)]).toEqual([]); }
    expect(warningsOf(scope.node.root)).toEqual([]);
  });

  test('goes by the label of spot too where nothing else comes of the pool', () => {
    const pool = spotPool({ onDemandFallback: false });
    const object = workload(pool.node.scope!, 'web');
    pool.host(object);
    expect(termsOf(object)).toEqual([{ matchExpressions: [
      { key: 'karpenter.sh/nodepool', operator: 'In', values: ['spot'] }, { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] },
    ] }]);
  });

  test('leaves the base aside for a workload that does not want it', () => {
    const pool = spotPool({ onDemandBasePercent: 20 });
    const object = workload(pool.node.scope!, 'web');
    pool.host(object, { onDemandBase: false });
    expect([podSpecOf(object).topologySpreadConstraints, termsOf(object)]).toEqual([
      undefined, [{ matchExpressions: [{ key: 'karpenter.sh/nodepool', operator: 'In', values: ['spot'] }] }],
    ]);
  });

  test.each<[string, SpotProvider, number]>([
    ['AWS', SpotProvider.karpenterAwsNodeClass('x'), 30], ['Azure', SpotProvider.karpenterAzureNodeClass('x'), 20],
    ['GCP', SpotProvider.karpenterGcpNodeClass('x'), 15], ['GKE', SpotProvider.gkeComputeClass(), 15],
  ])('gives pods of ours on %s the time that there is', (_, provider, seconds) => {
    const scope = clusterChart({ kubernetesVersion: '1.33' });
    const { deployment } = api(scope, { ports: [{ port: 8080 }] });
    spotPool({ provider }, scope).host(deployment);
    const containers = [{ lifecycle: { preStop: { sleep: { seconds: 5 } } } }];
    expect(podSpecOf(deployment)).toMatchObject({ terminationGracePeriodSeconds: seconds, containers });
  });

  test('refuses a longer time that somebody asked for', () => {
    const scope = clusterChart();
    const { deployment } = api(scope, { terminationGracePeriodSeconds: 25 });
    spotPool({ provider: SpotProvider.karpenterGcpNodeClass('x') }, scope).host(deployment);
    expect(validationsOf(deployment)).toEqual([
      "'spec.template.spec.terminationGracePeriodSeconds' must be at most 15: Google Cloud takes the machine away 30 s after it says so, and the pod hears of it later, got 25. Use 15, or leave it out.",
    ]);
  });

  test('sends pods to a ComputeClass by the label that GKE reads', () => {
    const scope = clusterChart();
    const object = workload(scope, 'web');
    spotPool({ provider: SpotProvider.gkeComputeClass(), taints: [{ key: 'team' }] }, scope).host(object);
    expect(podSpecOf(object)).toMatchObject({
      nodeSelector: { 'cloud.google.com/compute-class': 'spot' },
      tolerations: [{ key: 'cloud.google.com/compute-class', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }, { key: 'team', operator: 'Exists', effect: 'NoSchedule' }],
    });
    expect(podSpecOf(object)).not.toHaveProperty('affinity');
  });

  test('refuses pods that ask for what the pool does not have', () => {
    const scope = clusterChart();
    const { deployment } = api(scope, { nodeSelector: { 'kubernetes.io/arch': 'arm64' } });
    spotPool({}, scope).host(deployment);
    expect(validationsOf(deployment)).toEqual([
      "'spec.template.spec.nodeSelector['kubernetes.io/arch']' must be one that nodes there have: 'amd64', got 'arm64'. Leave it out, or allow it in the pool.",
    ]);
  });

  test('refuses pods that ask for on-demand capacity of a pool that has none', () => {
    const scope = clusterChart();
    const { deployment } = api(scope, { nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand' } });
    spotPool({ onDemandFallback: false }, scope).host(deployment);
    expect(validationsOf(deployment)).toEqual([
      "'spec.template.spec.nodeSelector['karpenter.sh/capacity-type']' must be one that nodes there have: 'spot', got 'on-demand'. Leave it out, or allow it in the pool.",
    ]);
  });

  test('refuses pods that ask for another value of a node label', () => {
    const scope = clusterChart();
    const { deployment } = api(scope, { nodeSelector: { team: 'payments' } });
    spotPool({ nodeLabels: { team: 'shop' } }, scope).host(deployment);
    expect(validationsOf(deployment)).toEqual([
      "'spec.template.spec.nodeSelector.team' must be one that nodes there have: 'shop', got 'payments'. Leave it out, or allow it in the pool.",
    ]);
  });

  test('refuses pods that take nothing but spot where some of them are to be on demand', () => {
    const hosted = (options: SpotHostOptions, props: object) => {
      const scope = clusterChart();
      const { deployment } = api(scope, props);
      spotPool({ onDemandBasePercent: 20 }, scope).host(deployment, options);
      return validationsOf(deployment);
    };
    const spot = { nodeSelector: { 'karpenter.sh/capacity-type': 'spot' } };
    expect(hosted({}, spot)).toEqual([
      "'spec.template.spec.nodeSelector['karpenter.sh/capacity-type']' must be one that nodes of the on-demand base have: 'on-demand', got 'spot'. Leave it out, or host it with 'onDemandBase: false'.",
    ]);
    expect([hosted({ onDemandBase: false }, spot), hosted({}, { nodeSelector: { 'karpenter.sh/capacity-type': 'on-demand' } })]).toEqual([[], []]);
  });

  test('takes every workload of a chart', () => {
    const scope = clusterChart();
    const shop = new Chart(scope.node.root, 'shop');
    const objects = ['web', 'worker'].map((name) => workload(shop, name));
    spotPool({}, scope).host(shop);
    expect(objects.map((object) => podSpecOf(object).tolerations.length)).toEqual([1, 1]);
  });

  test('called twice changes nothing, and the last call holds', () => {
    const scope = clusterChart();
    const object = workload(scope, 'web');
    const pool = spotPool({ onDemandBasePercent: 20 }, scope);
    pool.host(object);
    const once = object.toJson();
    pool.host(object);
    expect(object.toJson()).toEqual(once);
    pool.host(object, { onDemandBase: false });
    expect(podSpecOf(object)).not.toHaveProperty('topologySpreadConstraints');
  });

  test('refuses a workload of another cluster', () => {
    expect(messagesOf(() => spotPool().host(workload(plainChart(), 'web')))).toEqual([
      "'workload' must be in the same cluster as the pool, got 'chart/web'. Make a pool in that cluster.",
    ]);
  });

  test('refuses a construct without objects', () => {
    const scope = clusterChart();
    expect(messagesOf(() => spotPool({}, scope).host(new Chart(scope.node.root, 'empty')))).toEqual([
      "'workload' must be or contain a workload, but there is no object in it yet, got 'prod-eu/empty'. Call this after it is made.",
    ]);
  });

  test('says at synth what was no workload, or came later', () => {
    const scope = clusterChart();
    const pool = spotPool({}, scope);
    const shop = new Chart(scope.node.root, 'shop');
    const config = new ApiObject(shop, 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
    pool.host(config);
    expect(validationsOf(pool)).toEqual(["'workload' must be or contain a workload, got 'prod-eu/shop/config'. Name a construct with pods."]);
    pool.host(shop);
    workload(shop, 'late');
    expect(validationsOf(pool)[1]).toBe("'workload' must be complete before it is hosted, but a workload was added later, got 'prod-eu/shop/late'. Call 'host' after it.");
  });

  test('refuses a StatefulSet unless that is meant', () => {
    const pool = spotPool();
    const object = workload(pool.node.scope!, 'db', { kind: 'StatefulSet' });
    pool.host(object);
    expect(validationsOf(object)).toEqual([
      "'statefulSets' must be true to place StatefulSet 'shop/db' on capacity that is taken away: its volumes are tied to a zone, and its pods return one by one. Say so if it bears that, or leave it where it is.",
    ]);
    pool.host(object, { statefulSets: true });
    expect(validationsOf(object)).toEqual([]);
  });
});

describe('what does not survive', () => {
  const hosted = (make: (scope: Chart) => ApiObject, pool = {}) => {
    const scope = clusterChart();
    new SpotNodePool(scope, 'spot', { provider: SpotProvider.karpenterAwsNodeClass('x'), ...pool }).host(make(scope));
    return warningsOf(scope.node.root);
  };
  const ALONE = "scheduling/spot-single-replica: Deployment 'shop/web': Its only replica is away from the time its node is taken until another one is ready. Run two or more, or keep an on-demand base.";
  const UNBUDGETED = "scheduling/spot-no-budget: Deployment 'shop/web': No PodDisruptionBudget selects its pods, so nodes may be drained of all of them at once. Give it one.";
  const deployment = (spec: any, budgeted = true) => (scope: Chart) => {
    if (budgeted) { budget(scope, 'web'); }
    return workload(scope, 'web', spec);
  };
  const scaler = (scope: Chart, minReplicas?: number) => new ApiObject(scope, 'hpa', {
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { minReplicas, maxReplicas: 9, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
  });

  const keda = (scope: Chart, minReplicaCount?: number) => new ApiObject(scope, 'keda', {
    apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'web' }, spec: { minReplicaCount, scaleTargetRef: { name: 'web' } },
  });

  test.each<[string, (scope: Chart) => ApiObject, string[]]>([
    ['enough replicas with a budget', deployment({}), []],
    ['one replica', deployment({ replicas: 1 }), [ALONE]],
    ['one replica by default', deployment({ replicas: undefined }), [ALONE]],
    ['one replica of an autoscaler', (scope) => { scaler(scope); return deployment({})(scope); }, [ALONE]],
    ['more replicas of an autoscaler', (scope) => { scaler(scope, 3); return deployment({ replicas: 1 })(scope); }, []],
    ['one replica of KEDA', (scope) => { keda(scope); return deployment({ replicas: 3 })(scope); }, [ALONE]],
    ['more replicas of KEDA', (scope) => { keda(scope, 3); return deployment({ replicas: undefined })(scope); }, []],
    ['no budget', deployment({}, false), [UNBUDGETED]],
    ['one replica in the list of a kind', (scope) => {
      budget(scope, 'web');
      const { apiVersion, ...item } = workload(plainChart(), 'web', { replicas: 1 }).toJson();
      return new ApiObject(scope, 'list', { apiVersion, kind: 'DeploymentList', items: [null, { ...item, kind: undefined }] });
    }, [ALONE]],
    ['a budget of other pods', (scope) => { budget(scope, 'other'); return workload(scope, 'web'); }, [UNBUDGETED]],
  ])('is said of %s', (_, make, warnings) => expect(hosted(make)).toEqual(warnings));

  test('is that one replica only prefers the base', () => {
    expect(hosted(deployment({ replicas: 1 }), { onDemandBasePercent: 20 })).toEqual([
      "scheduling/spot-single-replica: Deployment 'shop/web': Its only replica prefers the on-demand base. Where that has no room, it takes spot, "
        + 'and then is away from the time its node is taken until another one is ready. Run two or more.',
    ]);
    expect(hosted(deployment({ replicas: 2 }), { onDemandBasePercent: 20 })).toEqual([]);
  });

  test('is the share when an autoscaler takes replicas away, and nobody puts that right', () => {
    const make = (scope: Chart) => { scaler(scope, 3); return deployment({})(scope); };
    expect(hosted(make, { onDemandBasePercent: 20 })).toEqual([
      "scheduling/base-drifts: Deployment 'shop/web': When its autoscaler takes replicas away, those on on-demand capacity may go first; the share is right again with the next that are added. "
        + "Run the descheduler, and say so in 'capabilities.descheduler' of the Cluster.",
    ]);
    const scope = clusterChart({ capabilities: { karpenter: { version: '1.14.1', interruptionQueue: true }, descheduler: { version: '0.36.0' } } });
    spotPool({ onDemandBasePercent: 20 }, scope).host(make(scope));
    expect(warningsOf(scope.node.root)).toEqual([]);
  });

  test('is a pod of its own, and a Job that is never tried again', () => {
    const template = { spec: { containers: [{ name: 'app', image: IMAGE }], restartPolicy: 'Never' } };
    expect(hosted((scope) => new ApiObject(scope, 'pod', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, ...template }))).toEqual([
      "scheduling/spot-bare-pod: Pod 'shop/pod': Nothing brings a pod of its own back when its node is taken away. Use a Deployment or a Job.",
    ]);
    const job = (backoffLimit?: number) => (scope: Chart) => new ApiObject(scope, 'job', { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'job' }, spec: { backoffLimit, template } });
    expect(hosted(job(0))).toEqual(["scheduling/spot-no-retry: Job 'shop/job': Its first interruption fails it: 'backoffLimit' is 0. Allow some retries."]);
    expect(hosted(job())).toEqual([]);
  });

  test('is a DaemonSet only where it was meant itself', () => {
    expect(hosted((scope) => workload(scope, 'agent', { kind: 'DaemonSet' }))).toEqual([
      "scheduling/not-placed: DaemonSet 'shop/agent': it runs one pod on every node, so there is nothing to place. Give it a toleration of its own.",
    ]);
    const scope = clusterChart();
    const shop = new Chart(scope.node.root, 'shop', { namespace: 'shop' });
    budget(shop, 'web');
    workload(shop, 'agent', { kind: 'DaemonSet' });
    workload(shop, 'web');
    spotPool({}, scope).host(shop);
    expect(warningsOf(scope.node.root)).toEqual([]);
  });
});

describe('SpotPlacement', () => {
  const KARPENTER = { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] };
  const placed = (capacity: SpotCapacity, props: Partial<SpotPlacementProps> = {}) => {
    const object = workload(plainChart(), 'web');
    object.with(new SpotPlacement({ capacity, ...props }));
    return object;
  };

  test.each<[string, SpotCapacity, object[], number]>([
    ['Karpenter on AWS', SpotCapacity.karpenterAws(), [KARPENTER], 30],
    ['NodePools of Karpenter', SpotCapacity.karpenterAws({ nodePools: ['a', 'b'] }), [{ key: 'karpenter.sh/nodepool', operator: 'In', values: ['a', 'b'] }, KARPENTER], 30],
    ['Karpenter on GCP', SpotCapacity.karpenterGcp(), [KARPENTER], 15],
    ['AKS node auto-provisioning', SpotCapacity.aksNodeAutoProvisioning(), [KARPENTER], 20],
    ['EKS managed node groups', SpotCapacity.eksManagedNodeGroup(), [{ key: 'eks.amazonaws.com/capacityType', operator: 'In', values: ['SPOT'] }], 30],
    ['AKS', SpotCapacity.aks(), [{ key: 'kubernetes.azure.com/scalesetpriority', operator: 'In', values: ['spot'] }], 20],
    ['GKE', SpotCapacity.gke(), [{ key: 'cloud.google.com/gke-spot', operator: 'In', values: ['true'] }], 15],
    ['GKE with more time', SpotCapacity.gke({ podShutdownSeconds: 90 }), [{ key: 'cloud.google.com/gke-spot', operator: 'In', values: ['true'] }], 30],
  ])('goes by the labels of %s', (_, capacity, expressions, seconds) => {
    const object = placed(capacity);
    expect(termsOf(object)).toEqual([{ matchExpressions: expressions }]);
    expect(podSpecOf(object).terminationGracePeriodSeconds).toBe(seconds);
  });

  test('refuses pods that ask for other capacity', () => {
    const object = workload(plainChart(), 'web', { podSpec: { nodeSelector: { 'eks.amazonaws.com/capacityType': 'ON_DEMAND' } } });
    object.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    expect(validationsOf(object)).toEqual([
      "'spec.template.spec.nodeSelector['eks.amazonaws.com/capacityType']' must be one that nodes there have: 'SPOT', got 'ON_DEMAND'. Leave it out, or allow it in the pool.",
    ]);
  });

  test('refuses capacity of another cloud than that of the cluster', () => {
    const place = (cloud: Cloud | undefined, capacity: SpotCapacity) =>
      messagesOf(() => workload(clusterChart({ cloud }), 'web').with(new SpotPlacement({ capacity })));
    expect(place(Cloud.AZURE, SpotCapacity.eksManagedNodeGroup())).toEqual([
      "'capacity' must be one of the cluster's cloud, 'azure', and is of 'aws'. Use another provider, or correct 'cloud' on the Cluster.",
    ]);
    expect([place(Cloud.AZURE, SpotCapacity.aks()), place(undefined, SpotCapacity.aks()), place(Cloud.of('own'), SpotCapacity.gke())]).toEqual([[], [], []]);
  });

  test("fits into the notice of the cluster's own cloud", () => {
    const cloud = Cloud.of('hetzner', { spotNoticeSeconds: 30 });
    const place = (capacity: SpotCapacity, terminationGracePeriodSeconds?: number) => {
      const object = workload(clusterChart({ cloud }), 'web', { podSpec: { terminationGracePeriodSeconds } });
      object.with(new SpotPlacement({ capacity }));
      return object;
    };
    expect(podSpecOf(place(SpotCapacity.karpenterAws())).terminationGracePeriodSeconds).toBe(20);
    expect(podSpecOf(place(SpotCapacity.gke({ podShutdownSeconds: 25 }))).terminationGracePeriodSeconds).toBe(25);
    expect(validationsOf(place(SpotCapacity.karpenterAws(), 60))).toEqual([
      "'spec.template.spec.terminationGracePeriodSeconds' must be at most 20: hetzner takes the machine away 30 s after it says so, and the pod hears of it later, got 60. Use 20, or leave it out.",
    ]);
  });

  test('goes by labels to nodes of a cloud of another kind', () => {
    const capacity = SpotCapacity.of(Cloud.of('own', { spotNoticeSeconds: 36 }), { nodeLabels: { 'example.com/spot': 'true' }, taints: [{ key: 'spot' }] });
    const object = placed(capacity);
    expect(termsOf(object)).toEqual([{ matchExpressions: [{ key: 'example.com/spot', operator: 'In', values: ['true'] }] }]);
    expect(podSpecOf(object)).toMatchObject({ terminationGracePeriodSeconds: 24, tolerations: [{ key: 'spot', operator: 'Exists', effect: 'NoSchedule' }] });
  });

  test('goes to a ComputeClass by name', () => {
    expect(podSpecOf(placed(SpotCapacity.gkeComputeClass('batch')))).toMatchObject({
      nodeSelector: { 'cloud.google.com/compute-class': 'batch' },
      tolerations: [{ key: 'cloud.google.com/compute-class', operator: 'Equal', value: 'batch', effect: 'NoSchedule' }],
    });
  });

  test("gets past AKS' own taint, and others that are named", () => {
    expect(podSpecOf(placed(SpotCapacity.aks({ taints: [{ key: 'team', value: 'shop' }] }))).tolerations).toEqual([
      { key: 'kubernetes.azure.com/scalesetpriority', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }, { key: 'team', operator: 'Equal', value: 'shop', effect: 'NoSchedule' },
    ]);
    expect(podSpecOf(placed(SpotCapacity.karpenterAws()))).not.toHaveProperty('tolerations');
  });

  test('only prefers spot where other nodes will do', () => {
    const { nodeAffinity } = podSpecOf(placed(SpotCapacity.eksManagedNodeGroup(), { onDemandFallback: true })).affinity;
    expect(nodeAffinity).toEqual({ preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 100, preference: { matchExpressions: [{ key: 'eks.amazonaws.com/capacityType', operator: 'In', values: ['SPOT'] }] } },
    ] });
  });

  test.each([['28', kplus], ['33', kplus33 as unknown as typeof kplus]])('reaches workloads of cdk8s-plus-%s', (_, plus) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    new plus.Deployment(chart, 'web', { containers: [{ image: IMAGE }] });
    chart.with(new SpotPlacement({ capacity: SpotCapacity.aks() }));
    const [object] = Testing.synth(chart);
    // Of the 30 s that it writes, nobody asked for any.
    expect(object.spec.template.spec).toMatchObject({
      terminationGracePeriodSeconds: 20,
      tolerations: [{ value: 'spot' }],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: expect.anything() } },
    });
  });

  test('refuses a longer time that somebody asked cdk8s-plus for', () => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const web = new kplus.Deployment(chart, 'web', { containers: [{ image: IMAGE }], terminationGracePeriod: Duration.seconds(60) });
    chart.with(new SpotPlacement({ capacity: SpotCapacity.aks() }));
    expect(validationsOf(ApiObject.of(web))).toEqual([
      "'spec.template.spec.terminationGracePeriodSeconds' must be at most 20: Azure takes the machine away 30 s after it says so, and the pod hears of it later, got 60. Use 20, or leave it out.",
    ]);
  });

  test('takes StatefulSets where that is meant, and wants to know where to', () => {
    const object = workload(plainChart(), 'db', { kind: 'StatefulSet' });
    object.with(new SpotPlacement({ capacity: SpotCapacity.gke(), statefulSets: true }));
    expect(validationsOf(object)).toEqual([]);
    expect(messagesOf(() => new SpotPlacement({} as SpotPlacementProps))).toEqual(["'capacity' must be given. Use one such as 'SpotCapacity.eksManagedNodeGroup()'."]);
  });
});

describe('capacity that somebody else made', () => {
  const LABEL_VALUE = "a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty";
  test.each<[string, () => SpotCapacity, string]>([
    ['NodePools, of which there is none', () => SpotCapacity.karpenterAws({ nodePools: [] }), "[SpotCapacity.karpenterAws] 'nodePools' must hold at least one. Leave it out for any."],
    ['a taint whose value is none', () => SpotCapacity.aks({ taints: [{ key: 'team', value: 'a b' }] }), `[SpotCapacity.aks] 'taints[0].value' must be ${LABEL_VALUE}, got 'a b'. Correct it, or leave it out.`],
    ['a taint that is none', () => SpotCapacity.eksManagedNodeGroup({ taints: ['team' as any] }), "[SpotCapacity.eksManagedNodeGroup] 'taints[0]' must be an object, got a text. Use one such as { key: 'example.com/team' }."],
    ['a taint that is missing', () => SpotCapacity.karpenterAws({ taints: [null as any] }), "[SpotCapacity.karpenterAws] 'taints[0]' must not be null. Leave it out."],
    ['more time than GKE gives', () => SpotCapacity.gke({ podShutdownSeconds: 180 }), "[SpotCapacity.gke] 'podShutdownSeconds' must be a whole number from 1 to 120, got 180. Leave it out for 15."],
    ['time that is known later', () => SpotCapacity.gke({ podShutdownSeconds: placeholder('x') as any }), "[SpotCapacity.gke] 'podShutdownSeconds' must be known, got a value not known yet. Leave it out for 15."],
    ['a cloud of which nothing is known', () => SpotCapacity.of(Cloud.of('own'), { nodeLabels: { spot: 'true' } }), "[SpotCapacity.of] 'cloud' must say how much notice its spot machines get. Use one such as Cloud.of('own', { spotNoticeSeconds: 60 })."],
    ['no labels', () => SpotCapacity.of(Cloud.AWS, { nodeLabels: {} }), "[SpotCapacity.of] 'nodeLabels' must hold at least one. Name the labels that only spot nodes carry."],
    ['a label that is none', () => SpotCapacity.of(Cloud.AWS, { nodeLabels: { spot: 'a b' } }), `[SpotCapacity.of] 'nodeLabels.spot' must be ${LABEL_VALUE}, got 'a b'. Copy it from a node.`],
    ['a class without a name', () => SpotCapacity.gkeComputeClass(''), "[SpotCapacity.gkeComputeClass] 'name' must be given. Use the name of the ComputeClass."],
  ])('is refused with %s', (_, capacity, message) => expect(messageOf(capacity)).toBe(message));

  test('may leave options out by null', () => {
    const capacities = [SpotCapacity.gke(null as any), SpotCapacity.karpenterGcp({ nodePools: null, taints: null } as any)];
    expect(capacities.map(({ _nodes }) => _nodes.tolerations)).toEqual([[], []]);
  });

  function messageOf(work: () => unknown): string | undefined {
    try {
      work();
    } catch (error) {
      return (error as Error).message.split('\n')[0];
    }
    return undefined;
  }
});

test('what nothing reads is an error where no construct could raise a warning', () => {
  expect(() => SpotCapacity.karpenterAws({ nodepools: ['spot'] } as any)).toThrow(new Error(
    "[SpotCapacity.karpenterAws] 'nodepools' is no prop, so that nothing reads it. Use 'nodePools', or leave it out."));
  expect(() => new SpotPlacement({ capacity: SpotCapacity.gke(), ondemandFallback: true } as any)).toThrow(new Error(
    "[SpotPlacement] 'ondemandFallback' is no prop, so that nothing reads it. Use 'onDemandFallback', or leave it out."));
});

describe('what is left out', () => {
  const OUT = { capacity: SpotCapacity.eksManagedNodeGroup(), leaveOut: [
    { kind: 'StatefulSet', reason: 'its volumes are tied to a zone' }, { labels: { tier: 'slow' }, reason: 'ends slowly' },
  ] };
  const place = (scope: Chart, props: Partial<SpotPlacementProps> = {}) => scope.with(new SpotPlacement({ ...OUT, ...props }));
  const slow = (scope: Chart, labels: object) => workload(scope, 'slow', { podSpec: { terminationGracePeriodSeconds: 600 } }).addJsonPatch(JsonPatch.add('/metadata/labels', labels));

  test('stays where it is, and is reported with the reason', () => {
    const chart = plainChart();
    const database = workload(chart, 'database', { kind: 'StatefulSet', replicas: 1 });
    slow(chart, { tier: 'slow', team: 'shop' });
    const web = workload(chart, 'web');
    budget(chart, 'web');
    place(chart);
    expect(Object.keys(podSpecOf(database))).toEqual(['containers']);
    expect(podSpecOf(web)).toHaveProperty('affinity');
    expect(Testing.synth(chart)).toHaveLength(4);
    expect(Warnings.of(chart).map(({ id, object, message, accepted }) => [id, object, message, accepted])).toEqual([
      ['scheduling/not-placed', "StatefulSet 'shop/database'", 'it was left out, and stays where it is.', 'its volumes are tied to a zone'],
      ['scheduling/not-placed', "Deployment 'shop/slow'", 'it was left out, and stays where it is.', 'ends slowly'],
    ]);
  });

  test('is named where it stands in a List', () => {
    const chart = plainChart();
    const item = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'database' }, spec: { template: { spec: { containers: [] } } } };
    const list = new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [item] });
    place(chart);
    expect(list.toJson().items).toEqual([item]);
    expect(Warnings.of(chart).map(({ message }) => message)).toEqual(["StatefulSet 'database': it was left out, and stays where it is."]);
  });

  test('is nothing else: what carries other labels is refused as before', () => {
    const chart = plainChart();
    slow(chart, { tier: 'fast' });
    place(chart);
    expect(() => Testing.synth(chart)).toThrow('must be at most 90');
  });

  test('must be there: what matches nothing is an error at synth', () => {
    const chart = plainChart();
    workload(chart, 'web');
    workload(chart, 'database', { kind: 'StatefulSet' });
    place(chart, { leaveOut: [{ kind: 'StatefulSets', reason: 'x' }, { labels: { tier: 'slow' }, reason: 'y' }, { kind: 'Deployment', reason: 'z' }], statefulSets: true });
    expect(chart.node.findAll().flatMap(validationsOf)).toEqual(expect.arrayContaining([
      "'leaveOut[0]' must match a workload that would be placed, and matches none. Use the kind 'StatefulSet', or leave it out.",
      "'leaveOut[1]' must match a workload that would be placed, and matches none. Correct it, or leave it out.",
    ]));
    expect(chart.node.findAll().flatMap(validationsOf).filter((text) => text.startsWith("'leaveOut["))).toHaveLength(2);
  });

  test.each<[string, any, string]>([
    ['a kind in small letters', { kind: 'deployment', reason: 'x' }, "'leaveOut[0].kind' must be a kind of workload as Kubernetes writes it, got 'deployment'. Use 'Deployment'."],
    ['all', { reason: 'x' }, "'leaveOut[0]' must say which are meant: it would leave out all. Give it a 'kind' or 'labels'."],
    ['something without a reason', { kind: 'StatefulSet' }, "'leaveOut[0].reason' must be given. Say why they stay where they are."],
    ['something for an empty reason', { kind: 'StatefulSet', reason: '' }, "'leaveOut[0].reason' must be given. Say why they stay where they are."],
    ['something by a prop that is none', { kinds: ['StatefulSet'], kind: 'StatefulSet', reason: 'x' }, "'leaveOut[0].kinds' is no prop, so that nothing reads it. Use 'kind', or leave it out."],
  ])('is not %s', (_, out, message) => expect(messagesOf(() => new SpotPlacement({ ...OUT, leaveOut: [out] }))).toEqual([message]));
});
