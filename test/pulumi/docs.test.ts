// What test/docs.test.ts is for cdk8s: the programs for Pulumi in the guides run, and their YAML is what they register.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseYaml } from '../../lib/manifest/yaml';
import { expectYaml, isPulumi, Program, programs, ROOT, titled, runModule } from '../docs-programs';
import { Child, deploy } from './engine-monitor';

jest.setTimeout(120_000);

const pulumiPrograms = programs.filter(isPulumi);

// The clouds' packages are none of ours.
jest.mock('@pulumi/aws', () => ({ eks: { NodeGroup: mockClass('aws:eks/nodeGroup:NodeGroup') } }), { virtual: true });

function mockClass(token: string): any {
  return class extends jest.requireActual('@pulumi/pulumi').CustomResource {
    constructor(name: string, args: any, opts: any) { super(token, name, args, opts); }
  };
}

/** What the provider makes of a YAML file or a chart: the workloads of an example. */
function construct(type: string, name: string): Child[] {
  if (!/^kubernetes:(yaml\/v2|helm\.sh\/v4):/.test(type)) { return []; }
  const objects = parseYaml(fs.readFileSync(path.join(ROOT, 'examples/04-harden-existing/input/shop.yaml'), 'utf8')) as any[];
  return objects.filter(({ kind }) => kind === 'Deployment').map((props) => ({ type: 'kubernetes:apps/v1:Deployment', name: `${name}:${props.metadata.name}`, props }));
}

test('the guides have programs for Pulumi', () => {
  expect(pulumiPrograms.length).toBeGreaterThan(2);
});

const renders = ({ block }: Program) => /\brender(ByProvider)?\(/.test(block.code);

test.each(pulumiPrograms.filter(renders).map(titled))('%s runs, and its YAML is what it prints', async (_, program) => {
  const printed = new Promise<string>((resolve) => { jest.spyOn(console, 'log').mockImplementation(resolve); });
  runModule(program, require);
  expectYaml(program, parseYaml(await printed) as any[]);
});

test.each(pulumiPrograms.filter((program) => !renders(program)).map(titled))('%s runs, and its YAML is what it registers', async (_, program) => {
  const { resources, errors } = await deploy(() => runModule(program, require), { construct });
  expect(errors).toEqual([]);
  expect(resources.length).toBeGreaterThan(0);
  expectYaml(program, resources.map(({ props }) => props));
});
