import * as assert from 'node:assert/strict';
import { apply, versionOf } from '../deployment/programs';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { seenByControllers } from '../kubernetes/seen';
import { Checks, Proof } from '../proof';
import { Karpenter } from './karpenter';
import { Placed, placed, rolledOut, settled } from './placed';
import { Program } from './programs';

const NAMESPACE = 'base';
const ALONE = 'alone';
const REPLICAS = [1, 2, 3, 5, 7, 10, 23];

export const proofs: Proof[] = [{
  name: 'spot-base',
  title: 'A share of the replicas is on on-demand capacity: through scaling, rollouts and the loss of all spot capacity, where none stays Pending.',
  needs: ['kubernetes', 'karpenter'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), {
      args: { 'kube-controller-manager': ['--horizontal-pod-autoscaler-sync-period=1s'] },
    });
    const karpenter = await Karpenter.start(context.host('karpenter'), cluster, { spot: true });
    for (const namespace of [NAMESPACE, ALONE]) { await cluster.namespace(namespace, { enforce: 'restricted' }); }
    const version = await versionOf(cluster);
    const program = new Program(version, NAMESPACE, { onDemandBasePercent: 20 });
    const proof = new BaseProof(cluster, karpenter, program);
    await proof.alone(context.about('20 % on demand'), new Program(version, ALONE, { onDemandBasePercent: 20 }));
    await proof.first(context.about('20 % on demand'));
    await proof.scaling(context.about('20 % on demand'));
    await proof.autoscaling(context.about('20 % on demand'));
    // What follows is about pods that nobody moves.
    await karpenter.consolidate('Never');
    await proof.scaleDown(context.about('20 % on demand'));
    await proof.loss(context.about('all spot capacity is lost'));
    await karpenter.stop();
    await cluster.stop();
  },
}];

class BaseProof {
  constructor(private readonly cluster: ControlPlane, private readonly karpenter: Karpenter, private readonly program: Program) {}

  /** On nodes of its own: where others have left room on spot, the scheduler does not wait for a new node. */
  public async alone(checks: Checks, program: Program): Promise<void> {
    const { deployment } = program.deployment('web', { replicas: 1 });
    await checks.check('the only replica of a workload is on demand, where no spot node has room for it', async () => {
      await apply(this.cluster, program.objects());
      assert.equal((await settled(this.cluster, this.karpenter, ALONE, 'web', 1)).onDemand, 1);
    });
    await this.cluster.request('DELETE', await this.cluster.pathOf(deployment.toJson()));
  }

  public async first(checks: Checks): Promise<void> {
    REPLICAS.forEach((replicas) => this.program.deployment(`of-${replicas}`, { replicas }));
    this.program.deployment('web', { replicas: 1 });
    this.program.deployment('scaled', { autoscaling: { minReplicas: 3, maxReplicas: 50 } });
    await checks.check('first rollouts', async () => {
      await apply(this.cluster, this.program.objects());
      for (const replicas of REPLICAS) { assertShare(await this.settled(`of-${replicas}`, replicas), replicas); }
      return `${REPLICAS.length} workloads of ${REPLICAS[0]} to ${REPLICAS.at(-1)} replicas`;
    });
    for (const replicas of REPLICAS) { await this.scale(`of-${replicas}`, 0); }
  }

  public async scaling(checks: Checks): Promise<void> {
    const steps = [2, 3, 5, 6, 10, 11, 26, 50];
    await checks.check('replicas are added one by one, and many at a time', async () => {
      for (const replicas of steps) {
        await this.scale('web', replicas);
        assertShare(await this.settled('web', replicas), replicas);
      }
      return `up to 50 in ${steps.length} steps`;
    });
    await checks.check('rollouts', async () => {
      for (const maxSurge of ['25%', 1]) {
        await this.scale('web', maxSurge === 1 ? 8 : 23);
        await this.rollOut('web', { maxSurge, maxUnavailable: 0 });
        const replicas = maxSurge === 1 ? 8 : 23;
        assertShare(await this.settled('web', replicas), replicas);
      }
      return 'with 25 % and one pod more at a time';
    });
  }

  public async autoscaling(checks: Checks): Promise<void> {
    await checks.check('an autoscaler adds replicas', async () => {
      const path = `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers/scaled`;
      await this.settled('scaled', 3);
      for (const replicas of [8, 21, 34]) {
        // It has no metrics here, and still sees to its bounds.
        await this.patch(path, { minReplicas: replicas });
        assertShare(await this.settled('scaled', replicas), replicas);
      }
      accepted(path, await this.cluster.request('DELETE', path));
      await this.scale('scaled', 0);
    });
  }

  /** The one thing that is given up: see the guide. */
  public async scaleDown(checks: Checks): Promise<void> {
    await checks.check('a scale-down does not look at capacity, and may leave nothing on demand; the next rollout puts it right', async () => {
      await this.scale('web', 20);
      await this.giveUp((await this.settled('web', 20)).onDemandPods);
      await this.scale('web', 6);
      assert.equal((await this.settled('web', 6)).onDemand, 0);
      await this.rollOut('web');
      assertShare(await this.settled('web', 6), 6);
    });
    await checks.check('or the next replicas that are added', async () => {
      await this.scale('web', 20);
      await this.giveUp((await this.settled('web', 20)).onDemandPods);
      await this.scale('web', 10);
      assert.equal((await this.settled('web', 10)).onDemand, 0);
      await this.scale('web', 20);
      assertShare(await this.settled('web', 20), 20);
    });
  }

  public async loss(checks: Checks): Promise<void> {
    await this.scale('web', 10);
    await this.rollOut('web');
    const base = (await this.settled('web', 10)).onDemandPods;
    await checks.check('the base goes on, and the rest comes back on demand', async () => {
      await this.karpenter.trade({ spot: false });
      await this.karpenter.takeAway(await this.karpenter.claims('spot'));
      const { onDemandPods } = await placed(this.cluster, NAMESPACE, 'web');
      assert.deepEqual([base.length, base.filter((pod) => !onDemandPods.includes(pod))], [2, []]);
      const { onDemand, spot } = await this.settled('web', 10);
      assert.deepEqual([onDemand, spot], [10, 0]);
    });
    await checks.check('replicas are added, and rolled out, without any', async () => {
      await this.scale('web', 16);
      assert.equal((await this.settled('web', 16)).onDemand, 16);
      await this.rollOut('web');
      assert.equal((await this.settled('web', 16)).onDemand, 16);
    });
    await checks.check('once there is spot again, all but the base goes back', async () => {
      await this.scale('web', 5);
      await this.rollOut('web');
      await this.settled('web', 5);
      await this.karpenter.trade({ spot: true });
      await this.karpenter.consolidate('3s');
      // Karpenter thinks each node over for a quarter of a minute.
      await this.cluster.waitFor('the replicas to go back', async () => {
        const { running, pending, onDemand } = await placed(this.cluster, NAMESPACE, 'web');
        return running === 5 && pending === 0 && onDemand <= 2;
      }, 10 * 60_000);
      assertShare(await this.settled('web', 5), 5);
    });
  }

  private settled(name: string, replicas: number): Promise<Placed> {
    return settled(this.cluster, this.karpenter, NAMESPACE, name, replicas);
  }

  private async scale(name: string, replicas: number): Promise<void> {
    await this.patch(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${name}`, { replicas });
  }

  private async rollOut(name: string, rollingUpdate?: object): Promise<void> {
    const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/${name}`;
    const { generation } = (await this.cluster.read(path)).metadata;
    await this.patch(path, { strategy: rollingUpdate && { rollingUpdate }, template: { metadata: { annotations: { rollout: `after ${generation}` } } } });
    await rolledOut(this.cluster, NAMESPACE, name);
  }

  /** Makes a scale-down take some pods first: what may happen by chance. */
  private async giveUp(pods: readonly string[]): Promise<void> {
    for (const pod of pods) {
      await accepted('cost', await this.cluster.request('PATCH', `/api/v1/namespaces/${NAMESPACE}/pods/${pod}`, {
        metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-100' } },
      }, 'application/merge-patch+json'));
    }
    await seenByControllers(this.cluster, NAMESPACE, 'web', pods[0]);
  }

  private async patch(path: string, spec: object): Promise<void> {
    accepted(path, await this.cluster.request('PATCH', path, { spec }, 'application/merge-patch+json'));
  }
}

/** On-demand replicas are within one of a fifth, rounded up. */
function assertShare({ onDemand, running }: Placed, replicas: number): void {
  assert.equal(running, replicas);
  assert.ok(Math.abs(onDemand - Math.ceil(replicas / 5)) <= 1, `${onDemand} of ${replicas} replicas are on demand`);
}
