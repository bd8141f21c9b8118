import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CliError } from '../../lib/cli/exit-code';
import { program } from '../../lib/cli/main';
import { parseYaml } from '../../lib/manifest/yaml';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-policies-cli-'));
const config = path.join(folder, 'checks.yaml');
let stdout: jest.SpyInstance;
let stderr: jest.SpyInstance;
beforeEach(() => {
  stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => fs.rmSync(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ objects: any[]; told: string }> {
  await program().parseAsync(['node', 'fleetwright', 'policies', ...args]);
  const text = (spy: jest.SpyInstance) => spy.mock.calls.map(([each]) => each).join('');
  return { objects: parseYaml(text(stdout)) as any[], told: text(stderr) };
}

test('prints the policies of the rules of a configuration, and tells which a cluster can not ask', async () => {
  fs.writeFileSync(config, "kubernetes: '1.35'\npack: refused\nalso: [network/node-port, reference/secret]\n");
  const { objects, told } = await run('--config', config, '--enforce', 'deny', '--except-namespaces', 'tools', 'kube-system');
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'ValidatingAdmissionPolicy fleetwright-network-node-port', 'ValidatingAdmissionPolicyBinding fleetwright-network-node-port',
  ]);
  expect(objects[1].spec).toEqual({
    policyName: 'fleetwright-network-node-port',
    validationActions: ['Deny'],
    matchResources: { namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['tools', 'kube-system'] }] } },
  });
  expect(told).toBe("A cluster can't ask these by itself:\n  reference/secret: it looks at other objects too\n");
});

test('warns of what the recommended rules are against, unless it is told otherwise', async () => {
  fs.writeFileSync(config, '{}\n');
  const { objects } = await run('--config', config, '--kubernetes', '1.35');
  expect(objects.map(({ metadata }) => metadata.name)).toContain('fleetwright-security-read-only-root');
  expect(objects.map(({ metadata }) => metadata.name)).not.toContain('fleetwright-security-sudo');
  expect(new Set(objects.filter(({ kind }) => kind.endsWith('Binding')).map(({ spec }) => spec.validationActions.join()))).toEqual(new Set(['Warn']));
});

test('prints what Gatekeeper takes, in any Kubernetes', async () => {
  fs.writeFileSync(config, 'pack: strict\n');
  const { objects } = await run('--config', config, '--kubernetes', '1.28', '--engine', 'Gatekeeper', '--enforce', 'audit');
  expect(objects.length).toBeGreaterThan(80);
  expect(new Set(objects.map(({ kind, spec }) => spec.enforcementAction ?? kind))).toEqual(new Set(['ConstraintTemplate', 'dryrun']));
});

test('refuses a Kubernetes without such policies, and one that there is not', async () => {
  fs.writeFileSync(config, '{}\n');
  await expect(run('--config', config, '-k', '1.29')).rejects.toEqual(
    new CliError("Kubernetes 1.29 has no ValidatingAdmissionPolicy: it comes with 1.30. Use '--engine Gatekeeper'.", 2),
  );
  await expect(run('--config', config, '-k', '1.99')).rejects.toThrow(/^'--kubernetes' must be one of 1\.28, .*, got '1\.99'\.$/);
});
