import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** What a program answers that is run with the compiled package. */
function answerOf(program: string, ...flags: readonly string[]): any {
  return JSON.parse(execFileSync(process.execPath, [...flags, '-e', program], { cwd: ROOT, encoding: 'utf8' }));
}

/** The modules of lib that a program runs, by what V8 saw of the bundle: there, each is a function of its name. */
function modulesRun(program: string): string[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-coverage-'));
  try {
    execFileSync(process.execPath, ['-e', program], { cwd: ROOT, env: { ...process.env, NODE_V8_COVERAGE: folder }, stdio: ['ignore', 'ignore', 'inherit'] });
    const [report] = fs.readdirSync(folder).map((file) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')));
    const parts = report.result.filter(({ url }: any) => url.includes('/build/bundled/'));
    return parts.flatMap(({ functions }: any) => functions).filter(({ functionName, ranges }: any) => functionName.endsWith('js') && ranges[0].count > 0)
      .map(({ functionName }: any) => functionName).filter((name: string) => /^(build|node_modules)\//.test(name));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('a program of raw charts runs no pods, no areas, and no parser of YAML', () => {
  const run = modulesRun(`
    const { ApiObject, Chart } = require('cdk8s');
    const { Cluster } = require('fleetwright');
    const cluster = new Cluster({ name: 'prod-eu' });
    new ApiObject(new Chart(cluster, 'shop'), 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    cluster.synthYaml();
    if (Object.keys(require.cache).some((file) => /cdk8s-plus|fleetwright.node_modules.yaml/.test(file))) { throw new Error('more is loaded than the bundle'); }
  `);
  const rooms = new Set(run.filter((file) => file.startsWith('build/')).map((file) => file.split('/')[1]));
  expect([...rooms].sort()).toEqual(['cluster', 'construct', 'index.js', 'manifest', 'rules', 'schema']);
  expect(run.filter((file) => file.startsWith('node_modules/yaml/'))).toEqual([]);
});

test('a check runs no rule that has nothing to look at, and no more than it needs', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-check-'));
  const file = path.join(folder, 'settings.yaml');
  fs.writeFileSync(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata: { a: b }\n');
  const run = modulesRun(`process.argv.push('check', ${JSON.stringify(file)}); require('./build/cli/main.js');`);
  fs.rmSync(folder, { recursive: true });
  expect(run).toContain('build/rules/api/config/config-map.js');
  expect(run.filter((module) => /rules\/(api\/(pods|service|storage)|access|network|pod-security)\//.test(module))).toEqual([]);
  expect([...new Set(run.map((module) => module.split('/').slice(0, 2).join('/')))].sort()).toEqual([
    'build/cli', 'build/fleet', 'build/manifest', 'build/rules', 'build/schema', 'node_modules/commander',
  ]);
});

test('the entry runs nothing by itself, and has all that it had', () => {
  const assembly = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));
  const published = Object.values<any>(assembly.types).filter(({ kind }) => kind !== 'interface').map(({ name }) => name).sort();
  const [names, types, renamed] = answerOf(`
    const all = require('fleetwright');
    const renamed = Object.keys(all).filter((name) => typeof all[name] === 'function' && all[name].name !== name);
    console.log(JSON.stringify([Object.keys(all).sort(), Object.keys(all).map((name) => typeof all[name]), renamed]));
  `);
  expect(modulesRun("require('fleetwright')")).toEqual(['build/index.js']);
  expect(names).toEqual(published);
  expect(types).not.toContain('undefined');
  expect(renamed).toEqual([]);
});

test.each([
  ['fleetwright', 'HardenedDeployment'], ['fleetwright/pulumi', 'HardenedDeployment'], ['fleetwright/testing', 'Manifests'],
])('a module of ECMAScript has the names of %s, too', (entry, name) => {
  const namesIn = `import * as entry from '${entry}'; console.log(JSON.stringify(Object.keys(entry).filter((name) => !/^(default|module.exports)$/.test(name)).sort()));`;
  const all = answerOf(`console.log(JSON.stringify(Object.keys(require('${entry}')).sort()))`);
  expect(all).toContain(name);
  expect(answerOf(namesIn, '--input-type=module')).toEqual(all);
});
