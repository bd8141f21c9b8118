import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { FleetLayout } from '../../../lib/fleet/output/fleet-layout';
import { readFleet } from '../../../lib/fleet/output/fleet-reader';
import { FleetWriter } from '../../../lib/fleet/output/fleet-writer';
import { config, treeOf, writeFleet } from './written-tree';

let outdir: string;
beforeEach(() => { outdir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-')), 'dist'); });
afterEach(() => fs.rmSync(path.dirname(outdir), { recursive: true }));

const at = (...inner: string[]) => path.join(outdir, ...inner);
const put = (inner: string, text: string) => {
  fs.mkdirSync(path.dirname(at(inner)), { recursive: true });
  fs.writeFileSync(at(inner), text);
};
const filesIn = (folder = outdir) => Object.keys(treeOf(folder));
const messageOf = (call: () => unknown): string => {
  try { call(); } catch (error) { return (error as Error).message; }
  return '';
};
/** The identity of files: which ones are the very same as before. */
const marks = () => Object.fromEntries(filesIn().map((inner) => {
  const { ino, mtimeMs } = fs.lstatSync(at(inner));
  return [inner, `${ino} ${mtimeMs}`];
}));
const SHOP = [config('a', '1', 'shop'), config('b', '1', 'shop'), config('c', '1')];

test('writes a folder for each cluster, with an index', () => {
  expect(writeFleet(outdir, { eu: SHOP, us: [] })).toEqual({
    staged: [
      { cluster: 'eu', added: 3, changed: 0, removed: 0, unchanged: 0, files: { written: 3, unchanged: 0, removed: 0 }, restored: [], isReplaced: true, immutable: [] },
      { cluster: 'us', added: 0, changed: 0, removed: 0, unchanged: 0, files: { written: 0, unchanged: 0, removed: 0 }, restored: [], isReplaced: true, immutable: [] },
    ],
    replaced: ['eu', 'us'],
    removed: [],
    objects: 3,
    files: { written: 3, unchanged: 0, removed: 0 },
  });
  expect(filesIn()).toEqual(['eu/_cluster/configmap-c.yaml', 'eu/fleetwright.index', 'eu/shop/configmap-a.yaml', 'eu/shop/configmap-b.yaml', 'us/fleetwright.index']);
  expect(treeOf(outdir)['eu/shop/configmap-a.yaml']).toBe(`apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  namespace: shop
data:
  value: "1"
`);
});

test('the index holds the hash of each file, as sha256sum has it', () => {
  writeFleet(outdir, { eu: SHOP });
  const [{ objects, folder }] = readFleet(outdir);
  const hash = (file: string) => jest.requireActual('node:crypto').createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  expect(objects.map((object) => [object.path, object.hash])).toEqual(objects.map((object) => [object.path, hash(path.join(folder, object.path))]));
  expect(objects).toHaveLength(3);
});

test('what did not change is not touched', () => {
  writeFleet(outdir, { eu: SHOP, us: SHOP });
  const [before, folder] = [marks(), fs.statSync(at('eu')).ino];
  expect(writeFleet(outdir, { eu: SHOP, us: SHOP })).toMatchObject({ replaced: [], staged: [{ unchanged: 3, isReplaced: false }, { unchanged: 3 }] });
  expect(marks()).toEqual(before);
  expect(fs.statSync(at('eu')).ino).toBe(folder);
});

test('counts the files that are written, left and removed, those of clusters that go included', () => {
  writeFleet(outdir, { eu: SHOP, us: SHOP.slice(0, 2), ap: SHOP });
  fs.writeFileSync(at('ap/README.md'), 'ours');
  const { objects, files } = writeFleet(outdir, { eu: [config('a', '2', 'shop'), SHOP[1]] });
  expect({ objects, files }).toEqual({ objects: 2, files: { written: 1, unchanged: 1, removed: 1 + 2 + 3 } });
});

test('files of a changed cluster that did not change stay the same files', () => {
  writeFleet(outdir, { eu: SHOP, us: SHOP });
  const before = marks();
  const written = writeFleet(outdir, { eu: [config('a', '2', 'shop'), SHOP[1], SHOP[2]], us: SHOP });
  expect(written).toMatchObject({ replaced: ['eu'], staged: [{ changed: 1, unchanged: 2 }, { unchanged: 3 }] });
  const after = marks();
  expect(Object.keys(before).filter((file) => before[file] !== after[file])).toEqual(['eu/fleetwright.index', 'eu/shop/configmap-a.yaml']);
  expect(fs.existsSync(at('.fleetwright'))).toBe(false);
});

test('a change of one object changes one line of the index', () => {
  const lines = () => fs.readFileSync(at('eu/fleetwright.index'), 'utf8').split('\n');
  writeFleet(outdir, { eu: SHOP });
  const before = lines();
  writeFleet(outdir, { eu: [config('a', '2', 'shop'), SHOP[1], SHOP[2]] });
  expect(lines().filter((line) => !before.includes(line))).toEqual([expect.stringContaining('configmap-a.yaml')]);
});

test('what is no longer written goes, with the folders that are empty then', () => {
  writeFleet(outdir, { eu: SHOP }, { kustomization: true });
  expect(filesIn()).toContain('eu/shop/kustomization.yaml');
  expect(writeFleet(outdir, { eu: [SHOP[2]] })).toMatchObject({ staged: [{ removed: 2, unchanged: 1 }] });
  expect(filesIn()).toEqual(['eu/_cluster/configmap-c.yaml', 'eu/fleetwright.index']);
  expect(fs.existsSync(at('eu/shop'))).toBe(false);
});

test('the layout can be changed, and objects are the same then', () => {
  writeFleet(outdir, { eu: SHOP });
  expect(writeFleet(outdir, { eu: SHOP }, { layout: FleetLayout.FILE_PER_CHART })).toMatchObject({ staged: [{ unchanged: 3, removed: 0, isReplaced: true }] });
  expect(filesIn()).toEqual(['eu/fleetwright.index', 'eu/main.yaml']);
  const [cluster] = readFleet(outdir);
  expect(cluster.objects.map((object) => cluster.read(object))).toEqual(SHOP);
});

test('a cluster that the fleet no longer has goes, unless only a part was written', () => {
  writeFleet(outdir, { eu: SHOP, us: SHOP });
  expect(writeFleet(outdir, { eu: SHOP }, { isPartial: true })).toMatchObject({ removed: [] });
  expect(fs.existsSync(at('us'))).toBe(true);
  expect(writeFleet(outdir, { eu: SHOP })).toMatchObject({ replaced: [], removed: ['us'] });
  expect(fs.readdirSync(outdir)).toEqual(['eu']);
});

describe('what is of others', () => {
  const foreign = () => {
    put('eu/README.md', 'mine');
    put('eu/shop/notes/a.txt', 'mine');
    fs.mkdirSync(at('eu/empty'));
    fs.symlinkSync('../elsewhere', at('eu/shop/link'));
    put('other/x.yaml', 'mine');
    put('CODEOWNERS', 'mine');
  };
  const FOREIGN = { 'eu/README.md': 'mine', 'eu/empty': '/', 'eu/shop/link': '-> ../elsewhere', 'eu/shop/notes/a.txt': 'mine', 'other/x.yaml': 'mine', 'CODEOWNERS': 'mine' };

  test('stays the same file when a folder is replaced', () => {
    writeFleet(outdir, { eu: SHOP });
    foreign();
    fs.chmodSync(at('eu/shop'), 0o2750);
    const before = marks();
    writeFleet(outdir, { eu: [config('a', '2', 'shop')] });
    expect(treeOf(outdir)).toMatchObject(FOREIGN);
    const after = marks();
    for (const file of ['eu/README.md', 'eu/shop/notes/a.txt', 'other/x.yaml', 'CODEOWNERS']) { expect(after[file]).toBe(before[file]); }
    expect(fs.statSync(at('eu/shop')).mode & 0o7777).toBe(0o2750);
  });

  test('stays when its cluster goes', () => {
    writeFleet(outdir, { eu: SHOP, us: SHOP });
    foreign();
    expect(writeFleet(outdir, { us: SHOP })).toMatchObject({ removed: ['eu'] });
    expect(treeOf(at('eu'))).toEqual({ 'README.md': 'mine', 'empty': '/', 'shop/link': '-> ../elsewhere', 'shop/notes/a.txt': 'mine' });
  });

  test('stays when it comes between the making of a folder and its replacement, or is edited then', () => {
    writeFleet(outdir, { eu: SHOP, us: SHOP });
    foreign();
    const writer = new FleetWriter(outdir);
    writer.open();
    writer.stage('eu', [{ path: 'new.yaml', objects: [config('n', '1')] }]);
    put('eu/late/x.txt', 'late');
    put('us/late.txt', 'late');
    put('eu/new.yaml', 'foreign');
    fs.rmSync(at('eu/README.md'));
    put('eu/README.md', 'edited');
    fs.appendFileSync(at('eu/shop/notes/a.txt'), ' and more');
    writer.commit();
    expect(treeOf(at('eu'))).toMatchObject({
      'README.md': 'edited', 'late/x.txt': 'late', 'shop/notes/a.txt': 'mine and more', 'shop/link': '-> ../elsewhere', 'new.yaml.kept': 'foreign',
    });
    expect(treeOf(at('us'))).toEqual({ 'late.txt': 'late' });
    expect(fs.existsSync(at('.fleetwright'))).toBe(false);
  });

  test.each<[string, () => void, string]>([
    ['a file', () => put('eu/shop/configmap-a.yaml', 'mine'), 'shop/configmap-a.yaml'],
    ['a folder', () => put('eu/shop/configmap-a.yaml/x', 'mine'), 'shop/configmap-a.yaml'],
    ['a file in the place of a folder', () => put('eu/shop', 'mine'), 'shop'],
    ['a link', () => { put('eu/shop/x', ''); fs.symlinkSync('x', at('eu/shop/configmap-a.yaml')); }, 'shop/configmap-a.yaml'],
    ['a link that leads nowhere', () => { put('eu/shop/x', ''); fs.symlinkSync('y', at('eu/shop/configmap-a.yaml')); }, 'shop/configmap-a.yaml'],
    ['a pipe', () => { put('eu/shop/x', ''); spawnSync('mkfifo', [at('eu/shop/configmap-a.yaml')]); }, 'shop/configmap-a.yaml'],
    ['a folder in the place of the index', () => put('eu/fleetwright.index/x', ''), 'fleetwright.index'],
    ['a link in the place of a folder', () => { put('there/x', ''); put('eu/x', ''); fs.symlinkSync('../there', at('eu/shop')); }, 'shop'],
  ])('%s in the way is named, and stays', (_, prepare, inner) => {
    prepare();
    const before = treeOf(outdir);
    expect(messageOf(() => writeFleet(outdir, { us: SHOP, eu: SHOP })))
      .toBe(`[eu] '${at('eu')}/${inner}' is not of this library, and stands where it wants to write. Move it away, or remove it.`);
    expect(treeOf(outdir)).toEqual(before);
  });

  test('a file that is what we would write is taken for ours', () => {
    writeFleet(outdir, { eu: SHOP });
    fs.rmSync(at('eu/fleetwright.index'));
    const before = marks();
    writeFleet(outdir, { eu: SHOP });
    expect(marks()).toMatchObject(before);
    expect(filesIn()).toHaveLength(4);
  });

  test('a folder of a cluster that is none is named', () => {
    put('eu', 'mine');
    expect(messageOf(() => writeFleet(outdir, { eu: SHOP }))).toBe(`[eu] '${at('eu')}' is no folder. Remove it, or write into another folder.`);
  });
});

describe('files of ours that were changed by hand', () => {
  test.each<[string, () => void]>([
    ['edited to the same size and time', () => {
      const { atime, mtime } = fs.statSync(at('eu/shop/configmap-a.yaml'));
      fs.writeFileSync(at('eu/shop/configmap-a.yaml'), fs.readFileSync(at('eu/shop/configmap-a.yaml'), 'utf8').replace('"1"', '"9"'));
      fs.utimesSync(at('eu/shop/configmap-a.yaml'), atime, mtime);
    }],
    ['with more at the end', () => fs.appendFileSync(at('eu/shop/configmap-a.yaml'), '# x\n')],
    ['empty', () => fs.writeFileSync(at('eu/shop/configmap-a.yaml'), '')],
    ['removed', () => fs.rmSync(at('eu/shop/configmap-a.yaml'))],
    ['a link', () => {
      fs.renameSync(at('eu/shop/configmap-a.yaml'), at('target'));
      fs.symlinkSync('../../target', at('eu/shop/configmap-a.yaml'));
    }],
  ])('%s: are written again, and told', (_, edit) => {
    writeFleet(outdir, { eu: SHOP });
    const before = treeOf(at('eu'));
    edit();
    expect(writeFleet(outdir, { eu: SHOP })).toMatchObject({ replaced: ['eu'], staged: [{ unchanged: 3, restored: ['shop/configmap-a.yaml'] }] });
    expect(treeOf(at('eu'))).toEqual(before);
    expect(fs.lstatSync(at('eu/shop/configmap-a.yaml')).isFile()).toBe(true);
  });
});

test('where the file system has no second links, files are copied with their times', () => {
  writeFleet(outdir, { eu: SHOP });
  put('eu/README.md', 'mine');
  fs.utimesSync(at('eu/README.md'), 1000, 2000);
  fs.chmodSync(at('eu/README.md'), 0o640);
  const link = jest.spyOn(jest.requireActual('node:fs'), 'linkSync').mockImplementation(() => { throw Object.assign(new Error('no'), { code: 'EPERM' }); });
  const time = fs.statSync(at('eu/shop/configmap-b.yaml')).mtimeMs;
  writeFleet(outdir, { eu: [config('a', '2', 'shop'), SHOP[1]] });
  expect(link).toHaveBeenCalled();
  link.mockRestore();
  expect(filesIn()).toEqual(['eu/README.md', 'eu/fleetwright.index', 'eu/shop/configmap-a.yaml', 'eu/shop/configmap-b.yaml']);
  expect(fs.statSync(at('eu/shop/configmap-b.yaml')).mtimeMs).toBeCloseTo(time, 0);
  expect(fs.statSync(at('eu/README.md'))).toMatchObject({ mtimeMs: 2000_000 });
  expect(fs.statSync(at('eu/README.md')).mode & 0o777).toBe(0o640);
  expect(fs.existsSync(at('.fleetwright'))).toBe(false);
});

test.each(['', '.', '..', 'a/b', '.fleetwright', 'a:b', 'con', 'a.', 'x'.repeat(256)])("'%s' is no name of a cluster", (cluster) => {
  expect(messageOf(() => writeFleet(outdir, { [cluster]: SHOP }))).toMatch(/^\[.*\] the name of a cluster must be that of a folder, got '.*'\. Use letters, digits, '-' and '\.'\.$/);
  expect(filesIn()).toEqual([]);
});

test('two clusters of one name are refused, also where only case tells them apart', () => {
  expect(messageOf(() => writeFleet(outdir, { eu: [], EU: [] }))).toBe("[EU] its folder would be that of cluster 'eu' where case does not count. Give one of the two another name.");
  const writer = new FleetWriter(outdir);
  writer.open();
  writer.stage('eu', []);
  expect(messageOf(() => writer.stage('eu', []))).toBe('[eu] the cluster is written twice. Give one of the two another name.');
  writer.abandon();
  expect(fs.readdirSync(outdir)).toEqual([]);
});

test('a broken index ends the run before anything is touched', () => {
  writeFleet(outdir, { eu: SHOP, us: SHOP });
  fs.writeFileSync(at('us/fleetwright.index'), '<<<<<<< HEAD\n');
  const before = treeOf(outdir);
  for (const clusters of [{ eu: [], us: [] }, { eu: [] }]) {
    expect(messageOf(() => writeFleet(outdir, clusters as any))).toContain('[us] the index ');
    expect(treeOf(outdir)).toEqual(before);
  }
});

test('readFleet reads nothing of what is not there', () => {
  expect(readFleet(at('nowhere'))).toEqual([]);
  put('other/x', '');
  expect(readFleet(outdir)).toEqual([]);
});
