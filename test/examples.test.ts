import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { exampleNames, expectedFiles, runExample } from '../scripts/examples';

const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-examples-'));
afterAll(() => fs.rmSync(outdir, { recursive: true }));

test.each(exampleNames())('%s writes its committed output, byte for byte', (name) => {
  const { files } = runExample(name, path.join(outdir, name));
  const expected = expectedFiles(name);
  expect(expected.size).toBeGreaterThan(0);
  expect([...files.keys()]).toEqual([...expected.keys()]);
  for (const [file, content] of expected) {
    expect(files.get(file)).toBe(content);
  }
}, 60_000);
