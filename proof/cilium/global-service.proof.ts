import * as assert from 'node:assert/strict';
import { GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { GlobalServiceAffinity } from '../../lib/network/global-service-affinity';
import { LocalBackends } from '../../lib/network/local-backends';
import { Proof, ProofContext } from '../proof';
import { podsNamed, program } from './programs';
import { askCilium, backendsQuestion, flowsOf, isPolicy, MeshPod, Question, Traffic } from './questions';

const TOPIC = 'GlobalCiliumService';
const NONE: Partial<GlobalCiliumServiceProps> = { backends: LocalBackends.none(), ports: [{ name: 'http', port: 8080 }] };
const HERE = ['10.1.0.1', '10.1.0.2'];
const THERE = ['10.2.0.1', '10.2.0.2'];
const PORT = 8080;

export const proofs: Proof[] = [{
  name: 'global-service',
  title: 'Cilium reads our Services as global, gives callers in each cluster the backends that are promised, and lets in exactly who was named.',
  needs: ['cilium'],
  run: async (context) => {
    await readings(context);
    await backends(context);
    await slices(context);
    await flows(context);
  },
}];

async function readings(context: ProofContext): Promise<void> {
  const variants: readonly [string, Partial<GlobalCiliumServiceProps>, { shared: boolean; affinity: string }][] = [
    ['shared', {}, { shared: true, affinity: '' }],
    ['not shared', { shared: false }, { shared: false, affinity: '' }],
    ['local', { affinity: GlobalServiceAffinity.LOCAL }, { shared: true, affinity: 'local' }],
    ['remote', { affinity: GlobalServiceAffinity.REMOTE }, { shared: true, affinity: 'remote' }],
    ['no affinity', { affinity: GlobalServiceAffinity.NONE }, { shared: true, affinity: '' }],
    ['headless', { headless: true }, { shared: true, affinity: '' }],
    ['without pods', NONE, { shared: false, affinity: '' }],
  ];
  const answers = await askCilium(context, variants.map(([, props]): Question => ({ ask: 'service', object: program('eu', props).service })));
  for (const [index, [title, , { shared, affinity }]] of variants.entries()) {
    await context.about(TOPIC).check(`Cilium reads a Service as global: ${title}`, () => {
      const { error, global, ...reading } = answers[index];
      assert.equal(error, undefined);
      assert.equal(global, true);
      assert.deepEqual({ shared: reading.shared, affinity: reading.affinity }, { shared, affinity });
    });
  }
}

/** Every affinity, own sharing and sharing of the other cluster, with pods present and gone on either side. */
async function backends(context: ProofContext): Promise<void> {
  const cases = [undefined, ...Object.values(GlobalServiceAffinity)].flatMap((affinity) => [true, false].flatMap((shared) => [true, false].flatMap((exported) =>
    [HERE, []].flatMap((here) => [THERE, []].map((there) => ({ affinity, shared, exported, here, there }))))));
  const questions = cases.map(({ affinity, shared, exported, here, there }) => backendsQuestion([
    { name: 'eu', service: program('eu', { affinity, shared }).service, pods: here },
    { name: 'us', service: program('us', { shared: exported }).service, pods: there },
  ]));
  const consumer = backendsQuestion([
    { name: 'edge', service: program('edge', NONE).service, pods: [] },
    { name: 'eu', service: program('eu').service, pods: HERE },
    { name: 'us', service: program('us').service, pods: THERE },
  ]);
  const answers = await askCilium(context, [...questions, consumer]);
  for (const affinity of [undefined, ...Object.values(GlobalServiceAffinity)]) {
    await context.about(TOPIC).check(`callers get the pods that are promised with ${affinity === undefined ? 'no affinity' : `affinity '${affinity}'`}`, () => {
      const mine = cases.map((one, index) => ({ one, answer: answers[index] })).filter(({ one }) => one.affinity === affinity);
      for (const { one, answer } of mine) {
        assert.deepEqual({ one, error: answer.error, backends: answer.backends }, { one, error: undefined, backends: withPort(promised(one)) });
      }
      return `${mine.length} cases`;
    });
  }
  await context.about(TOPIC).check('a cluster without pods gets those of all others', () => {
    const { error, backends: found } = answers[cases.length];
    assert.deepEqual({ error, found }, { error: undefined, found: withPort([...HERE, ...THERE]) });
  });
}

/** What the guide promises. */
function promised({ affinity, exported, here, there }: { affinity?: GlobalServiceAffinity; exported: boolean; here: string[]; there: string[] }): string[] {
  const remote = exported ? there : [];
  switch (affinity) {
    case GlobalServiceAffinity.LOCAL: return here.length > 0 ? here : remote;
    case GlobalServiceAffinity.REMOTE: return remote.length > 0 ? remote : here;
    default: return [...here, ...remote];
  }
}

function withPort(addresses: readonly string[]): string[] {
  return addresses.map((address) => `${address}:${PORT}/TCP`).sort();
}

/** What the DNS of a cluster, which knows EndpointSlices alone, gets to see of others. */
async function slices(context: ProofContext): Promise<void> {
  const headless = { headless: true };
  const cases: readonly [string, Partial<GlobalCiliumServiceProps>, Partial<GlobalCiliumServiceProps>, boolean][] = [
    ['a headless Service', headless, headless, true],
    ['a headless Service without pods of its own', { ...NONE, ...headless }, headless, true],
    ['a Service with an address that asks', { syncEndpointSlices: true }, {}, true],
    ['a Service with an address', {}, {}, false],
    ['a headless Service of which the other shares nothing', headless, { ...headless, shared: false }, false],
  ];
  const answers = await askCilium(context, cases.map(([, here, there]) => backendsQuestion([
    { name: 'eu', service: program('eu', here).service, pods: here.backends === undefined ? HERE : [] },
    { name: 'us', service: program('us', there).service, pods: THERE },
  ], 'slices')));
  cases.forEach(([title, , , seen], index) => context.about(TOPIC).check(`Cilium writes EndpointSlices for the pods of others: ${title}`, () => {
    const { error, backends: found } = answers[index];
    const expected = seen ? THERE.map((address) => `us ${address}:${PORT}`) : [];
    // Without the name of the port, which is as each cluster says.
    assert.deepEqual({ error, found: found?.map((one) => one.split('/')[0]) }, { error: undefined, found: expected });
  }));
}

async function flows(context: ProofContext): Promise<void> {
  const allowFrom = [{ podLabels: podsNamed('web'), namespace: 'shop', clusters: ['us'] }];
  const variants: readonly [string, Partial<GlobalCiliumServiceProps>][] = [
    ['a workload', { allowFrom }],
    ['labels', { allowFrom, backends: LocalBackends.labelled(podsNamed('search')), ports: [{ name: 'http', port: 80, targetPort: PORT }] }],
    ['nobody', { allowFrom: [] }],
    ['any cluster', { allowFrom: [{ podLabels: podsNamed('web'), namespace: 'shop' }] }],
    ['several clusters', { allowFrom: [{ podLabels: podsNamed('web'), namespace: 'shop', clusters: ['us', 'ap'] }] }],
  ];
  const pod = (cluster: string, namespace: string, name: string): MeshPod => ({ cluster, namespace, labels: podsNamed(name) });
  const search = pod('eu', 'search', 'search');
  const web = pod('eu', 'shop', 'web');
  for (const [title, props] of variants) {
    const policies = program('eu', props).objects.filter(isPolicy);
    const clusters = props.allowFrom!.flatMap((caller) => ('clusters' in caller ? caller.clusters as string[] : ['us', 'ap', 'sa']));
    const cluster = { name: 'eu' };
    const inward = (from: MeshPod, port = PORT): Traffic => ({ from, to: search, port });
    const outward = (to: MeshPod, port = PORT): Traffic => ({ from: web, to, port });
    const expectations: readonly [string, Traffic, 'ingress' | 'egress', boolean][] = [
      ['web of us gets in', inward(pod('us', 'shop', 'web')), 'ingress', clusters.includes('us')],
      ['web of ap gets in', inward(pod('ap', 'shop', 'web')), 'ingress', clusters.includes('ap')],
      ['web of sa gets in', inward(pod('sa', 'shop', 'web')), 'ingress', clusters.includes('sa')],
      ['web of this cluster gets in', inward(web), 'ingress', true],
      ['web of us gets in on another port', inward(pod('us', 'shop', 'web'), 9090), 'ingress', false],
      ['another workload of us gets in', inward(pod('us', 'shop', 'other')), 'ingress', false],
      ['web of another namespace of us gets in', inward(pod('us', 'other', 'web')), 'ingress', false],
      ['another workload of this cluster gets in', inward(pod('eu', 'shop', 'other')), 'ingress', false],
      ['web gets out to this cluster', outward(search), 'egress', true],
      ['web gets out to us', outward(pod('us', 'search', 'search')), 'egress', true],
      ['web gets out to another port of us', outward(pod('us', 'search', 'search'), 9090), 'egress', false],
      ['web gets out to others in us', outward(pod('us', 'search', 'other')), 'egress', false],
    ];
    await context.about(TOPIC).check(`the chosen clusters get in and no others: ${title}`, async () => {
      const verdicts = await flowsOf(context, 'eu', policies, expectations.map(([, traffic]) => traffic));
      for (const [index, [flow, , side, expected]] of expectations.entries()) {
        assert.deepEqual({ flow, allowed: verdicts[index][side] }, { flow, allowed: expected });
      }
      return `${expectations.length} flows`;
    });
    const read = await askCilium(context, policies.map((object): Question => ({ ask: 'policy', object, cluster })));
    await context.about(TOPIC).check(`Cilium takes every policy: ${title}`, () => {
      assert.ok(read.length >= 3);
      read.forEach(({ error, rules }, index) => {
        const { name } = policies[index].metadata!;
        assert.deepEqual({ name, error, read: rules > 0 }, { name, error: undefined, read: true });
      });
      return `${read.length} policies`;
    });
  }
}
