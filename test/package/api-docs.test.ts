import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { withIndex } from '../../scripts/api-index';

const ROOT = path.join(__dirname, '..', '..');
const bin = (name: string) => path.join(ROOT, 'node_modules', '.bin', name);

test('API.md is what the compiled assembly says', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-docs-'));
  execFileSync(bin('jsii-docgen'), ['-o', path.join(folder, 'API.md')], { cwd: ROOT, stdio: 'ignore' });
  const generated = withIndex(fs.readFileSync(path.join(folder, 'API.md'), 'utf8'));
  fs.rmSync(folder, { recursive: true });
  expect(fs.readFileSync(path.join(ROOT, 'API.md'), 'utf8') === generated).toBe(true); // no diff of thousands of lines: run `npx projen docgen`
}, 120_000);

test('API.md has an index of every public type', () => {
  const types = Object.keys(JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8')).types);
  const api = withIndex(fs.readFileSync(path.join(ROOT, 'API.md'), 'utf8').replace(/^(# .*\n)\n\*\*[\s\S]*?(?=^## )/m, '$1\n'));
  const index = api.slice(0, api.indexOf('\n## '));
  expect(types.filter((fqn) => !index.includes(`](#${fqn})`))).toEqual([]);
});

test('every example in a doc comment compiles', () => {
  // Ends with an error, which holds the compiler's, where one does not.
  expect(() => execFileSync(bin('jsii-rosetta'), ['extract', '--strict', '--directory', ROOT, ROOT], { cwd: ROOT, stdio: 'pipe' })).not.toThrow();
}, 120_000);
