import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof } from '../proof';
import { apply, lively, NODES, uidsOf, VersionOf, versionOf, ZONES } from './programs';
import { ReadyPods } from './ready-pods';

const NAMESPACE = 'upgraded';
const BASE: Partial<HardenedDeploymentProps> = { image: 'registry.example.com/proof/api:1.0.0', replicas: 3, ports: [{ port: 8080 }], service: {} };
const MOVED: Partial<HardenedDeploymentProps> = { ...BASE, ports: [{ port: 9090 }], replicas: 5 };
const MIGRATE = { name: 'migrate', image: 'registry.example.com/proof/migrate:1.0.0' };

interface Step {
  readonly title: string;
  readonly props: Partial<HardenedDeploymentProps>;
  /** Where in the program the construct stands. */
  readonly path?: readonly string[];
  /** Pods that there are when the step is done. */
  readonly replicas: number;
  /** Whether new pods take the place of the old ones. */
  readonly rolls: boolean;
}

/** One program after the other, each the one before with one thing changed. */
const STEPS: readonly Step[] = [
  { title: 'another image', props: { ...BASE, image: 'registry.example.com/proof/api:1.0.1' }, replicas: 3, rolls: true },
  { title: 'another port', props: { ...BASE, ports: [{ port: 9090 }] }, replicas: 3, rolls: true },
  { title: 'more pods', props: MOVED, replicas: 5, rolls: false },
  { title: 'another place in the program', props: MOVED, path: ['team', 'renamed'], replicas: 5, rolls: false },
  { title: 'a looser budget and labels', props: { ...MOVED, disruptionBudget: { maxUnavailable: 2 }, labels: { team: 'a' } }, replicas: 5, rolls: false },
  { title: 'more memory and a neighbour', props: { ...MOVED, resources: { memory: '1Gi' }, initContainers: [MIGRATE] }, replicas: 5, rolls: true },
  { title: 'fewer pods', props: { ...BASE, replicas: 2 }, replicas: 2, rolls: true },
];

export const proofs: Proof[] = [{
  name: 'deployment-upgrade',
  title: 'A changed program can be applied over the one before: nothing is made anew that need not be, and no pod is missed.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), { pods: 'general' });
    await cluster.createNodes(NODES);
    await cluster.namespace(NAMESPACE, { enforce: 'restricted' });
    const version = await versionOf(cluster);
    const first = program(version, BASE);
    const pods = await ReadyPods.of(cluster, NAMESPACE, { 'app.kubernetes.io/name': 'api' });
    await apply(cluster, first);
    await cluster.waitFor('the pods to serve', () => pods.count === 3);
    const uids = await uidsOf(cluster, first);
    const endpoints = await watchEndpoints(cluster, pods);
    let before = 3;

    for (const step of STEPS) {
      await context.about('one program after the other').check(step.title, async () => {
        const old = new Set(pods.items.map(({ metadata }) => metadata.name));
        const objects = program(version, step.props, step.path);
        pods.begin();
        endpoints.begin();
        await apply(cluster, objects);
        await cluster.waitFor('the rollout to end', async () => isRolledOut(await cluster.read(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/api`), step.replicas));
        await cluster.waitFor('the old pods to be gone', () => pods.items.length === step.replicas);
        assert.deepEqual(await uidsOf(cluster, objects), uids, 'an object was made anew');
        const kept = pods.items.filter(({ metadata }) => old.has(metadata.name)).length;
        assert.equal(kept, step.rolls ? 0 : Math.min(before, step.replicas), 'pods that are the same as before');
        assert.ok(pods.lowest >= Math.min(before, step.replicas), `at one moment only ${pods.lowest} pods served`);
        assert.ok(endpoints.lowest >= 1, 'at one moment the Service led nowhere');
        assert.deepEqual(endpoints.wrong, [], 'the Service led to ports on which nobody listens');
      });
      before = step.replicas;
    }
    pods.stop();
    endpoints.stop();
    await cluster.stop();
  },
}];

function program(version: VersionOf, props: Partial<HardenedDeploymentProps>, path: readonly string[] = []): KubernetesObject[] {
  const cluster = new Cluster({ name: 'proof', zones: ZONES, kubernetesVersion: version.version });
  const scope = path.reduce<Construct>((parent, id) => new Construct(parent, id), cluster);
  const chart = new Chart(scope, path.length === 0 ? 'chart' : 'moved', { namespace: NAMESPACE });
  lively(chart, path.length === 0 ? 'api' : 'backend', { name: 'api', ...props });
  return chart.toJson();
}

function isRolledOut({ metadata, status }: any, replicas: number): boolean {
  const counts = [status.replicas, status.updatedReplicas, status.availableReplicas];
  return status.observedGeneration === metadata.generation && counts.every((count) => count === replicas);
}

/** How many pods the Service leads to, and whether on a port that they listen on. */
async function watchEndpoints(cluster: ControlPlane, pods: ReadyPods) {
  const slices = new Map<string, number>();
  const count = () => [...slices.values()].reduce((sum, ready) => sum + ready, 0);
  let lowest = Infinity;
  let wrong: string[] = [];
  const path = `/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices?labelSelector=${encodeURIComponent('kubernetes.io/service-name=api')}`;
  const watch = await cluster.watch(path, ({ type, object }) => {
    const ready: any[] = (object.endpoints ?? []).filter(({ conditions }: any) => conditions.ready);
    if (type === 'DELETED') { slices.delete(object.metadata!.name!); } else { slices.set(object.metadata!.name!, ready.length); }
    lowest = Math.min(lowest, count());
    for (const { targetRef } of ready) {
      const listensOn = pods.items.find(({ metadata }) => metadata.name === targetRef.name)?.spec.containers[0].ports[0].containerPort;
      const [{ port }] = object.ports;
      if (listensOn !== undefined && listensOn !== port) { wrong.push(`${targetRef.name} listens on ${listensOn}, not on ${port}`); }
    }
  });
  return {
    begin: () => {
      lowest = count();
      wrong = [];
    },
    get lowest() { return lowest; },
    get wrong() { return [...new Set(wrong)]; },
    stop: () => watch.stop(),
  };
}
