import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { defaultSpread } from '../../lib/manifest/topology-spread';
import { HardenedDeployment } from '../../lib/pulumi/hardened-deployment';
import { podHardening } from '../../lib/pulumi/pod-hardening';
import { spreadAcrossZones, SpreadAcrossZonesArgs } from '../../lib/pulumi/spread-across-zones';
import { WhenUnsatisfiable, ZoneSpreadingProps } from '../../lib/scheduling/spread/spread-options';
import { ZoneSpreading } from '../../lib/scheduling/spread/zone-spreading';
import { deploy, Deployment, UNKNOWN } from './engine-monitor';
import * as core from 'fleetwright';
import { fromConstruct } from 'fleetwright/pulumi';

jest.setTimeout(60_000);

const ZONE = 'topology.kubernetes.io/zone';
const SELECTOR = { matchLabels: { app: 'api' } };

function specWith(podSpec: any = {}, rest: any = {}): any {
  return {
    replicas: 6,
    selector: SELECTOR,
    template: { metadata: { labels: { app: 'api' } }, spec: { containers: [{ name: 'api', image: 'registry.example.com/api:1.4.2' }], ...podSpec } },
    ...rest,
  };
}

class Component extends pulumi.ComponentResource {}

function spread(args: SpreadAcrossZonesArgs, spec: any = specWith(), parentType?: string): Promise<Deployment> {
  return deploy(() => {
    const parent = parentType === undefined ? undefined : new Component(parentType, 'parent');
    new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec }, { parent, transforms: [spreadAcrossZones(args)] });
  }, { preview: true });
}

function constraintsOf({ resources }: Deployment): any[] {
  return resources.find(({ name }) => name === 'api')!.props.spec.template.spec.topologySpreadConstraints;
}

test.each<[string, ZoneSpreadingProps]>([
  ['nothing said', {}],
  ['everything', { maxSkew: 2, whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY, hosts: { enabled: false }, topologies: [{ topologyKey: 'rack' }] }],
  ['zones', { zones: ['a', 'b'], minZones: 2 }],
])('makes of a workload what the mixin makes of it: %s', async (_, props) => {
  const chart = new Chart(new App(), 'chart');
  new ApiObject(chart, 'api', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' }, spec: specWith() } as any);
  chart.with(new ZoneSpreading(props));
  const { resources: [{ props: registered }], logs, errors } = await spread(props);
  expect(registered).toEqual(Testing.synth(chart)[0]);
  expect(registered.spec.template.spec.topologySpreadConstraints.length).toBeGreaterThan(0);
  expect([...logs, ...errors]).toEqual([]);
});

test('counts the pods that an unknown selector means', async () => {
  const app = pulumi.output(pulumi.unknown as any);
  const [zone] = constraintsOf(await spread({}, specWith({}, { selector: { matchLabels: { app } } })));
  expect(zone.labelSelector).toEqual({ matchLabels: { app: UNKNOWN } });
});

test('knows the zones of the cluster', async () => {
  const cluster = new Cluster({ name: 'prod', zones: ['a'] });
  for (const given of [cluster, { description: cluster }]) {
    expect(constraintsOf(await spread({ cluster: given })).map(({ topologyKey }) => topologyKey)).toEqual(['kubernetes.io/hostname']);
  }
  expect(() => spreadAcrossZones({ cluster, minZones: 2 })).toThrow(new Error(
    "[spreadAcrossZones] 'minZones' must be at most the number of zones, 1 (a): a zone would never hold more than 'maxSkew' replicas, got 2. Lower 'minZones', or leave it out.",
  ));
});

describe('constraints that are there', () => {
  const rival = { maxSkew: 3, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', labelSelector: SELECTOR };

  const STAYS = "it spreads over 'topology.kubernetes.io/zone' with DoNotSchedule by itself, so it stays as it is.";

  test('stay where somebody wrote them, and where they contradict all stays as it is, with a warning', async () => {
    const other = { ...rival, topologyKey: 'rack' };
    const { errors: none, ...deployment } = await spread({}, specWith({ topologySpreadConstraints: [other] }));
    expect(constraintsOf(deployment as Deployment)[0]).toEqual(other);
    expect(none).toEqual([]);
    // Where it could not be spread either, too.
    const { errors, logs, resources } = await spread({ zones: ['a', 'b', 'c'], minZones: 3 }, specWith({ topologySpreadConstraints: [rival] }, { replicas: 1 }));
    expect(errors).toEqual([]);
    expect(logs).toEqual([{ severity: 'warning', message: `[kubernetes:apps/v1:Deployment::api] scheduling/not-spread: Deployment 'api': ${STAYS}` }]);
    expect(resources[0].props.spec).toEqual(specWith({ topologySpreadConstraints: [rival] }, { replicas: 1 }));
  });

  test.each([['ScheduleAnyway', {}], ['DoNotSchedule', { whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY }]])(
    'stay as strict as somebody wrote them, all that is beside them too: %s', async (whenUnsatisfiable, args) => {
      for (const topologyKey of [ZONE, 'kubernetes.io/hostname']) {
        const own = specWith({ topologySpreadConstraints: [{ ...rival, topologyKey, whenUnsatisfiable }] });
        const { errors, logs, resources } = await deploy(() => {
          pulumi.runtime.registerResourceTransform(spreadAcrossZones(args));
          new k8s.apps.v1.Deployment('own', { metadata: { name: 'own' }, spec: own });
        });
        expect(errors).toEqual([]);
        expect(resources[0].props.spec).toEqual(own);
        expect(logs.map(({ message }) => message)).toEqual([
          `[kubernetes:apps/v1:Deployment::own] scheduling/not-spread: Deployment 'own': it spreads over '${topologyKey}' with ${whenUnsatisfiable} by itself, so it stays as it is.`,
        ]);
      }
    },
  );

  test.each<[string, SpreadAcrossZonesArgs, number]>([
    ['the same', {}, 0],
    ['a larger skew', { maxSkew: 2 }, 1],
    ['less strict', { whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY }, 1],
    ['zones alone, less strict', { whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY, hosts: { enabled: false } }, 1],
    ['one zone', { zones: ['a'] }, 0],
  ])('stay where a component of another process wrote them by default, whatever is asked for: %s', async (_, args, warnings) => {
    const spec = specWith({ topologySpreadConstraints: defaultSpread({ selector: SELECTOR, kind: 'Deployment' }) });
    const { errors, logs, resources } = await deploy(() => {
      pulumi.runtime.registerResourceTransform(spreadAcrossZones(args));
      new pulumi.ComponentResource('fleetwright:index:HardenedDeployment', 'elsewhere', {}, {}, true);
    }, { construct: () => [{ type: 'kubernetes:apps/v1:Deployment', name: 'api', props: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api' }, spec } }] });
    expect(errors).toEqual([]);
    expect(resources.find(({ name }) => name === 'api')!.props.spec).toEqual(spec);
    expect(logs).toHaveLength(warnings);
  });

  test('end no deployment of a whole stack: others are spread', async () => {
    const { errors, logs, resources } = await deploy(() => {
      pulumi.runtime.registerResourceTransform(spreadAcrossZones());
      new k8s.apps.v1.Deployment('own', { metadata: { name: 'own' }, spec: specWith({ topologySpreadConstraints: [rival] }) });
      new k8s.apps.v1.Deployment('api', { metadata: { name: 'api' }, spec: specWith() });
    });
    expect(errors).toEqual([]);
    expect(logs.map(({ message }) => message)).toEqual([`[kubernetes:apps/v1:Deployment::own] scheduling/not-spread: Deployment 'own': ${STAYS}`]);
    const skews = resources.map(({ name, props }) => [name, props.spec.template.spec.topologySpreadConstraints.map(({ maxSkew }: any) => maxSkew)]);
    expect(Object.fromEntries(skews)).toEqual({ own: [3], api: [1, 1] });
  });

  test('end the deployment where the cluster says that warnings of it are errors', async () => {
    const cluster = new Cluster({ name: 'prod', warningsAsErrors: ['scheduling/not-spread'] });
    const { errors } = await spread({ cluster }, specWith({ topologySpreadConstraints: [rival] }));
    expect(errors).toEqual([`transform failed: Error: [kubernetes:apps/v1:Deployment::api] scheduling/not-spread: Deployment 'api': ${STAYS}`]);
  });

  const byDefault = specWith({ topologySpreadConstraints: defaultSpread({ selector: SELECTOR, kind: 'Deployment' }) });

  test('are replaced where this library wrote them by default, in whichever component', async () => {
    class Shop extends Construct {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        new core.HardenedDeployment(this, 'api', { image: 'registry.example.com/api:1.4.2', network: { policy: false } });
      }
    }
    const { errors, resources } = await deploy(() => {
      new (fromConstruct('acme:index:Shop', Shop))('shop', undefined, { ambientKubeconfig: true, transforms: [spreadAcrossZones({ maxSkew: 2 })] });
    });
    expect(errors).toEqual([]);
    const { props } = resources.find(({ type }) => type === 'kubernetes:apps/v1:Deployment')!;
    expect(props.spec.template.spec.topologySpreadConstraints.map(({ topologyKey, maxSkew }: any) => [topologyKey, maxSkew])).toEqual([['kubernetes.io/hostname', 1], [ZONE, 2]]);
  });

  test('are replaced in a HardenedDeployment, which podHardening has nothing to say of', async () => {
    const deployment = await deploy(() => {
      const transforms = [spreadAcrossZones({ maxSkew: 2, zones: ['a', 'b'] }), podHardening({ violationsAsErrors: true })];
      new HardenedDeployment('api', { image: 'registry.example.com/api:1.4.2', replicas: 3, network: { policy: false } }, { ambientKubeconfig: true, transforms });
    });
    expect(deployment.errors).toEqual([]);
    const { props } = deployment.resources.find(({ type }) => type === 'kubernetes:apps/v1:Deployment')!;
    expect(props.spec.template.spec.topologySpreadConstraints.map(({ topologyKey, maxSkew }: any) => [topologyKey, maxSkew]))
      .toEqual([['kubernetes.io/hostname', 1], [ZONE, 2]]);
  });

  test('stay where somebody wrote the same ones, below a component of this library too', async () => {
    for (const type of ['example:index:HardenedDeployment', 'fleetwright:index:Cluster']) {
      const deployment = await spread({ maxSkew: 2 }, byDefault, type);
      expect(constraintsOf(deployment).map(({ maxSkew }) => maxSkew)).toEqual([1, 1]);
      expect([deployment.errors.length, deployment.logs.length]).toEqual([0, 1]);
    }
  });
});

test('has nothing to say of a DaemonSet', async () => {
  const { logs, resources: [{ props }] } = await deploy(() => {
    new k8s.apps.v1.DaemonSet('api', { spec: specWith() }, { transforms: [spreadAcrossZones()] });
  });
  expect(logs).toEqual([]);
  expect(props.spec).toEqual(specWith());
});

test('warns of what will probably hurt', async () => {
  const { logs } = await spread({ zones: ['a', 'b'] }, specWith({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }));
  expect(logs).toEqual([{
    severity: 'warning',
    message: "[kubernetes:apps/v1:Deployment::api] scheduling/zonal-volumes: Deployment 'api': all replicas mount the claim 'data'. If its volume belongs to a zone, they run in that zone only, which takes no more than 1, and none survives its loss. Say 'volumes: VolumeTopology.REGIONAL' if every zone can mount it.",
  }]);
});

test('refuses arguments as the mixin refuses them', () => {
  expect(() => spreadAcrossZones({ maxSkew: 0 })).toThrow(new Error("[spreadAcrossZones] 'maxSkew' must be a whole number of at least 1, got 0. Use 1, or leave 'maxSkew' out."));
});

test.each<[string, any]>([
  ['whenUnsatisfiable', { topologyKey: ZONE, whenUnsatisfiable: pulumi.output(pulumi.unknown as any) }],
  ['topologyKey', { topologyKey: pulumi.output(pulumi.unknown as any), whenUnsatisfiable: 'DoNotSchedule' }],
])('leaves a workload as it is whose own constraint may be one of the planned: %s', async (field, constraint) => {
  const own = { maxSkew: 1, labelSelector: SELECTOR, ...constraint };
  const deployment = await spread({}, specWith({ topologySpreadConstraints: [own] }));
  expect(constraintsOf(deployment)).toEqual([{ maxSkew: 1, labelSelector: SELECTOR, topologyKey: ZONE, whenUnsatisfiable: 'DoNotSchedule', [field]: UNKNOWN }]);
  expect(deployment.errors).toEqual([]);
  expect(deployment.logs.map(({ message }) => message)).toEqual([
    `[kubernetes:apps/v1:Deployment::api] scheduling/not-spread: Deployment 'api': it has a constraint of its own whose '${field}' only the deployment knows, so it stays as it is.`,
  ]);
});

test('a constraint of another kind may hold what only the deployment knows', async () => {
  const own = { maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: pulumi.output(pulumi.unknown as any) };
  expect(constraintsOf(await spread({}, specWith({ topologySpreadConstraints: [own] }))).length).toBeGreaterThan(1);
});
