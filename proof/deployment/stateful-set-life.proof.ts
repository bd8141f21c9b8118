import * as assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Volume } from '../../lib/pod/volume';
import { ClaimRetention } from '../../lib/workload/claim-retention';
import { HardenedStatefulSet, HardenedStatefulSetProps } from '../../lib/workload/hardened-stateful-set';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof } from '../proof';
import { drain, uncordon } from './drains';
import { apply, chartFor, LIVELY, manifestsOf, NODES, uidsOf, VersionOf, versionOf } from './programs';
import { ReadyPods } from './ready-pods';
import { createZonalVolumes, ZONAL_CLASS, zoneOf } from './zonal-volumes';

const NAMESPACE = 'living';
const CLAIM: Partial<HardenedStatefulSetProps> = { mounts: [{ path: '/data', volume: Volume.claimTemplate('data', { size: '1Gi', storageClassName: ZONAL_CLASS }) }] };
const image = (tag: string) => `registry.example.com/proof/store:${tag}`;

/** Fewest pods that must serve at any moment, of all. */
interface Case {
  readonly props: Partial<HardenedStatefulSetProps>;
  readonly budget: number;
  readonly replicas: number;
}

const CASES: { readonly [name: string]: Case } = {
  ordered: { props: { ...CLAIM, replicas: 2 }, budget: 1, replicas: 2 },
  quorum: { props: { ...CLAIM, replicas: 3, quorum: true }, budget: 2, replicas: 3 },
};

export const proofs: Proof[] = [
  {
    name: 'stateful-set-drain',
    title: 'Nodes can be drained one after the other: every StatefulSet keeps what its budget promises, and every pod its name, its claim and its zone.',
    needs: ['kubernetes'],
    run: async (context) => withCluster(await ControlPlane.start(context.host('kubernetes'), { pods: 'general' }), async (cluster, version) => {
      await proveDrains(cluster, version, context.about('every node in turn'));
    }),
  },
  {
    name: 'stateful-set-upgrade',
    title: 'A changed program of a StatefulSet can be applied over the one before: pods are replaced one by one, up to a partition, and keep their claims.',
    needs: ['kubernetes'],
    run: async (context) => withCluster(await ControlPlane.start(context.host('kubernetes'), { pods: 'general' }), async (cluster, version) => {
      await proveUpgrades(cluster, version, context.about('one program after the other'));
    }),
  },
];

async function withCluster(cluster: ControlPlane, prove: (cluster: ControlPlane, version: VersionOf) => Promise<void>): Promise<void> {
  await cluster.createNodes(NODES);
  await cluster.namespace(NAMESPACE, { enforce: 'restricted' });
  await createZonalVolumes(cluster, 4);
  await prove(cluster, await versionOf(cluster));
  await cluster.stop();
}

async function proveDrains(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  const chart = chartFor(version, NAMESPACE);
  const sets = Object.entries(CASES).map(([name, { props }]) => new HardenedStatefulSet(chart, name, { image: image('1.0.0'), ...LIVELY, ...props }));
  await apply(cluster, manifestsOf(chart));
  const running = await Promise.all(sets.map(async ({ name, selectorLabels }) =>
    ({ name, ...CASES[name], pods: await ReadyPods.of(cluster, NAMESPACE, selectorLabels) })));
  await cluster.waitFor('all pods to serve', () => running.every(({ pods, replicas }) => pods.count === replicas));
  const places = () => Object.fromEntries(running.flatMap(({ pods }) => pods.items)
    .map((pod) => [pod.metadata.name, `${claimOf(pod)} in ${zoneOf(pod.spec.nodeName)}`]));
  const before = places();
  running.forEach(({ pods }) => pods.begin());
  for (const { name } of NODES) {
    await checks.check(`${name} can be drained`, async () => {
      const { code, stderr } = await drain(cluster, name, '300s');
      assert.equal(code, 0, stderr);
    });
    accepted(`uncordon ${name}`, await uncordon(cluster, name));
  }
  for (const { name, replicas, budget, pods } of running) {
    await checks.check(`${name}: never fewer than ${budget} of ${replicas} pods serve, and all do in the end`, async () => {
      await cluster.waitFor('all pods to serve again', () => pods.count === replicas);
      assert.equal(pods.lowest, budget);
    });
  }
  await checks.check('every pod is in the zone of its claim again', () => {
    assert.deepEqual(places(), before);
  });
  running.forEach(({ pods }) => { pods.stop(); });
}

interface Step {
  readonly title: string;
  readonly props: Partial<HardenedStatefulSetProps>;
  readonly replicas: number;
  /** Numbers of the pods that are replaced. */
  readonly replaced: readonly number[];
  /** Numbers of the claims that there are afterwards. */
  readonly claims: readonly number[];
}

const BASE: Partial<HardenedStatefulSetProps> = { ...CLAIM, replicas: 3 };
const DELETED = { persistentVolumeClaimRetentionPolicy: { whenScaled: ClaimRetention.DELETE } };
const LATEST = { ...BASE, image: image('1.0.2') };

/** Longer than it takes until the next pod is replaced. */
const REPLACED_MS = 10_000;

/** One program after the other, each the one before with one thing changed. */
const STEPS: readonly Step[] = [
  { title: 'another image', props: { ...BASE, image: image('1.0.1') }, replicas: 3, replaced: [0, 1, 2], claims: [0, 1, 2] },
  { title: 'another one, up to a partition', props: { ...LATEST, updateStrategy: { partition: 2 } }, replicas: 3, replaced: [2], claims: [0, 1, 2] },
  { title: 'without the partition', props: LATEST, replicas: 3, replaced: [0, 1], claims: [0, 1, 2] },
  { title: 'fewer pods, whose claims stay', props: { ...LATEST, replicas: 2 }, replicas: 2, replaced: [], claims: [0, 1, 2] },
  { title: 'more pods, with the claims that are there', props: LATEST, replicas: 3, replaced: [], claims: [0, 1, 2] },
  { title: 'fewer pods, whose claims go', props: { ...LATEST, ...DELETED, replicas: 2 }, replicas: 2, replaced: [], claims: [0, 1] },
];

async function proveUpgrades(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  const program = (props: Partial<HardenedStatefulSetProps>) => {
    const chart = chartFor(version, NAMESPACE);
    new HardenedStatefulSet(chart, 'store', { image: image('1.0.0'), ...LIVELY, ...props });
    return manifestsOf(chart);
  };
  const first = program(BASE);
  const pods = await ReadyPods.of(cluster, NAMESPACE, { 'app.kubernetes.io/name': 'store' });
  await apply(cluster, first);
  await cluster.waitFor('the pods to serve', () => pods.count === 3);
  const objects = await uidsOf(cluster, first);
  const claimsAtFirst = await claims(cluster);
  let before = 3;
  for (const { title, props, replicas, replaced, claims: left } of STEPS) {
    await checks.check(title, async () => {
      const old = uidsByName(pods);
      pods.begin();
      await apply(cluster, program(props));
      await cluster.waitFor('all changes to be made', async () => {
        const { metadata, status } = await cluster.read(`/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets/store`);
        const isCounted = status.observedGeneration === metadata.generation && status.replicas === replicas && status.availableReplicas === replicas;
        return isCounted && status.updatedReplicas === replicas - (props.updateStrategy?.partition ?? 0) && pods.items.length === replicas;
      });
      // One that goes on beyond its partition comes by here, too.
      if (props.updateStrategy?.partition !== undefined) { await setTimeout(REPLACED_MS); }
      await cluster.waitFor('the claims to be as they stay', async () => Object.keys(await claims(cluster)).length === left.length);
      assert.deepEqual(await uidsOf(cluster, first), objects, 'an object was made anew');
      const now = uidsByName(pods);
      const changed = Object.keys(now).filter((name) => old[name] !== undefined && old[name] !== now[name]);
      assert.deepEqual(changed.sort(), replaced.map((number) => `store-${number}`));
      assert.equal(pods.lowest, Math.min(before, replicas) - (replaced.length > 0 ? 1 : 0), 'the fewest that served at any moment');
      assert.deepEqual(await claims(cluster), Object.fromEntries(left.map((number) => [`data-store-${number}`, claimsAtFirst[`data-store-${number}`]])));
    });
    before = replicas;
  }
  pods.stop();
}

function uidsByName({ items }: ReadyPods): { [name: string]: string } {
  return Object.fromEntries(items.map(({ metadata: { name, uid } }) => [name, uid]));
}

/** The uid of each claim by its name. */
async function claims(cluster: ControlPlane): Promise<{ [name: string]: string }> {
  const { items } = await cluster.read(`/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims`);
  return Object.fromEntries(items.map(({ metadata: { name, uid } }: any) => [name, uid]));
}

function claimOf({ spec: { volumes } }: any): string {
  return volumes.find(({ name }: any) => name === 'data').persistentVolumeClaim.claimName;
}
