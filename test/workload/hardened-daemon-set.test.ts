import { App, Chart, Lazy } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { markedSpread } from '../../lib/construct/spread-mark';
import { Warnings } from '../../lib/construct/warnings';
import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { Probe } from '../../lib/pod/probe';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { DaemonSetUpdateStrategy, DaemonSetUpdateType } from '../../lib/workload/daemon-set-update-strategy';
import { HardenedDaemonSet, HardenedDaemonSetProps } from '../../lib/workload/hardened-daemon-set';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { faultsOf } from '../faults-of';
import { clusterChart, spotPool } from '../scheduling/node-pool/spot-node-pools';
import { gatedFaults } from '../schema/feature-gates';
import { schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, deploy } from './deployment-construct';

const IMAGE = 'registry.example.com/telemetry/relay:1.4.2';
const PORTS = { ports: [{ port: 4317 }], probes: { readiness: Probe.tcpSocket() } };
const HOST_NETWORK = { exceptions: { hostNetwork: 'answers on the address of its node' } };

function relay(props: Partial<HardenedDaemonSetProps> = {}, scope: Chart = chartIn()): HardenedDaemonSet {
  return new HardenedDaemonSet(scope, 'relay', { image: IMAGE, ...props });
}

function specOf(props: Partial<HardenedDaemonSetProps> = {}): any {
  return relay(props).daemonSet.toJson().spec;
}

function updated(updateStrategy: DaemonSetUpdateStrategy): unknown {
  return specOf({ updateStrategy }).updateStrategy;
}

function faultsIn(props: Partial<HardenedDaemonSetProps>): string[] {
  return faultsOf(() => relay(props));
}

const messagesOf = (construct: IConstruct) => Warnings.of(construct).map(({ id, message }) => `${id}: ${message}`);

test('emits three objects of one name, and no budget: drains leave DaemonSets alone', () => {
  const daemon = relay();
  expect(daemon.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['ServiceAccount relay', 'DaemonSet relay', 'NetworkPolicy relay']);
  expect(daemon.objects.map(({ metadata }) => metadata.namespace)).toEqual(Array(3).fill('payments'));
  expect(daemon.workload).toBe(daemon.daemonSet);
  expect(daemon.daemonSet.node.id).toBe('daemonSet');
  expect(messagesOf(daemon)).toEqual([]);
});

test('runs on every node, so that it says neither how many pods there are nor how they are spread', () => {
  const spec = specOf();
  expect(Object.keys(spec).sort()).toEqual(['selector', 'template', 'updateStrategy']);
  expect(spec.template.spec).not.toHaveProperty('topologySpreadConstraints');
  expect(markedSpread(relay().daemonSet)).toEqual([]);
});

test('with the fewest props, reads as a reviewer would want it', () => {
  expect(stringifyYaml(relay().objects.map((object) => object.toJson()))).toMatchSnapshot();
});

test('with everything of its own, reads as a reviewer would want it', () => {
  const daemon = relay({
    ...PORTS,
    tolerations: [{ operator: 'Exists' }],
    updateStrategy: { maxSurge: '10%' },
    minReadySeconds: 10,
    revisionHistoryLimit: 3,
    service: { spec: { internalTrafficPolicy: 'Local' } },
  }, chartIn({ kubernetesVersion: '1.34' }));
  daemon.allowFrom(deploy({}, new Chart(daemon.node.root as App, 'shop', { namespace: 'shop' })));
  expect(stringifyYaml(daemon.objects.map((object) => object.toJson()))).toMatchSnapshot();
});

describe('pods are replaced', () => {
  test.each<[string, DaemonSetUpdateStrategy, unknown]>([
    ['node by node by default', {}, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } }],
    ['several at a time', { maxUnavailable: '10%' }, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } }],
    ['without a gap', { maxSurge: 1 }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }],
    ['without a gap, both said', { maxSurge: '5%', maxUnavailable: '0%' }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: '5%', maxUnavailable: '0%' } }],
    ['with a surge of none', { maxSurge: 0 }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }],
    ['by hand', { type: DaemonSetUpdateType.ON_DELETE }, { type: 'OnDelete' }],
  ])('%s', (_, strategy, manifest) => {
    expect(updated(strategy)).toEqual(manifest);
  });

  test('as a value says that is not known yet', () => {
    const later = Lazy.any({ produce: () => 2 }) as any;
    expect(updated({ maxSurge: later })).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } });
    expect(updated({ maxSurge: later, maxUnavailable: later })).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: 2 } });
    expect(faultsIn({ ...PORTS, ...HOST_NETWORK, updateStrategy: { maxSurge: later } })).toEqual([]);
    expect(faultsIn({ updateStrategy: { maxSurge: 1, maxUnavailable: placeholder('x') } })).toEqual([]);
    expect(faultsIn({ updateStrategy: { maxSurge: placeholder('x'), maxUnavailable: 0 } })).toEqual([]);
    expect(faultsIn({ ...PORTS, ...HOST_NETWORK, updateStrategy: { maxSurge: 1, maxUnavailable: placeholder('x') } })).toHaveLength(1);
  });

  test('with two pods on a node of whose network they hold no ports', () => {
    expect(faultsIn({ ...HOST_NETWORK, updateStrategy: { maxSurge: 1 } })).toEqual([]);
    expect(faultsIn({ ...PORTS, ...HOST_NETWORK, updateStrategy: { maxSurge: 0 } })).toEqual([]);
  });
});

test.each<[Partial<HardenedDaemonSetProps>, string]>([
  [{ updateStrategy: { maxUnavailable: -1 } }, "'updateStrategy.maxUnavailable' must be a whole number from 0, or a percentage such as '25%', got -1. Use a number such as 1 or a percentage such as '10%'."],
  [{ updateStrategy: { maxSurge: '101%' } }, "'updateStrategy.maxSurge' must be at most 100%, got '101%'. Use a number such as 1 or a percentage such as '10%'."],
  [{ updateStrategy: { maxUnavailable: 0 } }, "'updateStrategy.maxUnavailable' must not be 0 when 'maxSurge' is 0: no pod could ever be replaced, got 0. Use 'maxUnavailable: 1', or 'maxSurge: 1' where nodes have room for two."],
  [{ updateStrategy: { maxUnavailable: '0%', maxSurge: '0%' } }, "'updateStrategy.maxUnavailable' must not be 0 when 'maxSurge' is 0: no pod could ever be replaced, got '0%'. Use 'maxUnavailable: 1', or 'maxSurge: 1' where nodes have room for two."],
  [{ updateStrategy: { maxUnavailable: 1, maxSurge: 1 } }, "'updateStrategy.maxUnavailable' must be 0 with 'maxSurge': a node has either no pod or two while it is updated, got 1. Leave one of the two out."],
  [{ updateStrategy: { type: DaemonSetUpdateType.ON_DELETE, maxSurge: 1 } }, "'updateStrategy.maxSurge' must not be given with 'DaemonSetUpdateType.ON_DELETE', got 1. Leave it out."],
  [{ updateStrategy: { type: DaemonSetUpdateType.ON_DELETE, maxUnavailable: 1 } }, "'updateStrategy.maxUnavailable' must not be given with 'DaemonSetUpdateType.ON_DELETE', got 1. Leave it out."],
  [{ updateStrategy: { type: 'Recreate' } as any }, "'updateStrategy.type' must be 'RollingUpdate' or 'OnDelete', got 'Recreate'. Use one of them."],
  [{ updateStrategy: { type: placeholder('7') } as any }, "'updateStrategy.type' must be known by now, because only with 'DaemonSetUpdateType.ROLLING_UPDATE' more may be said. Use its value."],
  [{ updateStrategy: 'OnDelete' as any }, "'updateStrategy' must be an object, got a text. Use one such as { maxUnavailable: 1 }."],
  [{ ...PORTS, ...HOST_NETWORK, updateStrategy: { maxSurge: 1 } }, "'updateStrategy.maxSurge' must be 0 on the node's network: the new pod waits for the ports of the old one, which waits for the new one to be ready, got 1. Use 'maxUnavailable'."],
  [{ minReadySeconds: -1 }, "'minReadySeconds' must be a whole number of at least 0, got -1. Use a number of seconds."],
  [{ revisionHistoryLimit: 1.5 }, "'revisionHistoryLimit' must be a whole number of at least 0, got 1.5. Use a number such as 5."],
])('%j is a fault', (props, message) => {
  expect(faultsIn(props)).toEqual([message]);
});

test('a strategy that is misspelt is told', () => {
  expect(messagesOf(relay({ updateStrategy: { maxunavailable: 2 } as any }))).toEqual([
    "construct/unknown-prop: 'updateStrategy.maxunavailable' is no prop, so that nothing reads it. Did you mean 'maxUnavailable'?",
  ]);
});

describe.each(['1.28', '1.30', '1.33', '1.36'])('for Kubernetes %s', (minor) => {
  test.each<[string, Partial<HardenedDaemonSetProps>]>([
    ['the fewest props', {}],
    ['a Service of the node', { ...PORTS, service: { spec: { internalTrafficPolicy: 'Local' } }, tolerations: [{ operator: 'Exists' }] }],
    ['a surge', { updateStrategy: { maxSurge: '10%' }, minReadySeconds: 5, revisionHistoryLimit: 0 }],
    ['updates by hand', { updateStrategy: { type: DaemonSetUpdateType.ON_DELETE } }],
  ])('%s is legal, and passes Pod Security restricted', (_, props) => {
    const daemon = relay(props, new Chart(new Cluster({ name: 'prod-eu', kubernetesVersion: minor }), 'payments', { namespace: 'payments' }));
    const objects: KubernetesObject[] = daemon.objects.map((object) => object.toJson());
    expect(objects.flatMap((object) => [...schemaFaults(object, minor), ...gatedFaults(object, minor)])).toEqual([]);
    expect(checkPodSecurity(daemon.daemonSet.toJson().spec.template, 'restricted', minor)).toEqual([]);
  });
});

describe('is known as the DaemonSet that it is', () => {
  test('by who spreads pods', () => {
    const chart = chartIn({ zones: ['a', 'b', 'c'] });
    const daemon = relay({}, chart);
    const before = daemon.daemonSet.toJson();
    new SpreadAcrossZones(chart, 'spread', { workloads: [daemon] });
    expect(daemon.daemonSet.toJson()).toEqual(before);
    expect(messagesOf(chart)).toEqual(['scheduling/not-spread: it runs one pod on every node, so there is nothing to spread.']);
  });

  test('by who places pods on spot capacity', () => {
    const scope = clusterChart();
    const daemon = relay({}, scope);
    const before = daemon.daemonSet.toJson();
    scope.with(new SpotPlacement({ capacity: SpotCapacity.eksManagedNodeGroup() }));
    expect(daemon.daemonSet.toJson()).toEqual(before);
    expect(messagesOf(daemon)).toEqual([]);
    spotPool({}, scope).host(daemon);
    expect(daemon.daemonSet.toJson()).toEqual(before);
    expect(messagesOf(daemon)).toEqual([
      'scheduling/not-placed: it runs one pod on every node, so there is nothing to place. Give it a toleration of its own.',
    ]);
  });

  test('by who hardens pods: it is hardened already', () => {
    const daemon = relay();
    const hardening = new PodHardening();
    daemon.with(hardening);
    expect(hardening.report).toMatchObject({ entries: [], objectsPassing: 1, objectsHardened: 1, objectsNotApplicable: 2 });
  });

  test('by whom it lets in, and whom it calls', () => {
    const chart = chartIn();
    const daemon = relay(PORTS, chart);
    const api = deploy({ ports: [{ port: 8080 }], probes: { readiness: Probe.tcpSocket() } }, chart);
    daemon.allowFrom(api);
    daemon.allowTo(api);
    const policyOf = ({ networkPolicy }: { networkPolicy?: { toJson(): any } }) => networkPolicy!.toJson().spec;
    const peer = (name: string) => [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } }];
    expect(policyOf(daemon).ingress).toEqual([{ from: peer('api'), ports: [{ port: 4317, protocol: 'TCP' }] }]);
    expect(policyOf(daemon).egress[1].to).toEqual(peer('api'));
    expect(policyOf(api).ingress[0].from).toEqual(peer('relay'));
    expect(policyOf(api).egress[1].to).toEqual(peer('relay'));
  });

  test('by a Service that leads to nobody who may call', () => {
    const daemon = relay({ ...PORTS, service: {} });
    expect(messagesOf(daemon)).toEqual(["workload/no-caller: its pods admit nobody. Say who may call with 'allowFrom'."]);
  });
});
