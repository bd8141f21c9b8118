import * as fs from 'node:fs';
import * as path from 'node:path';
import { breakageTable, breakages } from '../../proof/breakages';
import { allProofs } from '../../proof/selection';

test('every breakage finds its text exactly once: what breaks nothing proves nothing', () => {
  const textOf = (file: string) => fs.readFileSync(path.join(__dirname, '..', '..', file), 'utf8');
  expect(breakages.length).toBeGreaterThan(0);
  expect(breakages.filter(({ file, find }) => textOf(file).split(find).length !== 2).map(({ name }) => name)).toEqual([]);
});

test('every proof is seen to fail by a breakage, and every breakage is for a proof', () => {
  expect([...new Set(breakages.map(({ proof }) => proof))].sort()).toEqual(allProofs().map(({ proof }) => proof.name).sort());
});

test('the README lists every breakage', () => {
  const readme = fs.readFileSync(path.join(__dirname, '../../proof/README.md'), 'utf8').trimEnd().split('\n');
  expect(readme.slice(readme.indexOf('| Breakage | Proof that fails |') + 2)).toEqual(breakageTable());
});
