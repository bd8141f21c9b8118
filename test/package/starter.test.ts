// The first minutes of a user: all that docs/start.md says is done, with the package as it is packed.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const TEMPLATES = ['cdk8s', 'pulumi'];
const manifest = (folder: string) => JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));

let folder: string;
let tarball: string;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-starter-'));
  const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  tarball = path.join(folder, JSON.parse(output)[0].filename);
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
  run('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', tarball], folder);
}, 120_000);

afterAll(() => fs.rmSync(folder, { recursive: true }));

function run(command: string, args: readonly string[], cwd: string): { status: number | null; output: string } {
  // A runner that runs this test is none of those of the project.
  const env = { ...process.env, JEST_WORKER_ID: undefined, NODE_ENV: undefined };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...env, NO_COLOR: '1', FORCE_COLOR: '0', npm_config_audit: 'false', npm_config_fund: 'false', npm_config_prefer_offline: 'true' } });
  return { status, output: `${stdout}${stderr}` };
}

/** The commands that a part of the page tells to run. */
function commandsOf(part: string): string[] {
  const page = fs.readFileSync(path.join(ROOT, 'docs', 'start.md'), 'utf8');
  const [, text] = page.split(`\n## With ${part}\n`);
  return [...text.split('\n## ')[0].matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, code]) => code.trim().split('\n'));
}

/** Runs them one after the other, each of which must succeed. Answers where they end. */
function follow(commands: readonly string[], start: string): string {
  let cwd = start;
  for (const command of commands) {
    const into = /^cd (.*)$/.exec(command)?.[1];
    if (into !== undefined) {
      cwd = path.join(cwd, into);
      continue;
    }
    // What is packed here was not published.
    if (command === 'npm install') { dependOnTarball(cwd); }
    expect({ command, ...run('sh', ['-c', command], cwd) }).toEqual({ command, status: 0, output: expect.anything() });
  }
  return cwd;
}

function dependOnTarball(project: string): void {
  const before = manifest(project);
  expect(before.dependencies.fleetwright).toBe(`^${manifest(ROOT).version}`);
  fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify({ ...before, dependencies: { ...before.dependencies, fleetwright: `file:${tarball}` } }));
}

function replaceIn(file: string, before: string, after: string): void {
  const text = fs.readFileSync(file, 'utf8');
  expect(text).toContain(before);
  fs.writeFileSync(file, text.replace(before, after));
}

const textsOf = (part: string) => [...fs.readFileSync(path.join(ROOT, 'docs', 'start.md'), 'utf8').split(`\n## With ${part}\n`)[1].matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, text]) => text);

test('the first minutes with cdk8s are as they are told', () => {
  const start = path.join(folder, 'with-cdk8s');
  fs.mkdirSync(start);
  const commands = commandsOf('cdk8s');
  expect(commands).toEqual(['npx fleetwright init shop', 'cd shop', 'npm install', 'npm test', 'npm run synth']);
  const project = follow(commands, start);

  const yaml = fs.readFileSync(path.join(project, 'dist/prod-eu/shop.k8s.yaml'), 'utf8');
  expect(yaml).toContain('kind: Deployment\nmetadata:\n');
  const kinds = [...yaml.matchAll(/^kind: (.*)$/gm)].map(([, kind]) => kind).sort();
  expect(kinds).toEqual(['Deployment', 'Namespace', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount']);
  const checked = run('npx', ['fleetwright', 'check', 'dist', '--fail-on', 'warning'], project);
  expect(checked).toEqual({ status: 0, output: expect.stringContaining('nothing found') });

  const [notAsExpected, refused] = textsOf('cdk8s');
  replaceIn(path.join(project, 'cluster.ts'), 'replicas: 3', 'replicas: 2');
  expect(run('npm', ['test'], project)).toEqual({ status: 1, output: expect.stringContaining(notAsExpected.trim()) });
  replaceIn(path.join(project, 'web.ts'), 'nginxinc/nginx-unprivileged:1.29.3', 'nginx:latest');
  const written = fs.readdirSync(path.join(project, 'dist'));
  expect(run('npm', ['run', 'synth'], project)).toEqual({ status: 1, output: expect.stringContaining(refused.trim()) });
  expect(fs.readdirSync(path.join(project, 'dist'))).toEqual(written);
}, 300_000);

test('the first minutes with Pulumi are as they are told', () => {
  const start = path.join(folder, 'with-pulumi');
  fs.mkdirSync(start);
  const commands = commandsOf('Pulumi');
  expect(commands).toEqual(['npx fleetwright init --template pulumi shop', 'cd shop', 'npm install', 'npm test']);
  const project = follow(commands, start);
  replaceIn(path.join(project, 'cluster.ts'), 'replicas: 3', 'replicas: 2');
  expect(run('npm', ['test'], project)).toEqual({ status: 1, output: expect.stringContaining("Deployment 'shop/web' is not as expected.\n  spec.replicas: expected 3, got 2") });
}, 600_000);

test.each(TEMPLATES)('%s: what a project depends on is what this library is tested with', (template) => {
  const own = manifest(ROOT);
  const { dependencies, devDependencies } = manifest(path.join(ROOT, 'templates', template));
  const tested: { [name: string]: string } = { ...own.devDependencies };
  const shared = Object.entries<string>({ ...dependencies, ...devDependencies }).filter(([name]) => name in tested);
  expect(shared.map(([name]) => name)).toEqual(expect.arrayContaining(['cdk8s', 'constructs', 'cdk8s-plus-28', 'typescript', '@types/node']));
  for (const [name, range] of shared) { expect(`${name} ${range.replace(/^[~^]/, '')}`).toBe(`${name} ${tested[name].replace(/^[~^]/, '')}`); }
});

describe('init', () => {
  const init = (cwd: string, ...args: string[]) => run(process.execPath, [path.join(ROOT, 'build/cli/main.js'), 'init', ...args], cwd);
  const made = (name: string) => { fs.mkdirSync(path.join(folder, name), { recursive: true }); return path.join(folder, name); };

  test('says what it wrote, and what comes next', () => {
    const cwd = made('a');
    expect(init(cwd, 'shop')).toEqual({ status: 0, output: [
      'shop/.github/workflows/ci.yaml', 'shop/.gitignore', 'shop/README.md', 'shop/cdk8s.yaml', 'shop/cluster.test.ts', 'shop/cluster.ts', 'shop/main.ts', 'shop/package.json',
      'shop/tsconfig.json', 'shop/web.ts', '', 'Next: cd shop && npm install && npm test', '',
    ].join('\n') });
    const texts = fs.readdirSync(path.join(cwd, 'shop'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      .map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    expect(texts.filter((text) => text.includes('{{'))).toEqual([]);
  });

  test('makes a project of the folder in which it runs, beside what is there', () => {
    const cwd = made('b/orders');
    fs.writeFileSync(path.join(cwd, 'LICENSE'), 'ours');
    expect(init(cwd, '-t', 'pulumi')).toEqual({ status: 0, output: expect.stringMatching(/^Pulumi\.yaml$[\s\S]*\nNext: npm install && npm test\n$/m) });
    expect(fs.readFileSync(path.join(cwd, 'Pulumi.yaml'), 'utf8')).toContain('name: orders\n');
    expect(fs.readFileSync(path.join(cwd, 'LICENSE'), 'utf8')).toBe('ours');
  });

  test('writes nothing where one of its files is there', () => {
    const cwd = made('c/orders');
    fs.writeFileSync(path.join(cwd, 'package.json'), '{}');
    expect(init(cwd)).toEqual({ status: 2, output: "There is 'package.json' in '.' already: nothing was written. Use another folder.\n" });
    expect(fs.readdirSync(cwd)).toEqual(['package.json']);
  });

  test.each([
    ['My Shop', "A project is called as its folder, and 'My Shop' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit. Use another folder, e.g. 'shop'.\n"],
    ['kube-shop', "A project is called as its folder, and 'kube-shop' must not be one that npm or Kubernetes keeps for itself. Use another folder, e.g. 'shop'.\n"],
    ['cdk8s', "A project is called as its folder, and 'cdk8s' must not be one that npm or Kubernetes keeps for itself. Use another folder, e.g. 'shop'.\n"],
  ])('makes no project that is called %s', (name, output) => {
    const cwd = made('d');
    expect(init(cwd, name)).toEqual({ status: 2, output });
    expect(fs.readdirSync(cwd)).toEqual([]);
  });

  test('knows its templates alone', () => {
    expect(init(made('e'), '-t', 'helm', 'shop')).toEqual({ status: 2, output: expect.stringContaining("error: option '-t, --template <template>' argument 'helm' is invalid. Allowed choices are cdk8s, pulumi.") });
  });
});
