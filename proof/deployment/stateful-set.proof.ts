import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { Volume } from '../../lib/pod/volume';
import { HardenedStatefulSet, HardenedStatefulSetProps } from '../../lib/workload/hardened-stateful-set';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof } from '../proof';
import { apply, chartFor, LIVELY, manifestsOf, NODES, tryToApply, versionOf } from './programs';
import { ReadyPods } from './ready-pods';
import { createZonalVolumes, ZONAL_CLASS, zoneOf } from './zonal-volumes';

const NAMESPACE = 'stateful';
const claim = (size: string) => Volume.claimTemplate('data', { size, storageClassName: ZONAL_CLASS });
const CLAIM = { mounts: [{ path: '/data', volume: claim('1Gi') }] };

interface Case {
  readonly props: Partial<HardenedStatefulSetProps>;
  readonly replicas: number;
  /** Number of the first pod. */
  readonly first?: number;
}

const CASES: { readonly [name: string]: Case } = {
  'without-claims': { props: {}, replicas: 2 },
  'claims': { props: { ...CLAIM, replicas: 3 }, replicas: 3 },
  'quorum': { props: { ...CLAIM, replicas: 3, quorum: true, ports: [{ name: 'peer', port: 2380 }] }, replicas: 3 },
  'numbered': { props: { ...CLAIM, replicas: 2, ordinals: { start: 5 } }, replicas: 2, first: 5 },
  // A name as long as may be.
  ['n'.repeat(52)]: { props: { replicas: 1 }, replicas: 1 },
};

export const proofs: Proof[] = [{
  name: 'stateful-set',
  title: 'Pods of hardened StatefulSets come into being in a namespace that enforces Pod Security restricted, each with its name and its claim, and spread over zones.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), { pods: 'general' });
    await cluster.createNodes(NODES);
    await cluster.namespace(NAMESPACE, { enforce: 'restricted' });
    await createZonalVolumes(cluster, 5);
    const version = await versionOf(cluster);
    const write = (name: string, props: Partial<HardenedStatefulSetProps>) => {
      const chart = chartFor(version, NAMESPACE);
      return { chart, set: setOf(chart, name, props) };
    };

    for (const [name, { props, replicas, first = 0 }] of Object.entries(CASES)) {
      await context.about('pods and claims').check(name, async () => {
        const { chart, set } = write(name, props);
        const pods = await ReadyPods.of(cluster, NAMESPACE, set.selectorLabels);
        await apply(cluster, manifestsOf(chart));
        await cluster.waitFor('all pods to serve', () => pods.count === replicas);
        const numbers = Array.from({ length: replicas }, (_, index) => first + index);
        assert.deepEqual(pods.items.map(({ metadata }) => metadata.name).sort(), numbers.map((number) => `${name}-${number}`));
        assert.deepEqual([...new Set(pods.items.map(({ spec }) => `${spec.hostname}.${spec.subdomain}`))].sort(), numbers.map((number) => `${name}-${number}.${name}-headless`));
        const zones = pods.items.map(({ spec }) => zoneOf(spec.nodeName));
        assert.equal(new Set(zones).size, replicas, `pods run in ${zones.join(', ')} only`);
        if (props.mounts !== undefined) { await assertClaims(cluster, pods.items); }
        pods.stop();
      });
    }

    const checks = context.about('a claim template that changes');
    const { chart: changed, set: { selectorLabels } } = write('claims', { replicas: 3, mounts: [{ path: '/data', volume: claim('2Gi') }] });
    await checks.check('is refused', async () => {
      const { code, stderr } = await tryToApply(cluster, manifestsOf(changed));
      assert.equal(code, 1);
      assert.match(stderr, /updates to statefulset spec for fields other than/);
    });
    await checks.check('is taken once the StatefulSet alone is away, and the new one keeps the pods', async () => {
      const pods = await ReadyPods.of(cluster, NAMESPACE, selectorLabels);
      await cluster.waitFor('the pods to be known', () => pods.count === 3);
      const before = uidsOf(pods);
      const { code, stderr } = await cluster.kubectl(['-n', NAMESPACE, 'delete', 'statefulset', 'claims', '--cascade=orphan']);
      assert.equal(code, 0, stderr);
      await apply(cluster, manifestsOf(changed));
      const path = `/apis/apps/v1/namespaces/${NAMESPACE}/statefulsets/claims`;
      await cluster.waitFor('the new one to count its pods', async () => {
        const { metadata, status = {} } = await cluster.read(path);
        return status.observedGeneration === metadata.generation && status.readyReplicas === 3 && status.updatedReplicas === 3;
      });
      assert.deepEqual(uidsOf(pods), before);
      pods.stop();
    });
    await cluster.stop();
  },
}];

function setOf(chart: Chart, name: string, props: Partial<HardenedStatefulSetProps>): HardenedStatefulSet {
  return new HardenedStatefulSet(chart, name, { image: 'registry.example.com/proof/store:1.0.0', ...LIVELY, ...props });
}

/** Each pod has a claim of its own, whose volume is in its zone. */
async function assertClaims(cluster: ControlPlane, pods: readonly any[]): Promise<void> {
  for (const { metadata: { name }, spec: { volumes, nodeName } } of pods) {
    const { persistentVolumeClaim } = volumes.find((volume: any) => volume.name === 'data');
    assert.equal(persistentVolumeClaim.claimName, `data-${name}`);
    const { spec } = await cluster.read(`/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims/data-${name}`);
    assert.equal(zoneOf(spec.volumeName), zoneOf(nodeName));
  }
}

function uidsOf({ items }: ReadyPods): string[] {
  return items.map(({ metadata }) => metadata.uid).sort();
}
