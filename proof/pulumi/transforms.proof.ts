import * as assert from 'node:assert/strict';
import { Checks, Proof } from '../proof';
import { Bench } from './bench';
import { ZONES } from './clusters';
import { changes } from './comparison';

const TITLE = 'Transforms of the whole stack change workloads of plain @pulumi/kubernetes and of YAML as the mixins do, and nothing changes by itself.';

const WORKLOADS = ['included', 'open', 'plain'];
const ZONES_KEY = 'topology.kubernetes.io/zone';

export const proofs: Proof[] = [{
  name: 'pulumi-transforms',
  title: TITLE,
  needs: ['pulumi', 'kubernetes'],
  reads: ['lib', 'proof/pulumi/programs'],
  run: (context) => Bench.use(context, TITLE, async (bench) => {
    await prove(context, bench);
    await bench.checkSecrecy(context);
  }),
}];

async function prove(checks: Checks, bench: Bench): Promise<void> {
  const namespace = 'pulumi-transforms';
  // Whatever would break Pod Security is refused here, and a workload without pods never gets ready.
  const stack = await bench.stack(namespace, 'transforms/stack', { enforce: 'restricted' });
  await checks.check('the first preview shows the hardened workload', async () => {
    const { steps } = await stack.preview('');
    const [open, plain] = ['open', 'plain'].map((name) => steps.find(({ urn }) => urn.endsWith(`::${name}`))!.newState!.inputs);
    assert.equal(open.spec.template.spec.securityContext.runAsNonRoot, true);
    // A transform gets a property as a secret whole where something in it is one: so the SDK hands it over.
    assert.equal(plain.spec, '[secret]');
  });
  await checks.check('pods that Pod Security would refuse run after it', async () => {
    await stack.up('');
    for (const name of WORKLOADS) {
      const { status } = await bench.cluster.read(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
      assert.equal(status.readyReplicas, 3, name);
    }
  });
  await checks.check('every workload has a pod in each zone', async () => {
    for (const name of WORKLOADS) {
      const { spec } = await bench.cluster.read(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
      assert.ok(spec.template.spec.topologySpreadConstraints.some(({ topologyKey }: any) => topologyKey === ZONES_KEY), name);
    }
    const { items } = await bench.cluster.read(`/api/v1/namespaces/${namespace}/pods`);
    const nodes: any[] = (await bench.cluster.read('/api/v1/nodes')).items;
    const zoneOf = (name: string) => nodes.find(({ metadata }) => metadata.name === name).metadata.labels[ZONES_KEY];
    assert.deepEqual(items.map(({ metadata, spec }: any) => `${metadata.labels.app} ${zoneOf(spec.nodeName)}`).sort(),
      WORKLOADS.flatMap((name) => ZONES.map((zone) => `${name} ${zone}`)));
  });
  await checks.check('a second up and a refresh change nothing', async () => {
    assert.deepEqual(changes((await stack.up('')).steps), []);
    assert.deepEqual(changes((await stack.refresh('')).steps), []);
  });
  await checks.check('destroy leaves nothing', async () => {
    await stack.destroy('');
    assert.deepEqual(await bench.objects(namespace), []);
  });
}
