// A run that is ended, or finds the disk full, at each call of the file system that changes something.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readFleet } from '../../../lib/fleet/output/fleet-reader';
import { Clusters, config, treeOf, writeFleet } from './written-tree';

const real = jest.requireActual('node:fs');
const CHANGING = [
  'openSync', 'writeSync', 'writeFileSync', 'mkdirSync', 'linkSync', 'symlinkSync', 'copyFileSync', 'chmodSync', 'utimesSync', 'renameSync', 'unlinkSync', 'rmdirSync', 'rmSync',
  'fsyncSync',
];
/** What needs room on the disk. */
const GROWING = ['writeSync', 'writeFileSync', 'mkdirSync', 'linkSync', 'symlinkSync', 'copyFileSync'];

let outdir: string;
beforeEach(() => { outdir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-')), 'dist'); });
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(path.dirname(outdir), { recursive: true });
});

/** Lets calls fail from one on: all of them, as when the process is gone, or those that need room. */
function failFrom(call: number, names: readonly string[], error: () => Error): () => number {
  let calls = 0;
  for (const name of names) {
    const original = real[name];
    jest.spyOn(real, name).mockImplementation((...args: any[]) => {
      if (calls++ >= call) { throw error(); }
      return original(...args);
    });
  }
  return () => calls;
}

const OLD: Clusters = { asia: [config('x', '1')], eu: [config('a', '1', 'shop'), config('b', '1', 'shop'), config('c', '1')], us: [config('a', '1', 'shop')] };
const NEW: Clusters = { cn: [config('n', '1', 'new')], eu: [config('a', '2', 'shop'), config('b', '1', 'shop'), config('d', '1', 'more')], us: [config('b', '1', 'shop')] };
const CLUSTERS = ['asia', 'cn', 'eu', 'us'];
const FOREIGN = { 'asia/notes/mine.txt': 'mine', 'eu/README.md': 'mine', 'eu/shop/mine.txt': 'mine' };

function writeOld(): void {
  writeFleet(outdir, OLD);
  for (const [inner, text] of Object.entries(FOREIGN)) {
    fs.mkdirSync(path.dirname(path.join(outdir, inner)), { recursive: true });
    fs.writeFileSync(path.join(outdir, inner), text);
  }
}

/** What is in the folder of each cluster; undefined for one that has none. */
function clusters(): { [cluster: string]: object | undefined } {
  return Object.fromEntries(CLUSTERS.map((name) => [name, fs.existsSync(path.join(outdir, name)) ? treeOf(path.join(outdir, name)) : undefined]));
}

function states(): [{ [cluster: string]: object | undefined }, { [cluster: string]: object | undefined }] {
  writeOld();
  const old = clusters();
  writeFleet(outdir, NEW);
  const next = clusters();
  fs.rmSync(outdir, { recursive: true });
  return [old, next];
}

function isOneOf(name: string, tree: object | undefined, both: ReturnType<typeof states>): boolean {
  return both.some((state) => JSON.stringify(state[name]) === JSON.stringify(tree));
}

test('ended at any call, each cluster is what it was or what it was to be, after the next run begins and for readers before it', () => {
  const both = states();
  const [old, next] = both;
  expect(old).not.toEqual(next);
  const seen = { calls: 0, old: 0, next: 0, gone: 0 };
  for (let call = 0; ; call++) {
    writeOld();
    const calls = failFrom(call, CHANGING, () => new Error('the process is gone'));
    let isDone = true;
    try { writeFleet(outdir, NEW); } catch { isDone = false; }
    jest.restoreAllMocks();
    if (isDone) {
      seen.calls = calls();
      break;
    }
    // Readers find each cluster whole, wherever it is, and as the next run is going to leave it.
    const read: { [name: string]: object } = {};
    for (const { name, folder, index } of readFleet(outdir)) {
      const tree = treeOf(folder);
      if (!isOneOf(name, tree, both)) { throw new Error(`call ${call}: a reader sees ${name} as ${JSON.stringify(tree, undefined, 1)}`); }
      read[name] = tree;
      expect(index.lines.filter((line) => tree[line.path] === undefined)).toEqual([]);
    }
    seen.gone += CLUSTERS.filter((name) => old[name] !== undefined && next[name] !== undefined && !fs.existsSync(path.join(outdir, name))).length;
    // The next run writes nothing: it is to put right what this one left.
    releaseLock();
    writeFleet(outdir, {}, { isPartial: true });
    const now = clusters();
    expect(Object.keys(read)).toEqual(expect.arrayContaining(['eu', 'us']));
    expect(now).toMatchObject(read);
    for (const name of CLUSTERS) {
      if (!isOneOf(name, now[name], both)) { throw new Error(`call ${call}: ${name} is ${JSON.stringify(now[name], undefined, 1)}`); }
      if (JSON.stringify(now[name]) === JSON.stringify(next[name])) { seen.next++; } else { seen.old++; }
    }
    expect(fs.existsSync(path.join(outdir, '.fleetwright'))).toBe(false);
    writeFleet(outdir, NEW);
    expect(clusters()).toEqual(next);
    fs.rmSync(outdir, { recursive: true });
  }
  expect(seen.calls).toBeGreaterThan(60);
  expect(seen.old).toBeGreaterThan(50);
  expect(seen.next).toBeGreaterThan(20);
  // Between two moves, a folder has no name: once for each cluster whose folder is replaced.
  expect(seen.gone).toBe(3);
});

test('with a full disk at any call, all is as it was, and the error says the cluster, the file and the way out', () => {
  const [old] = states();
  const messages = new Set<string>();
  for (let call = 0; ; call++) {
    writeOld();
    failFrom(call, GROWING, () => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
    let message: string | undefined;
    try { writeFleet(outdir, NEW); } catch (error) { ({ message } = error as Error); }
    jest.restoreAllMocks();
    if (message === undefined) { break; }
    messages.add(message.split(outdir).join('dist'));
    expect(clusters()).toEqual(old);
    expect(fs.readdirSync(outdir).sort()).toEqual(['asia', 'eu', 'us']);
    fs.rmSync(outdir, { recursive: true });
  }
  expect([...messages]).toMatchInlineSnapshot(`
[
  "[dist] cannot write into the output folder: ENOSPC: no space left on device. The folders of the clusters are as they were. Make room on the disk, and synthesize again.",
  "[cn] cannot write 'new/configmap-n.yaml': ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[cn] cannot write 'fleetwright.index': ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[eu] cannot write 'more/configmap-d.yaml': ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[eu] cannot write 'shop/configmap-a.yaml': ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[eu] cannot write 'fleetwright.index': ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[eu] cannot keep 'shop/configmap-b.yaml': ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[eu] cannot keep the files of others in its folder: ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[us] cannot write 'shop/configmap-b.yaml': ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[us] cannot write 'fleetwright.index': ENOSPC: no space left on device. The folder of the cluster is as it was. Make room on the disk, and synthesize again.",
  "[asia] cannot read its folder: ENOSPC: no space left on device. The folders of the clusters are as they were. Make room on the disk, and synthesize again.",
  "[dist] cannot replace the folders of clusters: ENOSPC: no space left on device. The folders of the clusters are as they were. Make room on the disk, and synthesize again.",
]
`);
});

test('where a folder cannot be replaced, it is as it was, and what comes after it is not begun', () => {
  writeFleet(outdir, { ...OLD, gone1: [], gone2: [] });
  const busy = (name: string) => jest.spyOn(real, 'renameSync').mockImplementation((from: any, to: any) => {
    if (from === path.join(outdir, name)) { throw Object.assign(new Error('EBUSY'), { code: 'EBUSY' }); }
    return rename(from, to);
  });
  const rename = real.renameSync;
  const write = (clusters: Clusters) => {
    let message = '';
    try { writeFleet(outdir, clusters); } catch (error) { ({ message } = error as Error); }
    jest.restoreAllMocks();
    return message.split(outdir).join('dist');
  };
  const before = treeOf(outdir);
  busy('eu');
  expect(write({ ...OLD, eu: [], us: [], zz: [], gone1: [], gone2: [] })).toBe("[eu] cannot replace the folder 'dist/eu': EBUSY. It is as it was; the folders of other "
    + 'clusters may have been replaced already, each as a whole. End what has the folder open, and synthesize again.');
  expect(treeOf(outdir)).toEqual(before);
  // The first of two that go comes back.
  busy('gone2');
  expect(write(OLD)).toContain("[gone2] cannot replace the folder 'dist/gone2': EBUSY");
  expect(treeOf(outdir)).toEqual(before);
  expect(write(OLD)).toBe('');
  expect(fs.readdirSync(outdir).sort()).toEqual(['asia', 'eu', 'us']);
});

/** That of this process: it is still alive, unlike one that was ended. */
function releaseLock(): void {
  fs.rmSync(path.join(outdir, '.fleetwright/lock'), { force: true });
}
