// `fleetwright diff --live`, over a kubectl that knows its clusters from a list. What the real one and real API servers say is proved by `diff-live`.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CliError } from '../../lib/cli/exit-code';
import { program } from '../../lib/cli/main';
import { FleetError } from '../../lib/construct/fleet-error';
import { clusterFiles } from '../../lib/fleet/output/cluster-files';
import { FleetLayout } from '../../lib/fleet/output/fleet-layout';
import { FleetWriter } from '../../lib/fleet/output/fleet-writer';
import { KubernetesObject } from '../../lib/manifest/object';
import { collectFacts } from '../../lib/rules/fleet/collect-facts';
import { FakeCluster, fakeKubectl } from '../fleet/live/fake-kubectl';

// Each question to the fake is a process of its own.
jest.setTimeout(120_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-live-test-'));
const { PATH } = process.env;
afterEach(() => { process.env.PATH = PATH; });
afterAll(() => fs.rmSync(folder, { recursive: true }));

const deployment = (image: string, more: object = {}): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' },
  spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } }, ...more },
});
const config = (name: string, value: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data: { a: value } });
/** As a server has it. */
const stored = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: {
    ...object.metadata, uid: 'u-1', generation: 1, resourceVersion: '5', creationTimestamp: '2025-01-01T00:00:00Z',
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
  },
  status: { ready: 1 },
});

let runs = 0;
async function live(
  clusters: { [name: string]: KubernetesObject[] }, contexts: { [name: string]: FakeCluster }, ...args: string[]
): Promise<{ exitCode: number; stdout: string; stderr: string; calls: string[][] }> {
  runs += 1;
  const dist = path.join(folder, `dist-${runs}`);
  const writer = new FleetWriter(dist);
  writer.open();
  for (const [name, objects] of Object.entries(clusters)) {
    const { files } = clusterFiles([{ chart: 'shop', objects }], { layout: FleetLayout.FILE_PER_OBJECT, kustomization: true });
    writer.stage(name, files, collectFacts({ name, environment: name.split('-')[0], capabilities: {} }, objects, []));
  }
  writer.commit();
  const { calls } = fakeKubectl(path.join(folder, `bin-${runs}`), contexts);
  process.env.PATH = `${path.join(folder, `bin-${runs}`)}${path.delimiter}${PATH}`;
  return { ...await run('diff', '--live', ...args, dist), calls: calls() };
}

async function run(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => { written.push(String(text)); return true; });
  try {
    await program().parseAsync(args, { from: 'user' });
    return { exitCode: 0, stdout: written.join(''), stderr: '' };
  } catch (error) {
    if (error instanceof CliError) { return { exitCode: error.exitCode, stdout: written.join(''), stderr: error.message }; }
    if (FleetError.isFleetError(error)) { return { exitCode: 1, stdout: written.join(''), stderr: error.message }; }
    throw error;
  } finally {
    spy.mockRestore();
  }
}

test('finds nothing where all is as it was written, whatever only the server writes', async () => {
  const objects = [deployment('web:1'), config('a', '1')];
  const { exitCode, stdout, calls } = await live({ 'prod-eu': objects }, { 'prod-eu': { live: objects.map(stored) } }, '--exit-code');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'No difference in 1 cluster.\n' });
  expect(calls).toEqual([
    ['config', 'get-contexts', '--output=name'],
    ['version', '--context=prod-eu', '--output=json', '--request-timeout=20s'],
    ['diff', '--context=prod-eu', '--filename=-', '--concurrency=8', '--server-side', '--force-conflicts'],
  ]);
});

test('tells the same in many clusters once, with its classes', async () => {
  const objects = [deployment('web:2'), config('a', '1')];
  const was = { live: [stored(deployment('web:1'))] };
  expect(await live({ 'prod-eu': objects, 'prod-us': objects }, { 'prod-eu': was, 'prod-us': was }, '--exit-code')).toMatchObject({ exitCode: 1, stdout: `2 of 2 clusters differ: 2 objects added, 2 changed, 0 removed

~ Deployment 'shop/web' in 2 clusters (prod-eu, prod-us): pods restart, image
    spec.template.spec.containers[web].image: web:1 → web:2

+ ConfigMap 'shop/a' in 2 clusters (prod-eu, prod-us)
` });
});

test('tells what is refused in the words of the server without its values, and all else beside it', async () => {
  const others = ['a', 'b', 'c', 'd', 'e'].map((name) => config(name, 'new'));
  const { exitCode, stdout } = await live(
    { dev: [...others, deployment('web:1', { selector: { matchLabels: { app: 'x' } } })] },
    { dev: {
      live: [stored(deployment('web:1')), ...others.map((object) => stored({ ...object, data: { a: 'old' } }))],
      refuses: {
        'Deployment/shop/web': 'The Deployment "web" is invalid: spec.selector: Invalid value: {"matchLabels":{"app":"x"}}: field is immutable',
        'ConfigMap/shop/c': 'Error from server (BadRequest): ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dota"',
      },
    } },
  );
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`~ Deployment 'shop/web' in dev: replaced
    the API server: The Deployment "web" is invalid: spec.selector: Invalid value: field is immutable
    spec.selector.matchLabels.app: web → x   (immutable: delete the object and make it anew)

~ ConfigMap 'shop/c' in dev: refused
    the API server: ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dota"
    data.a: old → new
`);
  for (const name of ['a', 'b', 'd', 'e']) { expect(stdout).toContain(`~ ConfigMap 'shop/${name}' in dev\n    data.a: old → new\n`); }
});

test('says of what it could not ask that it is new, and why', async () => {
  const objects = [config('a', '1'), { ...config('b', '1'), metadata: { name: 'b', namespace: 'new' } }, { ...config('c', '1'), metadata: { name: 'c', namespace: 'new' } }];
  const { exitCode, stdout, calls } = await live({ dev: objects }, { dev: { live: [stored(config('a', '1'))], missingNamespaces: ['new'] } });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `1 of 1 cluster differ: 2 objects added, 0 changed, 0 removed

+ ConfigMap 'new/b' in dev
    not asked: the cluster has no namespace 'new' yet

+ ConfigMap 'new/c' in dev
    not asked: the cluster has no namespace 'new' yet
` });
  expect(calls.filter(([command]) => command === 'diff')).toHaveLength(2);
});

test('tells the others where a cluster does not answer, and ends with a code of its own', async () => {
  const [was, is] = [{ live: [stored(config('a', '1'))] }, [config('a', '2')]];
  const found = await live({ 'prod-eu': is, 'prod-us': is }, { 'prod-eu': was, 'prod-us': { down: 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?' } });
  expect(found).toMatchObject({
    exitCode: 4,
    stdout: "1 of 1 cluster differ: 0 objects added, 1 changed, 0 removed; not seen: prod-us\n\n~ ConfigMap 'shop/a' in prod-eu\n    data.a: 1 → 2\n",
    stderr: '[prod-us] does not answer: The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?',
  });
  const markdown = await live({ 'prod-us': is }, { 'prod-us': { down: 'x' } }, '--format', 'markdown');
  expect(markdown.stdout).toBe('### Manifests\n\nNo difference in 0 clusters; not seen: prod-us.\n');
});

test('shows no value of a Secret', async () => {
  const secret = (value: string) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop' }, data: { token: value } });
  const { stdout } = await live({ dev: [secret('bmV3')] }, { dev: { live: [stored(secret('b2xk'))] } }, '--format', 'json');
  expect(JSON.parse(stdout).changes[0].changes).toEqual([{ field: 'data.token', path: 'data.token', before: '(hidden)', after: '(hidden)' }]);
  expect(stdout).not.toMatch(/bmV3|b2xk/);
});

test('leaves nothing behind', async () => {
  const before = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('fleetwright-live-') && !name.startsWith('fleetwright-live-test-'));
  await live({ dev: [config('a', '2')] }, { dev: { live: [stored(config('a', '1'))] } });
  const after = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith('fleetwright-live-') && !name.startsWith('fleetwright-live-test-'));
  expect(after).toEqual(before);
});

test('asks the contexts that are named, only the clusters that are selected, and as they are applied', async () => {
  const { calls } = await live(
    { 'prod-eu': [config('a', '1')], 'prod-us': [config('a', '1')], 'dev-1': [config('a', '1')] }, { 'admin@eu': {}, 'prod-us': {} },
    '--context', 'prod-eu=admin@eu', '--clusters', 'environment=prod', '--client-side', '--field-manager', 'argocd-controller',
  );
  expect(calls.filter(([command]) => command === 'diff').sort()).toEqual(['admin@eu', 'prod-us'].map((context) => (
    ['diff', `--context=${context}`, '--filename=-', '--concurrency=8', '--field-manager=argocd-controller'])));
});

describe('wrong use', () => {
  const is = [config('a', '1')];
  test.each<[string, string[], string]>([
    ['a context that is not there', [], "[prod-eu] There is no context 'prod-eu': did you mean 'prod-ue'? Name another with '--context prod-eu=<context>'."],
    ['a context that is named and not there', ['--context', 'prod-eu=nowhere'], "[prod-eu] There is no context 'nowhere': there are 'prod-ue'. Name another with '--context prod-eu=<context>'."],
    ['a cluster that is not there', ['--context', 'prod-us=prod-ue'], "There is no cluster 'prod-us': did you mean 'prod-eu'?"],
    ['no pair', ['--context', 'prod-ue'], "'--context prod-ue' must be <cluster>=<context>, e.g. 'prod-eu=admin@prod-eu'."],
  ])('%s', async (_, args, message) => {
    expect(await live({ 'prod-eu': is }, { 'prod-ue': {} }, ...args)).toMatchObject({ exitCode: 2, stdout: '', stderr: message });
  });

  test('no kubectl', async () => {
    const dist = path.join(folder, 'dist-1');
    process.env.PATH = path.join(folder, 'nowhere');
    expect(await run('diff', '--live', dist)).toEqual({
      exitCode: 2, stdout: '', stderr: "There is no kubectl on the PATH: '--live' asks the clusters with it. Install it, 1.30 or newer.",
    });
  });

  test.each<[string[], string]>([
    [['a'], "Name a second folder, or say '--live' to compare the clusters themselves with the first."],
    [['--live', 'a', 'b'], "'--live' compares clusters with one folder: leave 'b' out."],
    [['a', 'b', '--context', 'x=y', '--client-side', '--clusters', 'a', '--field-manager', 'm'],
      "--context, --clusters, --client-side, --field-manager: only clusters are asked so. Say '--live' too, or leave it out."],
    [['--live', 'nowhere'], "'nowhere' holds no cluster that a fleet has written."],
  ])('%j', async (args, message) => {
    expect(await run('diff', ...args)).toEqual({ exitCode: 2, stdout: '', stderr: message });
  });
});
