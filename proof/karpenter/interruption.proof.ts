import * as assert from 'node:assert/strict';
import { apply, LIVELY, versionOf } from '../deployment/programs';
import { ReadyPods } from '../deployment/ready-pods';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof } from '../proof';
import { Karpenter } from './karpenter';
import { Program } from './programs';

const NAMESPACE = 'interrupted';
const REPLICAS = 6;
/** The fewest that must serve at any moment. */
const BUDGET = 4;
/** AWS' notice. */
const NOTICE_MS = 120_000;

export const proofs: Proof[] = [{
  name: 'spot-interruption',
  title: 'An interrupted node is replaced within its notice, and no workload falls below its disruption budget.',
  needs: ['kubernetes', 'karpenter'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), { pods: 'general' });
    const karpenter = await Karpenter.start(context.host('karpenter'), cluster, { spot: true });
    await cluster.namespace(NAMESPACE, { enforce: 'restricted' });
    const program = new Program(await versionOf(cluster), NAMESPACE, { consolidateAfter: 'Never' });
    const web = program.deployment('web', { ...LIVELY, replicas: REPLICAS, disruptionBudget: { minAvailable: BUDGET } });
    // Karpenter does not evict it: it is there until its node is gone.
    const stays = program.deployment('stays', { ...LIVELY, replicas: 2, podAnnotations: { ...LIVELY.podAnnotations, 'karpenter.sh/do-not-disrupt': 'true' } });
    await apply(cluster, program.objects());
    const pods = await ReadyPods.of(cluster, NAMESPACE, web.selectorLabels);
    const staying = await ReadyPods.of(cluster, NAMESPACE, stays.selectorLabels);
    const serve = () => cluster.waitFor('all pods to serve', () => pods.count === REPLICAS && staying.count === 2);
    const on = (claims: readonly any[], { items }: ReadyPods) => items.filter(({ spec }) => claims.some(({ status }) => status.nodeName === spec.nodeName));

    const interrupt = async (claims: readonly any[]) => {
      assert.ok(on(claims, pods).length > 0, 'there is nothing on the nodes');
      pods.begin();
      await karpenter.interrupt(claims);
      await cluster.waitFor('the nodes to be drained', () => on(claims, pods).length === 0, NOTICE_MS);
      // As if the notice ended just now: what is not drained goes with its node.
      await karpenter.takeAway(claims);
      await serve();
      assert.ok(pods.lowest >= BUDGET, `at one moment only ${pods.lowest} served`);
    };

    await context.check('a node with most of a workload, and all replicas run elsewhere', async () => {
      await serve();
      const claims = await karpenter.claims('spot');
      const [fullest] = claims.sort((a, b) => on([b], pods).length - on([a], pods).length);
      await interrupt([fullest]);
      assert.deepEqual(on([fullest], pods), []);
    });
    await context.check('all nodes at once, also one that is not drained when its notice ends', async () => {
      const claims = await karpenter.claims('spot');
      const before = new Set(staying.items.map(({ metadata }) => metadata.name));
      assert.ok(on(claims, staying).length === 2);
      await interrupt(claims);
      assert.deepEqual(staying.items.filter(({ metadata }) => before.has(metadata.name)), []);
    });
    pods.stop();
    staying.stop();
    await karpenter.stop();
    await cluster.stop();
  },
}];
