import * as assert from 'node:assert/strict';
import { AppArmorProfile, SeccompProfile } from '../../lib/pod/security-profile';
import { Volume } from '../../lib/pod/volume';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof } from '../proof';
import { apply, chartFor, lively, manifestsOf, NODES, tryToApply, versionOf } from './programs';
import { ReadyPods } from './ready-pods';

const OTHER = { image: 'registry.example.com/proof/other:1.0.0' };

const WORKLOADS: { readonly [name: string]: Partial<HardenedDeploymentProps> } = {
  'fewest-props': {},
  'neighbours': { initContainers: [{ name: 'migrate', ...OTHER }], sidecars: [{ name: 'proxy', ports: [{ name: 'metrics', port: 9090 }], ...OTHER }] },
  'low-port': { ports: [{ port: 80 }], security: { addCapabilities: ['NET_BIND_SERVICE'] } },
  'own-user': { security: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000 } },
  'profiles': { security: { seccompProfile: SeccompProfile.localhost('api.json'), appArmorProfile: AppArmorProfile.RUNTIME_DEFAULT } },
  'user-namespace': { security: { userNamespace: true } },
  'volumes': { mounts: [{ path: '/cache', volume: Volume.emptyDir('cache', { sizeLimit: '1Gi' }) }], writablePaths: { '/var/run': '1Mi' } },
  'exceptions': { exceptions: { writableRootFilesystem: 'unpacks itself', noMemoryLimit: 'caches what there is', floatingTag: 'built nightly' }, image: 'registry.example.com/proof/api:nightly' },
};

export const proofs: Proof[] = [{
  name: 'deployment-admission',
  title: 'Hardened pods come into being in a namespace that enforces Pod Security restricted, and spread over zones.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), { pods: 'general' });
    await cluster.createNodes(NODES);
    await cluster.namespace('strict', { enforce: 'restricted' });
    const version = await versionOf(cluster);

    for (const [name, props] of Object.entries(WORKLOADS)) {
      await context.about('restricted').check(name, async () => {
        const chart = chartFor(version, 'strict');
        const { selectorLabels } = lively(chart, name, { replicas: 3, ...props });
        const pods = await ReadyPods.of(cluster, 'strict', selectorLabels);
        await apply(cluster, manifestsOf(chart));
        // A violating Deployment is taken all the same: only its pods are refused.
        await cluster.waitFor('three pods to serve', () => pods.count === 3);
        const zones = new Set(pods.items.map((pod) => pod.spec.nodeName.replace(/-\d$/, '')));
        assert.equal(zones.size, 3, `pods run in ${[...zones].join(', ')} only`);
        pods.stop();
      });
    }

    await context.about('restricted').check('a pod that leaves restricted by an exception is refused, so the namespace does enforce it', async () => {
      const chart = chartFor(version, 'strict');
      lively(chart, 'root', { exceptions: { runAsRoot: 'proof' } });
      const { stderr } = await tryToApply(cluster, manifestsOf(chart));
      assert.match(stderr, /^Warning: would violate PodSecurity "restricted:latest"/);
      const failure = await cluster.waitFor('the ReplicaSet to say why', async () => {
        const { items } = await cluster.read(`/apis/apps/v1/namespaces/strict/replicasets?labelSelector=${encodeURIComponent('app.kubernetes.io/name=root')}`);
        return items[0]?.status.conditions?.find((condition: any) => condition.type === 'ReplicaFailure')?.message;
      });
      assert.match(failure, /violates PodSecurity "restricted:latest"/);
    });
    await cluster.stop();
  },
}];
