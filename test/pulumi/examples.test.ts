// The Pulumi examples, run against an engine without provider: as a preview and as an update.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import * as ts from 'typescript';
import { parseYaml, stringifyYaml } from '../../lib/manifest/yaml';
import { Child, deploy, deployProject, Deployment, Registered, secret } from './engine-monitor';
import { withoutAcceptances } from './without-acceptances';

jest.setTimeout(120_000);

const EXAMPLES = path.join(__dirname, '../../examples');

/** Each example, and where the output stands that it must have: that of the same program for cdk8s, or its own. */
const EXPECTED: { readonly [example: string]: string } = {
  'pulumi-01-hardened-deployment': '01-hardened-deployment',
  'pulumi-02-spread-across-zones': 'pulumi-02-spread-across-zones',
  'pulumi-03-platform': '03-platform',
  'pulumi-04-harden-existing': '04-harden-existing',
  'pulumi-05-external-service-endpoint': '05-external-service-endpoint',
  'pulumi-06-global-cilium-service': '06-global-cilium-service',
  'pulumi-07-spot-node-pool': '07-spot-node-pool',
  'pulumi-08-es-snapshotter': '08-es-snapshotter',
};

/** What a program registers beside the objects that its twin writes. */
const BESIDE = ['Namespace', 'Secret'];
/** What a twin writes beside, by name: cdk8s-plus has no twin. */
const OF_THE_TWIN = ['gift-cards'];

const CONFIG: { readonly [example: string]: { [key: string]: string } } = {
  'pulumi-01-hardened-deployment': { 'project:databasePassword': 's3cret-of-the-test' },
};

/** Runs a program anew, as a module of its own. */
function run(example: string): Promise<any> {
  const file = path.join(EXAMPLES, example, 'index.ts');
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const { outputText } = ts.transpileModule(fs.readFileSync(file, 'utf8'), { compilerOptions });
  const exported = {};
  new Function('require', 'exports', 'module', '__dirname', outputText)(require, exported, {}, path.dirname(file));
  return Promise.resolve(exported);
}

/** What the provider makes of a YAML file. */
function construct(type: string, name: string, { file }: any): Child[] {
  if (type !== 'kubernetes:yaml/v2:ConfigFile') { return []; }
  return (parseYaml(fs.readFileSync(file, 'utf8')) as any[]).map((props) => {
    const version = props.apiVersion.includes('/') ? props.apiVersion : `core/${props.apiVersion}`;
    return { type: `kubernetes:${version}:${props.kind}`, name: `${name}:${props.kind}:${props.metadata.name}`, props };
  });
}

const deployments = new Map<string, Promise<Deployment>>();

function deployExample(example: string, preview = false): Promise<Deployment> {
  const key = `${example} ${preview}`;
  const deployment = deployments.get(key) ?? deploy(() => {
    pulumi.runtime.setAllConfig({ ...CONFIG[example] }, Object.keys(CONFIG[example] ?? {}));
    return run(example);
  }, { preview, construct });
  deployments.set(key, deployment);
  return deployment;
}

function objectsOf({ resources }: Deployment): Registered[] {
  return resources.filter(({ type, custom }) => custom && type.startsWith('kubernetes:'));
}

function expectedOf(example: string): any[] {
  const folder = path.join(EXAMPLES, EXPECTED[example], 'expected');
  return (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml')).sort()
    .flatMap((file) => parseYaml(fs.readFileSync(path.join(folder, file), 'utf8')) as any[]).map(withoutAcceptances);
}

/** Objects as texts that differ only where the objects do. */
function sorted(objects: any[]): string[] {
  return objects.map((object) => stringifyYaml([withSortedKeys(object)])).sort();
}

function withSortedKeys(value: any): any {
  if (typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) { return value.map(withSortedKeys); }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, withSortedKeys(child)]));
}

const examples = fs.readdirSync(EXAMPLES).filter((name) => fs.existsSync(path.join(EXAMPLES, name, 'Pulumi.yaml')));

test('every example says what it must register', () => {
  expect(examples).toEqual(Object.keys(EXPECTED));
});

test.each(examples)('%s registers what is written down, and nothing else', async (example) => {
  const deployment = await deployExample(example);
  const expected = expectedOf(example).filter(({ kind, metadata }) => !BESIDE.includes(kind) && !OF_THE_TWIN.includes(metadata.name));
  const registered = objectsOf(deployment).map(({ props }) => props).filter(({ kind }) => !BESIDE.includes(kind));
  expect(expected.length).toBeGreaterThan(0);
  expect(deployment.errors).toEqual([]);
  expect(sorted(registered)).toEqual(sorted(expected));
});

test.each(examples)('%s shows in a preview what it will register', async (example) => {
  const [preview, update] = [await deployExample(example, true), await deployExample(example)];
  expect(sorted(objectsOf(preview).map(({ props }) => props))).toEqual(sorted(objectsOf(update).map(({ props }) => props)));
});

test.each(examples)('%s names its program', (example) => {
  // Otherwise Pulumi would run what the nearest package.json calls its own: here, the library.
  expect(parseYaml(fs.readFileSync(path.join(EXAMPLES, example, 'Pulumi.yaml'), 'utf8'))).toEqual([
    { name: expect.any(String), runtime: 'nodejs', main: 'index.ts', description: expect.any(String) },
  ]);
});

test('pulumi-02-spread-across-zones does under the host of Pulumi what it does here', async () => {
  const [hosted, here] = [await deployProject(path.join(EXAMPLES, 'pulumi-02-spread-across-zones'), 'index.ts'), await deployExample('pulumi-02-spread-across-zones')];
  expect(hosted.resources.length).toBeGreaterThan(3);
  expect(sorted(objectsOf(hosted).map(({ props }) => props))).toEqual(sorted(objectsOf(here).map(({ props }) => props)));
});

test('no example warns', async () => {
  const warnings: string[] = [];
  for (const example of examples) { warnings.push(...(await deployExample(example)).logs.map(({ message }) => `${example}: ${message}`)); }
  expect(warnings).toEqual([]);
});

test.each(examples)('%s puts everything into a cluster that it names', async (example) => {
  const { resources } = await deployExample(example);
  const providers = resources.filter(({ type }) => type === 'pulumi:providers:kubernetes').map(({ urn }) => urn);
  expect(providers.length).toBeGreaterThan(0);
  for (const { urn, provider } of objectsOf({ resources } as Deployment)) {
    expect({ urn, provider: provider.replace(/::[^:]*$/, '') }).toEqual({ urn, provider: expect.stringMatching(/pulumi:providers:kubernetes::/) });
    expect(providers).toContain(provider.replace(/::[^:]*$/, ''));
  }
});

test('pulumi-01-hardened-deployment keeps the password a secret, and nothing besides it', async () => {
  const deployment = await deployExample('pulumi-01-hardened-deployment');
  const { props } = objectsOf(deployment).find(({ props: { kind } }) => kind === 'Secret')!;
  // The class of @pulumi/kubernetes makes a secret of all of it.
  expect(props.stringData).toEqual(secret({ password: 's3cret-of-the-test' }));
  expect(JSON.stringify(deployment).split('s3cret-of-the-test')).toHaveLength(2);
  expect(JSON.stringify(deployment).split('"secret":')).toHaveLength(2);
});

test('pulumi-06-global-cilium-service puts into each cluster what is written down for it', async () => {
  const { resources } = await deployExample('pulumi-06-global-cilium-service');
  for (const cluster of ['prod-eu', 'prod-us', 'edge']) {
    const folder = path.join(EXAMPLES, EXPECTED['pulumi-06-global-cilium-service'], 'expected', cluster);
    const expected = fs.readdirSync(folder).flatMap((file) => parseYaml(fs.readFileSync(path.join(folder, file), 'utf8')) as any[]);
    const registered = resources.filter(({ provider, props }) => provider.includes(`::${cluster}::`) && !BESIDE.includes(props.kind) && props.kind !== undefined);
    expect(sorted(registered.map(({ props }) => props))).toEqual(sorted(expected));
  }
});
