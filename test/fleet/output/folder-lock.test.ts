import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { FolderLock } from '../../../lib/fleet/output/folder-lock';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, 'lock');
afterEach(() => fs.rmSync(file, { force: true }));
const lock = () => new FolderLock(file, 'dist');
const messageOf = (call: () => unknown): string => {
  try { call(); } catch (error) { return (error as Error).message; }
  return '';
};
const WAY_OUT = `is writing into this folder. Wait for it, or write into another folder. If nothing is running, remove '${file}'.`;
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;
const left = (holder: object) => fs.writeFileSync(file, JSON.stringify({ pid: process.pid, host: os.hostname(), began: '', ...holder }));

test('only one has it at a time, also in one process', () => {
  const first = lock();
  first.take();
  expect(messageOf(() => lock().take())).toBe(`[dist] process ${process.pid} ${WAY_OUT}`);
  expect(first.isHeld).toBe(true);
  first.release();
  first.release();
  expect(fs.readdirSync(folder)).toEqual([]);
  lock().take();
});

test('is made in one step where files can have no second name, too', () => {
  const link = jest.spyOn(jest.requireActual('node:fs'), 'linkSync').mockImplementation(() => { throw Object.assign(new Error('no'), { code: 'EPERM' }); });
  lock().take();
  expect(messageOf(() => lock().take())).toBe(`[dist] process ${process.pid} ${WAY_OUT}`);
  link.mockRestore();
  expect(fs.readdirSync(folder)).toEqual(['lock']);
});

test('one who does not have it does not give it back', () => {
  lock().take();
  const other = lock();
  messageOf(() => other.take());
  other.release();
  expect(fs.existsSync(file)).toBe(true);
});

test('that of a process which lives is respected', () => {
  left({ pid: process.ppid });
  expect(messageOf(() => lock().take())).toBe(`[dist] process ${process.ppid} ${WAY_OUT}`);
});

test.each<[string, () => object]>([
  ['a dead process', () => ({ pid: deadPid() })],
  ['a process whose number another has now', () => ({ pid: process.ppid, began: 'earlier' })],
])('that of %s is taken over', (_, holder) => {
  left(holder());
  const taken = lock();
  taken.take();
  expect(JSON.parse(fs.readFileSync(file, 'utf8')).pid).toBe(process.pid);
  taken.release();
  expect(fs.readdirSync(folder)).toEqual([]);
});

test('that of another machine is respected: nobody can tell whether its process lives', () => {
  left({ pid: deadPid(), host: 'elsewhere' });
  expect(messageOf(() => lock().take())).toMatch(new RegExp(`^\\[dist\\] process \\d+ on 'elsewhere' ${WAY_OUT.replace(/[.]/g, '\\.')}$`));
});

test.each(['', '{', '{"pid":"x"}', 'null'])('one that says %j is respected', (text) => {
  fs.writeFileSync(file, text);
  expect(messageOf(() => lock().take())).toBe(`[dist] another run ${WAY_OUT}`);
});

test('one that was taken over by somebody else in between is respected', () => {
  left({ pid: deadPid() });
  const rename = jest.spyOn(jest.requireActual('node:fs'), 'renameSync');
  rename.mockImplementationOnce((from, to) => {
    left({ pid: process.ppid });
    rename.mockRestore();
    fs.renameSync(from as string, to as string);
  });
  expect(messageOf(() => lock().take())).toBe(`[dist] another run ${WAY_OUT}`);
  expect(JSON.parse(fs.readFileSync(file, 'utf8')).pid).toBe(process.ppid);
});
