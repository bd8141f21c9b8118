import * as assert from 'node:assert/strict';
import { Proof, ProofContext } from '../proof';
import { Bench } from './bench';
import { define } from './clusters';
import { changes, comparable, comparablePlan, uidsOf } from './comparison';
import { Stack } from './stack';

/** A program of `programs/`, and what it is expected to do. */
interface Case {
  readonly file: string;
  readonly about: string;
  /** What its variants change. */
  readonly variants: { readonly [name: string]: readonly string[] };
  /** Whether there is a variant in which the component has another name, and an alias. */
  readonly renamed?: boolean;
}

const CASES: readonly Case[] = [
  {
    file: 'workload',
    about: 'HardenedDeployment',
    variants: {
      changed: ['update kubernetes:apps/v1:Deployment::api-deployment'],
      replaced: [
        'replace kubernetes:apps/v1:Deployment::api-deployment',
        'update kubernetes:core/v1:Service::api-service',
        'update kubernetes:core/v1:ServiceAccount::api-serviceAccount',
        'update kubernetes:networking.k8s.io/v1:NetworkPolicy::api-networkPolicy',
        'update kubernetes:policy/v1:PodDisruptionBudget::api-podDisruptionBudget',
      ],
    },
    renamed: true,
  },
  {
    file: 'custom',
    about: 'ChartComponent',
    // To Pulumi, the data of a ConfigMap can't be changed.
    variants: { changed: ['replace kubernetes:core/v1:ConfigMap::watching-settings', 'update kubernetes:monitoring.coreos.com/v1:ServiceMonitor::watching-monitor'] },
  },
];

const TITLE = 'Components live on the real engine as the same objects do that somebody wrote by hand.';

export const proofs: Proof[] = [{
  name: 'pulumi-lifecycle',
  title: TITLE,
  needs: ['pulumi', 'kubernetes', 'crds'],
  reads: ['lib', 'proof/pulumi/programs'],
  run: (context) => Bench.use(context, TITLE, async (bench) => {
    await define(bench.cluster, await (await context.engine('crds')).definitionOf('monitoring.coreos.com', 'ServiceMonitor'));
    for (const each of CASES) { await live(context, bench, each); }
    await bench.checkSecrecy(context);
  }),
}];

/** What stands for a value that is not known yet where a preview is written as JSON. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

async function live(context: ProofContext, bench: Bench, { file, about, variants, renamed }: Case): Promise<void> {
  const checks = context.about(about);
  const [stack, byHand] = [await bench.stack(`${file}-component`, `${file}/component`), await bench.stack(`${file}-by-hand`, `${file}/byHand`)];
  // Both at a time: each of the two waits most of the time.
  const [found, expected] = await Promise.all([firstDays(stack, Object.keys(variants)), firstDays(byHand, Object.keys(variants))]);
  const gone = byHand.destroy('');

  await checks.check('the first preview is that of the objects written by hand, with unknowns as unknown', () => {
    assert.deepEqual(found.first.objects, expected.first.objects);
    assert.match(JSON.stringify(found.first.objects), new RegExp(UNKNOWN));
  });
  await checks.check('the state is that of the objects written by hand', () => assert.deepEqual(found.state, expected.state));
  for (const [variant, changed] of Object.entries(variants)) {
    await checks.check(`the preview of a program that is ${variant} tells what happens, and nothing else`, () => {
      assert.deepEqual(found.variants[variant].changes, changed);
      assert.deepEqual(found.variants[variant].objects, expected.variants[variant].objects);
    });
  }
  await checks.check('a second up changes nothing', async () => assert.deepEqual(changes((await stack.up('')).steps), []));
  await checks.check('nothing drifts from what the API server adds', async () => assert.deepEqual(changes((await stack.refresh('')).steps), []));
  await checks.check('up does what the preview of a program that is changed told', async () => {
    assert.deepEqual(changes((await stack.up('changed')).steps), variants.changed);
  });
  if (renamed === true) { await rename(checks.check, stack); }
  await checks.check('destroy leaves nothing', async () => {
    await stack.destroy('');
    assert.deepEqual(await stack.state(), []);
    assert.deepEqual(await bench.objects(stack.namespace), []);
  });
  await gone;
}

/** From nothing to everything, and what would be next. */
async function firstDays(stack: Stack, names: readonly string[]) {
  const planOf = async (variant: string) => {
    const { steps } = await stack.preview(variant);
    return { changes: changes(steps), objects: stack.anywhere(comparablePlan(steps)) };
  };
  const first = await planOf('early');
  await stack.up('');
  const state = stack.anywhere(comparable(await stack.state()));
  const variants: { [name: string]: Awaited<ReturnType<typeof planOf>> } = {};
  for (const name of names) { variants[name] = await planOf(name); }
  return { first, state, variants };
}

async function rename(check: ProofContext['check'], stack: Stack): Promise<void> {
  await check('a component that is renamed, with an alias, keeps its objects', async () => {
    const before = uidsOf(await stack.state());
    assert.deepEqual(changes((await stack.preview('renamed')).steps), []);
    assert.deepEqual(changes((await stack.up('renamed')).steps), []);
    assert.deepEqual(uidsOf(await stack.state()), before);
  });
}
