import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { KubernetesObject } from '../../lib/manifest/object';
import { externalService, externalServices, globalService, globalServices } from '../network/random-network';
import { Proof, ProofContext } from '../proof';
import { KUBERNETES_MINOR } from '../versions';
import { askCilium, isPolicy, Question } from './questions';

export const proofs: Proof[] = [{
  name: 'random-policies',
  title: 'Cilium takes every policy that random props of services outside the cluster and of global services let through.',
  needs: ['cilium'],
  run: async (context) => {
    await prove(context, 'ExternalServiceEndpoint', externalServices, (given) => externalService(given, KUBERNETES_MINOR));
    await prove(context, 'GlobalCiliumService', globalServices, (given) => globalService(given, KUBERNETES_MINOR));
  },
}];

async function prove<G>(context: ProofContext, topic: string, arbitrary: fc.Arbitrary<G>, run: (given: G) => KubernetesObject[]): Promise<void> {
  await context.about(topic).check('Cilium takes every policy of random props', async () => {
    const given = fc.sample(arbitrary, { seed: context.random.seed, numRuns: 900 * context.random.times });
    const policies = given.flatMap((one) => {
      try { return run(one).filter(isPolicy); } catch { return []; }
    });
    const read = await askCilium(context, policies.map((object): Question => ({ ask: 'policy', object, cluster: { name: 'eu' } })));
    read.forEach(({ error, rules }, index) => assert.deepEqual({ error, read: rules > 0 }, { error: undefined, read: true }, JSON.stringify(policies[index])));
    const own = policies.filter(({ kind }) => kind === 'CiliumNetworkPolicy').length;
    assert.ok(own >= 100, `too few are Cilium's own: ${own}`);
    return `${policies.length} policies, ${own} of them Cilium's own`;
  });
}
