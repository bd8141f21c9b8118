import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { ManifestText } from '../../lib/cli/check/manifest-text';

// The compiled `fleetwright check`, as a user runs it, over files that nobody means well with.
const CLI = path.join(__dirname, '..', '..', 'build', 'cli', 'main.js');

let folder: string;
beforeEach(() => { folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-hostile-'))); });
afterEach(() => fs.rmSync(folder, { recursive: true }));

function check(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'check', ...args, '--format', 'json'], { cwd: folder, encoding: 'utf8', timeout: 120_000, maxBuffer: 2 ** 28 });
  return { status, stdout, stderr };
}

const told = (stdout: string) => JSON.parse(stdout).findings.map(({ file, line, column, message }: any) => (
  `${[file, line, column].filter((part) => part !== undefined).join(':')} ${message}`));
const write = (file: string, content: string | Buffer) => fs.writeFileSync(path.join(folder, file), content);

const FINE = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata: { a: text }\n';
const DEEP = 'must not be nested deeper than 500 levels';
const aliases = (count: number) => Array(count).fill('*a').join(', ');

describe('a file that nobody means well with', () => {
  test('is told for what it is, each beside all others', () => {
    const files: [string, string | Buffer, string?][] = [
      ['bom.yaml', `\ufeff${FINE}`],
      ['crlf.yaml', FINE.replaceAll('\n', '\r\n')],
      ['empty.yaml', ''],
      ['marks.yaml', '---\n'.repeat(100_000)],
      ['a-bomb.yaml', `a: &a [x, x, x, x, x, x, x, x, x, x]\n${'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${aliases(10).replaceAll('*a', `*${'abcdefg'[index]}`)}]`).join('\n')}\n`,
        'cannot be read: it must hold no more than 1000000 values, with all that aliases stand for'],
      ['alias-in-itself.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: &m { name: a, labels: *m }\n', 'cannot be read: it must not be an alias of what it stands in'],
      ['control.yaml', `---\n${FINE.replace('text', '"a\0"')}`, 'cannot be read: it must hold no control characters, and holds U+0000'],
      ['deep-blocks.yaml', `a:\n${'- '.repeat(100_000)}b\n`, DEEP],
      ['deep-brackets.yaml', `a: ${'['.repeat(100_000)}\n`, DEEP],
      ['deep-json.json', '{"a":'.repeat(100_000), DEEP],
      ['deep-lines.yaml', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''), DEEP],
      ['latin.yaml', Buffer.from(`${FINE}# \xe9\n`, 'latin1'), 'cannot be read: it must be UTF-8, and is not'],
      ['list.yaml', '- a\n', 'must be a map, and is a list'],
      ['long-line.yaml', `a: "${'x'.repeat(2_000_000)}\n`, 'cannot be read as YAML: Missing closing "quote'],
      ['number.yaml', '1\n', 'must be a map, and is a number'],
      ['tab.yaml', 'apiVersion: v1\n\tkind: x\n', 'cannot be read as YAML: Tabs are not allowed as indentation'],
      ['twice.yaml', `${FINE}kind: Secret\n`, "cannot be read: a map must not have the key 'kind' twice"],
      ['wide.yaml', Buffer.from(`\ufeff${FINE}`, 'utf16le'), 'cannot be read: it must be UTF-8, and is UTF-16'],
    ];
    files.forEach(([file, content]) => write(file, content));
    const { status, stdout, stderr } = check([...files.map(([file]) => file)]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const lines: string[] = told(stdout);
    const messages = files.flatMap(([file, , message]) => (message === undefined ? [] : [[file, message]]));
    expect(messages.filter(([file, message]) => !lines.some((line) => line.startsWith(file) && line.endsWith(message)))).toEqual([]);
    expect(lines).toHaveLength(messages.length);
  });

  test('holds names of prototypes as any other names', () => {
    write('a.yaml', FINE.replace('a: text', '__proto__: a, constructor: b, toString: c, hasOwnProperty: d'));
    write('b.yaml', 'apiVersion: constructor\nkind: toString\nmetadata: { name: valueOf }\n__proto__: { a: 1 }\n');
    const { status, stdout, stderr } = check(['.']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(told(stdout)).toEqual(["b.yaml:1:1 no Kubernetes has 'constructor'", expect.stringMatching(/^b\.yaml:3:13 the name 'valueOf' must be a DNS subdomain: /)]);
  });

  test('is a document of its own where others are fine', () => {
    write('a.yaml', `${FINE}---\na: [\n---\n${FINE.replace('settings', 'others')}---\nb: "\u0001"\n`);
    const { status, stdout } = check(['a.yaml']);
    expect([status, JSON.parse(stdout).objects, told(stdout).map((line: string) => line.replace(/: .*/, ''))]).toEqual([1, 2, ['a.yaml:7:1 cannot be read as YAML', 'a.yaml:13:5 cannot be read']]);
  });

  test('may be so large that nobody meant it', () => {
    fs.closeSync(fs.openSync(path.join(folder, 'large.yaml'), 'w'));
    fs.truncateSync(path.join(folder, 'large.yaml'), 129 * 1024 * 1024);
    write('unusual.yaml', `a: &a\n  - ${'x\n  - '.repeat(2 ** 19)}x\n`);
    const { status, stdout } = check(['.', 'unusual.yaml']);
    expect([status, told(stdout)]).toEqual([1, [
      'large.yaml cannot be read: it must not be larger than 128 MiB',
      'unusual.yaml:1:1 cannot be read: a document longer than 3145728 characters must be plain YAML',
    ]]);
  });
});

describe('what is no file', () => {
  test('a loop of links cannot be read, and in a folder it is nothing', () => {
    fs.symlinkSync('b.yaml', path.join(folder, 'a.yaml'));
    fs.symlinkSync('a.yaml', path.join(folder, 'b.yaml'));
    expect(check(['a.yaml'])).toEqual({ status: 2, stdout: '', stderr: "Cannot read 'a.yaml': ELOOP: too many symbolic links encountered, stat 'a.yaml'.\n" });
    fs.mkdirSync(path.join(folder, 'deploy'));
    fs.symlinkSync('../deploy', path.join(folder, 'deploy', 'again'));
    fs.mkdirSync(path.join(folder, 'deploy', 'folder.yaml'));
    write('deploy/c.yaml', FINE);
    expect(JSON.parse(check(['deploy']).stdout)).toMatchObject({ objects: 1, files: ['deploy/c.yaml'] });
  });

  test('a pipe is read where it is named, and not where it lies in a folder', () => {
    spawnSync('mkfifo', [path.join(folder, 'pipe.yaml')]);
    write('a.yaml', FINE);
    expect(JSON.parse(check(['.']).stdout)).toMatchObject({ objects: 1, files: ['a.yaml'] });
    const { stdout } = spawnSync('sh', ['-c', 'cat a.yaml > pipe.yaml & exec "$0" "$1" check pipe.yaml --format json', process.execPath, CLI], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    expect(JSON.parse(stdout)).toMatchObject({ objects: 1, files: ['pipe.yaml'] });
  });

  test('a device without an end is left', () => {
    if (!fs.existsSync('/dev/zero')) { return; }
    const { status, stdout } = check(['/dev/zero']);
    expect([status, told(stdout)]).toEqual([1, ['/dev/zero cannot be read: it must not be larger than 128 MiB']]);
  });
});

describe('any bytes', () => {
  const SAMPLE = Buffer.from(`${FINE}---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  labels: {a: 'b'}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        args: ["a", -b]\n        command:\n        - |\n          x\n\n          y\n`);
  const changes = fc.array(fc.record({
    at: fc.nat(SAMPLE.length - 1), drop: fc.nat(4),
    add: fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.constantFrom('\n', ' ', '\t', '- ', ': ', '{', '[', '"', "'", '|', '>', '&a', '*a', '<<: ', '---\n', '\r', '\0', '\ufeff', '? ', '!!binary ', '%').map((text) => Buffer.from(text))),
  }), { minLength: 1, maxLength: 6 });
  const spoilt = changes.map((all) => all.reduce((bytes, { at, drop, add }) => Buffer.concat([bytes.subarray(0, at), add, bytes.subarray(at + drop)]), SAMPLE));

  test('are objects and faults, each with its place in the text', () => {
    fc.assert(fc.property(spoilt, (bytes) => {
      const text = bytes.toString('utf8');
      const manifests = new ManifestText('a.yaml', text);
      const lines = text.split('\n').length;
      const places = [...manifests.faults.map(({ place }) => place), ...manifests.objects.map((_, index) => manifests.placeOf(index, ['metadata', 'name']))];
      for (const { line, column } of places) { expect([line! >= 1 && line! <= lines, column! >= 1]).toEqual([true, true]); }
    }), { numRuns: 1000 });
  });

  test('end a run in order, and never with a stack', () => {
    const files = fc.sample(spoilt, { numRuns: 150, seed: 14 });
    files.forEach((bytes, index) => write(`${index}.yaml`, bytes));
    const { status, stdout, stderr } = check(['.']);
    expect([status, stderr, JSON.parse(stdout).files.length]).toEqual([1, '', files.length]);
  });
});
