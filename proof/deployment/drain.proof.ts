import * as assert from 'node:assert/strict';
import { UnhealthyPodEvictionPolicy } from '../../lib/pod/disruption-budget';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof } from '../proof';
import { drain, uncordon } from './drains';
import { apply, chartFor, lively, manifestsOf, NODES, VersionOf, versionOf } from './programs';
import { ReadyPods } from './ready-pods';

interface Case {
  readonly props: Partial<HardenedDeploymentProps>;
  readonly replicas: number;
  /** Fewest pods that must serve at any moment. */
  readonly budget: number;
}

const CASES: { readonly [name: string]: Case } = {
  'defaults': { props: {}, replicas: 2, budget: 1 },
  'single': { props: { replicas: 1 }, replicas: 1, budget: 0 },
  'many': { props: { replicas: 9, disruptionBudget: { maxUnavailable: '25%' } }, replicas: 9, budget: 6 },
  'most-must-stay': { props: { replicas: 6, disruptionBudget: { minAvailable: '66%' } }, replicas: 6, budget: 4 },
  'scaled': { props: { autoscaling: { minReplicas: 3, maxReplicas: 6 } }, replicas: 3, budget: 2 },
  'recreated': { props: { replicas: 3, spread: false, rollout: { maxSurge: 0, maxUnavailable: 1 } }, replicas: 3, budget: 2 },
};

interface Running extends Case {
  readonly name: string;
  readonly pods: ReadyPods;
}

export const proofs: Proof[] = [{
  name: 'deployment-drain',
  title: 'Nodes can be drained one after the other while every workload keeps what its disruption budget promises.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), {
      pods: 'general',
      args: { 'kube-controller-manager': ['--horizontal-pod-autoscaler-sync-period=1s'] },
    });
    await cluster.createNodes(NODES);
    await cluster.namespace('drained', { enforce: 'restricted' });
    const version = await versionOf(cluster);
    await proveDrains(cluster, version, context);
    await proveBrokenRelease(cluster, version, context.about('a broken release'));
    await cluster.stop();
  },
}];

async function proveDrains(cluster: ControlPlane, version: VersionOf, context: { about(topic: string): Checks }): Promise<void> {
  const chart = chartFor(version, 'drained');
  const constructs = Object.entries(CASES).map(([name, { props }]) => lively(chart, name, props));
  await apply(cluster, manifestsOf(chart));
  const running: Running[] = await Promise.all(constructs.map(async ({ name, selectorLabels }) =>
    ({ name, ...CASES[name], pods: await ReadyPods.of(cluster, 'drained', selectorLabels) })));
  await cluster.waitFor('all pods to serve', () => running.every(({ pods, replicas }) => pods.count === replicas));
  running.forEach(({ pods }) => pods.begin());

  for (const { name } of NODES) {
    await context.about('every node in turn').check(`${name} can be drained`, async () => {
      const { code, stderr } = await drain(cluster, name, '300s');
      assert.equal(code, 0, stderr);
      const { items } = await cluster.read(`/api/v1/pods?fieldSelector=spec.nodeName=${name}`);
      assert.deepEqual(items.map(({ metadata }: any) => metadata.name), []);
    });
    // Not waiting for the replacements: whoever rolls a node group does not, either.
    accepted(`uncordon ${name}`, await uncordon(cluster, name));
  }
  for (const { name, replicas, budget, pods } of running) {
    await context.about('every node in turn').check(`${name}: never fewer than ${budget} of ${replicas} pods serve, and all do in the end`, async () => {
      await cluster.waitFor('all pods to serve again', () => pods.count === replicas);
      assert.ok(pods.lowest >= budget, `at one moment only ${pods.lowest} served`);
      // A budget that nobody ever used up would prove nothing.
      if (name !== 'defaults') { assert.ok(pods.lowest < replicas, 'no pod was ever missing'); }
      pods.stop();
    });
  }
}

/** Pods that run and never get ready, as after a bad release. */
async function proveBrokenRelease(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  await checks.check('does not keep its node from being drained', async () => {
    const node = await breakPods(cluster, version, 'broken', {});
    const { code, stderr } = await drain(cluster, node, '300s');
    assert.equal(code, 0, stderr);
    accepted(`uncordon ${node}`, await uncordon(cluster, node));
  });
  await checks.check('would, had its budget the policy that Kubernetes has by default', async () => {
    const node = await breakPods(cluster, version, 'stuck', { disruptionBudget: { unhealthyPodEvictionPolicy: UnhealthyPodEvictionPolicy.IF_HEALTHY_BUDGET } });
    const { code, stderr } = await drain(cluster, node, '15s');
    assert.equal(code, 1);
    assert.match(stderr, /Cannot evict pod as it would violate the pod's disruption budget/);
  });
}

/** Lets all pods of a new workload lose their readiness, and says where one of them runs. */
async function breakPods(cluster: ControlPlane, version: VersionOf, name: string, props: Partial<HardenedDeploymentProps>): Promise<string> {
  const chart = chartFor(version, 'drained', name);
  const construct: HardenedDeployment = lively(chart, name, { replicas: 3, ...props });
  const pods = await ReadyPods.of(cluster, 'drained', construct.selectorLabels);
  await apply(cluster, manifestsOf(chart));
  await cluster.waitFor('the pods to serve', () => pods.count === 3);
  const status = { conditions: [{ type: 'Ready', status: 'False' }, { type: 'ContainersReady', status: 'False' }] };
  for (const { metadata } of pods.items) {
    const path = `/api/v1/namespaces/drained/pods/${metadata.name}/status`;
    accepted(path, await cluster.request('PATCH', path, { status }, 'application/strategic-merge-patch+json'));
  }
  await cluster.waitFor('the budget to know it', async () => (await cluster.read(`/apis/policy/v1/namespaces/drained/poddisruptionbudgets/${name}`)).status.currentHealthy === 0);
  pods.stop();
  return pods.items[0].spec.nodeName;
}
