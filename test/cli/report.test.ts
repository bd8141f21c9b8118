import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CliError } from '../../lib/cli/exit-code';
import { program } from '../../lib/cli/main';
import { SAMPLE_SECRET, sampleFleet } from '../fleet/report/sample-fleet';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-report-cli-'));
const dist = path.join(folder, 'dist');
let stdout: jest.SpyInstance;
beforeAll(() => {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  sampleFleet(dist).synth();
  stderr.mockRestore();
});
beforeEach(() => { stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true); });
afterEach(() => stdout.mockRestore());
afterAll(() => fs.rmSync(folder, { recursive: true }));

const run = (...args: string[]) => program().parseAsync(['node', 'fleetwright', 'report', ...args]);

test('writes a page, the same one again', async () => {
  const file = path.join(folder, 'fleet.html');
  await run(dist, '--output', file);
  const first = fs.readFileSync(file, 'utf8');
  expect(first).toContain('<title>Fleet of 4 clusters</title>');
  expect(fs.readFileSync(path.join(dist, 'dev', 'shop', 'secret-session.yaml'), 'utf8')).toContain(SAMPLE_SECRET);
  expect(first).not.toContain(SAMPLE_SECRET);
  await run(dist, '-o', file);
  expect(fs.readFileSync(file, 'utf8')).toBe(first);
  expect(stdout).not.toHaveBeenCalled();
});

test('writes it into the current folder unless it is said where', async () => {
  const before = process.cwd();
  process.chdir(folder);
  try {
    await run('dist');
  } finally {
    process.chdir(before);
  }
  expect(fs.existsSync(path.join(folder, 'fleet-report.html'))).toBe(true);
});

test.each([['mermaid', 'flowchart LR'], ['dot', 'digraph fleet {']])('prints a drawing: %s', async (format, start) => {
  await run(dist, '--format', format);
  expect(stdout.mock.calls.map(([text]) => text).join('')).toMatch(new RegExp(`^${start}\n`));
});

test('refuses a folder without clusters, and a file that cannot be written', async () => {
  await expect(run(folder)).rejects.toEqual(new CliError(`'${folder}' holds no cluster that a fleet has written.`, 2));
  await expect(run(dist, '-o', path.join(folder, 'no', 'such.html'))).rejects.toThrow(/^Cannot write '.*such\.html': ENOENT.* Name a file with '--output'\.$/);
});
