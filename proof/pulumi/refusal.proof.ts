import * as assert from 'node:assert/strict';
import { Checks, Proof } from '../proof';
import { Bench } from './bench';
import { Stack } from './stack';

const TITLE = 'What is wrong ends the deployment in time and says so, without a secret in any message.';

export const proofs: Proof[] = [{
  name: 'pulumi-refusal',
  title: TITLE,
  needs: ['pulumi', 'kubernetes'],
  reads: ['lib', 'proof/pulumi/programs'],
  run: (context) => Bench.use(context, TITLE, async (bench) => {
    await prove(context, bench);
    await bench.checkSecrecy(context);
  }),
}];

/** What there is of components, or below them. */
async function madeBy(stack: Stack): Promise<string[]> {
  return (await stack.state()).map(({ urn }) => urn).filter((urn) => urn.includes('fleetwright:'));
}

async function prove(checks: Checks, bench: Bench): Promise<void> {
  await checks.check('a component without a provider changes no cluster, whatever the environment says', async () => {
    const stack = await bench.stack('ambient', 'refusals/ambient');
    assert.match(await stack.failToUp(''), /\[api\] needs a provider of Kubernetes/);
    assert.deepEqual(await madeBy(stack), []);
  });
  await checks.check('a fault in a prop beside a secret is told before anything is made', async () => {
    const stack = await bench.stack('fault', 'refusals/fault');
    assert.match(await stack.failToUp(''), /'replicas'/);
    assert.deepEqual(await madeBy(stack), []);
  });
  await checks.check('a preview tells the faults of all components, and of nothing that uses one', async () => {
    const stack = await bench.stack('together', 'refusals/together');
    const said = await stack.failToPreview('');
    for (const name of ['api', 'web', 'jobs']) { assert.equal(said.split(`[${name}] 'replicas' must be `).length, 2, said); }
    assert.doesNotMatch(said, /TypeError|dependant/);
    assert.doesNotMatch(await stack.failToUp(''), /\[web\]/);
    assert.deepEqual(await madeBy(stack), []);
  });
  await checks.check('an Output cannot become a name', async () => {
    const stack = await bench.stack('name', 'refusals/name');
    assert.match(await stack.failToUp(''), /must be known before the deployment|must be known when the program runs/);
  });
  await checks.check('what the API server refuses beside a secret is told', async () => {
    const stack = await bench.stack('refused', 'refusals/refused');
    assert.match(await stack.failToUp(''), /ConfigMap "settings" is invalid: metadata\.labels: Invalid value: "\[secret\] "/);
    await stack.destroy('');
  });
}
