import * as assert from 'node:assert/strict';
import { apply, VersionOf, versionOf } from '../deployment/programs';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof } from '../proof';
import { CAPACITY_TYPE, Karpenter } from './karpenter';
import { placed, settled } from './placed';
import { PoolProps, Program } from './programs';

export const proofs: Proof[] = [{
  name: 'spot-nodes',
  title: 'Karpenter takes the pools, starts what they allow and no more, and falls back on on-demand capacity only where that is said.',
  needs: ['kubernetes', 'karpenter'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    const karpenter = await Karpenter.start(context.host('karpenter'), cluster, { spot: true });
    const version = await versionOf(cluster);
    const nodes = new NodesProof(cluster, karpenter, version);
    await nodes.validated(context.about('NodePool'));
    await nodes.required(context.about('requirements'));
    await nodes.limited(context.about('limits'));
    await nodes.notHosted(context.about('workloads that did not opt in'));
    await nodes.withoutSpot(context.about('no spot to be had'));
    await karpenter.stop();
    await cluster.stop();
  },
}];

const POOLS: { readonly [name: string]: Partial<PoolProps> } = {
  'defaults': {},
  'a base': { onDemandBasePercent: 20 },
  'nearly all on demand': { onDemandBasePercent: 80 },
  'spot only': { onDemandFallback: false },
  'much of all': {
    sizes: ['large', 'xlarge'], zones: ['eu-1a', 'eu-1b'], minInstanceTypes: 5, nodeLabels: { 'example.com/team': 'shop' }, weight: 10, expireAfter: '24h',
    limits: { cpu: '100', memory: '400Gi', nodes: '20' }, taints: [{ key: 'example.com/spot' }, { key: 'example.com/spot', effect: 'NoExecute' as any }],
    startupTaints: [{ key: 'example.com/agent-not-ready' }], terminationGracePeriod: '10m', consolidateAfter: 'Never',
    disruptionBudgets: [{ nodes: '10%' }, { nodes: '0', schedule: '0 9 * * mon-fri', duration: '8h' }, { nodes: '5', reasons: ['Empty' as any] }],
  },
};

class NodesProof {
  constructor(private readonly cluster: ControlPlane, private readonly karpenter: Karpenter, private readonly version: VersionOf) {}

  public async validated(checks: Checks): Promise<void> {
    await checks.check('is ValidationSucceeded and Ready', async () => {
      const programs = Object.values(POOLS).map((props, index) => new Program(this.version, `valid-${index}`, props));
      await apply(this.cluster, programs.flatMap((program) => program.objects()));
      const pools = programs.flatMap((program) => program.objects()).filter(({ kind }) => kind === 'NodePool');
      for (const pool of pools) {
        for (const type of ['ValidationSucceeded', 'Ready']) {
          const { status, message } = await this.karpenter.conditionOf(pool, type);
          assert.equal(status, 'True', `${pool.metadata?.name} ${type}: ${message}`);
        }
      }
      for (const pool of pools) { await this.cluster.request('DELETE', await this.cluster.pathOf(pool)); }
      return `${pools.length} pools`;
    });
  }

  public async required(checks: Checks): Promise<void> {
    const { program, namespace } = await this.namespace('required', {
      families: ['m6i', 'm7i', 'c5'], sizes: ['large', 'xlarge'], zones: ['eu-1a', 'eu-1b'], minInstanceTypes: 3, nodeLabels: { 'example.com/team': 'shop' },
      requirements: [{ key: 'karpenter.k8s.aws/instance-generation', operator: 'Gt' as any, values: ['5'] }],
    });
    await checks.check('every node for pending pods is as it must be, and is spot', async () => {
      program.deployment('web', { replicas: 12 });
      await apply(this.cluster, program.objects());
      const { nodes, spot } = await this.settled(namespace, 'web', 12);
      assert.equal(spot, 12);
      for (const { metadata: { labels }, spec } of nodes) {
        assert.ok(['m6i', 'm7i'].includes(labels['karpenter.k8s.aws/instance-family']), labels['karpenter.k8s.aws/instance-family']);
        assert.ok(['large', 'xlarge'].includes(labels['karpenter.k8s.aws/instance-size']));
        assert.ok(['eu-1a', 'eu-1b'].includes(labels['topology.kubernetes.io/zone']));
        assert.deepEqual([labels['karpenter.sh/nodepool'], labels['example.com/team'], labels['kubernetes.io/arch']], [namespace, 'shop', 'amd64']);
        assert.deepEqual(spec.taints, [{ key: 'fleetwright.io/spot', value: namespace, effect: 'NoSchedule' }]);
      }
    });
    await checks.check('none is started where there are fewer types to choose from than it must have', async () => {
      // Not by 'sizes': that there are too few would be told before anybody applies it.
      const sizes = { key: 'karpenter.k8s.aws/instance-size', operator: 'In' as any, values: ['large', 'xlarge'] };
      const few = await this.namespace('too-few', { families: ['m6i'], requirements: [sizes], minInstanceTypes: 3 });
      few.program.deployment('web', { replicas: 1 });
      await apply(this.cluster, few.program.objects());
      await this.staysPending(few.namespace, 'web', 1);
    });
  }

  public async limited(checks: Checks): Promise<void> {
    const { program, namespace } = await this.namespace('limited', { limits: { cpu: '8' } });
    await checks.check('no more is started than they allow', async () => {
      program.deployment('web', { replicas: 40, spread: false });
      await apply(this.cluster, program.objects());
      await this.cluster.waitFor('as many pods to run as there is room for', async () => (await placed(this.cluster, namespace, 'web')).running >= 10);
      await pause(5000);
      const { nodes, pending } = await placed(this.cluster, namespace, 'web');
      const cores = nodes.reduce((sum, { metadata }) => sum + Number(metadata.labels['karpenter.k8s.aws/instance-cpu']), 0);
      assert.ok(cores > 4 && cores <= 8, `${cores} cores`);
      assert.ok(pending >= 20);
    });
    await this.removed(program);
  }

  public async notHosted(checks: Checks): Promise<void> {
    const { program, namespace } = await this.namespace('guests', {});
    program.deployment('host', { replicas: 3 });
    program.deployment('guest', { replicas: 6 }, false);
    await checks.check('nothing is started for them, and they stay off the nodes that are there', async () => {
      await apply(this.cluster, program.objects());
      await this.settled(namespace, 'host', 3);
      await this.staysPending(namespace, 'guest', 6);
    });
    await checks.check('they run on other nodes', async () => {
      await this.cluster.createNodes(['eu-1a', 'eu-1b', 'eu-1c'].map((zone) => ({ name: `ordinary-${zone}`, zone })));
      const { nodes } = await this.settled(namespace, 'guest', 6);
      assert.ok(nodes.every(({ metadata }) => metadata.name.startsWith('ordinary-')));
    });
    await checks.check('hosted ones stay off those', async () => {
      const { nodes } = await this.settled(namespace, 'host', 3);
      assert.ok(nodes.every(({ metadata }) => metadata.labels[CAPACITY_TYPE] === 'spot'));
    });
    await this.removed(program);
  }

  public async withoutSpot(checks: Checks): Promise<void> {
    await this.karpenter.trade({ spot: false });
    const fallback = await this.namespace('fallback', {});
    fallback.program.deployment('web', { replicas: 6 });
    const strict = await this.namespace('strict', { onDemandFallback: false });
    strict.program.deployment('web', { replicas: 2 });
    await apply(this.cluster, [...fallback.program.objects(), ...strict.program.objects()]);
    await checks.check('by default, on-demand nodes are started', async () => {
      assert.equal((await this.settled(fallback.namespace, 'web', 6)).onDemand, 6);
    });
    await checks.check("with 'onDemandFallback: false', none is", async () => {
      await this.staysPending(strict.namespace, 'web', 2);
    });
    await checks.check('once there is spot again, what waited for it runs on it', async () => {
      await this.karpenter.trade({ spot: true });
      assert.equal((await this.settled(strict.namespace, 'web', 2)).spot, 2);
    });
  }

  private async namespace(name: string, props: Partial<PoolProps>): Promise<{ readonly namespace: string; readonly program: Program }> {
    await this.cluster.namespace(name, { enforce: 'restricted' });
    return { namespace: name, program: new Program(this.version, name, props) };
  }

  private settled(namespace: string, name: string, replicas: number) {
    return settled(this.cluster, this.karpenter, namespace, name, replicas);
  }

  /** All replicas are there and run nowhere, for longer than Karpenter takes to start something. */
  private async staysPending(namespace: string, name: string, replicas: number): Promise<void> {
    await this.cluster.waitFor(`the pods of ${name} to be there`, async () => (await placed(this.cluster, namespace, name)).pending === replicas);
    await pause(5000);
    const { running, pending } = await placed(this.cluster, namespace, name);
    assert.deepEqual({ running, pending }, { running: 0, pending: replicas });
  }

  private async removed(program: Program): Promise<void> {
    const deployments = program.objects().filter(({ kind }) => kind === 'Deployment');
    for (const object of deployments) { await this.cluster.request('DELETE', await this.cluster.pathOf(object)); }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
