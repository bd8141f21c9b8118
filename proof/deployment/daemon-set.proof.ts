import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { HostPathType } from '../../lib/pod/host-path';
import { Volume } from '../../lib/pod/volume';
import { DaemonSetUpdateType } from '../../lib/workload/daemon-set-update-strategy';
import { HardenedDaemonSet, HardenedDaemonSetProps } from '../../lib/workload/hardened-daemon-set';
import { withNamespace } from '../hardening/outcome';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof, ProofContext } from '../proof';
import { drain, uncordon } from './drains';
import { apply, chartFor, LIVELY, manifestsOf, NODES, tryToApply, uidsOf, VersionOf, versionOf } from './programs';
import { ReadyPods } from './ready-pods';

const STRICT = 'agents-restricted';
const FREE = 'agents-privileged';
const ALL_NODES = [...NODES, { name: 'gpu-1', zone: 'eu-1a', taints: [{ key: 'example.com/gpu', effect: 'NoSchedule' }] }];
const EVERYWHERE: Partial<HardenedDaemonSetProps> = { tolerations: [{ operator: 'Exists' }] };
const LOG_AGENT: Partial<HardenedDaemonSetProps> = {
  ...EVERYWHERE,
  exceptions: { hostPath: 'proof', runAsRoot: 'proof' },
  security: { runAsUser: 65532, supplementalGroups: [0] },
  mounts: [{ path: '/var/log/pods', volume: Volume.hostPath('logs', { path: '/var/log/pods', type: HostPathType.DIRECTORY }) }],
};

export const proofs: Proof[] = [{
  name: 'daemon-set',
  title: 'Pods of hardened DaemonSets run on every node that they tolerate where Pod Security admits them, stay through drains, and are replaced as the guide says.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), { pods: 'general' });
    await cluster.createNodes(ALL_NODES);
    await cluster.namespace(STRICT, { enforce: 'restricted' });
    await cluster.namespace('agents-baseline', { enforce: 'baseline' });
    await cluster.namespace(FREE, { enforce: 'privileged' });
    const version = await versionOf(cluster);
    await proveNodes(cluster, version, context.about('nodes'));
    await proveLogAgent(cluster, version, context);
    await proveUpdates(cluster, version, context.about('one program after the other'));
    await proveDrains(cluster, version, context.about('every node in turn'));
    await cluster.stop();
  },
}];

async function proveNodes(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  for (const [name, props, nodes] of [['plain', {}, NODES], ['tolerant', EVERYWHERE, ALL_NODES]] as const) {
    await checks.check(`${name}: one pod on each of ${nodes.length}`, async () => {
      const pods = await started(cluster, STRICT, nodes.length, setOf(chartFor(version, STRICT), name, props));
      assert.deepEqual(pods.items.map(({ spec }) => spec.nodeName).sort(), nodes.map((node) => node.name).sort());
      pods.stop();
    });
  }
}

async function proveLogAgent(cluster: ControlPlane, version: VersionOf, context: ProofContext): Promise<void> {
  const checks = context.about('an agent that reads its node');
  for (const level of ['restricted', 'baseline']) {
    await checks.check(`is refused where ${level} is enforced, for its volume alone`, async () => {
      const chart = chartFor(version, `agents-${level}`);
      setOf(chart, 'log-agent', LOG_AGENT);
      const { stderr } = await tryToApply(cluster, manifestsOf(chart));
      assert.match(stderr, level === 'restricted'
        ? /^Warning: would violate PodSecurity "restricted:latest": restricted volume types \(volume "logs" uses restricted volume type "hostPath"\)\n$/
        : /^Warning: would violate PodSecurity "baseline:latest": hostPath volumes \(volume "logs"\)\n$/);
    });
  }
  await checks.check('runs on all nodes where privileged is, and sees them read-only', async () => {
    const pods = await started(cluster, FREE, ALL_NODES.length, setOf(chartFor(version, FREE), 'log-agent', LOG_AGENT));
    for (const { spec: { containers: [{ volumeMounts }] } } of pods.items) {
      const { readOnly, recursiveReadOnly } = volumeMounts.find((mount: any) => mount.name === 'logs');
      assert.deepEqual({ readOnly, recursiveReadOnly }, { readOnly: true, recursiveReadOnly: 'IfPossible' });
    }
    pods.stop();
  });
  await checks.check('paths and types are judged as the API server judges them', async () => {
    const chart = chartFor(version, FREE);
    setOf(chart, 'judged', LOG_AGENT);
    const object = manifestsOf(chart).find(({ kind }) => kind === 'DaemonSet')!;
    const statusOf = async (hostPath: object) => {
      const copy = structuredClone(object);
      copy.spec.template.spec.volumes[0].hostPath = hostPath;
      return (await cluster.create(withNamespace(copy, FREE), { dryRun: true })).status;
    };
    for (const type of Object.values(HostPathType)) { assert.equal(await statusOf({ path: '/a', type }), 201, type); }
    for (const legal of ['/', '/a..b/..c', '/a/./b']) { assert.equal(await statusOf({ path: legal }), 201, legal); }
    for (const wrong of [{ path: '' }, { path: '/a/../b' }, { path: '..' }, { path: '/a', type: 'directory' }]) {
      assert.equal(await statusOf(wrong), 422, JSON.stringify(wrong));
    }
    // Where we are stricter: from where it would count, nobody says.
    assert.equal(await statusOf({ path: 'var/log' }), 201);
  });
}

interface Step {
  readonly title: string;
  readonly props: Partial<HardenedDaemonSetProps>;
  /** Fewest pods that serve at any moment. */
  readonly lowest: number;
  /** Whether new pods take the place of the old ones. */
  readonly rolls: boolean;
}

const config = (text: string) => ({ path: '/etc/relay', files: { 'relay.yaml': text } });
const image = (tag: string) => `registry.example.com/proof/relay:${tag}`;
const BASE = { ...EVERYWHERE, config: config('level: info') };
const NODE_COUNT = ALL_NODES.length;

/** One program after the other, each the one before with one thing changed. */
const STEPS: readonly Step[] = [
  { title: 'another image: one node at a time', props: { ...BASE, image: image('1.0.1') }, lowest: NODE_COUNT - 1, rolls: true },
  { title: 'a file of its own', props: { ...BASE, image: image('1.0.1'), config: config('level: debug') }, lowest: NODE_COUNT - 1, rolls: true },
  { title: 'with maxSurge, none is ever missing', props: { ...BASE, image: image('1.0.2'), updateStrategy: { maxSurge: '50%' } }, lowest: NODE_COUNT, rolls: true },
  { title: 'labels of its objects', props: { ...BASE, image: image('1.0.2'), labels: { team: 'a' }, updateStrategy: { maxSurge: '50%' } }, lowest: NODE_COUNT, rolls: false },
  { title: 'OnDelete leaves the pods', props: { ...BASE, image: image('1.0.3'), updateStrategy: { type: DaemonSetUpdateType.ON_DELETE } }, lowest: NODE_COUNT, rolls: false },
];

async function proveUpdates(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  const program = (props: Partial<HardenedDaemonSetProps>) => {
    const chart = chartFor(version, STRICT, 'updated');
    setOf(chart, 'relay', props);
    return manifestsOf(chart);
  };
  const first = program(BASE);
  const pods = await ReadyPods.of(cluster, STRICT, { 'app.kubernetes.io/name': 'relay' });
  await apply(cluster, first);
  await cluster.waitFor('the pods to serve', () => pods.count === NODE_COUNT);
  const uids = await uidsOf(cluster, first);
  for (const { title, props, lowest, rolls } of STEPS) {
    await checks.check(title, async () => {
      const old = new Set(pods.items.map(({ metadata }) => metadata.name));
      pods.begin();
      await apply(cluster, program(props));
      const onDelete = props.updateStrategy?.type === DaemonSetUpdateType.ON_DELETE;
      await cluster.waitFor('the rollout to end', async () => {
        const { metadata, status } = await cluster.read(`/apis/apps/v1/namespaces/${STRICT}/daemonsets/relay`);
        const isUpdated = onDelete || status.updatedNumberScheduled === NODE_COUNT;
        return status.observedGeneration === metadata.generation && status.numberAvailable === NODE_COUNT && isUpdated;
      });
      await cluster.waitFor('the old pods to be gone', () => pods.items.length === NODE_COUNT);
      assert.deepEqual(await uidsOf(cluster, first), uids, 'an object was made anew');
      assert.equal(pods.items.filter(({ metadata }) => old.has(metadata.name)).length, rolls ? 0 : NODE_COUNT, 'pods that are the same as before');
      assert.equal(pods.lowest, lowest, 'the fewest that served at any moment');
    });
  }
  pods.stop();
}

async function proveDrains(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  const pods = await started(cluster, STRICT, NODE_COUNT, setOf(chartFor(version, STRICT, 'drained'), 'stays', EVERYWHERE));
  pods.begin();
  for (const { name } of ALL_NODES) {
    await checks.check(`${name} can be drained, and keeps its pod`, async () => {
      const { code, stderr } = await drain(cluster, name, '120s');
      assert.equal(code, 0, stderr);
      accepted(`uncordon ${name}`, await uncordon(cluster, name));
      assert.equal(pods.lowest, NODE_COUNT);
    });
  }
  pods.stop();
}

function setOf(chart: Chart, name: string, props: Partial<HardenedDaemonSetProps>): HardenedDaemonSet {
  return new HardenedDaemonSet(chart, name, { image: `registry.example.com/proof/${name}:1.0.0`, ...LIVELY, ...props });
}

/** Applies a DaemonSet and watches its pods, once all of them serve. */
async function started(cluster: ControlPlane, namespace: string, count: number, set: HardenedDaemonSet): Promise<ReadyPods> {
  const pods = await ReadyPods.of(cluster, namespace, set.selectorLabels);
  await apply(cluster, manifestsOf(Chart.of(set)));
  await cluster.waitFor('all pods to serve', () => pods.count === count);
  return pods;
}
