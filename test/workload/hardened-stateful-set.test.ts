import { ApiObject, App, Chart, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { IConstruct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { markedSpread } from '../../lib/construct/spread-mark';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { EnvValueSource } from '../../lib/pod/env';
import { Probe } from '../../lib/pod/probe';
import { Volume, VolumeAccessMode } from '../../lib/pod/volume';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { VolumeTopology, WhenUnsatisfiable } from '../../lib/scheduling/spread/spread-options';
import { ClaimRetention } from '../../lib/workload/claim-retention';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { HardenedStatefulSet, HardenedStatefulSetProps, PodManagementPolicy } from '../../lib/workload/hardened-stateful-set';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { StatefulSetUpdateStrategy, StatefulSetUpdateType } from '../../lib/workload/stateful-set-update-strategy';
import { faultsOf } from '../faults-of';
import { synthErrors as chartErrors } from '../pod/synth-errors';
import { clusterChart, spotPool } from '../scheduling/node-pool/spot-node-pools';
import { gatedFaults } from '../schema/feature-gates';
import { schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, deploy, faultsIn as faultsOfDeployment } from './deployment-construct';

const IMAGE = 'registry.example.com/orders/store:1.4.2';
const DATA = Volume.claimTemplate('data', { size: '20Gi' });
const CLAIM = { mounts: [{ path: '/var/lib/store', volume: DATA }] };
const PORTS = { ports: [{ name: 'client', port: 2379 }, { name: 'peer', port: 2380 }], probes: { readiness: Probe.tcpSocket({ port: 'client' }) } };
const LATER = Lazy.any({ produce: () => 1 }) as any;

function store(props: Partial<HardenedStatefulSetProps> = {}, scope: Chart = chartIn()): HardenedStatefulSet {
  return new HardenedStatefulSet(scope, 'store', { image: IMAGE, ...props });
}

function specOf(props: Partial<HardenedStatefulSetProps> = {}): any {
  return store(props).statefulSet.toJson().spec;
}

function synthErrors(props: Partial<HardenedStatefulSetProps>): string[] {
  const chart = chartIn({});
  store(props, chart);
  try {
    (chart.node.root as Cluster).synthYaml();
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1).map((line) => line.replace(/^\s*\[[^\]]*\] /, ''));
  }
}

function faultsIn(props: Partial<HardenedStatefulSetProps>, scope?: Chart): string[] {
  return faultsOf(() => store(props, scope));
}

const messagesOf = (construct: IConstruct) => Warnings.of(construct).map(({ id, object, message }) => `${id}: ${object === undefined ? '' : `${object}: `}${message}`);
const policyOf = ({ networkPolicy }: { networkPolicy?: { toJson(): any } }) => networkPolicy!.toJson().spec;

test('emits five objects, of which only the governing Service has a name of its own', () => {
  const set = store(CLAIM);
  expect(set.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'ServiceAccount store', 'Service store-headless', 'StatefulSet store', 'PodDisruptionBudget store', 'NetworkPolicy store',
  ]);
  expect(set.objects.map(({ metadata }) => metadata.namespace)).toEqual(Array(5).fill('payments'));
  expect(set.workload).toBe(set.statefulSet);
  expect(set.statefulSet.node.id).toBe('statefulSet');
  expect(set.governingService.node.id).toBe('governingService');
  expect(messagesOf(set)).toEqual([]);
});

test('with the fewest props, reads as a reviewer would want it', () => {
  expect(stringifyYaml(store().objects.map((object) => object.toJson()))).toMatchSnapshot();
});

test('with everything of its own, reads as a reviewer would want it', () => {
  const set = store({
    ...PORTS,
    ...CLAIM,
    replicas: 3,
    quorum: true,
    serviceName: 'store-peers',
    podManagementPolicy: PodManagementPolicy.ORDERED_READY,
    updateStrategy: { partition: 2 },
    persistentVolumeClaimRetentionPolicy: { whenDeleted: ClaimRetention.RETAIN, whenScaled: ClaimRetention.DELETE },
    ordinals: { start: 1 },
    minReadySeconds: 10,
    revisionHistoryLimit: 3,
    labels: { team: 'orders' },
    service: { ports: [{ port: 2379, target: 'client' }] },
    envValueFrom: { POD_NAME: EnvValueSource.field('metadata.name') },
  }, chartIn({ kubernetesVersion: '1.34', zones: ['a', 'b', 'c'] }));
  set.allowFrom(set, NetworkPort.named('peer'));
  set.allowFrom(deploy({}, new Chart(set.node.root as App, 'shop', { namespace: 'shop' })), NetworkPort.named('client'));
  expect(stringifyYaml(set.objects.map((object) => object.toJson()))).toMatchSnapshot();
  expect(messagesOf(set)).toEqual([]);
});

describe('the governing Service', () => {
  const serviceOf = (props: Partial<HardenedStatefulSetProps>) => store(props).governingService.toJson();

  test('is headless, has no port where none is declared, and is the one that the StatefulSet names', () => {
    expect(serviceOf({}).spec).toEqual({ type: 'ClusterIP', clusterIP: 'None', selector: { 'app.kubernetes.io/name': 'store' } });
    expect(specOf().serviceName).toBe('store-headless');
  });

  test('names the ports of the pods', () => {
    expect(serviceOf(PORTS).spec.ports.map(({ name, port }: any) => `${name} ${port}`)).toEqual(['client 2379', 'peer 2380']);
  });

  test('has the name that it is given, and labels and selector of the workload', () => {
    const props = { serviceName: 'peers', selector: { app: 'store' }, labels: { team: 'orders' } };
    expect(serviceOf(props)).toMatchObject({
      metadata: { name: 'peers', labels: { 'app.kubernetes.io/name': 'store', 'app': 'store', 'team': 'orders' } }, spec: { selector: { app: 'store' } },
    });
    expect(specOf(props).serviceName).toBe('peers');
  });

  test.each<[Partial<HardenedStatefulSetProps>, unknown]>([
    [{}, undefined],
    [{ publishNotReadyAddresses: true }, true],
    [{ publishNotReadyAddresses: false }, false],
    [{ replicas: 3, quorum: true }, true],
    [{ replicas: 3, quorum: true, publishNotReadyAddresses: false }, false],
    [{ quorum: false }, undefined],
    [{ publishNotReadyAddresses: Lazy.any({ produce: () => true }) as any }, true],
  ])('with %j, publishes pods that are not ready: %s', (props, publishes) => {
    expect(serviceOf(props).spec.publishNotReadyAddresses).toBe(publishes);
  });

  test('stands beside a Service for callers', () => {
    const set = store({ ...PORTS, service: {} });
    expect(set.objects.filter(({ kind }) => kind === 'Service').map(({ name }) => name)).toEqual(['store-headless', 'store']);
    expect(set.service!.toJson().spec).not.toHaveProperty('clusterIP');
  });

  test('is there whether anybody calls or not, unless it is for peers', () => {
    const NO_CALLER = "its pods admit nobody. Say who may call with 'allowFrom'.";
    expect(messagesOf(store(PORTS))).toEqual([]);
    expect(messagesOf(store({ ...PORTS, service: {} }))).toEqual([`workload/no-caller: Service 'store': ${NO_CALLER}`]);
    const quorum = store({ ...PORTS, replicas: 3, quorum: true });
    expect(messagesOf(quorum)).toEqual([`workload/no-caller: Service 'store-headless': ${NO_CALLER}`]);
    quorum.allowFrom(quorum);
    expect(messagesOf(quorum)).toEqual([]);
  });

  test('may start with a digit from Kubernetes 1.36 on', () => {
    expect(faultsIn({ serviceName: '1st' }, chartIn({ kubernetesVersion: '1.36' }))).toEqual([]);
    expect(faultsIn({ name: '1st' }, chartIn({ kubernetesVersion: '1.36' }))).toEqual([]);
    expect(faultsIn({ name: '1st' })).toEqual([
      "'serviceName' must be a DNS label that starts with a letter: at most 63 lower-case letters, digits and '-', ending with a letter or digit, got '1st-headless'. "
        + "Give it a 'serviceName' that starts with a letter.",
    ]);
    expect(faultsIn({ name: '1st', serviceName: 'first' })).toEqual([]);
  });
});

test('its pods talk to each other only when they are let', () => {
  const set = store(PORTS);
  expect(policyOf(set)).not.toHaveProperty('ingress');
  set.allowFrom(set, NetworkPort.named('peer'));
  const peers = [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'store' } } }];
  const ports = [{ port: 2380, protocol: 'TCP' }];
  expect(policyOf(set).ingress).toEqual([{ from: peers, ports }]);
  expect(policyOf(set).egress.slice(1)).toEqual([{ to: peers, ports }]);
});

describe('a claim of each pod', () => {
  test('is a template of the StatefulSet, and none of the volumes of the pod', () => {
    const { template, volumeClaimTemplates } = specOf(CLAIM);
    expect(volumeClaimTemplates).toEqual([{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } } }]);
    expect(template.spec.containers[0].volumeMounts).toEqual([{ mountPath: '/var/lib/store', name: 'data' }, { mountPath: '/tmp', name: 'tmp' }]);
    expect(template.spec.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }]);
  });

  test('says of which class it is, how it is mounted, and what is written on it', () => {
    const volume = Volume.claimTemplate('data', {
      size: '1Ti', storageClassName: 'fast', accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD], labels: { backup: 'daily' }, annotations: { 'example.com/a': '' },
    });
    const { template, volumeClaimTemplates } = specOf({ mounts: [{ path: '/a', volume, subPath: 'a' }], writablePaths: {} });
    expect(volumeClaimTemplates).toEqual([{
      metadata: { name: 'data', labels: { backup: 'daily' }, annotations: { 'example.com/a': '' } },
      spec: { accessModes: ['ReadWriteOncePod'], storageClassName: 'fast', resources: { requests: { storage: '1Ti' } } },
    }]);
    expect(template.spec).not.toHaveProperty('volumes');
  });

  test('is one, however many containers mount it, and two where two are asked for', () => {
    const log = Volume.claimTemplate('log', { size: '5Gi' });
    const { template, volumeClaimTemplates } = specOf({
      mounts: [{ path: '/data', volume: DATA }, { path: '/log', volume: log }],
      initContainers: [{ name: 'restore', image: IMAGE, mounts: [{ path: '/data', volume: Volume.claimTemplate('data', { size: '20Gi' }) }] }],
      writablePaths: {},
    });
    expect(volumeClaimTemplates.map(({ metadata }: any) => metadata.name)).toEqual(['data', 'log']);
    expect(template.spec.initContainers[0].volumeMounts[0]).toEqual({ mountPath: '/data', name: 'data' });
  });

  test('leaves its name to nobody else', () => {
    expect(specOf({ mounts: [{ path: '/data', volume: Volume.claimTemplate('tmp', { size: '1Gi' }) }] }).template.spec.volumes).toEqual([
      { name: 'tmp-2', emptyDir: { sizeLimit: '64Mi' } },
    ]);
  });

  test('is nobody else\'s either, so that no warning of shared claims is raised', () => {
    const chart = chartIn();
    new kplus.PersistentVolumeClaim(chart, 'claim', { metadata: { name: 'data' }, accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE] });
    expect(messagesOf(store({ ...CLAIM, replicas: 3 }, chart))).toEqual([]);
    const mounts = [{ path: '/data', volume: Volume.persistentVolumeClaim('data') }];
    expect(messagesOf(new HardenedStatefulSet(chart, 'shared', { image: IMAGE, replicas: 3, spread: false, mounts }))).toEqual([
      "workload/single-node-claim: StatefulSet 'payments/shared': 3 replicas mount PersistentVolumeClaim 'payments/data', which is ReadWriteOnce: those that come to another "
        + "node than the first never start. Use 'Volume.claimTemplate(…)', which gives each replica a claim of its own, or one replica, or ReadWriteMany where the storage has it.",
    ]);
  });

  test('takes values that are not known yet', () => {
    const size: any = Lazy.any({ produce: () => 'much' });
    expect(synthErrors({ mounts: [{ path: '/data', volume: Volume.claimTemplate('data', { size }) }] })).toEqual([
      "'mounts[0].volume.size' must be a quantity of whole bytes from 1 to 8Pi, got 'much'. Use a quantity such as '20Gi'.",
    ]);
    expect(faultsIn({ mounts: [{ path: '/data', volume: Volume.claimTemplate(placeholder('1'), { size: placeholder('2') }) }] })).toEqual([]);
  });

  const NO_TEMPLATES = "'mounts[0].volume' must not be a 'Volume.claimTemplate(…)': only a StatefulSet makes a claim for each of its pods. Use a 'HardenedStatefulSet', "
    + "'Volume.ephemeral(…)' for what is lost with the pod, or 'Volume.persistentVolumeClaim(…)' for a claim that is there.";

  test('is a fault in other workloads', () => {
    expect(faultsOfDeployment(CLAIM)).toEqual([NO_TEMPLATES]);
    expect(faultsOf(() => new HardenedDaemonSet(chartIn(), 'relay', { image: IMAGE, ...CLAIM }))).toEqual([NO_TEMPLATES]);
  });
});

describe('the pods', () => {
  test('are two, started one by one, of which one may be away', () => {
    expect(specOf()).toMatchObject({ replicas: 2, podManagementPolicy: 'OrderedReady', updateStrategy: { type: 'RollingUpdate' } });
    expect(specOf()).not.toHaveProperty('volumeClaimTemplates');
    expect(store().podDisruptionBudget!.toJson().spec).toMatchObject({ maxUnavailable: 1 });
  });

  test.each<[Partial<HardenedStatefulSetProps>, string]>([
    [{ podManagementPolicy: PodManagementPolicy.PARALLEL }, 'Parallel'],
    [{ replicas: 3, quorum: true }, 'Parallel'],
    [{ replicas: 3, quorum: true, podManagementPolicy: PodManagementPolicy.ORDERED_READY }, 'OrderedReady'],
    [{ quorum: false }, 'OrderedReady'],
  ])('start, with %j, as %s', (props, policy) => {
    expect(specOf(props).podManagementPolicy).toBe(policy);
  });

  test.each<[string, StatefulSetUpdateStrategy, unknown]>([
    ['from the highest number down by default', {}, { type: 'RollingUpdate' }],
    ['down to a number', { partition: 2 }, { type: 'RollingUpdate', rollingUpdate: { partition: 2 } }],
    ['all of them, said', { type: StatefulSetUpdateType.ROLLING_UPDATE, partition: 0 }, { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }],
    ['by hand', { type: StatefulSetUpdateType.ON_DELETE }, { type: 'OnDelete' }],
    ['down to a number that is not known yet', { partition: LATER }, { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }],
  ])('are replaced %s', (_, updateStrategy, manifest) => {
    expect(specOf({ updateStrategy }).updateStrategy).toEqual(manifest);
  });

  test('are as many as an autoscaler says', () => {
    const set = store({ autoscaling: { minReplicas: 3, maxReplicas: 9 } });
    expect(set.statefulSet.toJson().spec).not.toHaveProperty('replicas');
    expect(set.horizontalPodAutoscaler!.toJson().spec).toMatchObject({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'store' }, minReplicas: 3, maxReplicas: 9 });
  });

  test('are as many as an autoscaler of cdk8s-plus says', () => {
    const chart = chartIn();
    const set = store({}, chart);
    const autoscaler = new kplus.HorizontalPodAutoscaler(chart, 'scale', { target: set, maxReplicas: 4, metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))] });
    expect(set.statefulSet.toJson().spec).not.toHaveProperty('replicas');
    expect(JSON.stringify((autoscaler.node.defaultChild as any).toJson().spec.scaleTargetRef)).toContain('"kind":"StatefulSet"');
  });

  test('are reached by a Service of cdk8s-plus', () => {
    const chart = chartIn();
    const service = new kplus.Service(chart, 'front', { selector: store(PORTS, chart), ports: [{ port: 2379 }] });
    expect((service.node.defaultChild as any).toJson().spec.selector).toEqual({ 'app.kubernetes.io/name': 'store' });
  });
});

test('a name has room for the numbers of pods and revisions', () => {
  expect(faultsIn({ name: 'a'.repeat(52) })).toEqual([]);
  for (const name of ['a'.repeat(53), 'a'.repeat(63)]) {
    expect(faultsIn({ name })).toEqual([`'name' must have at most 52 characters: the labels of its pods add up to 11 to it, and may have 63, got '${name}'. Use a shorter one.`]);
  }
  expect(faultsIn({ name: 'a'.repeat(64), serviceName: 'a' })).toEqual([expect.stringContaining("'name' must be a DNS label")]);
  expect(faultsIn({ name: placeholder('a'.repeat(60)) })).toEqual([]);
});

test.each<[string, Partial<HardenedStatefulSetProps>]>([
  ['store', { serviceName: 'store', service: {} }],
  ['peers', { serviceName: 'peers', service: { name: 'peers' } }],
  ['store-headless', { service: { name: 'store-headless' } }],
])('two Services of the name %s are a fault', (name, props) => {
  expect(faultsIn({ ...PORTS, ...props })[0]).toBe(
    `'serviceName' must not be the name of 'service' too: that one has an address, and this one none, got '${name}'. Give one of the two another name.`,
  );
});

test.each<[Partial<HardenedStatefulSetProps>, string]>([
  [{ serviceName: 'Store' }, "'serviceName' must be a DNS label that starts with a letter: at most 63 lower-case letters, digits and '-', ending with a letter or digit, got 'Store'. Give it a 'serviceName' that starts with a letter."],
  [{ serviceName: 1 as any }, "'serviceName' must be a string, got a number. Put it in quotes."],
  [{ publishNotReadyAddresses: 'yes' as any }, "'publishNotReadyAddresses' must be true or false, got a text. Leave it out for the default."],
  [{ quorum: LATER }, "'quorum' must be known when the program runs. Use true or false."],
  [{ podManagementPolicy: 'parallel' as any }, "'podManagementPolicy' must be 'OrderedReady' or 'Parallel', got 'parallel'. Use 'Parallel'."],
  [{ updateStrategy: { type: 'Recreate' } as any }, "'updateStrategy.type' must be 'RollingUpdate' or 'OnDelete', got 'Recreate'. Use one of them."],
  [{ updateStrategy: { type: placeholder('7') } as any }, "'updateStrategy.type' must be known by now, because only with 'StatefulSetUpdateType.ROLLING_UPDATE' more may be said. Use its value."],
  [{ updateStrategy: { type: StatefulSetUpdateType.ON_DELETE, partition: 1 } }, "'updateStrategy.partition' must not be given with 'StatefulSetUpdateType.ON_DELETE', got 1. Leave it out."],
  [{ updateStrategy: { partition: -1 } }, "'updateStrategy.partition' must be a whole number of at least 0, got -1. Use the number of the first pod that is to be replaced."],
  [{ updateStrategy: 'OnDelete' as any }, "'updateStrategy' must be an object, got a text. Use one such as { partition: 2 }."],
  [{ persistentVolumeClaimRetentionPolicy: { whenScaled: 'delete' as any } }, "'persistentVolumeClaimRetentionPolicy.whenScaled' must be 'Retain' or 'Delete', got 'delete'. Use 'Delete'."],
  [{ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Keep' as any } }, "'persistentVolumeClaimRetentionPolicy.whenDeleted' must be 'Retain' or 'Delete', got 'Keep'. Use one of them."],
  [{ persistentVolumeClaimRetentionPolicy: 'Delete' as any }, "'persistentVolumeClaimRetentionPolicy' must be an object, got a text. Use one such as { whenDeleted: ClaimRetention.DELETE }."],
  [{ ordinals: { start: -1 } }, "'ordinals.start' must be a whole number of at least 0, got -1. Use the number of the first pod."],
  [{ ordinals: 1 as any }, "'ordinals' must be an object, got a number. Use one such as { start: 1 }."],
  [{ minReadySeconds: -1 }, "'minReadySeconds' must be a whole number of at least 0, got -1. Use a number of seconds."],
  [{ revisionHistoryLimit: 1.5 }, "'revisionHistoryLimit' must be a whole number of at least 0, got 1.5. Use a number such as 5."],
  [{ selector: { 'statefulset.kubernetes.io/pod-name': 'store-0' } }, "'selector[\'statefulset.kubernetes.io/pod-name\']' must not be given: Kubernetes itself sets it, to another value with each change of the pods. Leave it out."],
  [{ mounts: [{ path: '/data', volume: Volume.claimTemplate('data', {} as any) }] }, "'mounts[0].volume.size' must be given. Use a quantity such as '20Gi'."],
  [{ mounts: [{ path: '/data', volume: Volume.claimTemplate('data', { size: '20Gib' }) }] }, "'mounts[0].volume.size' must be a quantity of whole bytes from 1 to 8Pi, got '20Gib'. Use a quantity such as '20Gi'."],
  [{ mounts: [{ path: '/data', volume: Volume.claimTemplate('data', { size: '1Gi', labels: { 'a b': '' } }) }] }, "'mounts[0].volume.labels[\'a b\']' must be a label key"],
  [{ mounts: [{ path: '/data', volume: Volume.claimTemplate('my.data', { size: '1Gi' }) }] }, "'mounts[0].volume.volumeName' must be a DNS label"],
  [{ mounts: [{ path: '/a', volume: DATA }, { path: '/b', volume: Volume.claimTemplate('data', { size: '1Gi' }) }] }, "'mounts[1].volume.volumeName' must not stand for two volumes in one pod, got 'data'. Set 'volumeName' of one of the two."],
])('%j is a fault', (props, message) => {
  expect(faultsIn(props)).toEqual([message.endsWith('.') ? message : expect.stringContaining(message)]);
});

describe('a quorum', () => {
  const TWO = "must be at least 3 with 'quorum': the majority of two is both, so that neither may be missing";
  const lost = (pods: number, missing: number, most: number, got: string) => (
    `must leave a majority of the pods: of ${pods} replicas, ${missing} may be missing, where no more than ${most} should, got ${got}. Use 'maxUnavailable: 1'.`);

  test.each<[Partial<HardenedStatefulSetProps>, string]>([
    [{}, `'replicas' ${TWO}. Use 3.`],
    [{ replicas: 2 }, `'replicas' ${TWO}, got 2. Use 3.`],
    [{ autoscaling: { maxReplicas: 5 } }, `'autoscaling.minReplicas' ${TWO}. Use 3.`],
    [{ replicas: 3, disruptionBudget: { maxUnavailable: 2 } }, `'disruptionBudget.maxUnavailable' ${lost(3, 2, 1, '2')}`],
    [{ replicas: 3, disruptionBudget: { maxUnavailable: '34%' } }, `'disruptionBudget.maxUnavailable' ${lost(3, 2, 1, "'34%'")}`],
    [{ replicas: 5, disruptionBudget: { minAvailable: 2 } }, `'disruptionBudget.minAvailable' ${lost(5, 3, 2, '2')}`],
    [{ replicas: 4, disruptionBudget: { minAvailable: '50%' } }, `'disruptionBudget.minAvailable' ${lost(4, 2, 1, "'50%'")}`],
    [{ autoscaling: { minReplicas: 3, maxReplicas: 9 }, disruptionBudget: { minAvailable: 2 } }, `'disruptionBudget.minAvailable' ${lost(4, 2, 1, '2')}`],
    [{ autoscaling: { minReplicas: 3, maxReplicas: 2 ** 31 - 1 }, disruptionBudget: { maxUnavailable: 2 } }, `'disruptionBudget.maxUnavailable' ${lost(3, 2, 1, '2')}`],
  ])('is lost with %j', (props, message) => {
    expect(faultsIn({ quorum: true, ...props })).toEqual([message]);
    expect(faultsIn({ ...props, quorum: false })).toEqual([]);
  });

  test.each<Partial<HardenedStatefulSetProps>>([
    { replicas: 3 }, { replicas: 5 }, { replicas: 1 }, { replicas: 0 },
    { replicas: 1, disruptionBudget: { maxUnavailable: 1 } },
    { replicas: 3, disruptionBudget: { minAvailable: LATER } },
    { replicas: 5, disruptionBudget: { maxUnavailable: 2 } },
    { replicas: 3, disruptionBudget: { maxUnavailable: '33%' } },
    { replicas: 5, disruptionBudget: { minAvailable: '51%' } },
    { replicas: 3, disruptionBudget: { enabled: false, maxUnavailable: 3 } },
    { replicas: LATER, disruptionBudget: { maxUnavailable: 2 } },
    { replicas: 3, disruptionBudget: { maxUnavailable: LATER } },
    { replicas: 3, disruptionBudget: { maxUnavailable: placeholder('1') } },
    { autoscaling: { minReplicas: 3, maxReplicas: 9 } },
    { autoscaling: { minReplicas: 3, maxReplicas: LATER } },
  ])('is kept with %j', (props) => {
    expect(faultsIn({ quorum: true, ...props })).toEqual([]);
  });

  test('whose budget says two things is told that alone', () => {
    expect(faultsIn({ quorum: true, replicas: 3, disruptionBudget: { maxUnavailable: 2, minAvailable: 1 } })).toEqual([
      "'disruptionBudget' must hold only one of 'minAvailable' and 'maxUnavailable'. Leave 'minAvailable' out.",
    ]);
  });

  test('of which a token tells the size is judged when it is known', () => {
    expect(synthErrors({ quorum: true, replicas: Lazy.any({ produce: () => 2 }) as any })).toEqual([`'replicas' ${TWO}, got 2. Use 3.`]);
  });
});

describe('a quorum and what others write around it', () => {
  const OWN = { matchLabels: { 'app.kubernetes.io/name': 'store' } };
  const budget = (spec: any, selector: any = OWN) => ({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'ops' }, spec: { selector, ...spec } });
  const hpa = (minReplicas: number | undefined, maxReplicas = 9) => ({
    apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'ops' },
    spec: { minReplicas, maxReplicas, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'store' } },
  });
  const keda = (spec: any) => ({
    apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'ops' }, spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'store' }, triggers: [], ...spec },
  });
  const errorsBeside = (other: any, props: Partial<HardenedStatefulSetProps> = {}) => {
    const chart = new Chart(new Cluster({ name: 'prod' }), 'shop', { namespace: 'shop' });
    new HardenedStatefulSet(chart, 'store', { image: 'registry.example.com/store:1.4.2', quorum: true, replicas: 5, disruptionBudget: { enabled: false }, ...props });
    new ApiObject(chart, 'other', other);
    return chartErrors(chart).map((error) => error.replace('[prod/shop/store] ', ''));
  };
  const two = (source: string) => `'quorum' must have 3 pods at least, and there may be 2 by ${source}: the majority of two is both, so that neither may be missing. Use 3 or more there.`;
  const lost = (whose: string, pods: number, missing: number, most: number, got: string) => (
    `${whose} must leave a majority of the pods: of ${pods} replicas, ${missing} may be missing, where no more than ${most} should, got ${got}. Use 'maxUnavailable: 1'.`);

  test.each<[any, Partial<HardenedStatefulSetProps>, string[]]>([
    [budget({ maxUnavailable: 3 }), {}, [lost("'spec.maxUnavailable' of PodDisruptionBudget 'shop/ops'", 5, 3, 2, '3')]],
    [budget({ minAvailable: '40%' }, {}), {}, [lost("'spec.minAvailable' of PodDisruptionBudget 'shop/ops'", 5, 3, 2, "'40%'")]],
    [budget({ maxUnavailable: 2 }), {}, []],
    [budget({ maxUnavailable: 3, minAvailable: 3 }), {}, [expect.stringMatching(/^\[prod\/shop\/other\] PodDisruptionBudget 'shop\/ops': spec: the budget has both/)]],
    [budget({ maxUnavailable: 3 }, { matchLabels: { app: 'other' } }), {}, []],
    [budget({ maxUnavailable: 3 }), { quorum: false }, []],
    [hpa(undefined), {}, [two("'minReplicas' of HorizontalPodAutoscaler 'shop/ops'")]],
    [hpa(2), {}, [two("'minReplicas' of HorizontalPodAutoscaler 'shop/ops'")]],
    [keda({}), {}, [two("the first that ScaledObject 'shop/ops' brings")]],
    [keda({ minReplicaCount: 3, idleReplicaCount: 0 }), {}, []],
    [hpa(3), {}, []],
    [hpa(1, 1), {}, []],
    [hpa(3), { disruptionBudget: { maxUnavailable: 2 } }, [lost("'spec.maxUnavailable' of PodDisruptionBudget 'shop/store'", 3, 2, 1, '2')]],
    [hpa(placeholder('x') as any), { disruptionBudget: { maxUnavailable: 2 } }, []],
  ])('%j beside %j', (other, props, errors) => expect(errorsBeside(other, props)).toEqual(errors));
});

describe.each(['1.28', '1.30', '1.33', '1.36'])('for Kubernetes %s', (minor) => {
  test.each<[string, Partial<HardenedStatefulSetProps>]>([
    ['the fewest props', {}],
    ['a quorum with claims', { ...PORTS, ...CLAIM, replicas: 3, quorum: true, service: {} }],
    ['all that is its own', {
      mounts: [{ path: '/a', volume: Volume.claimTemplate('a', { size: '1Gi', storageClassName: '', labels: { a: 'b' }, accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD] }) }],
      podManagementPolicy: PodManagementPolicy.PARALLEL,
      updateStrategy: { partition: 1 },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: ClaimRetention.DELETE, whenScaled: ClaimRetention.RETAIN },
      ordinals: { start: 3 },
      minReadySeconds: 5,
      revisionHistoryLimit: 0,
      publishNotReadyAddresses: true,
      autoscaling: { maxReplicas: 4 },
    }],
    ['updates by hand', { updateStrategy: { type: StatefulSetUpdateType.ON_DELETE }, ordinals: {}, persistentVolumeClaimRetentionPolicy: {} }],
  ])('%s is legal, and passes Pod Security restricted', (_, props) => {
    const set = store(props, new Chart(new Cluster({ name: 'prod-eu', kubernetesVersion: minor }), 'payments', { namespace: 'payments' }));
    const objects: KubernetesObject[] = set.objects.map((object) => object.toJson());
    expect(objects.flatMap((object) => [...schemaFaults(object, minor), ...gatedFaults(object, minor)])).toEqual([]);
    expect(checkPodSecurity(set.statefulSet.toJson().spec.template, 'restricted', minor)).toEqual([]);
  });
});

describe('is known as the StatefulSet that it is', () => {
  test('by the spread that it has without asking: all revisions are counted together', () => {
    const spread = specOf(CLAIM).template.spec.topologySpreadConstraints;
    expect(spread.map(({ topologyKey, whenUnsatisfiable }: any) => `${topologyKey} ${whenUnsatisfiable}`)).toEqual([
      'topology.kubernetes.io/zone DoNotSchedule', 'kubernetes.io/hostname ScheduleAnyway',
    ]);
    expect(spread.flatMap(Object.keys)).not.toContain('matchLabelKeys');
    expect(markedSpread(store().statefulSet)).toHaveLength(2);
    expect(specOf({ spread: false }).template.spec).not.toHaveProperty('topologySpreadConstraints');
  });

  test('by who spreads pods: it asks where the volumes can be mounted', () => {
    const chart = chartIn({ zones: ['a', 'b', 'c'] });
    const set = store({ ...CLAIM, replicas: 3 }, chart);
    new SpreadAcrossZones(chart, 'asked', { workloads: [set] });
    expect(messagesOf(chart).map((message) => message.slice(0, message.indexOf('.')))).toEqual([
      "scheduling/zonal-volumes: StatefulSet 'payments/store': its replicas have volumes of their own",
    ]);
    new SpreadAcrossZones(chart, 'told', { workloads: [set], volumes: VolumeTopology.ZONAL, whenUnsatisfiable: WhenUnsatisfiable.SCHEDULE_ANYWAY });
    expect(set.statefulSet.toJson().spec.template.spec.topologySpreadConstraints.map(({ whenUnsatisfiable }: any) => whenUnsatisfiable)).toEqual(['ScheduleAnyway', 'ScheduleAnyway']);
  });

  test('by who spreads pods, and is told', () => {
    const chart = chartIn({ zones: ['a', 'b', 'c'] });
    const set = store({ ...CLAIM, replicas: 3 }, chart);
    const spread = new SpreadAcrossZones(chart, 'spread', { workloads: [set], volumes: VolumeTopology.ZONAL });
    expect(messagesOf(chart)).toEqual([]);
    expect(spread.zoneLosses.map(({ survivors }) => survivors)).toEqual([2]);
  });

  test('by who places pods on spot capacity, who must be told that it may', () => {
    const placed = (statefulSets?: boolean) => () => {
      const scope = clusterChart();
      const set = store({}, scope);
      scope.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup(), statefulSets }));
      (scope.node.root as Cluster).synthYaml();
      return set.statefulSet.toJson().spec.template.spec;
    };
    expect(placed()).toThrow("'statefulSets' must be true to place StatefulSet");
    expect(placed(true)()).toHaveProperty('affinity');
  });

  test('by a pool of spot nodes', () => {
    const scope = clusterChart();
    const set = store({}, scope);
    spotPool({}, scope).host(set, { statefulSets: true });
    expect(set.statefulSet.toJson().spec.template.spec.tolerations).toHaveLength(1);
  });

  test('by who hardens pods: it is hardened already', () => {
    const set = store(CLAIM);
    const before = set.statefulSet.toJson();
    const hardening = new PodHardening();
    set.with(hardening);
    expect(set.statefulSet.toJson()).toEqual(before);
    expect(hardening.report).toMatchObject({ entries: [], objectsPassing: 1, objectsHardened: 1, objectsNotApplicable: 4 });
  });
});

test('a prop that is misspelt is told', () => {
  expect(messagesOf(store({ updateStrategy: { partitions: 2 } as any, podManagment: 'Parallel' } as any))).toEqual([
    "construct/unknown-prop: 'updateStrategy.partitions' is no prop, so that nothing reads it. Did you mean 'partition'?",
    expect.stringContaining("construct/unknown-prop: 'podManagment' is no prop"),
  ]);
});

describe('the members of a quorum', () => {
  const warned = (connect?: (store: HardenedStatefulSet, api: HardenedDeployment) => void, props: object = {}) => {
    const chart = new Chart(new Cluster({ name: 'prod-eu' }), 'shop', { namespace: 'shop' });
    const store = new HardenedStatefulSet(chart, 'store', {
      image: 'registry.example.com/store:1.4.2', replicas: 3, quorum: true, ports: [{ name: 'client', port: 2379 }, { name: 'peer', port: 2380 }], ...props,
    });
    connect?.(store, new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.4.2' }));
    return Warnings.of(store).filter(({ id }) => id === 'workload/quorum-members').map(({ message }) => message);
  };
  const MESSAGE = "its members are not let to each other. Let them in as any caller, e.g. 'store.allowFrom(store, NetworkPort.named('peer'))', or in 'network.allowFrom' and 'allowTo'.";

  test('are warned of where only others may call', () => {
    expect(warned((store, api) => store.allowFrom(api, NetworkPort.named('client')))).toEqual([MESSAGE]);
    expect(warned((store) => store.allowFrom(NetworkPeer.cidr('10.0.0.0/8'), NetworkPort.named('client')))).toEqual([MESSAGE]);
  });

  test('are not where they are let to each other, or without a policy, or without a quorum', () => {
    expect(warned((store) => store.allowFrom(store, NetworkPort.named('peer')))).toEqual([]);
    expect(warned(undefined, { network: { policy: false } })).toEqual([]);
    expect(warned((store, api) => store.allowFrom(api, NetworkPort.named('client')), { quorum: false })).toEqual([]);
    expect(warned()).toEqual([]);
  });
});
