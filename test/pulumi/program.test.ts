// What is remembered of a program goes with it, and what only `render` needs is loaded by it alone.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { currentProgram } from '../../lib/pulumi/program';
import { EnvValueSource, HardenedDeployment, render } from 'fleetwright/pulumi';

jest.setTimeout(60_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';

function sizesOfProcess(): number[] {
  const { pending, defaults, owners } = currentProgram();
  return [pending.size, defaults.size, owners.size];
}

test('a program that ran beside others leaves nothing with the process', async () => {
  const before = sizesOfProcess();
  let within = 0;
  await render(() => {
    new HardenedDeployment('api', {
      image: pulumi.output(IMAGE), envValueFrom: { PASSWORD: EnvValueSource.secretKey(pulumi.output('database'), 'password') },
    }, AMBIENT);
    within = currentProgram().pending.size;
  });
  expect(within).toBeGreaterThan(0);
  expect(sizesOfProcess()).toEqual(before);
});

test('a program may use what was made outside of it, and what an enclosing one made', async () => {
  const outside = EnvValueSource.secretKey(pulumi.output('outside'), 'password');
  let inner = '';
  await render(async () => {
    const enclosing = EnvValueSource.secretKey(pulumi.output('enclosing'), 'password');
    new HardenedDeployment('web', { image: IMAGE }, AMBIENT);
    inner = await render(() => new HardenedDeployment('api', { image: IMAGE, envValueFrom: { A: outside, B: enclosing } }, AMBIENT));
  });
  expect(inner).toContain('name: outside');
  expect(inner).toContain('name: enclosing');
});

test('no module loads what is internal to the SDK when it is imported', () => {
  const folder = path.join(__dirname, '../../lib/pulumi');
  const imports = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
    .filter((name) => /^import .*'@pulumi\/pulumi\//m.test(readFileSync(path.join(folder, name), 'utf8')));
  expect(imports).toEqual([]);
});
