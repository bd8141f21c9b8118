import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cluster } from '../../lib/cluster/cluster';
import { placeholder } from '../../lib/manifest/known';
import { Volume } from '../../lib/pod/volume';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { ZoneSpreading } from '../../lib/scheduling/spread/zone-spreading';
import { ConcurrencyPolicy, HardenedCronJob } from '../../lib/workload/hardened-cron-job';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { HardenedJob } from '../../lib/workload/hardened-job';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { RolloutType } from '../../lib/workload/rollout';
import { plainChart, warningsOf, workload } from '../scheduling/workloads';

const chartIn = () => new Chart(new Cluster({ name: 'prod' }), 'shop', { namespace: 'shop' });
const claim = (chart: Chart, accessModes: any = ['ReadWriteOnce'], metadata: any = {}) => new ApiObject(chart, 'claim', {
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', ...metadata }, spec: { accessModes, resources: { requests: { storage: '8Gi' } } },
});
const MOUNT = { mounts: [{ volume: Volume.persistentVolumeClaim('data'), path: '/data' }] };
/** The warnings of this rule. */
const ofRule = (chart: Chart) => warningsOf(chart).filter((line) => line.includes('workload/single-node-claim'));

function deployed(props: any = {}, accessModes?: any, metadata?: any): string[] {
  const chart = chartIn();
  new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2', replicas: 1, ...MOUNT, ...props });
  if (accessModes !== null) { claim(chart, accessModes, metadata); }
  return ofRule(chart);
}
const START = "[prod/shop/api] workload/single-node-claim: Deployment 'shop/api': ";

describe('a rollout that keeps the old pod until the new one is ready', () => {
  test('hangs where the volume is bound to one node', () => {
    expect(deployed()).toEqual([
      `${START}it mounts PersistentVolumeClaim 'shop/data', which is ReadWriteOnce: on another node, the new pod waits for it, while a rollout keeps the old pod until the new one is ready, and hangs. `
      + "Use 'rollout: { type: RolloutType.RECREATE }', and ReadWriteOncePod where no two pods may ever write, or a StatefulSet.",
    ]);
  });

  test('hangs on every node where the volume is bound to one pod', () => {
    expect(deployed({}, ['ReadWriteOncePod'])).toEqual([
      `${START}it mounts PersistentVolumeClaim 'shop/data', which is ReadWriteOncePod: the new pod waits for it, while a rollout keeps the old pod until the new one is ready, and hangs. `
      + "Use 'rollout: { type: RolloutType.RECREATE }', or a StatefulSet.",
    ]);
  });

  test.each<[string, any[]]>([
    ['ends the old pod first', [{ rollout: { type: RolloutType.RECREATE } }]],
    ['may miss one', [{ rollout: { maxUnavailable: 1 } }]],
    ['may miss all', [{ rollout: { maxUnavailable: '100%' } }]],
    ['is of none', [{ replicas: 0 }]],
    ['has a claim that many can mount', [{}, ['ReadWriteMany']]],
    ['has a claim that is mounted one way or the other', [{}, ['ReadWriteOnce', 'ReadWriteMany']]],
    ['has a claim of which nothing is known yet', [{}, placeholder('x')]],
    ['has a claim that is elsewhere', [{}, null]],
    ['has a claim of the same name in another namespace', [{}, undefined, { namespace: 'billing' }]],
    ['has a claim of another name', [{}, undefined, { name: 'other' }]],
    ['is of what is not known yet', [{ replicas: placeholder('x') }]],
    ['stays on one node', [{ nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }]],
  ])('does not hang where it %s', (_, args) => expect(deployed(...args)).toEqual([]));

  test('hangs where a percentage of one is none', () => {
    expect(deployed({ rollout: { maxUnavailable: '99%' } })).toHaveLength(1);
  });
});

describe('several replicas', () => {
  const SHARED = "a StatefulSet, whose replicas have claims of their own, one replica with 'rollout: { type: RolloutType.RECREATE }', or ReadWriteMany where the storage has it.";

  test('do not all run where a volume is bound to one node', () => {
    expect(deployed({ replicas: 3 })).toEqual([
      `${START}3 replicas mount PersistentVolumeClaim 'shop/data', which is ReadWriteOnce: those that come to another node than the first never start. Use ${SHARED}`,
    ]);
    expect(deployed({ replicas: 3, rollout: { type: RolloutType.RECREATE } })).toHaveLength(1);
    expect(deployed({ replicas: 3 }, ['ReadWriteOncePod'])).toEqual([
      `${START}3 replicas mount PersistentVolumeClaim 'shop/data', which is ReadWriteOncePod: all but the first never start. Use ${SHARED}`,
    ]);
  });

  test('are those that an autoscaler brings', () => {
    expect(deployed({ replicas: undefined, autoscaling: { minReplicas: 1, maxReplicas: 4 } })).toEqual([
      `${START}up to 4 replicas mount PersistentVolumeClaim 'shop/data', which is ReadWriteOnce: those that come to another node than the first never start. Use ${SHARED}`,
    ]);
  });

  test('run where they all stay on one node, unless the volume is bound to one pod', () => {
    const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    expect(deployed({ replicas: 3, affinity, spread: false })).toEqual([]);
    expect(deployed({ replicas: 3, affinity, spread: false }, ['ReadWriteOncePod'])).toHaveLength(1);
  });

  test('are the pods of a DaemonSet', () => {
    const chart = chartIn();
    new HardenedDaemonSet(chart, 'agent', { image: 'registry.example.com/shop/agent:1.4.2', ...MOUNT });
    claim(chart);
    expect(ofRule(chart)).toEqual([
      "[prod/shop/agent] workload/single-node-claim: DaemonSet 'shop/agent': the pods of all nodes mount PersistentVolumeClaim 'shop/data', which is ReadWriteOnce: "
      + 'those that come to another node than the first never start. Use an ephemeral volume, or ReadWriteMany where the storage has it.',
    ]);
  });
});

describe('two workloads with one claim', () => {
  const POD = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
  const follow = { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: {} }] } } };
  const beside = (podSpec: any, accessModes?: any, metadata = {}) => {
    const chart = chartIn();
    new HardenedDeployment(chart, 'api', { image: 'registry.example.com/shop/api:1.4.2', replicas: 1, rollout: { type: RolloutType.RECREATE }, ...MOUNT });
    const { spec, ...backup } = workload(plainChart(), 'backup', { podSpec }).toJson();
    new ApiObject(chart, 'backup', { ...backup, kind: 'Job', apiVersion: 'batch/v1', spec: { template: spec.template }, metadata: { name: 'backup', ...metadata } });
    claim(chart, accessModes);
    return ofRule(chart);
  };

  test('do not run on two nodes', () => {
    expect(beside(POD)).toEqual([
      `${START}PersistentVolumeClaim 'shop/data', which is ReadWriteOnce, is mounted by Job 'shop/backup' too: of the pods of all, those that come to another node than the first never start. `
      + "Use ReadWriteMany where the storage has it, or a required podAffinity over 'kubernetes.io/hostname' of one to the other.",
    ]);
    expect(beside(POD, ['ReadWriteOncePod'])).toEqual([
      `${START}PersistentVolumeClaim 'shop/data', which is ReadWriteOncePod, is mounted by Job 'shop/backup' too: of the pods of all, all but the first never start. Use ReadWriteMany where the storage has it.`,
    ]);
  });

  test.each<[string, any[]]>([
    ['one follows the other to its node', [{ ...POD, ...follow }]],
    ['one follows the other to its node, and a third into its zone', [{ ...POD, affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'topology.kubernetes.io/zone', labelSelector: {} }, ...follow.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution,
    ] } } }]],
    ['one has another claim', [{ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'other' } }] }]],
    ['many nodes can mount it', [POD, ['ReadWriteMany']]],
    ['the other is in another namespace', [POD, undefined, { namespace: 'billing' }]],
  ])('are none where %s', (_, args) => expect(beside(...args as [any])).toEqual([]));
});

describe('a workload of others', () => {
  const POD = { volumes: [null, { name: 'data', persistentVolumeClaim: { claimName: 'data' } }, { name: 'tmp', emptyDir: {} }] };
  const made = (spec: any) => {
    const chart = chartIn();
    workload(chart, 'web', { podSpec: POD, ...spec });
    claim(chart);
    return chart;
  };

  test('is looked at where a mixin of ours is concerned, once', () => {
    const chart = made({ replicas: 1 });
    expect(ofRule(chart)).toEqual([]);
    chart.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }), new ZoneSpreading());
    expect(ofRule(chart)).toEqual([
      "[prod/shop/web] workload/single-node-claim: Deployment 'shop/web': it mounts PersistentVolumeClaim 'shop/data', which is ReadWriteOnce: on another node, the new pod waits for it, "
      + "while a rollout keeps the old pod until the new one is ready, and hangs. Use 'strategy: { type: Recreate }', and ReadWriteOncePod where no two pods may ever write, or a StatefulSet.",
    ]);
  });

  test.each<[string, any, number]>([
    ['replicas of a StatefulSet', { kind: 'StatefulSet', replicas: 3 }, 1],
    ['the only replica of a StatefulSet', { kind: 'StatefulSet', replicas: 1 }, 0],
    ['a Deployment that ends the old pod first', { replicas: 1, strategy: { type: 'Recreate' } }, 0],
    ['a Deployment that may miss one', { replicas: 1, strategy: { rollingUpdate: { maxUnavailable: 1 } } }, 0],
    ['a Deployment whose strategy nobody knows yet', { replicas: 1, strategy: { rollingUpdate: { maxUnavailable: placeholder('x') } } }, 0],
    ['a Deployment that does not say how many', { replicas: undefined }, 1],
  ])('is judged by its kind: %s', (_, spec, count) => {
    const chart = made(spec);
    chart.with(new ZoneSpreading());
    expect(ofRule(chart)).toHaveLength(count);
  });

  test.each<[string, any, string]>([
    ['Deployment', { kind: 'Deployment', replicas: 3 }, "a StatefulSet, whose replicas have claims of their own, one replica with 'strategy: { type: Recreate }'"],
    ['ReplicaSet', { kind: 'ReplicaSet', replicas: 3 }, 'a StatefulSet, whose replicas have claims of their own, one replica'],
    ['StatefulSet', { kind: 'StatefulSet', replicas: 3 }, "'volumeClaimTemplates', which gives each replica a claim of its own, or one replica"],
  ])('is told what a %s may do', (kind, spec, ways) => {
    const chart = made(spec);
    chart.with(new ZoneSpreading());
    expect(ofRule(chart)).toEqual([
      `[prod/shop/web] workload/single-node-claim: ${kind} 'shop/web': 3 replicas mount PersistentVolumeClaim 'shop/data', which is ReadWriteOnce: those that come to another node than the first `
      + `never start. Use ${ways}, or ReadWriteMany where the storage has it.`,
    ]);
  });

  test('has claims of cdk8s-plus too', () => {
    const chart = chartIn();
    const volume = new kplus.PersistentVolumeClaim(chart, 'claim', { accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE] });
    const web = new kplus.Deployment(chart, 'web', { replicas: 2, containers: [{ image: 'web:1' }] });
    web.containers[0].mount('/data', kplus.Volume.fromPersistentVolumeClaim(chart, 'volume', volume));
    chart.with(new ZoneSpreading());
    expect(ofRule(chart)).toEqual([expect.stringContaining("2 replicas mount PersistentVolumeClaim 'shop/")]);
  });
});

describe('Jobs', () => {
  const said = (make: (chart: Chart) => unknown, accessModes?: any) => {
    const chart = chartIn();
    make(chart);
    claim(chart, accessModes);
    return ofRule(chart);
  };
  const PROPS = { image: 'registry.example.com/shop/api:1.4.2', ...MOUNT };
  const job = (props: any = {}) => (chart: Chart) => new HardenedJob(chart, 'api', { ...PROPS, ...props });
  const cron = (props: any = {}) => (chart: Chart) => new HardenedCronJob(chart, 'api', { ...PROPS, schedule: '@daily', ...props });
  const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }];
  const spec = (more: any = {}) => ({ ...more, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'a:1' }], volumes } } });
  const raw = (object: any) => (chart: Chart) => {
    new ApiObject(chart, 'raw', { metadata: { name: 'api' }, ...object });
    chart.with(new PodHardening());
  };
  const WAIT = 'those that come to another node than the first wait until those have ended';
  const line = (at: string, kind: string, who: string, wayOut: string, mode = 'ReadWriteOnce', what = WAIT) => [
    `[prod/shop/${at}] workload/single-node-claim: ${kind} 'shop/api': ${who} mount PersistentVolumeClaim 'shop/data', which is ${mode}: ${what}. `
    + `Use ${wayOut}, an ephemeral volume, or ReadWriteMany where the storage has it.`,
  ];

  test.each<[string, (chart: Chart) => unknown, string[]]>([
    ['several pods', job({ parallelism: 3 }), line('api', 'Job', 'up to 3 pods at a time', "'parallelism: 1'")],
    ['as many pods as must succeed', job({ parallelism: 3, completions: 2 }), line('api', 'Job', 'up to 2 pods at a time', "'parallelism: 1'")],
    ['Jobs of a clock that overlap', cron({ concurrencyPolicy: ConcurrencyPolicy.ALLOW }), line('api', 'CronJob', 'Jobs that run at a time', "'ConcurrencyPolicy.FORBID'")],
    ['both', cron({ concurrencyPolicy: ConcurrencyPolicy.ALLOW, parallelism: 2 }), line('api', 'CronJob', 'up to 2 pods at a time', "'parallelism: 1' and 'ConcurrencyPolicy.FORBID'")],
    ['raw ones', raw({ apiVersion: 'batch/v1', kind: 'Job', spec: spec({ parallelism: 2 }) }), line('raw', 'Job', 'up to 2 pods at a time', "'parallelism: 1'")],
    ['a raw clock', raw({ apiVersion: 'batch/v1', kind: 'CronJob', spec: { concurrencyPolicy: 'Allow', jobTemplate: { spec: spec() } } }),
      line('raw', 'CronJob', 'Jobs that run at a time', "'concurrencyPolicy: Forbid'")],
    ['KEDA', raw({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledJob', spec: { jobTargetRef: spec() } }), line('raw', 'ScaledJob', 'Jobs that run at a time', "'maxReplicaCount: 1'")],
  ])('wait for the volume: %s', (_, make, lines) => expect(said(make)).toEqual(lines));

  test('wait for the only pod that a volume takes', () => {
    expect(said(job({ parallelism: 3 }), ['ReadWriteOncePod'])).toEqual(line('api', 'Job', 'up to 3 pods at a time', "'parallelism: 1'", 'ReadWriteOncePod', 'all but the first wait until it has ended'));
  });

  test.each<[string, (chart: Chart) => unknown]>([
    ['one pod at a time', job()], ['one that must succeed', job({ parallelism: 3, completions: 1 })], ['Jobs one after the other', cron()],
    ['a number that is not known yet', job({ parallelism: placeholder('x') })], ['one node', job({ parallelism: 3, nodeSelector: { 'kubernetes.io/hostname': 'node-1' } })],
    ['a clock that says nothing', raw({ apiVersion: 'batch/v1', kind: 'CronJob', spec: { jobTemplate: { spec: spec() } } })],
    ['one Job of KEDA', raw({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledJob', spec: { maxReplicaCount: 1, jobTargetRef: spec() } })],
  ])('do not wait: %s', (_, make) => expect(said(make)).toEqual([]));
});

test.each(['Deployment', 'StatefulSet'])('a raw %s is looked at by each mixin, and said once', (kind) => {
  const raw = (...mixins: any[]) => {
    const chart = chartIn();
    workload(chart, 'api', { kind, replicas: 3, podSpec: { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] } });
    claim(chart);
    mixins.forEach((mixin) => chart.with(mixin));
    return ofRule(chart);
  };
  const spot = new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup(), statefulSets: true });
  const said = [expect.stringContaining(`${kind} 'shop/api': 3 replicas mount PersistentVolumeClaim 'shop/data'`)];
  expect(raw()).toEqual([]);
  expect([raw(new PodHardening()), raw(new ZoneSpreading()), raw(spot), raw(new PodHardening(), new ZoneSpreading(), spot)]).toEqual([said, said, said, said]);
});
