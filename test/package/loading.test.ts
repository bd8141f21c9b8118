import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { lazyEntry } from '../../scripts/lazy-index';

const ROOT = path.join(__dirname, '..', '..');

/** What a program answers that is run with the compiled package. */
function answerOf(program: string, ...flags: readonly string[]): any {
  return JSON.parse(execFileSync(process.execPath, [...flags, '-e', program], { cwd: ROOT, encoding: 'utf8' }));
}

const LOADED = "Object.keys(require.cache).map((file) => require('node:path').relative(process.cwd(), file))";

test('a program of raw charts loads no pods, no areas, and no parser of YAML', () => {
  const loaded: string[] = answerOf(`
    const { ApiObject, Chart } = require('cdk8s');
    const { Cluster } = require('fleetwright');
    const cluster = new Cluster({ name: 'prod-eu' });
    new ApiObject(new Chart(cluster, 'shop'), 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    cluster.synthYaml();
    console.log(JSON.stringify(${LOADED}));
  `);
  const rooms = new Set(loaded.filter((file) => file.startsWith('build/')).map((file) => file.split('/')[1]));
  expect([...rooms].sort()).toEqual(['cluster', 'construct', 'index.js', 'manifest', 'rules', 'schema']);
  expect(loaded.filter((file) => file.startsWith('node_modules/yaml/') || file.startsWith('node_modules/cdk8s-plus'))).toEqual([]);
});

test('the entry loads nothing by itself, and has all that it had', () => {
  const assembly = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));
  const published = Object.values<any>(assembly.types).filter(({ kind }) => kind !== 'interface').map(({ name }) => name).sort();
  const [before, names, types] = answerOf(`
    const all = require('fleetwright');
    const before = ${LOADED}.filter((file) => file.startsWith('build/'));
    console.log(JSON.stringify([before, Object.keys(all).sort(), Object.keys(all).map((name) => typeof all[name])]));
  `);
  expect(before).toEqual(['build/index.js']);
  expect(names).toEqual(published);
  expect(types).not.toContain('undefined');
});

test('a module has the names, too', () => {
  const program = "import { Cluster, HardenedDeployment } from 'fleetwright'; console.log(JSON.stringify([Cluster.name, HardenedDeployment.name]));";
  expect(answerOf(program, '--input-type=module')).toEqual(['Cluster', 'HardenedDeployment']);
});

test('an entry is rewritten once', () => {
  const compiled = 'Object.defineProperty(exports, "__esModule", { value: true });\nvar a_1 = require("./a");\nObject.defineProperty(exports, "A", { enumerable: true, get: function () { return a_1.A; } });\n';
  const lazy = lazyEntry(compiled);
  expect([lazy.split('\n').length, lazy.includes('var a_1'), lazyEntry(lazy)]).toEqual([4, false, lazy]);
});
