import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { KubernetesObject } from '../../lib/manifest/object';
import { install } from '../crds/install';
import { versionOf } from '../deployment/programs';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';
import { externalService, externalServices, globalService, globalServices } from './random-network';

const CUSTOM = ['cilium.io CiliumNetworkPolicy', 'gateway.networking.k8s.io HTTPRoute', 'gateway.networking.k8s.io BackendTLSPolicy', 'networking.istio.io ServiceEntry',
  'multicluster.x-k8s.io ServiceExport'];
const NAMESPACES = ['storage', 'shop', 'reports', 'else'];

export const proofs: Proof[] = [{
  name: 'random-network',
  title: 'Whatever props of services outside the cluster and of global services let through is taken by the API server.',
  needs: ['kubernetes', 'crds'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), {
      args: { 'kube-apiserver': ['--service-cluster-ip-range=10.96.0.0/16,fd00:96::/112'] },
    });
    const definitions = await context.engine('crds');
    for (const kind of CUSTOM) {
      const [group, name] = kind.split(' ');
      const definition = await definitions.definitionOf(group, name);
      if (definition === undefined || typeof definition === 'string') { throw new Error(`${kind} is not to be had: ${definition}`); }
      await install(cluster, definition);
    }
    for (const namespace of NAMESPACES) { await cluster.namespace(namespace, { enforce: 'restricted' }); }
    const { version } = await versionOf(cluster);
    await prove(cluster, context, 'ExternalServiceEndpoint', externalServices, (given) => externalService(given, version));
    await prove(cluster, context, 'GlobalCiliumService', globalServices, (given) => globalService(given, version));
    await cluster.stop();
  },
}];

async function prove<G>(
  cluster: ControlPlane, context: ProofContext, topic: string, arbitrary: fc.Arbitrary<G>, run: (given: G) => KubernetesObject[],
): Promise<void> {
  const seen = new Map<string, number>();
  await context.about(topic).check('whatever props let through is taken, and what they refuse is said of a prop', async () => {
    await fc.assert(fc.asyncProperty(arbitrary, async (given) => {
      const outcome = attempt(() => run(given));
      if (typeof outcome === 'string') {
        outcome.split('\n').filter((line) => !line.startsWith('Nothing was written')).forEach((line) => assert.match(line.trim(), /^\[proof\/[^\]]+\] /));
        seen.set('refused', (seen.get('refused') ?? 0) + 1);
        return;
      }
      seen.set('taken', (seen.get('taken') ?? 0) + 1);
      await Promise.all(outcome.map(async (object) => {
        seen.set(object.kind, (seen.get(object.kind) ?? 0) + 1);
        const { status, body, warnings } = await cluster.create(object, { dryRun: true });
        assert.equal(status, 201, `${object.kind}: ${body?.message ?? body}`);
        assert.deepEqual(warnings, [], object.kind);
      }));
    }), { seed: context.random.seed, numRuns: 900 * context.random.times, includeErrorInReport: true });
    const [taken = 0, refused = 0] = [seen.get('taken'), seen.get('refused')];
    assert.ok(taken >= 150, `too few are legal: ${JSON.stringify([...seen])}`);
    return `${taken} programs taken, ${refused} refused`;
  });
}

function attempt(work: () => KubernetesObject[]): KubernetesObject[] | string {
  try {
    return work();
  } catch (error) {
    return (error as Error).message;
  }
}
