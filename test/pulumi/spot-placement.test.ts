import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { spotPlacement, SpotPlacementArgs } from '../../lib/pulumi/spot-placement';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement, SpotPlacementProps } from '../../lib/scheduling/spot/spot-placement';
import { deploy, Deployment, UNKNOWN } from './engine-monitor';
import * as core from 'fleetwright';
import { ChartComponent, ConstructComponentOptions, fromConstruct, HardenedDeployment } from 'fleetwright/pulumi';

jest.setTimeout(60_000);

const AKS = SpotCapacity.aks();

function specWith(podSpec: any = {}): any {
  return {
    replicas: 3,
    selector: { matchLabels: { app: 'api' } },
    template: { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'api', image: 'registry.example.com/api:1.4.2' }], ...podSpec } },
  };
}

function placed(args: SpotPlacementArgs, spec: any = specWith()): Promise<Deployment> {
  return deploy(() => {
    new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec }, { transforms: [spotPlacement(args)] });
  }, { preview: true });
}

test.each<[string, SpotPlacementProps]>([
  ['AKS', { capacity: AKS }],
  ['EKS, or anywhere else', { capacity: SpotCapacity.eksManagedNodeGroup({ taints: [{ key: 'fleetwright.io/spot', value: 'spot' }] }), onDemandFallback: true }],
  ['a ComputeClass', { capacity: SpotCapacity.gkeComputeClass('spot') }],
])('makes of a workload what the mixin makes of it: %s', async (_, props) => {
  const chart = new Chart(new App(), 'chart');
  new ApiObject(chart, 'api', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' }, spec: specWith() } as any);
  chart.with(new SpotPlacement(props));
  const { resources: [{ props: registered }], logs, errors } = await placed(props);
  expect(registered).toEqual(Testing.synth(chart)[0]);
  expect(registered.spec).not.toEqual(specWith());
  expect([...logs, ...errors]).toEqual([]);
});

test('adds to what is there, Outputs among it', async () => {
  const term = { matchExpressions: [{ key: 'example.com/room', operator: 'In', values: [pulumi.output(pulumi.unknown as any)] }] };
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } };
  const { resources: [{ props }], errors } = await placed({ capacity: AKS }, specWith({ affinity }));
  expect(errors).toEqual([]);
  expect(props.spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms).toEqual([{
    matchExpressions: [
      { key: 'example.com/room', operator: 'In', values: [UNKNOWN] },
      { key: 'kubernetes.azure.com/scalesetpriority', operator: 'In', values: ['spot'] },
    ],
  }]);
});

test('ends the deployment where a pod takes longer to end than there is notice', async () => {
  const { errors } = await placed({ capacity: AKS }, specWith({ terminationGracePeriodSeconds: 60 }));
  expect(errors).toEqual([
    "transform failed: Error: [kubernetes:apps/v1:Deployment::api] 'spec.template.spec.terminationGracePeriodSeconds' must be at most 20: Azure takes the machine away 30 s after it says so, and the pod hears of it later, got 60. Use 20, or leave it out.",
  ]);
});

describe('a pod that nobody gave a time to end', () => {
  const IMAGE = 'registry.example.com/api:1.4.2';
  class Shop extends Construct {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      new core.HardenedDeployment(this, 'api', { image: IMAGE });
    }
  }
  const grace = async (make: (opts: ConstructComponentOptions) => unknown) => {
    const { errors, resources } = await deploy(() => make({ ambientKubeconfig: true, transforms: [spotPlacement({ capacity: AKS })] }));
    return errors.length > 0 ? errors : resources.find(({ type }) => type === 'kubernetes:apps/v1:Deployment')!.props.spec.template.spec.terminationGracePeriodSeconds;
  };

  test.each<[string, (opts: ConstructComponentOptions) => unknown]>([
    ['a HardenedDeployment', (opts) => new HardenedDeployment('api', { image: IMAGE }, opts)],
    ['a construct of somebody else around one', (opts) => new (fromConstruct('acme:index:Shop', Shop))('shop', undefined, opts)],
    ['a Deployment of cdk8s-plus', (opts) => new ChartComponent('shop', (chart) => { new kplus.Deployment(chart, 'api', { containers: [{ image: IMAGE }] }); }, {}, opts)],
  ])('gets what fits into the notice, as in cdk8s: %s', async (_, make) => {
    expect(await grace(make)).toBe(20);
  });

  test('is not one that was given it', async () => {
    const make = (opts: ConstructComponentOptions) => new HardenedDeployment('api', { image: IMAGE, terminationGracePeriodSeconds: 30 }, opts);
    expect(await grace(make)).toEqual([expect.stringContaining("'spec.template.spec.terminationGracePeriodSeconds' must be at most 20")]);
  });
});

test('ends the deployment where a field that it adds to is none of its kind', async () => {
  const { errors } = await placed({ capacity: AKS }, specWith({ tolerations: pulumi.output('all') }));
  expect(errors).toEqual([
    "transform failed: Error: [kubernetes:apps/v1:Deployment::api] 'spec.template.spec.tolerations' must be known, and of its own kind, for more to be added to it. Put it right, or leave this workload out.",
  ]);
});

test('takes a StatefulSet only where it was asked to', async () => {
  const run = (statefulSets?: boolean) => deploy(() => {
    new k8s.apps.v1.StatefulSet('db', { spec: { serviceName: 'db', ...specWith() } }, { transforms: [spotPlacement({ capacity: AKS, statefulSets })] });
  });
  expect((await run()).errors).toEqual([
    "transform failed: Error: [kubernetes:apps/v1:StatefulSet::db] 'statefulSets' must be true to place StatefulSet 'db' on capacity that is taken away: its volumes are tied to a zone, and its pods return one by one. Say so if it bears that, or leave it where it is.",
  ]);
  const { errors, resources: [{ props }] } = await run(true);
  expect(errors).toEqual([]);
  expect(props.spec.template.spec.tolerations).toHaveLength(1);
});

test('changes nothing the second time', async () => {
  const once = await placed({ capacity: AKS });
  const twice = await deploy(() => {
    pulumi.runtime.registerResourceTransform(spotPlacement({ capacity: AKS }));
    new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec: specWith() }, { transforms: [spotPlacement({ capacity: AKS })] });
  });
  expect(twice.resources[0].props).toEqual(once.resources[0].props);
});

test('has nothing to say of a DaemonSet', async () => {
  const { logs, resources: [{ props }] } = await deploy(() => {
    new k8s.apps.v1.DaemonSet('agent', { spec: specWith() }, { transforms: [spotPlacement({ capacity: AKS })] });
  });
  expect(logs).toEqual([]);
  expect(props.spec).toEqual(specWith());
});

test('wants to know where the pods go', () => {
  expect(() => spotPlacement({} as any)).toThrow(new Error("[spotPlacement] 'capacity' must be given. Use one such as 'SpotCapacity.eksManagedNodeGroup()'."));
});
