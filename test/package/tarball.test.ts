import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
/** The last one for Node.js 20 of which nothing else is asked. */
const VITEST = '3.2.7';
const PEERS = ['constructs', 'cdk8s', 'cdk8s-plus-28'];

let project: string;
let packed: { filename: string; size: number; version: string; files: { path: string }[] };

beforeAll(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-package-'));
  // As from a fresh clone: nothing that git does not know, so that all that is compiled comes from `prepack`.
  const clone = path.join(project, 'clone');
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter((file) => file !== '');
  for (const file of tracked.filter((each) => fs.existsSync(path.join(ROOT, each)))) { fs.cpSync(path.join(ROOT, file), path.join(clone, file)); }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(clone, 'node_modules'), 'dir');
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', project], { cwd: clone, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  packed = JSON.parse(output.slice(output.lastIndexOf('\n[') + 1))[0];
  const { devDependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  fs.writeFileSync(path.join(project, 'package.json'), JSON.stringify({
    name: 'user',
    private: true,
    dependencies: { fleetwright: `file:./${packed.filename}`, vitest: VITEST, ...Object.fromEntries(PEERS.map((peer) => [peer, devDependencies[peer]])) },
  }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project, stdio: 'ignore' });
}, 600_000);

afterAll(() => fs.rmSync(project, { recursive: true }));

describe('the packed tarball', () => {
  test('holds compiled code, types, the jsii assembly and what people read, and nothing else', () => {
    const top = new Set(packed.files.map((file) => file.path).filter((file) => !file.startsWith('node_modules/')).map((file) => file.split('/')[0]));
    expect([...top].sort()).toEqual(['.jsii', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'build', 'docs', 'package.json', 'schema', 'templates']);
    const compiled = packed.files.map((file) => file.path).filter((file) => file.startsWith('build/'));
    const bundled = (file: string) => file.startsWith('build/bundled/') && file.endsWith('.js');
    expect(compiled.filter((file) => !file.endsWith('.d.ts') && !bundled(file)).sort()).toEqual([
      'build/bundled/LICENSES', 'build/cli/main.js', 'build/index.js', 'build/pulumi/index.js', 'build/testing/index.js',
    ]);
    expect(compiled.filter(bundled)).toEqual(expect.arrayContaining(['build/bundled/manifest.js', 'build/bundled/rules-api-pods.js', 'build/bundled/yaml.js']));
    expect(compiled).toEqual(expect.arrayContaining(['build/index.d.ts', 'build/pulumi/index.d.ts', 'build/testing/index.d.ts']));
  });

  test('is no larger than it was', () => {
    // What is bundled is two thirds of it.
    expect(packed.size).toBeLessThan(1_350_000);
  });

  test('keeps its version', () => {
    const folder = path.join(project, 'clone');
    execFileSync('npm', ['version', '0.1.0', '--no-git-tag-version', '--ignore-scripts'], { cwd: folder, stdio: 'ignore' });
    execFileSync('npx', ['projen', '--no-post'], { cwd: folder, stdio: 'ignore' });
    const versionIn = (file: string) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')).version;
    expect(['package.json', 'package-lock.json'].map(versionIn)).toEqual(['0.1.0', '0.1.0']);
  }, 120_000);

  test('holds whatever its README and its guides lead to', () => {
    const files = packed.files.map((file) => file.path);
    const broken = files.filter((file) => /^(README|CHANGELOG)\.md$|^docs\/.*\.md$/.test(file)).flatMap((file) =>
      [...fs.readFileSync(path.join(ROOT, file), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map(([, link]) => path.join(path.dirname(file), link))
        .filter((target) => !files.some((packedFile) => packedFile === target || packedFile.startsWith(`${target.replace(/\/$/, '')}/`)))
        .map((target) => `${file}: ${target}`));
    expect(broken).toEqual([]);
    const texts = files.filter((file) => file.endsWith('.md')).map((file) => fs.readFileSync(path.join(ROOT, file), 'utf8'));
    const elsewhere = texts.flatMap((text) => [...text.matchAll(/github\.com\/fleetwright\/fleetwright\/blob\/main\/([^)#\s]+)/g)].map(([, file]) => file));
    expect(elsewhere).toContain('API.md');
    expect(elsewhere.filter((file) => !fs.existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  test('bundles few dependencies with their licences, and installs none', () => {
    const licenses = fs.readFileSync(path.join(project, 'node_modules/fleetwright/build/bundled/LICENSES'), 'utf8');
    expect([...licenses.matchAll(/^(\S+) \d+\.\d+\.\d+$/gm)].map(([, name]) => name)).toEqual([
      '@marcbachmann/cel-js', 'commander', 'fastest-levenshtein', 'fdir', 'ipaddr.js', 'picomatch', 'semver', 'tinyglobby', 'yaml',
    ]);
    const { dependencies, bundledDependencies } = JSON.parse(fs.readFileSync(path.join(project, 'node_modules/fleetwright/package.json'), 'utf8'));
    expect({ dependencies, bundledDependencies }).toEqual({});
  });

  test('asks rules in CEL, which is a module of ECMAScript, and warns of nothing', () => {
    const program = `
      const { ApiObject, Chart } = require('cdk8s');
      const { Cluster, OwnRuleSeverity } = require('fleetwright');
      const text = { severity: OwnRuleSeverity.ERROR, why: 'Nobody knows who pays.', fix: 'Add a label' };
      const cluster = new Cluster({ name: 'prod-eu', rules: { cel: [{ id: 'shop/labels', ...text, expression: 'has(object.metadata.labels)' }] } });
      new ApiObject(new Chart(cluster, 'shop'), 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' } });
      process.stdout.write(cluster.warnings.map(({ id }) => id).join());
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: project, encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: 'shop/labels', stderr: '' });
  });

  test('synthesizes in an empty project', () => {
    const program = `
      const { Chart } = require('cdk8s');
      const { Cluster, HardenedDeployment } = require('fleetwright');
      const cluster = new Cluster({ name: 'prod-eu' });
      const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
      new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.4.2', ports: [{ name: 'http', port: 8080 }] });
      process.stdout.write(cluster.synthYaml());
    `;
    const yaml = execFileSync(process.execPath, ['-e', program], { cwd: project, encoding: 'utf8' });
    expect(yaml).toContain('kind: Deployment\nmetadata:\n');
    expect(yaml).toContain('image: registry.example.com/api:1.4.2\n');
  });

  describe.each([
    ['Jest', path.join(ROOT, 'node_modules/jest/bin/jest.js'), ['--rootDir', '.', '--testRegex', 'shop\\.spec\\.[jt]s$', '--transform', '{}']],
    ['Vitest', 'node_modules/vitest/vitest.mjs', ['run', 'shop.spec']],
  ])('in %s', (runner, entry, options) => {
    const spec = (replicas: number) => {
      const [uses, suffix] = runner === 'Jest' ? ["const { %s } = require('%s');", 'js'] : ["import { %s } from '%s';", 'ts'];
      const use = (names: string, from: string) => uses.replace('%s', names).replace('%s', from);
      fs.writeFileSync(path.join(project, `shop.spec.${suffix}`), `
        ${use('Chart', 'cdk8s')}
        ${use('Cluster, HardenedDeployment', 'fleetwright')}
        ${use('Manifests', 'fleetwright/testing')}
        ${runner === 'Jest' ? '' : use('expect, test', 'vitest')}
        test('the API runs six times', () => {
          const cluster = new Cluster({ name: 'prod-eu' });
          new HardenedDeployment(new Chart(cluster, 'shop'), 'api', { image: 'registry.example.com/api:1.4.2', replicas: ${replicas} });
          Manifests.of(cluster).has('Deployment', 'api', { spec: { replicas: expect.any(Number), paused: undefined } });
          Manifests.of(cluster).has('Deployment', 'api', { spec: { replicas: 6 } });
        });
      `);
      const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...options], { cwd: project, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } });
      fs.rmSync(path.join(project, `shop.spec.${suffix}`));
      return { status, output: `${stdout}${stderr}` };
    };

    test("users' tests pass, or say what is not as expected", () => {
      expect(spec(6)).toEqual({ status: 0, output: expect.stringMatching(/1 passed/) });
      const { status, output } = spec(5);
      expect(status).toBe(1);
      expect(output).toContain("Deployment 'api' is not as expected.\n");
      expect(output).toContain('spec.replicas: expected 6, got 5');
      // The line of the test, not one of the library.
      expect(output).toMatch(/shop\.spec\.[jt]s:10:/);
    }, 60_000);
  });

  test('installs and loads without Pulumi', () => {
    expect(fs.existsSync(path.join(project, 'node_modules', '@pulumi'))).toBe(false);
    const loaded = execFileSync(process.execPath, ['-e', "require('fleetwright'); console.log(Object.keys(require.cache).join('\\n'))"], { cwd: project, encoding: 'utf8' });
    expect(loaded).toContain(path.join('fleetwright', 'build', 'index.js'));
    expect(loaded).not.toMatch(/pulumi/);
    // Large, and loaded only where one of its classes is used.
    expect(loaded).not.toContain(path.join('node_modules', 'cdk8s-plus-28'));
  });

  test('says what the Pulumi entry needs where it is not there', () => {
    const program = "try { require('fleetwright/pulumi'); } catch (error) { console.log(error.message); }";
    expect(execFileSync(process.execPath, ['-e', program], { cwd: project, encoding: 'utf8' })).toBe(
      "'fleetwright/pulumi' needs '@pulumi/pulumi' and '@pulumi/kubernetes'. Install with 'npm install @pulumi/pulumi @pulumi/kubernetes'.\n",
    );
  });

  describe('with Pulumi beside it', () => {
    beforeAll(() => fs.symlinkSync(path.join(ROOT, 'node_modules', '@pulumi'), path.join(project, 'node_modules', '@pulumi'), 'dir'));
    afterAll(() => fs.unlinkSync(path.join(project, 'node_modules', '@pulumi')));

    test('renders in an empty project', () => {
      const program = `
        const { HardenedDeployment, render } = require('fleetwright/pulumi');
        render(() => new HardenedDeployment('api', { image: 'registry.example.com/api:1.4.2' }, { ambientKubeconfig: true })).then((yaml) => process.stdout.write(yaml));
      `;
      expect(execFileSync(process.execPath, ['-e', program], { cwd: project, encoding: 'utf8' })).toContain('kind: Deployment\nmetadata:\n');
    });

    test('loads of @pulumi/kubernetes only the kinds that are registered', () => {
      const program = `
        const { HardenedDeployment, render } = require('fleetwright/pulumi');
        const loaded = () => Object.keys(require.cache).filter((file) => /@pulumi.kubernetes.(?!utilities|package.json|types)/.test(file)).map((file) => file.replace(/^.*@pulumi.kubernetes./, ''));
        const before = loaded();
        render(() => new HardenedDeployment('api', { image: 'registry.example.com/api:1.4.2' }, { ambientKubeconfig: true }))
          .then(() => process.stdout.write(JSON.stringify({ before, after: loaded().sort() })));
      `;
      expect(JSON.parse(execFileSync(process.execPath, ['-e', program], { cwd: project, encoding: 'utf8' }))).toEqual({
        before: [],
        after: [
          'apps/v1/deployment.js', 'apps/v1/index.js', 'core/v1/index.js', 'core/v1/serviceAccount.js', 'networking/v1/index.js', 'networking/v1/networkPolicy.js',
          'policy/v1/index.js', 'policy/v1/podDisruptionBudget.js',
        ],
      });
    });

    test.each([
      ['commonjs', 'node10'],
      ['node16', 'node16'],
    ])('has types for a program of module %s, resolved as %s', (module, moduleResolution) => {
      fs.writeFileSync(path.join(project, 'program.ts'), `
        import * as pulumi from '@pulumi/pulumi';
        import { Cluster, HardenedDeployment, Volume } from 'fleetwright/pulumi';
        import { Manifests } from 'fleetwright/testing';
        const cluster = new Cluster('prod-eu', {}, { ambientKubeconfig: true });
        const api = new HardenedDeployment('api', {
          image: pulumi.output('registry.example.com/api:1.4.2'),
          mounts: [{ path: '/data', volume: Volume.secret(pulumi.output('data')) }],
        }, { parent: cluster });
        export const name: pulumi.Output<string> = api.deployment.metadata.name;
        Manifests.parse('').count({ kind: 'Deployment' }, 0);
        // @ts-expect-error -- a number is no image
        new HardenedDeployment('api', { image: pulumi.output(4) }, { parent: cluster });
      `);
      const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--types', 'node', '--ignoreDeprecations', '6.0'];
      const tsc = [path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), ...options, '--module', module, '--moduleResolution', moduleResolution];
      const typeRoots = ['--typeRoots', path.join(ROOT, 'node_modules', '@types')];
      let output = '';
      try { execFileSync(process.execPath, [...tsc, ...typeRoots, 'program.ts'], { cwd: project, encoding: 'utf8' }); } catch (error) { output = (error as any).stdout; }
      expect(output).toBe('');
    }, 120_000);
  });

  test('runs no install script', () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(project, 'node_modules', 'fleetwright', 'package.json'), 'utf8'));
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
  });
});
