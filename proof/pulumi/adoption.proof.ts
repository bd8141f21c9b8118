import * as assert from 'node:assert/strict';
import { Checks, Proof } from '../proof';
import { Bench } from './bench';
import { changes, comparable, isObject, uidsOf } from './comparison';
import { opened } from './stack';

const TITLE = 'Components take over objects that are there already, and none is made anew.';

export const proofs: Proof[] = [{
  name: 'pulumi-adoption',
  title: TITLE,
  needs: ['pulumi', 'kubernetes'],
  reads: ['lib', 'proof/pulumi/programs'],
  run: (context) => Bench.use(context, TITLE, async (bench) => {
    await fromPlainPulumi(context, bench);
    await bySelector(context, bench);
    await fromKubectl(context, bench);
    await byImport(context, bench);
    await bench.checkSecrecy(context);
  }),
}];

async function fromPlainPulumi(checks: Checks, bench: Bench): Promise<void> {
  const stack = await bench.stack('adopting', 'workload/adopting');
  await stack.up('by-hand');
  const before = await stack.state();
  await checks.check('of plain @pulumi/kubernetes in the same stack: nothing but the component is new', async () => {
    const expected = ['create fleetwright:index:HardenedDeployment::api'];
    assert.deepEqual(changes((await stack.preview('')).steps), expected);
    assert.deepEqual(changes((await stack.up('')).steps), expected);
    assert.deepEqual(uidsOf(await stack.state()), uidsOf(before));
  });
  await checks.check('of plain @pulumi/kubernetes in the same stack: the state of each object stays as it was', async () => {
    assert.deepEqual(comparable(await stack.state()), comparable(before));
  });
  await stack.destroy('');
}

/** The Deployment of the usual program, whose selector is `app`. */
async function bySelector(checks: Checks, bench: Bench): Promise<void> {
  const stack = await bench.stack('selected', 'workload/selected');
  await stack.up('by-hand');
  const uids = async () => uidsOf((await stack.state()).filter(({ type }) => type === 'kubernetes:apps/v1:Deployment'));
  const before = await uids();
  await checks.check('of a Deployment with a selector of its own: it is updated, and not replaced', async () => {
    const expected = [
      'create fleetwright:index:HardenedDeployment::api',
      'create kubernetes:policy/v1:PodDisruptionBudget::api-podDisruptionBudget',
      'update kubernetes:apps/v1:Deployment::api-deployment',
      'update kubernetes:core/v1:ServiceAccount::api-serviceAccount',
    ];
    assert.deepEqual(changes((await stack.preview('')).steps), expected);
    assert.deepEqual(changes((await stack.up('')).steps), expected);
    assert.deepEqual(await uids(), before);
  });
  await checks.check('of a Deployment with a selector of its own: without it, it would be replaced', async () => {
    assert.ok(changes((await stack.preview('unselected')).steps).includes('replace kubernetes:apps/v1:Deployment::api-deployment'));
  });
  await checks.check('of a Deployment with a selector of its own: the policy comes last, and alone', async () => {
    assert.deepEqual(changes((await stack.up('with policy')).steps), ['create kubernetes:networking.k8s.io/v1:NetworkPolicy::api-networkPolicy']);
    assert.deepEqual(await uids(), before);
  });
  await stack.destroy('with policy');
}

/** With the provider's own option: no component has to know of it. */
async function fromKubectl(checks: Checks, bench: Bench): Promise<void> {
  const stack = await bench.stack('taken-over', 'workload/component');
  // What the program says, as if somebody had always applied it. Not as kubectl does by itself: that would note all of it, a secret too, in an annotation.
  await stack.up('');
  const objects = (await stack.state()).filter((resource) => isObject(resource) && resource.parent?.includes('HardenedDeployment')).map(({ inputs }) => opened(inputs));
  await stack.destroy('');
  const before = await apply(bench, stack.namespace, objects, '--server-side');
  await checks.check('of kubectl apply, where the provider may take over: up leaves each as it is, a Service too', async () => {
    assert.equal(objects.length, 5);
    await stack.up('taking over');
    assert.deepEqual(await uidsInCluster(bench, stack.namespace, objects), before);
  });
  await checks.check('of kubectl apply, where the provider may take over: the next preview shows no change', async () => {
    assert.deepEqual(changes((await stack.preview('taking over')).steps), []);
  });
  await stack.destroy('taking over');
}

async function byImport(checks: Checks, bench: Bench): Promise<void> {
  const stack = await bench.stack('imported', 'workload/importing');
  const first = await stack.preview('imported');
  const objects = first.steps.filter(({ newState }) => newState?.parent?.includes('HardenedDeployment')).map(({ newState }) => newState!.inputs);
  const before = await apply(bench, stack.namespace, objects);
  await checks.check('of kubectl apply, by import: up leaves each as it is', async () => {
    assert.equal(objects.length, 4);
    const { steps } = await stack.preview('');
    assert.deepEqual(changes(steps).filter((change) => change.startsWith('replace') || change.startsWith('delete')), []);
    await stack.up('');
    assert.deepEqual(await uidsInCluster(bench, stack.namespace, objects), before);
  });
  await checks.check('of kubectl apply, by import: nothing changes when `import` is taken out', async () => {
    assert.deepEqual(changes((await stack.up('imported')).steps), []);
    assert.deepEqual(await uidsInCluster(bench, stack.namespace, objects), before);
  });
  await stack.destroy('imported');
}

async function apply(bench: Bench, namespace: string, objects: readonly any[], ...flags: string[]): Promise<string[]> {
  const { code, stderr } = await bench.cluster.kubectl(['apply', ...flags, '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  assert.equal(code, 0, stderr);
  return uidsInCluster(bench, namespace, objects);
}

async function uidsInCluster(bench: Bench, namespace: string, objects: readonly any[]): Promise<string[]> {
  const live = await Promise.all(objects.map(async (object) => bench.cluster.read(await bench.cluster.pathOf(object, namespace))));
  return live.map(({ kind, metadata }) => `${kind} ${metadata.uid}`).sort();
}
