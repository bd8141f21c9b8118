import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { hashOf, indexedObjects, indexText, readIndex } from '../../../lib/fleet/output/cluster-index';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'fleetwright.index');
const read = (text: string) => {
  fs.writeFileSync(file, text);
  return readIndex(folder, 'prod-eu');
};
const HASH = hashOf('a: 1\n');
const LINES = [{ path: 'kustomization.yaml', hash: HASH }, { path: 'shop/service-web.yaml', apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web', hash: HASH }];
const HEADER = '{"fleetwright":"0.0.0","format":1,"facts":{}}\n';

test('a line for the header and one for each document', () => {
  expect(indexText({ layout: 'file-per-object' }, LINES)).toBe(`{"fleetwright":"0.0.0","format":1,"facts":{"layout":"file-per-object"}}
{"path":"kustomization.yaml","hash":"${HASH}"}
{"path":"shop/service-web.yaml","apiVersion":"v1","kind":"Service","namespace":"shop","name":"web","hash":"${HASH}"}
`);
});

test('is read as it was written', () => {
  const index = read(indexText({ zones: ['a'] }, LINES))!;
  expect(index).toEqual({ version: '0.0.0', facts: { zones: ['a'] }, lines: LINES });
  expect(indexedObjects(index)).toEqual([LINES[1]]);
  expect(read(indexText({}, []))).toEqual({ version: '0.0.0', facts: {}, lines: [] });
});

test('a folder without one has none', () => {
  expect(readIndex(path.join(folder, 'nowhere'), 'prod-eu')).toBeUndefined();
});

test('the hash is what sha256sum prints', () => {
  expect(HASH).toBe('37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae');
});

const line = (fields: object) => `${HEADER}${JSON.stringify({ path: 'a.yaml', hash: HASH, ...fields })}\n`;
const WAY_OUT = '. Restore it from version control, or remove the folder of the cluster, and synthesize again.';
test.each([
  ['nothing', '', `is broken in line 1: it must name its format${WAY_OUT}`],
  ['no index', 'hello\n', `is broken in line 1: it is no JSON${WAY_OUT}`],
  ['a header without format', '{"fleetwright":"1.0.0"}\n', `is broken in line 1: it must name its format${WAY_OUT}`],
  ['a header without facts', '{"fleetwright":"1.0.0","format":1}\n', `is broken in line 1: it must hold 'fleetwright' and 'facts'${WAY_OUT}`],
  ['a newer one', '{"fleetwright":"9.1.0","format":2}\n', 'was written by fleetwright 9.1.0, in a format (2) that 0.0.0 does not know. Use fleetwright 9.1.0 or later.'],
  ['a merge', `${HEADER}<<<<<<< HEAD\n`, `is broken in line 2: it holds the marks of a merge${WAY_OUT}`],
  ['one cut off in a line', `${HEADER}{"path":"a`, `is broken in line 2: it does not end with a line break${WAY_OUT}`],
  ['one cut off before a line break', HEADER.trimEnd(), `is broken in line 1: it does not end with a line break${WAY_OUT}`],
  ['a gap', `${HEADER}\n\n`, `is broken in line 2: it is no JSON${WAY_OUT}`],
  ['a line that is no object', `${HEADER}1\n`, `is broken in line 2: it must be an object${WAY_OUT}`],
  ...['../x.yaml', '/etc/passwd', 'a/../../x', 'a//b', 'a\\b', '', '.', 'C:x', 1].map((bad): [string, string, string] => [
    `the path ${bad}`, line({ path: bad }), `is broken in line 2: 'path' must lead to a file in the folder${WAY_OUT}`,
  ]),
  ['a short hash', line({ hash: 'abc' }), `is broken in line 2: 'hash' must be a SHA-256${WAY_OUT}`],
  ['a name that is no text', line({ apiVersion: 'v1', kind: 'Secret', name: 1 }), `is broken in line 2: what it says of the object must be text${WAY_OUT}`],
  ['a kind without apiVersion', line({ kind: 'Secret' }), `is broken in line 2: it must hold both of 'apiVersion' and 'kind', or none${WAY_OUT}`],
])('%s is refused', (_, text, expected) => {
  let message = '';
  try { read(text); } catch (error) { ({ message } = error as Error); }
  expect(message).toBe(`[prod-eu] the index '${file}' ${expected}`);
});
