import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { PROOF_FOLDER } from '../engine';
import { Proof, ProofContext } from '../proof';
import { Bench } from './bench';
import { define as defineIn, writeKubeconfig } from './clusters';
import { changes, comparable, comparablePlan, isObject } from './comparison';
import { Edit, ExampleCase, EXAMPLES } from './examples';
import { opened, ResourceState, Stack } from './stack';

const FOLDER = path.join(path.dirname(PROOF_FOLDER), 'examples');
const CLUSTERS = ['prod-eu', 'prod-us', 'edge'];
/** The cluster of each lane. */
const LANES = ['edge', 'prod-eu'];
const TITLE = 'Every Pulumi example comes up, stays, changes as it is told to and goes, on real API servers.';

/** What a program registers beside the objects of the program for cdk8s, and one that its twin has beside. */
const BESIDE = ['Namespace', 'Secret'];
const OF_THE_TWIN = ['gift-cards'];

export const proofs: Proof[] = [{
  name: 'pulumi-examples',
  title: TITLE,
  needs: ['pulumi', 'kubernetes', 'crds'],
  reads: ['lib', 'examples'],
  run: (context) => Bench.use(context, TITLE, async (bench) => {
    await context.check('every Pulumi example is run', () => {
      assert.deepEqual(EXAMPLES.map(({ folder }) => folder), fs.readdirSync(FOLDER).filter((name) => name.startsWith('pulumi-')).sort());
    });
    const missing = await define(context, bench);
    const kubeconfigs = LANES.map((lane) => writeKubeconfig(context.host('pulumi').processes.newFolder('kubeconfig'), bench.clusters, lane));
    const lanes = new Map<number, Promise<unknown>>();
    const known = EXAMPLES.filter((example) => {
      const reasons = customKinds(example).map(({ group, kind }) => missing.get(`${group}/${kind}`)).filter((reason) => reason !== undefined);
      reasons.slice(0, 1).forEach((reason) => context.about(example.folder).skip('all of it', reason));
      return reasons.length === 0;
    });
    const seen = known.map((example) => {
      const before = lanes.get(example.lane) ?? Promise.resolve();
      const observed = before.then(() => observe(bench, kubeconfigs[example.lane], example));
      // What failed is told where it is checked; the next one in the lane is run all the same.
      lanes.set(example.lane, observed.catch(() => undefined));
      return { example, observed };
    });
    for (const { example, observed } of seen) { await judge(context, example, observed); }
    await bench.checkSecrecy(context);
  }, CLUSTERS),
}];

/** The custom kinds in the output of an example. */
function customKinds({ twin }: ExampleCase): { group: string; kind: string }[] {
  return objectsOf(twin).map(({ apiVersion, kind }) => ({ group: apiVersion.split('/')[0], kind }))
    .filter(({ group }) => group === 'gateway.networking.k8s.io' || (group.includes('.') && !group.endsWith('k8s.io') && group !== 'shop.example.com'));
}

/** Makes all custom kinds known that can be had, and returns why others cannot. */
async function define(context: ProofContext, bench: Bench): Promise<Map<string, string>> {
  const resources = await context.engine('crds');
  const missing = new Map<string, string>();
  const kinds = new Map(EXAMPLES.flatMap(customKinds).map((each) => [`${each.group}/${each.kind}`, each]));
  for (const [name, { group, kind }] of kinds) {
    const definition = await resources.definitionOf(group, kind);
    if (definition === undefined || typeof definition === 'string') {
      missing.set(name, definition ?? `nobody knows the kind ${name}`);
    } else {
      for (const cluster of bench.clusters.values()) { await defineIn(cluster, definition); }
    }
  }
  return missing;
}

/** The program as it is, and as its edits make it: `index`, `changed` and `renamed`. */
async function stackOf(bench: Bench, kubeconfig: string, example: ExampleCase): Promise<Stack> {
  const source = path.join(FOLDER, example.folder);
  const text = fs.readFileSync(path.join(source, 'index.ts'), 'utf8');
  const project = bench.cli.example(source, {
    index: text,
    changed: edited(text, example.changed.edits, example.folder),
    ...(example.renamed !== undefined && { renamed: edited(text, example.renamed, example.folder) }),
  });
  const stack = await Stack.create(bench.cli, { project, name: 'dev', namespace: '', env: { KUBECONFIG: kubeconfig } });
  for (const key of example.secrets ?? []) { await stack.configure(key, bench.secret, true); }
  return stack;
}

function edited(text: string, edits: readonly Edit[], folder: string): string {
  return edits.reduce((before, [find, replace]) => {
    const parts = before.split(find);
    if (parts.length !== 2) { throw new Error(`proof/pulumi/examples.ts is out of date: the text to replace is ${parts.length - 1} times in ${folder}: ${find}`); }
    return parts.join(replace);
  }, text);
}

/** What became of an example, step by step. */
interface Observed {
  readonly first: { readonly plan: object; readonly changes: readonly string[] };
  readonly life?: Life;
}

/** What became of it when it was deployed. */
interface Life {
  readonly made: readonly ResourceState[];
  readonly again: readonly string[];
  readonly drift: readonly string[];
  readonly changed: readonly string[];
  readonly renamed: readonly string[];
  readonly left: { readonly state: readonly ResourceState[]; readonly namespaces: readonly string[] };
}

async function observe(bench: Bench, kubeconfig: string, example: ExampleCase): Promise<Observed> {
  const stack = await stackOf(bench, kubeconfig, example);
  for (const namespace of example.namespaces ?? []) { await bench.clusters.get(LANES[example.lane])!.namespace(namespace); }
  const plan = await stack.preview('index');
  const first = { plan: comparablePlan(plan.steps), changes: changes(plan.steps) };
  if (example.previewOnly !== undefined) { return { first }; }
  try {
    return { first, life: await live(bench, stack, example) };
  } catch (error) {
    // The next one may use the same namespaces.
    await stack.destroy('index').catch(() => undefined);
    throw error;
  }
}

async function live(bench: Bench, stack: Stack, example: ExampleCase): Promise<Life> {
  await stack.up('index');
  const made = await stack.state();
  const again = changes((await stack.up('index')).steps);
  const drift = changes((await stack.refresh('index')).steps);
  const changed = changes((await stack.preview('changed')).steps);
  const renamed = example.renamed === undefined ? [] : changes((await stack.preview('renamed')).steps);
  await stack.destroy('index');
  const own = made.filter(({ type }) => type.endsWith(':Namespace')).map(({ inputs }) => inputs.metadata.name);
  const { items } = await bench.clusters.get(LANES[example.lane])!.read('/api/v1/namespaces');
  const namespaces = items.map(({ metadata }: any) => metadata.name).filter((name: string) => own.includes(name));
  return { made, again, drift, changed, renamed, left: { state: await stack.state(), namespaces } };
}

async function judge(context: ProofContext, example: ExampleCase, observing: Promise<Observed>): Promise<void> {
  const { check, skip } = context.about(example.folder);
  let observed: Observed | undefined;
  if (!await check(example.previewOnly === undefined ? 'comes up on empty clusters, and goes' : 'has a preview on empty clusters', async () => { observed = await observing; })) { return; }
  const { first, life } = observed!;
  await check('the first preview creates everything, and nothing else', () => {
    assert.deepEqual(first.changes.filter((change) => !change.startsWith('create ')), []);
  });
  if (life === undefined) {
    skip('everything after the first preview', example.previewOnly!);
    return;
  }
  const { made, again, drift, changed, renamed, left } = life;
  await check('the first preview shows everything that is then made', () => {
    // What a YAML file holds, Pulumi knows only when the provider has read it.
    if (!made.some(({ type }) => type.startsWith('kubernetes:yaml/'))) { assert.deepEqual(Object.keys(first.plan), Object.keys(comparable(made))); }
  });
  await check('every object is as the program for cdk8s writes it', () => {
    const expected = texts(objectsOf(example.twin));
    assert.deepEqual(texts(made.filter(isObject).map(({ inputs }) => opened(inputs))), expected);
    return `${expected.length} objects`;
  });
  await check('a second up changes nothing', () => assert.deepEqual(again, []));
  await check('nothing drifts from what the API server adds', () => assert.deepEqual(drift, []));
  await check('a changed prop updates what it is about, and nothing else', () => assert.deepEqual(changed, example.changed.changes));
  if (example.renamed !== undefined) {
    await check('a component that is renamed, with an alias, keeps its objects', () => assert.deepEqual(renamed, []));
  }
  await check('destroy leaves nothing', () => assert.deepEqual(left, { state: [], namespaces: [] }));
}
/** What the program for cdk8s writes, or what stands beside the Pulumi one. */
function objectsOf(example: string): any[] {
  const folder = path.join(FOLDER, example, 'expected');
  return fs.readdirSync(folder, { recursive: true }).map(String).filter((file) => file.endsWith('.yaml')).sort().flatMap((file) => {
    const documents = parseAllDocuments(fs.readFileSync(path.join(folder, file), 'utf8'));
    return 'empty' in documents ? [] : documents.map((document) => document.toJS());
  });
}

/** The same objects give the same texts, in whatever order. */
function texts(objects: readonly any[]): string[] {
  return objects.filter(({ kind, metadata }) => !BESIDE.includes(kind) && !OF_THE_TWIN.includes(metadata.name))
    .map((object) => JSON.stringify(sortedKeys(object))).sort();
}

function sortedKeys(value: any): any {
  if (typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) { return value.map(sortedKeys); }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([key, child]) => [key, sortedKeys(child)]));
}
