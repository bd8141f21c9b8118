import { AssertionError, strict as assert } from 'node:assert';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';
import { KUBERNETES_MINOR, OLDEST_MODULES } from '../versions';
import { compare, Comparison, namesTheSame } from './comparison';
import { Difference, ONLY_OURS, ONLY_THEIRS } from './differences';
import { neighboursOf } from './mutations';
import { provePublicSets } from './public-sets';
import { mutantsFrom } from './sampled-mutants';
import { validManifests } from './valid-manifests';

/** So many mutants of each minor in a usual run. */
const MUTANTS = 10_500;

/** Of so many kinds at least. */
const KINDS = 40;

/** In so many of a hundred refusals our field is the one that the server names. */
const SAME_FIELD = 95;

/** Plug-ins of admission that ask for other objects: what is among the manifests is another question. */
const ALONE = ['--disable-admission-plugins=NamespaceLifecycle,ServiceAccount,Priority,RuntimeClass', '--service-cluster-ip-range=10.0.0.0/16'];

const OLDEST_MINOR = OLDEST_MODULES['kubernetes-oldest']['k8s.io/kubernetes'].slice(1).split('.').slice(0, 2).join('.');

export const proofs: Proof[] = [{
  name: 'rules-differential',
  title: 'What rules and schemas say that an API server refuses, it refuses, and nothing else, on the oldest and the newest minor.',
  needs: ['kubernetes', 'kubernetes-oldest'],
  reads: ['schema', 'test/rules/api'],
  run: async (context) => {
    const newest = context.host('kubernetes').binaries.program('kube-apiserver');
    const oldest = context.host('kubernetes-oldest').binaries.program('kube-apiserver');
    await prove(context, OLDEST_MINOR, oldest);
    await prove(context, KUBERNETES_MINOR, newest);
  },
}];

async function prove(context: ProofContext, minor: string, apiServer: string): Promise<void> {
  const server = await ControlPlane.start(context.host('kubernetes'), { alone: { apiServer }, args: { 'kube-apiserver': ALONE } });
  await server.waitFor('the API server to take objects', async () => (await server.create(SERVICE, { dryRun: true })).status === 201);
  const checks = context.about(`Kubernetes ${minor}`);
  const all = validManifests().map(({ object }) => object);
  const served = await Promise.all(all.map(async ({ apiVersion, kind }) => (await server.resourceOf(apiVersion, kind)) !== undefined));
  const objects = all.filter((_, index) => served[index]);
  const neighbours = neighboursOf(all);

  const unchanged = await compare(server, minor, objects.map((object) => ({ change: 'nothing for', object })));
  // Some are for other minors.
  const taken = unchanged.filter(({ theirs }) => theirs === undefined).map(({ mutant }) => mutant.object);
  const kinds = new Set(taken.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`)).size;
  await checks.check('valid manifests are taken, there and here', () => {
    disagree(unchanged.filter(({ theirs, ours }) => (theirs === undefined) !== (ours.length === 0)), []);
    assert.ok(kinds >= KINDS, `only manifests of ${kinds} kinds are taken`);
    return `${taken.length} of ${kinds} kinds`;
  });

  const mutants = mutantsFrom(taken, neighbours, MUTANTS * context.random.times, context.random.seed);
  const found = await compare(server, minor, mutants);
  const refused = found.filter(({ theirs }) => theirs !== undefined);
  await checks.check('what it refuses, we refuse', () => {
    disagree(refused.filter(({ ours }) => ours.length === 0), ONLY_THEIRS);
    assert.ok(refused.length > found.length / 4, `only ${refused.length} of ${found.length} are refused`);
    return `${found.length} mutants, ${refused.length} of them refused`;
  });
  await checks.check('what we refuse, it refuses', () => disagree(found.filter(({ theirs, ours }) => theirs === undefined && ours.length > 0), ONLY_OURS));
  await checks.check('we name the field that it names', () => {
    const judged = refused.filter((one) => one.ours.length > 0 && namesTheSame(one) !== undefined);
    const others = judged.filter((one) => !namesTheSame(one));
    const share = 100 * (1 - others.length / judged.length);
    assert.ok(share >= SAME_FIELD, `only in ${share.toFixed(1)} % of the refusals:\n${others.slice(0, 10).map(printed).join('\n')}`);
    return `in ${Math.floor(share)} % of ${judged.length} refusals or more`;
  });
  if (minor === KUBERNETES_MINOR) { await provePublicSets(server, minor, context.about("others' manifests")); }
  await server.stop();
}

/** A Service gets an address: a server that has just begun has none yet. */
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'first' }, spec: { ports: [{ port: 80 }] } };

/** Throws where something is no difference that is named. */
function disagree(comparisons: readonly Comparison[], named: readonly Difference[]): void {
  const others = comparisons.filter((one) => !named.some(({ isIt }) => isIt(one)));
  if (others.length === 0) { return; }
  throw new AssertionError({ message: `${others.length} times:\n${others.slice(0, 10).map(printed).join('\n')}` });
}

function printed({ mutant: { change, object }, theirs, ours }: Comparison): string {
  const said = ours.map(({ rule, field, message }) => `${rule} ${field}: ${message}`).join('; ');
  return `${object.kind}: ${change}\n    server: ${theirs?.message ?? 'takes it'}\n    we: ${said === '' ? 'take it' : said}`;
}
