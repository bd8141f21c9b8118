import * as assert from 'node:assert/strict';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { NodeInclusionPolicy, ZoneSpreadingProps } from '../../lib/scheduling/spread/spread-options';
import { ZoneLoss } from '../../lib/scheduling/spread/zone-loss';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { seenByControllers } from '../kubernetes/seen';
import { Checks, Proof, ProofContext } from '../proof';
import { countByZone, observe, podsOf, Pool, settled, total, zoneOf } from './observed';
import { apply, Workload } from './workloads';

const ZONES = ['a', 'b', 'c'];

// By default a pod stays for five minutes on a node that fell silent.
const IMPATIENT = ['not-ready', 'unreachable'].map((what) => ({ key: `node.kubernetes.io/${what}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 1 }));

export const proofs: Proof[] = [
  {
    name: 'zone-loss',
    title: 'A real scheduler brings all replicas back when a zone is lost.',
    needs: ['kubernetes'],
    run: async (context) => proveZoneLoss(await quickCluster(context), context),
  },
  {
    name: 'zone-arithmetic',
    title: 'A real scheduler, steered to the limit of what the constraint allows, places replicas as SpreadAcrossZones foresees.',
    needs: ['kubernetes'],
    run: async (context) => proveArithmetic(await quickCluster(context), context),
  },
  {
    name: 'zone-budgets',
    title: 'Disruption budgets count and allow what SpreadAcrossZones foresees.',
    needs: ['kubernetes'],
    run: async (context) => proveBudget(await quickCluster(context), context),
  },
  {
    name: 'zone-rollouts',
    title: 'Zones stay even while replicas are added and rolled out, and only then.',
    needs: ['kubernetes'],
    run: async (context) => proveScaling(await quickCluster(context), context),
  },
  {
    name: 'zone-jobs',
    title: 'The pods of each Job are spread for themselves.',
    needs: ['kubernetes'],
    run: async (context) => proveJobs(await ControlPlane.start(context.host('kubernetes'), { pods: 'general' }), context),
  },
];

/** A control plane in which pods are Ready at once and nodes can fall silent. */
function quickCluster(context: ProofContext): Promise<ControlPlane> {
  return ControlPlane.start(context.host('kubernetes'), {
    args: {
      // Nodes without the label are as good as dead: nobody renews their leases. Those of the others are renewed every ten seconds, or later on a busy machine.
      'kwok': ['--manage-all-nodes=false', '--manage-nodes-with-label-selector=managed=yes'],
      'kube-controller-manager': ['--node-monitor-grace-period=40s', '--node-monitor-period=1s', '--node-eviction-rate=100', '--kube-api-qps=200', '--kube-api-burst=400'],
      'kube-scheduler': ['--kube-api-qps=200', '--kube-api-burst=400'],
    },
  });
}

/** Six replicas in three zones, and zone a goes. */
async function proveZoneLoss(cluster: ControlPlane, checks: Checks): Promise<void> {
  interface Loss {
    readonly title: string;
    readonly name: string;
    readonly kind?: Workload['kind'];
    readonly spread?: ZoneSpreadingProps;
    readonly lose: (pool: Pool) => Promise<void>;
    /** Whether the nodes of the zone are still there. */
    readonly nodesStay?: boolean;
    readonly pending?: number;
  }
  const taint = (pool: Pool) => pool.taint('a');
  const remove = (pool: Pool) => pool.delete('a');
  const silence = (pool: Pool) => pool.silence('a');
  const minZones = { minZones: 3 };
  const takeTainted = { nodeTaintsPolicy: NodeInclusionPolicy.IGNORE };
  const losses: Loss[] = [
    { title: 'all replicas run in the other zones when the nodes of one are tainted', name: 'tainted', lose: taint },
    { title: 'all replicas run in the other zones when the nodes of one are deleted', name: 'deleted', lose: remove, nodesStay: false },
    { title: 'all replicas run in the other zones when the nodes of one fall silent', name: 'silent', lose: silence },
    { title: 'all replicas of a StatefulSet run in the other zones when the nodes of one are tainted', name: 'stateful', kind: 'StatefulSet', lose: taint },
    { title: 'with minZones, what the tainted zone held stays Pending', name: 'min-tainted', spread: minZones, lose: taint, pending: 2 },
    { title: 'with minZones, what the deleted zone held stays Pending', name: 'min-deleted', spread: minZones, lose: remove, nodesStay: false, pending: 2 },
    { title: "with Kubernetes' own nodeTaintsPolicy, what the tainted zone held stays Pending", name: 'ignore-tainted', spread: takeTainted, lose: taint, pending: 2 },
    { title: "with Kubernetes' own nodeTaintsPolicy, what the silent zone held stays Pending", name: 'ignore-silent', spread: takeTainted, lose: silence, pending: 2 },
    { title: "with Kubernetes' own nodeTaintsPolicy, all replicas run in the other zones when the nodes are deleted", name: 'ignore-deleted', spread: takeTainted, lose: remove, nodesStay: false },
  ];

  // All at once: the garbage collection of pods on deleted nodes takes most of a minute.
  const prepare = async (name: string, kind?: Workload['kind'], spread?: ZoneSpreadingProps) => {
    await cluster.namespace(name);
    const pool = await Pool.create(cluster, name, ZONES);
    await apply(cluster, { name: 'app', namespace: name, pool: name, replicas: 6, kind, spread, podSpec: { tolerations: IMPATIENT } });
    assert.deepEqual((await settled(cluster, name, 'app', 6)).running, { a: 2, b: 2, c: 2 });
    return pool;
  };
  const pools: Pool[] = [];
  for (const { name, kind, spread } of losses) { pools.push(await prepare(name, kind, spread)); }
  const silentSet = await prepare('silent-set', 'StatefulSet');
  await Promise.all([...losses.map(({ lose }, i) => lose(pools[i])), silence(silentSet)]);

  for (const { title, name, spread, nodesStay = true, pending = 0 } of losses) {
    await checks.check(title, async () => {
      await cluster.waitFor('the pods of the zone to go', async () => (await observe(cluster, name, 'app')).running.a === undefined);
      const nodeTaintsPolicy = nodesStay ? spread?.nodeTaintsPolicy : undefined;
      const foreseen = SpreadAcrossZones.zoneLoss({ replicas: 6, zones: 3, minZones: spread?.minZones, nodeTaintsPolicy });
      assert.equal(foreseen.pending, pending);
      const { running } = await settled(cluster, name, 'app', 6 - pending, pending);
      assert.deepEqual(running, pending === 0 ? { b: 3, c: 3 } : { b: 2, c: 2 });
      if (pending === 0) { assert.deepEqual([foreseen.leastPerRemainingZone, foreseen.mostPerRemainingZone], [3, 3]); }
    });
  }

  await checks.check('a StatefulSet waits for silent nodes to be deleted, and then runs in the other zones', async () => {
    await cluster.waitFor('the pods of the zone to be told to go', async () => (await podsOf(cluster, 'silent-set', 'app')).length === 4);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    assert.equal((await podsOf(cluster, 'silent-set', 'app')).length, 4);
    await silentSet.delete('a');
    assert.deepEqual((await settled(cluster, 'silent-set', 'app', 6)).running, { b: 3, c: 3 });
  });
}

/** What is foreseen against what happens, where every pod would rather be in the zone that is lost. */
async function proveArithmetic(cluster: ControlPlane, checks: Checks): Promise<void> {
  for (const zones of [['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']]) {
    const pool = `of-${zones.length}`;
    const cases = [1, 2, 3].flatMap((maxSkew) => [1, 2, 3, 4, 5, 6, 7, 10].map((replicas) => ({
      name: `app-${replicas}-${maxSkew}`, replicas, maxSkew, foreseen: SpreadAcrossZones.zoneLoss({ replicas, zones: zones.length, maxSkew }),
    })));
    // The scheduler fills zone a as far as the strict constraint lets it, and the emptiest other zone where it does not.
    const nodes = await Pool.create(cluster, pool, zones, { favourite: 'a' });
    const evenly = { topologies: [{ topologyKey: 'topology.kubernetes.io/zone' }], hosts: { enabled: false } };
    await cluster.namespace(pool);
    await apply(cluster, ...cases.map(({ name, replicas, maxSkew }): Workload => ({
      name, namespace: pool, pool, replicas, favourite: 'a', spread: { maxSkew, ...evenly },
    })));
    const before = new Map<string, { readonly [zone: string]: number }>();
    for (const { name, replicas } of cases) { before.set(name, (await settled(cluster, pool, name, replicas)).running); }

    await checks.check(`in ${zones.length} zones, the fullest holds as many replicas as foreseen`, () => {
      assert.deepEqual(
        cases.map(({ name }) => [name, Math.max(...Object.values(before.get(name)!))]),
        cases.map(({ name, foreseen }) => [name, foreseen.lost]),
      );
      return `${cases.length} combinations of replicas and maxSkew`;
    });
    await checks.check(`in ${zones.length} zones, no two differ by more than maxSkew`, () => {
      for (const { name, maxSkew } of cases) { assert.ok(skewOf(before.get(name)!, zones) <= maxSkew, name); }
      return `${cases.length} combinations`;
    });
    await checks.check(`of ${zones.length} zones one is lost: survivors and the places of all replacements are as foreseen`, async () => {
      await nodes.taint('a');
      for (const { name, replicas, foreseen } of cases) {
        assert.equal(total(before.get(name)!) - (before.get(name)!.a ?? 0), foreseen.survivors, `survivors of ${name}`);
        const { running } = await cluster.waitFor(`${name} to be back`, async () => {
          const now = await observe(cluster, pool, name);
          return now.running.a === undefined && total(now.running) === replicas ? now : undefined;
        });
        assertPlaces(running, zones.slice(1), foreseen, name);
      }
      return `${cases.length} combinations`;
    });
  }
}

/** The budget's own status, while replacements are kept Pending. */
async function proveBudget(cluster: ControlPlane, checks: Checks): Promise<void> {
  const budgets: { minAvailable?: number | string; maxUnavailable?: number | string }[] = [
    { minAvailable: 5 }, { minAvailable: 4 }, { minAvailable: '50%' }, { minAvailable: '60%' },
    { maxUnavailable: 1 }, { maxUnavailable: '20%' }, { maxUnavailable: '34%' }, { maxUnavailable: 6 },
  ];
  const namespace = 'budgets';
  await cluster.namespace(namespace);
  const pool = await Pool.create(cluster, namespace, ZONES);
  const names = budgets.map((_, i) => `app-${i}`);
  await apply(cluster, ...names.map((name): Workload => ({ name, namespace, pool: namespace, replicas: 6, spread: { minZones: 3 } })));
  for (const [i, budget] of budgets.entries()) {
    accepted('budget', await cluster.create({
      apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: names[i], namespace }, spec: { ...budget, selector: { matchLabels: { app: names[i] } } },
    }));
  }
  for (const name of names) { await settled(cluster, namespace, name, 6); }
  await pool.taint('a');

  for (const [i, budget] of budgets.entries()) {
    await checks.check(`${JSON.stringify(budget)} of 6 replicas counts and allows what is foreseen after the loss of one of 3 zones`, async () => {
      await settled(cluster, namespace, names[i], 4, 2);
      const foreseen = SpreadAcrossZones.zoneLoss({ replicas: 6, zones: 3, minZones: 3, ...budget });
      const status = await cluster.waitFor('the budget to see the loss', async () => {
        const { status: now } = await cluster.read(`/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets/${names[i]}`);
        return now.currentHealthy === 4 ? now : undefined;
      });
      assert.deepEqual([status.desiredHealthy, status.disruptionsAllowed], [foreseen.requiredByBudget, foreseen.evictionsLeft]);
      const [pod] = (await podsOf(cluster, namespace, names[i])).filter(({ spec }) => spec.nodeName !== undefined);
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod.metadata.name, namespace } };
      const { status: code } = await cluster.request('POST', `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/eviction?dryRun=All`, eviction);
      assert.equal(code, foreseen.evictionsLeft === 0 ? 429 : 201);
    });
  }
}

/** Skew while replicas come and go. */
async function proveScaling(cluster: ControlPlane, checks: Checks): Promise<void> {
  const namespace = 'scaling';
  await cluster.namespace(namespace);
  await Pool.create(cluster, namespace, ZONES);
  const app: Workload = { name: 'app', namespace, pool: namespace, replicas: 1 };
  const pathOf = (name: string) => `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  const patch = async (name: string, spec: object) => accepted('patch', await cluster.request('PATCH', pathOf(name), { spec }, 'application/merge-patch+json'));
  const scale = (replicas: number, name = 'app') => patch(name, { replicas });
  const rollOut = async (rollingUpdate: object, replicas: number, name = 'app') => {
    const before = (await cluster.read(pathOf(name))).metadata.generation;
    await patch(name, { strategy: { rollingUpdate }, template: { metadata: { annotations: { rollout: `after ${before}` } } } });
    await cluster.waitFor('the rollout', async () => {
      const { status, metadata } = await cluster.read(pathOf(name));
      const counts = [status.updatedReplicas, status.replicas, status.availableReplicas];
      return metadata.generation > before && status.observedGeneration === metadata.generation && counts.every((count) => count === replicas);
    });
    return (await settled(cluster, namespace, name, replicas)).running;
  };

  await checks.check('no pod is placed beyond maxSkew while replicas are added one by one', async () => {
    await apply(cluster, app);
    await settled(cluster, namespace, 'app', 1);
    const worst = await watchSkew(cluster, namespace, async () => {
      for (const replicas of [2, 3, 4, 5, 6, 7]) {
        await scale(replicas);
        await settled(cluster, namespace, 'app', replicas);
      }
    });
    assert.equal(worst, 1);
  });
  await checks.check('zones are even also when many replicas are added at a time', async () => {
    for (const replicas of [11, 12, 13]) {
      await scale(replicas);
      assert.ok(skewOf((await settled(cluster, namespace, 'app', replicas)).running, ZONES) <= 1);
    }
  });
  await checks.check('no pod of a new revision is placed beyond maxSkew in a rollout with one extra pod', async () => {
    // With more of them, the API server may hear of two in another order than the scheduler has placed them.
    const worst = await watchSkew(cluster, namespace, async () => { await rollOut({ maxSurge: 1, maxUnavailable: 0 }, 13); });
    assert.equal(worst, 1);
  });
  for (const [maxSurge, maxUnavailable] of [[1, 0], ['25%', 0], ['100%', '50%'], [0, 2]]) {
    const rollingUpdate = { maxSurge, maxUnavailable };
    await checks.check(`zones are even after a rollout with ${JSON.stringify(rollingUpdate)}`, async () => {
      assert.ok(skewOf(await rollOut(rollingUpdate, 13), ZONES) <= 1);
    });
  }

  await checks.check('a scale-down does not look at zones: it may leave all replicas in one, which is what is foreseen at worst', async () => {
    await apply(cluster, { ...app, name: 'blind', replicas: 13, spread: { matchLabelKeys: [] } });
    await settled(cluster, namespace, 'blind', 13);
    for (const name of ['app', 'blind']) {
      await keepZone(cluster, namespace, name, 'a');
      await scale(4, name); // of 13 replicas, each zone has 4 or 5
      assert.deepEqual((await settled(cluster, namespace, name, 4)).running, { a: 4 });
    }
    assert.equal(SpreadAcrossZones.zoneLoss({ replicas: 4, zones: 3, peakReplicas: 13 }).survivorsAfterScaleDown, 0);
  });
  const allAtOnce = { maxSurge: '100%', maxUnavailable: 0 };
  await checks.check('the next rollout makes them even again', async () => {
    assert.deepEqual(Object.values(await rollOut(allAtOnce, 4)).sort(), [1, 1, 2]);
  });
  await checks.check('it would not if old and new pods were counted together', async () => {
    // No old pod ends before all new ones have their places.
    await patch('blind', { minReadySeconds: 10 });
    assert.deepEqual(await rollOut(allAtOnce, 4, 'blind'), { b: 2, c: 2 });
  });
}

/** Makes a scale-down take the pods of the other zones first. */
async function keepZone(cluster: ControlPlane, namespace: string, app: string, zone: string): Promise<void> {
  const pods = await podsOf(cluster, namespace, app);
  for (const { metadata, spec } of pods) {
    const annotations = { 'controller.kubernetes.io/pod-deletion-cost': zoneOf(spec.nodeName) === zone ? '100' : '0' };
    const path = `/api/v1/namespaces/${namespace}/pods/${metadata.name}`;
    accepted('set cost', await cluster.request('PATCH', path, { metadata: { annotations } }, 'application/merge-patch+json'));
  }
  await seenByControllers(cluster, namespace, app, pods[0].metadata.name);
}

/** Pods of a Job belong together, whatever other Jobs have the same labels. */
async function proveJobs(cluster: ControlPlane, checks: Checks): Promise<void> {
  await checks.check('the pods of a Job are even, whatever another Job with the same labels has where', async () => {
    await cluster.namespace('jobs');
    await Pool.create(cluster, 'jobs', ZONES);
    const job = (name: string, replicas: number, favourite: string): Workload => ({ name, namespace: 'jobs', pool: 'jobs', kind: 'Job', replicas, favourite, spread: { hosts: { enabled: false } } });
    const placed = async (name: string, count: number) => {
      const pods = await cluster.waitFor(`the pods of ${name} to have nodes`, async () => {
        const { items } = await cluster.read(`/api/v1/namespaces/jobs/pods?labelSelector=batch.kubernetes.io%2Fjob-name%3D${name}`);
        return items.filter((pod: any) => pod.spec.nodeName !== undefined).length === count ? items : undefined;
      });
      return countByZone(pods as any[]);
    };
    // The first Job has one pod more in zone a; counted together, the second one's only extra pod could not go there.
    await apply(cluster, job('first', 4, 'a'));
    assert.deepEqual(await placed('first', 4), { a: 2, b: 1, c: 1 });
    await apply(cluster, job('second', 4, 'a'));
    assert.deepEqual(await placed('second', 4), { a: 2, b: 1, c: 1 });
  });
}

/** The greatest skew within its revision that the placing of a pod leads to while `work` goes on. Pods that end are not counted. */
async function watchSkew(cluster: ControlPlane, namespace: string, work: () => Promise<void>): Promise<number> {
  const placed = new Map<string, any>();
  let worst = 0;
  let started = false;
  const watch = await cluster.watch(`/api/v1/namespaces/${namespace}/pods`, ({ type, object }) => {
    const key = object.metadata!.name!;
    if (type === 'DELETED' || object.metadata!.deletionTimestamp !== undefined) {
      placed.delete(key);
    } else if (object.spec.nodeName !== undefined && !placed.has(key)) {
      placed.set(key, object);
      const revision = object.metadata!.labels!['pod-template-hash'];
      const alike = [...placed.values()].filter(({ metadata }) => metadata.labels['pod-template-hash'] === revision);
      if (started) { worst = Math.max(worst, skewOf(countByZone(alike), ZONES)); }
    }
  });
  started = true;
  await work();
  watch.stop();
  return worst;
}

function skewOf(running: { readonly [zone: string]: number }, zones: readonly string[]): number {
  const counts = zones.map((zone) => running[zone] ?? 0);
  return Math.max(...counts) - Math.min(...counts);
}

function assertPlaces(running: { readonly [zone: string]: number }, zones: readonly string[], foreseen: ZoneLoss, name: string): void {
  const counts = zones.map((zone) => running[zone] ?? 0);
  const { leastPerRemainingZone: least, mostPerRemainingZone: most } = foreseen;
  assert.ok(Math.min(...counts) >= least && Math.max(...counts) <= most, `${name}: ${JSON.stringify(running)} is not within ${least} and ${most}`);
}
