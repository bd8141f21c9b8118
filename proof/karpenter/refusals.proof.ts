import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { KubernetesObject } from '../../lib/manifest/object';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';
import { release } from '../versions';
import { Karpenter } from './karpenter';
import { Program } from './programs';
import { judge } from './questions';
import { unchecked, Written, writtenProps } from './random-pools';

const VERSION = { version: release('k8s.io/kubernetes') };

/** Where we refuse what Karpenter takes: part of our rule, and why. */
const BEYOND: readonly (readonly [RegExp, string])[] = [
  [/must not be given: '\w+' says it/, 'another prop decides this label, and would be contradicted or said twice'],
  [/together with the other props and labels they contradict each other/, 'Karpenter takes the pool, and never starts a node of it'],
  [/must leave at least as many values .* as 'minValues' asks for/, 'Karpenter takes the pool, and never starts a node of it'],
  [/must not be given with '(Exists|DoesNotExist)'/, 'Karpenter passes over the values, which somebody meant'],
  [/must hold at least one with 'NotIn'/, 'it would exclude nothing'],
  [/must be of '\w+'.* for '/, 'Karpenter passes over a value that it does not know, as long as there is another one'],
  [/must be a day that comes/, 'Karpenter takes a budget that never begins for one that is always active'],
  [/'disruptionBudgets.*nodes' must be at most 2147483647/, 'Karpenter cuts off what does not fit into 32 bits, and what is left may be any number'],
  [/'disruptionBudgets.*duration' must be longer than nothing/, 'the budget would never hold'],
  [/'expireAfter' must be longer than nothing/, 'every node would be taken away as soon as it is there'],
  [/must be at least 90s: it cuts off pods/, 'it would leave pods less than an interruption does'],
  [/'limits.*' must not be below 0/, 'no node could ever be started'],
  [/'limits.*' must be a label key/, 'no node has a resource of that name'],
  [/'(startupTaints|taints)\[\d\]\.value' must be a label value/, 'the API server takes no node with such a taint'],
];

/** What Karpenter's own validation or definition refuses, each alone. */
const REFUSED: { readonly [what: string]: Written } = {
  'two taints of one key and effect': { taints: [{ key: 'example.com/spot', value: 'a' }, { key: 'example.com/spot', value: 'b' }] },
  'a startup taint that is a taint, too': { taints: [{ key: 'example.com/spot' }], startupTaints: [{ key: 'example.com/spot' }] },
  'a taint whose key is none': { taints: [{ key: 'a b' }] },
  'the label of the pool': { nodeLabels: { 'karpenter.sh/nodepool': 'other' } },
  'the label of the host': { nodeLabels: { 'kubernetes.io/hostname': 'other' } },
  "a label of Karpenter's domain": { nodeLabels: { 'karpenter.sh/other': 'x' } },
  "a label of the provider's domain that it does not know": { nodeLabels: { 'karpenter.k8s.aws/other': 'x' } },
  'a requirement on the pool': { requirements: [{ key: 'karpenter.sh/nodepool', operator: 'Exists' as any }] },
  "a requirement on a label of Karpenter's domain": { requirements: [{ key: 'a.karpenter.sh/x', operator: 'Exists' as any }] },
  'fewer values than there must be': { requirements: [{ key: 'node.kubernetes.io/instance-type', operator: 'In' as any, values: ['m7i.large'], minValues: 2 }] },
  'more values than anybody may ask for': { requirements: [{ key: 'node.kubernetes.io/instance-type', operator: 'Exists' as any, minValues: 51 }] },
  'In without a value': { requirements: [{ key: 'example.com/team', operator: 'In' as any, values: [] }] },
  'a number that is none': { requirements: [{ key: 'karpenter.k8s.aws/instance-cpu', operator: 'Gt' as any, values: ['many'] }] },
  'two numbers': { requirements: [{ key: 'karpenter.k8s.aws/instance-cpu', operator: 'Lte' as any, values: ['4', '8'] }] },
  'a tenancy that AWS does not have': { requirements: [{ key: 'karpenter.k8s.aws/instance-tenancy', operator: 'In' as any, values: ['shared'] }] },
  'a schedule that is none': { disruptionBudgets: [{ nodes: '0', schedule: '0 0 * * 7', duration: '1h' }] },
  'a schedule with a time zone': { disruptionBudgets: [{ nodes: '0', schedule: 'TZ=Europe/Berlin 0 9 * * *', duration: '1h' }] },
  'a schedule without a duration': { disruptionBudgets: [{ nodes: '0', schedule: '@daily' }] },
  'a duration in seconds': { disruptionBudgets: [{ nodes: '0', schedule: '@daily', duration: '30s' }] },
  'more than all nodes': { disruptionBudgets: [{ nodes: '101%' }] },
  'a weight of 0': { weight: 0 },
  'a lifetime in days': { expireAfter: '30d' },
  'an end of draining that never comes': { terminationGracePeriod: 'Never' },
};

export const proofs: Proof[] = [{
  name: 'spot-refusals',
  title: "Whatever Karpenter's definitions and its own validation refuse, we refuse; what we refuse beyond is listed with a reason.",
  needs: ['kubernetes', 'karpenter'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    const karpenter = await Karpenter.start(context.host('karpenter'), cluster, { spot: true });
    await proveTable(cluster, context);
    await proveRandom(cluster, context);
    await karpenter.stop();
    await cluster.stop();
  },
}];

async function proveTable(cluster: ControlPlane, context: ProofContext): Promise<void> {
  const legal = poolOf({})!;
  const entries = Object.entries(REFUSED);
  const pools = entries.map(([, props]) => unchecked(legal, props));
  const judged = await judge(context.host('karpenter'), [legal, ...pools]);
  await context.about('a pool').check('is taken there without any of what follows', () => assert.deepEqual(judged[0].refusals, []));
  for (const [index, [what, props]] of entries.entries()) {
    await context.about('a pool').check(`with ${what} is refused, there and here`, async () => {
      const { status } = await cluster.create(pools[index], { dryRun: true });
      assert.ok(status >= 300 || judged[index + 1].refusals.length > 0, 'Karpenter takes it');
      assert.equal(faultsOf(props).length, 1, faultsOf(props).join('\n'));
    });
  }
}

async function proveRandom(cluster: ControlPlane, context: ProofContext): Promise<void> {
  const legal = poolOf({})!;
  const cases = fc.sample(writtenProps, { seed: context.random.seed, numRuns: 800 * context.random.times });
  const outcomes: { readonly props: Written; readonly faults: readonly string[]; readonly theirs: readonly string[] }[] = [];
  const pools = cases.map((props) => unchecked(legal, props));
  const judged = await judge(context.host('karpenter'), pools);
  for (const [index, props] of cases.entries()) {
    const { status, body } = await cluster.create(pools[index], { dryRun: true });
    const theirs = [...judged[index].refusals, ...(status < 300 ? [] : [String(body?.message ?? body)])];
    outcomes.push({ props, faults: faultsOf(props), theirs });
  }
  await context.about('random pools').check('whatever is refused there is refused here', () => {
    const missed = outcomes.filter(({ faults, theirs }) => theirs.length > 0 && faults.length === 0);
    assert.deepEqual(missed.slice(0, 5).map(({ props, theirs }) => ({ props, theirs })), [], `${missed.length} of ${outcomes.length}`);
    return `${outcomes.filter(({ theirs }) => theirs.length > 0).length} of ${outcomes.length} refused`;
  });
  await context.about('random pools').check('whatever is refused here alone is refused for a reason that is listed', () => {
    const alone = outcomes.filter(({ faults, theirs }) => theirs.length === 0 && faults.length > 0);
    const unlisted = new Set(alone.flatMap(({ faults }) => faults).filter((fault) => !BEYOND.some(([rule]) => rule.test(fault))).map(generalized));
    assert.deepEqual([...unlisted].sort(), []);
    return `${alone.length} of ${outcomes.length}, for ${BEYOND.length} reasons`;
  });
  await context.about('random pools').check('whatever is let through is taken as it is written', async () => {
    const written = outcomes.filter(({ faults }) => faults.length === 0).map(({ props }) => poolOf(props)!);
    assert.ok(written.length > 50, `only ${written.length}`);
    const answers = await judge(context.host('karpenter'), written);
    for (const [index, pool] of written.entries()) {
      const { status, body } = await cluster.create(pool, { dryRun: true });
      assert.ok(status < 300, `${body?.message}\n${JSON.stringify(pool)}`);
      assert.deepEqual(answers[index].refusals, [], JSON.stringify(pool));
    }
    return `${written.length} pools`;
  });
}

function poolOf(props: Written): KubernetesObject | undefined {
  const { cluster, pool } = new Program(VERSION, 'random', props);
  cluster.synthYaml();
  return pool.nodePool?.toJson();
}

/** What we say against props, fault by fault. */
function faultsOf(props: Written): string[] {
  try {
    poolOf(props);
    return [];
  } catch (error: any) {
    return String(error.message).split('\n').map((line) => line.trim()).filter((line) => line.includes("' must") || line.includes('] '));
  }
}

function generalized(fault: string): string {
  return fault.replace(/^.*?\] /, '').replace(/, got .*$/, '');
}
