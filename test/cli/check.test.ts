import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Log } from 'sarif';

// The compiled `fleetwright check`, as a user runs it, in a folder of its own for each test.
const BUILD = path.join(__dirname, '..', '..', 'build');
const CLI = path.join(BUILD, 'cli', 'main.js');

let folder: string;
beforeEach(() => { folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-check-'))); });
afterEach(() => fs.rmSync(folder, { recursive: true }));

function write(files: { readonly [file: string]: string }): void {
  for (const [file, text] of Object.entries(files)) {
    const full = path.join(folder, file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, text);
  }
}
const read = (file: string) => fs.readFileSync(path.join(folder, file), 'utf8');

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function check(args: readonly string[], input = '', node: readonly string[] = []): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, CLI, 'check', ...args], { cwd: folder, encoding: 'utf8', input });
  return { status, stdout, stderr };
}

/** What is found, as `file:line:column id`, with what became of it. */
function found(args: readonly string[], input?: string): string[] {
  const { stdout, stderr } = check([...args, '--format', 'json'], input);
  expect(stderr).toBe('');
  return JSON.parse(stdout).findings.map(({ file, line, column, id, accepted, isInBaseline }: any) => (
    `${[file, line, column].filter((part) => part !== undefined).join(':')} ${id}${accepted === undefined ? '' : ` (${accepted})`}${isInBaseline === true ? ' (baseline)' : ''}`));
}

/** A Deployment of which policy has two warnings, and API servers refuse nothing. */
const deployment = (name: string, { replicas = '1', annotations = '' } = {}) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop${annotations} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1.4.2
      securityContext: { runAsNonRoot: true }
`;
const WARNED = deployment('api');
const REFUSED = deployment('api', { replicas: '"3"' });
const configMap = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata: { a: '${value}' }\n`;
const FINE = configMap('1');
const WRONG = `${configMap('1')}---\n${configMap('2')}`;
const ACROSS_FILES = 'options:\n  hygiene/duplicate-object: { acrossFiles: true }\n';
const WARNINGS = ['11:11 reliability/resource-requests', '11:11 security/read-only-root'];

describe('the end of a run', () => {
  test.each<[string, string, string[], number]>([
    ['nothing is found', FINE, [], 0],
    ['nothing is found, and anything would count', FINE, ['--fail-on', 'warning'], 0],
    ['there are warnings', WARNED, [], 0],
    ['warnings count', WARNED, ['--fail-on', 'warning'], 1],
    ['there are errors', WRONG, [], 1],
    ['errors do not count', WRONG, ['--fail-on', 'refused'], 0],
    ['there are refusals', REFUSED, [], 1],
    ['refusals alone count', REFUSED, ['--fail-on', 'refused'], 1],
    ['nothing counts', REFUSED, ['--fail-on', 'never'], 0],
  ])('where %s', (_, text, options, status) => {
    write({ 'a.yaml': text });
    expect(check(['a.yaml', ...options])).toMatchObject({ status, stderr: '' });
  });

  test.each<[string, string[], string]>([
    ['no path', [], "missing required argument 'path'"],
    ['a path that is none', ['a.yaml', 'b.yaml', 'c/*.yaml'], "There is no manifest at 'b.yaml', 'c/*.yaml', seen from '"],
    ['a version that is none', ['a.yaml', '-k', '1.3'], "'--kubernetes' must be one of "],
    ['a format that is none', ['a.yaml', '-f', 'xml'], 'Allowed choices are text, json, sarif, junit, github.'],
    ['a configuration that is not there', ['a.yaml', '--config', 'none.yaml'], "There is no configuration at 'none.yaml', seen from '"],
    ['a baseline that is not there', ['a.yaml', '--baseline', 'none.json'], "'none.json' is no baseline: "],
    ['a baseline that is something else', ['a.yaml', '--baseline', 'a.yaml'], "'a.yaml' is no baseline: it is not JSON. Write one with '--write-baseline'."],
    ['an output that cannot be written', ['a.yaml', '-o', 'none/report.txt'], "Cannot write 'none/report.txt': "],
    ['definitions that are not there', ['a.yaml', '--crd', 'crds'], "There is no manifest at 'crds'"],
  ])('is that of wrong use for %s', (_, args, message) => {
    write({ 'a.yaml': WARNED });
    const { status, stdout, stderr } = check(args);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('names the rule that failed by itself', () => {
    write({ 'a.yaml': WARNED, 'broken-rule.js': `
      const { _compile } = module.constructor.prototype;
      module.constructor.prototype._compile = function (text, file) {
        return _compile.call(this, text.replaceAll('\\\\\\n', '').replace(/(id:"security\\/read-only-root"[^]*?check:)/, '$1()=>{throw new Error("slip")},original:'), file);
      };` });
    const { status, stdout, stderr } = check(['a.yaml'], '', ['-r', path.join(folder, 'broken-rule.js')]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
    expect(stderr).toMatch(/^The rule 'security\/read-only-root' failed on .*'shop\/api'.*: slip\nError: slip\n/);
  });
});

describe('what is read', () => {
  test('folders, patterns, files and standard input are one cluster, each file once', () => {
    write({
      'deploy/a.yaml': configMap('1'), 'deploy/deep/b.yml': configMap('2'), 'deploy/notes.txt': 'a: [', 'deploy/.hidden/c.yaml': 'a: [', 'deploy/node_modules/d.yaml': 'a: [',
      'deploy/e.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' }, data: { a: '3' } }),
    });
    // Files may be variants of one another; a team that has none says so.
    expect(found(['deploy'])).toEqual([]);
    write({ 'fleetwright.yaml': ACROSS_FILES });
    const others = ['deploy/deep/b.yml:3:13 hygiene/duplicate-object', 'deploy/e.json:1:51 hygiene/duplicate-object'];
    expect(found(['deploy'])).toEqual(others);
    expect(found(['./deploy/', 'deploy/a.yaml', 'deploy/**/*.yml', 'deploy/e.json'])).toEqual(others);
    expect(found(['deploy/**/*.yml'])).toEqual([]);
    expect(found(['deploy/*.yaml', '-'], configMap('4'))).toEqual(['deploy/a.yaml:3:13 hygiene/duplicate-object']);
  });

  test('standard input is named so', () => {
    expect(found(['-'], WARNED)).toEqual(WARNINGS.map((warning) => `-:${warning}`));
    expect(check(['-'], WARNED).stdout).toMatch(/^standard input\n {2}11:11 /);
  });

  test('a List holds objects', () => {
    write({ 'list.yaml': `apiVersion: v1\nkind: List\nitems:\n  - ${REFUSED.trimEnd().replaceAll('\n', '\n    ')}\n` });
    expect(found(['list.yaml'])).toEqual(['8:7 api/schema', '14:15 reliability/resource-requests', '14:15 security/read-only-root'].map((each) => `list.yaml:${each}`));
  });

  test('what cannot be read is told at its place, beside all else', () => {
    write({ 'broken.yaml': `a: [\n---\nkind: Secret\n---\n- 1\n---\n${WARNED}`, 'fine.yaml': FINE });
    const { status, stdout } = check(['.', '--format', 'json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      objects: 2,
      findings: [
        { file: 'broken.yaml', line: 2, column: 1, id: 'file/syntax', severity: 'refused', message: expect.stringContaining('cannot be read as YAML: ') },
        { line: 3, column: 1, id: 'file/object', severity: 'refused', message: "must be an object of Kubernetes, and has no 'apiVersion'" },
        { line: 5, column: 1, id: 'file/object', message: 'must be a map, and is a list' },
        { line: 17, column: 11, id: 'reliability/resource-requests' }, { line: 17, column: 11, id: 'security/read-only-root' },
      ],
    });
  });

  test('the order of arguments changes no byte of any format', () => {
    write({ 'a.yaml': configMap('1'), 'b.yaml': configMap('2'), 'c/c.yaml': REFUSED, 'd.yaml': 'a: [', 'fleetwright.yaml': ACROSS_FILES });
    for (const format of ['text', 'json', 'sarif', 'junit', 'github']) {
      const one = check(['a.yaml', 'b.yaml', 'c', 'd.yaml', '-f', format]);
      expect(one.stdout).toContain('hygiene/duplicate-object');
      expect(check(['d.yaml', 'c', 'b.yaml', 'a.yaml', '-f', format])).toEqual(one);
    }
  });
});

describe('--crd', () => {
  const KIOSK = 'apiVersion: example.com/v1\nkind: Kiosk\nmetadata: { name: north, namespace: shop }\nspec: { size: big }\n';
  const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: kiosks.example.com }
spec:
  group: example.com
  names: { kind: Kiosk, plural: kiosks }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { size: { type: integer } } } } } }
`;

  test('gives the schemas of custom resources, that are told otherwise as not checked', () => {
    write({ 'kiosk.yaml': KIOSK, 'crds/kiosk.yaml': DEFINITION });
    expect(check(['kiosk.yaml'])).toEqual({
      status: 0, stderr: '', stdout: '1 object in 1 file: nothing found\nnot checked, for want of a schema: example.com/v1/Kiosk. Give their definitions with --crd\n',
    });
    for (const crd of ['crds', 'crds/*.yaml', 'crds/kiosk.yaml']) { expect(found(['kiosk.yaml', '--crd', crd])).toEqual(['kiosk.yaml:4:9 api/schema']); }
    expect(check(['kiosk.yaml', '--crd', 'crds']).stdout).toContain("'size' must be a whole number");
    // So does the configuration, and a definition among the manifests.
    write({ 'fleetwright.yaml': 'definitions: [crds/]\n' });
    expect(found(['kiosk.yaml'])).toEqual(['kiosk.yaml:4:9 api/schema']);
    fs.rmSync(path.join(folder, 'fleetwright.yaml'));
    expect(found(['kiosk.yaml', 'crds'])).toEqual(['kiosk.yaml:4:9 api/schema']);
  });

  const ruled = (rules: string) => DEFINITION.replace('spec: { type: object, properties:', `spec: { type: object, x-kubernetes-validations: [${rules}], properties:`);

  test('hold rules in CEL, which are asked', () => {
    write({ 'kiosk.yaml': 'apiVersion: example.com/v1\nkind: Kiosk\nmetadata: { name: a, namespace: shop }\nspec: { size: 3 }\n', 'crd.yaml': ruled("{ rule: 'self.size > 5', message: too small, fieldPath: .size }") });
    expect(found(['kiosk.yaml', '--crd', 'crd.yaml'])).toEqual(['kiosk.yaml:4:9 api/schema']);
    expect(check(['kiosk.yaml', '--crd', 'crd.yaml']).stdout).toContain("'size' breaks a rule of its definition: too small");
  });

  test('are told where they are not asked in full', () => {
    write({ 'kiosk.yaml': 'apiVersion: example.com/v1\nkind: Kiosk\nmetadata: { name: a, namespace: shop }\nspec: { size: 3 }\n', 'crd.yaml': ruled("{ rule: 'nothing()' }") });
    expect(check(['kiosk.yaml', '--crd', 'crd.yaml'])).toEqual({
      status: 0, stderr: '', stdout: '1 object in 1 file: nothing found\nnot checked in full: example.com/v1/Kiosk (1 rule). --format json says which rules of their definitions are not run, and why\n',
    });
    expect(JSON.parse(check(['kiosk.yaml', '--crd', 'crd.yaml', '--format', 'json']).stdout).uncheckedRules).toEqual({
      'example.com/v1/Kiosk': ["the CEL rule 'nothing()' is not run: found no matching overload for 'nothing()'"],
    });
  });

  test('must be readable', () => {
    write({ 'kiosk.yaml': KIOSK, 'crds/kiosk.yaml': 'a: [\n' });
    expect(check(['kiosk.yaml', '--crd', 'crds'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^crds\/kiosk\.yaml:\d+:\d+ cannot be read as YAML: /) });
  });
});

describe('the configuration', () => {
  test('chooses the rules, and the command line goes before it', () => {
    write({ 'a.yaml': REFUSED, 'fleetwright.yaml': 'pack: refused\nalso: [security/read-only-root]\n' });
    expect(found(['a.yaml'])).toEqual(['a.yaml:5:3 api/schema', 'a.yaml:11:11 security/read-only-root']);
    expect(found(['a.yaml', '--pack', 'recommended'])).toEqual(['a.yaml:5:3 api/schema', ...WARNINGS.map((warning) => `a.yaml:${warning}`)]);
    write({ 'other.yaml': 'except: [security/read-only-root]\n' });
    expect(found(['a.yaml', '--config', 'other.yaml'])).toEqual(['a.yaml:5:3 api/schema', 'a.yaml:11:11 reliability/resource-requests']);
  });

  test('says for which Kubernetes, and the command line goes before it', () => {
    write({ 'a.yaml': 'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: api, namespace: shop }\n', 'fleetwright.yaml': "kubernetes: '1.34'\npack: refused\n" });
    expect(check(['a.yaml']).stdout).toContain("'PodDisruptionBudget' of 'policy/v1beta1' is gone since Kubernetes 1.25");
    write({ 'b.yaml': 'apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: { name: gpu }\nspec: {}\n' });
    expect(found(['b.yaml'])).toEqual([]);
    expect(found(['b.yaml', '-k', '1.31'])).toEqual(['b.yaml:1:1 api/served-version']);
  });

  test('is told all that is wrong with it, at its place', () => {
    write({
      'a.yaml': FINE,
      'fleetwright.yaml': [
        'pakc: strict', 'kubernetes: 1.35', 'except: [security/read-only-rot]', 'accept:', '  - rule: api/schema', '    until: soon', '  - { rule: security/read-only-root, reason: ok, kinds: Pod }', '',
      ].join('\n'),
    });
    const { status, stdout, stderr } = check(['a.yaml']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n').map((line) => /^\[(.*?)\] '(.*?)'/.exec(line)?.slice(1).join(' '))).toEqual([
      'fleetwright.yaml:1:1 pakc', 'fleetwright.yaml:2:13 kubernetes', expect.stringMatching(/^fleetwright\.yaml:3:10 except/),
      'fleetwright.yaml:5:5 accept[0].reason', 'fleetwright.yaml:5:11 accept[0].rule', 'fleetwright.yaml:6:12 accept[0].until', 'fleetwright.yaml:7:50 accept[1].kinds',
    ]);
    expect(stderr).toContain("Use 'pack'");
    expect(stderr).toContain("Use 'security/read-only-root'");
  });

  test.each([['- 1\n', 'fleetwright.yaml:1:1'], ['pack: [\n', 'fleetwright.yaml:']])('that is no map is refused: %j', (text, place) => {
    write({ 'a.yaml': FINE, 'fleetwright.yaml': text });
    expect(check(['a.yaml'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(place) });
  });

  const OWN = 'cel:\n  - id: shop/owner\n    severity: error\n    why: Nobody knows who pays.\n    fix: Add the label\n    kinds: [apps/Deployment]\n    field: metadata.labels\n';

  test('may hold rules of a team, in CEL', () => {
    write({ 'a.yaml': WARNED, 'fleetwright.yaml': `pack: refused\n${OWN}    expression: has(object.metadata.labels)\n` });
    expect(found(['a.yaml'])).toEqual(['a.yaml:3:1 shop/owner']);
    expect(check(['a.yaml']).stdout).toContain('error    Nobody knows who pays\n                    Add the label.\n');
    const { runs: [{ tool }] }: Log = JSON.parse(check(['a.yaml', '--format', 'sarif']).stdout);
    expect(tool.driver.rules?.find(({ id }) => id === 'shop/owner')).toMatchObject({ shortDescription: { text: 'Nobody knows who pays.' }, defaultConfiguration: { level: 'error' } });
    // They are accepted and in a baseline as all others.
    check(['a.yaml', '--write-baseline', 'baseline.json']);
    expect(found(['a.yaml', '--baseline', 'baseline.json'])).toEqual(['a.yaml:3:1 shop/owner (baseline)']);
    write({ 'fleetwright.yaml': `${read('fleetwright.yaml')}accept:\n  - { rule: shop/owner, reason: free }\n  - { rule: shop/other, reason: free }\n` });
    expect(found(['a.yaml'])).toEqual(['a.yaml:3:1 shop/owner (free)', 'fleetwright.yaml:12:5 acceptance/unused']);
    write({ 'a.yaml': deployment('api', { annotations: ', labels: {}, annotations: { accepted.fleetwright.io/shop.owner: free }' }), 'fleetwright.yaml': read('fleetwright.yaml').replace(/accept:[^]*/, '') });
    expect(found(['a.yaml'])).toEqual(['a.yaml:3:68 acceptance/unused']);
  });

  test('tells at its place what an expression cannot be, and loads no code', () => {
    write({ 'a.yaml': FINE, 'fleetwright.yaml': `${OWN}    expression: object.a +\nown: [./rules.js]\n` });
    const { status, stderr } = check(['a.yaml']);
    expect(status).toBe(2);
    expect(stderr).toContain("[fleetwright.yaml:9:1] 'own'");
    expect(stderr).toContain("[fleetwright.yaml:8:17] 'cel[0].expression' must be an expression in CEL: unexpected token: EOF at character 11");
  });

  test('is told what is wrong with kinds of a team, and with what comes from elsewhere, at its place', () => {
    write({
      'a.yaml': FINE,
      'fleetwright.yaml': [
        'standIns:', '  - kind: WebApp', '    podTemplates: spec.template', '    role: autoscalar', '    replicas: "{spec.size}"', '    makes: [{ kind: Secret, name: "{metadata.name" }]',
        'external:', '  - { kind: Secret, name: a, clusters: prod }', '',
      ].join('\n'),
    });
    const { status, stderr } = check(['a.yaml']);
    expect(status).toBe(2);
    expect(stderr.trimEnd().split('\n').map((line) => /^\[(.*?)\] '(.*?)'/.exec(line)?.slice(1).join(' '))).toEqual([
      'fleetwright.yaml:2:11 standIns[0].kind', 'fleetwright.yaml:3:5 standIns[0].podTemplates', 'fleetwright.yaml:4:11 standIns[0].role', 'fleetwright.yaml:5:15 standIns[0].replicas',
      'fleetwright.yaml:6:35 standIns[0].makes[0].name', 'fleetwright.yaml:8:30 external[0].clusters',
    ]);
    for (const meant of ["Use 'podTemplate'", "Use 'autoscaler'", "Use 'cluster'"]) { expect(stderr).toContain(meant); }
  });

  test('says what comes from elsewhere, and is told where nobody asked for it', () => {
    const pod = 'apiVersion: v1\nkind: Secret\nmetadata: { name: other, namespace: shop }\n---\n' + WARNED.replace('api:1.4.2', 'api:1.4.2\n          envFrom: [{ secretRef: { name: db } }]');
    write({ 'a.yaml': pod, 'fleetwright.yaml': 'external:\n  - { kind: Secret, name: db }\n  - { kind: Secret, name: gone }\n' });
    expect(found(['a.yaml']).filter((each) => /reference|external/.test(each))).toEqual(['fleetwright.yaml:3:5 external/unused']);
    expect(check(['a.yaml']).stdout).toContain("the Secret 'gone' is said to come from elsewhere, and nothing that the manifests lack is named so");
    expect(found(['a.yaml', '--pack', 'refused'])).toEqual([]);
  });

  test('may be empty', () => {
    write({ 'a.yaml': FINE, 'fleetwright.yaml': '# nothing yet\n' });
    expect(check(['a.yaml'])).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('what a team accepts', () => {
  const accept = (...entries: string[]) => `except: [reliability/resource-requests]\naccept:\n${entries.map((entry) => `  - { ${entry} }\n`).join('')}`;
  const ROOT = 'rule: security/read-only-root, reason: old';

  test('does not count, where it is what is meant', () => {
    write({ 'a.yaml': `${deployment('legacy-a')}---\n${deployment('api')}`, 'fleetwright.yaml': accept(`${ROOT}, kind: Deployment, namespace: shop, name: 'legacy-*', file: a.yaml`) });
    expect(found(['a.yaml'])).toEqual(['a.yaml:11:11 security/read-only-root (old)', 'a.yaml:25:11 security/read-only-root']);
    const { stdout } = check(['a.yaml']);
    expect(stdout).toMatch(/^a\.yaml\n {2}25:11 /);
    expect(stdout).toContain('2 objects in 1 file: 1 warning (1 accepted)\n');
  });

  test.each(['kind: StatefulSet', 'namespace: other', "name: 'legacy-?'", 'file: b.yaml', 'cluster: prod'])('that means others is unused: %s', (which) => {
    write({ 'a.yaml': WARNED, 'fleetwright.yaml': accept(`${ROOT}, ${which}`) });
    expect(found(['a.yaml'])).toEqual(['a.yaml:11:11 security/read-only-root', 'fleetwright.yaml:3:5 acceptance/unused']);
    expect(check(['a.yaml']).status).toBe(1);
  });

  test('holds through its last day', () => {
    const clock = "const Real = Date; global.Date = class extends Real { constructor(...args) { super(...(args.length > 0 ? args : ['2026-11-30T23:59:59Z'])); } };";
    write({ 'a.yaml': WARNED, 'clock.js': clock });
    const until = (day: string) => {
      write({ 'fleetwright.yaml': accept(`${ROOT}, until: '${day}'`) });
      return check(['a.yaml'], '', ['-r', path.join(folder, 'clock.js')]);
    };
    expect(until('2026-11-30')).toEqual({ status: 0, stdout: '1 object in 1 file: nothing found (1 accepted)\n', stderr: '' });
    const { status, stdout } = until('2026-11-29');
    expect(status).toBe(1);
    expect(stdout).toContain('  11:11    warning  container');
    expect(stdout).toContain("fleetwright.yaml\n  3:5      error    'security/read-only-root' was accepted until 2026-11-29\n");
  });

  test('may stand on the object, and is told where it is idle', () => {
    const annotated = (...ids: string[]) => deployment('api', { annotations: `, annotations: { ${ids.map((id) => `accepted.fleetwright.io/${id}: old`).join(', ')} }` });
    write({ 'fleetwright.yaml': 'except: [reliability/resource-requests]\n', 'a.yaml': annotated('security.read-only-root', 'workload.single-replica', 'shop.of-a-team', 'reliability.image-digest') });
    expect(found(['a.yaml'])).toEqual(['a.yaml:11:11 security/read-only-root (old)']);
    write({ 'a.yaml': annotated('security.read-only-root', 'hygiene.duplicate-object') });
    expect(found(['a.yaml'])).toEqual([expect.stringMatching(/^a\.yaml:3:\d+ acceptance\/unused$/), 'a.yaml:11:11 security/read-only-root (old)']);
  });

  test('is an error where no rule has the id, where nobody can accept it, and where no reason is given', () => {
    const annotated = (id: string, reason = 'old') => deployment('api', { annotations: `, annotations: { accepted.fleetwright.io/${id}: '${reason}' }` });
    const told = (text: string) => {
      write({ 'fleetwright.yaml': 'except: [reliability/resource-requests]\n', 'a.yaml': text });
      return JSON.parse(check(['a.yaml', '-f', 'json']).stdout).findings.filter(({ id }: any) => id.startsWith('acceptance/'))
        .map(({ id, severity, message, fix }: any) => `${severity} ${id}: ${message}. ${fix}.`);
    };
    expect(told(annotated('security.read-only-rot'))).toEqual([
      "error acceptance/id: 'security/read-only-rot' is accepted here, and no rule has that id. Use 'accepted.fleetwright.io/security.read-only-root'.",
    ]);
    expect(told(annotated('security.odd'))).toEqual(["error acceptance/id: 'security/odd' is accepted here, and no rule has that id. docs/rules.md lists the rules."]);
    const refused = "error acceptance/id: 'api/schema' is accepted here, and nobody can: API servers refuse it. Correct what it finds, and leave the annotation out.";
    expect(told(annotated('api.schema'))).toEqual([refused]);
    expect(told(annotated('api.schema').replace('replicas: 1', 'replicas: "1"'))).toEqual([refused]);
    expect(told(annotated('security.read-only-root', ' '))).toEqual([
      "error acceptance/reason: 'security/read-only-root' is accepted here without a reason. Write why it is all right.",
    ]);
  });

  test('counts in items of lists, too', () => {
    const annotated = (id: string) => `apiVersion: v1\nkind: List\nitems:\n- ${deployment('api', { annotations: `, annotations: { accepted.fleetwright.io/${id}: old }` }).trimEnd().replaceAll('\n', '\n  ')}\n`;
    write({ 'fleetwright.yaml': 'except: [reliability/resource-requests]\n', 'a.yaml': annotated('security.read-only-root') });
    expect(found(['a.yaml'])).toEqual([expect.stringMatching(/security\/read-only-root \(old\)$/)]);
    write({ 'a.yaml': annotated('hygiene.duplicate-object') });
    expect(found(['a.yaml'])).toEqual([expect.stringMatching(/^a\.yaml:6:\d+ acceptance\/unused$/), expect.stringMatching(/security\/read-only-root$/)]);
  });
});

describe('what is no manifest', () => {
  const OTHERS = {
    'package.json': '{ "name": "shop", "kind": "library" }', 'tsconfig.json': '{ // settings\n  "files": [], }', 'ci.yml': 'jobs: { build: { kind: x } }\n',
    'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n', 'chart/values.yaml': 'kind: Deployment\nimage: {}\n',
    'chart/templates/api.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  {{- include "labels" . | nindent 2 }}\n',
    'kustomization.yaml': 'resources: [a.yaml]\n',
  };
  const report = (...args: string[]) => JSON.parse(check([...args, '-f', 'json']).stdout);

  test('is passed over in folders and patterns, and told', () => {
    write({ ...OTHERS, 'a.yaml': FINE });
    const { status, stdout } = check(['.']);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: '1 object in 1 file: nothing found\npassed over, for they are no manifests: chart/Chart.yaml, chart/templates/api.yaml, chart/values.yaml, ci.yml, kustomization.yaml and 2 more; '
        + '--format json lists them\n',
    });
    expect(report('.').passedOver).toEqual([
      ...['chart/Chart.yaml', 'chart/templates/api.yaml', 'chart/values.yaml', 'ci.yml', 'kustomization.yaml', 'package.json', 'tsconfig.json'].map((file) => (
        { file, why: file === 'chart/templates/api.yaml' ? 'it is a template of a Helm chart; render it, and check what comes of it' : 'it holds no object of Kubernetes' }))]);
    expect(report('*.{yaml,yml}')).toMatchObject({ files: ['a.yaml'], findings: [], passedOver: [{ file: 'ci.yml' }, { file: 'kustomization.yaml' }] });
  });

  test.each(Object.keys(OTHERS))('is an error where it is named: %s', (file) => {
    write(OTHERS);
    expect(report(file)).toMatchObject({ passedOver: [], findings: [{ file, severity: 'refused' }] });
  });

  test.each([
    ['without its kind', FINE.replace(/^kind: .*\n/m, '')], ['without its version', FINE.replace(/^apiVersion: .*\n/m, '')], ['that cannot be read', `${FINE}  :\n- x`],
    ['beside one', `${FINE}---\na: b\n`],
  ])('is none where an object is meant: %s', (_, text) => {
    write({ 'a.yaml': text, 'b.yaml': deployment('b') });
    expect(report('.')).toMatchObject({ passedOver: [], files: ['a.yaml', 'b.yaml'] });
    expect(report('.').findings.filter(({ severity, file }: any) => severity === 'refused' && file === 'a.yaml')).not.toEqual([]);
  });

  test('is a wrong use where there is nothing else', () => {
    write({ 'src/package.json': '{}' });
    expect(check(['src'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^There is no manifest at 'src', seen from '.*': src\/package.json: it holds no object of Kubernetes\./) });
  });

  test('may stand among definitions', () => {
    write({ 'a.yaml': FINE, 'crds/package.json': '{}', 'crds/a.yaml': FINE });
    expect(check(['a.yaml', '--crd', 'crds'])).toMatchObject({ status: 0, stderr: '' });
  });

  test.each<[string, string[], string[]]>([
    ['a name', ['testdata'], ['deploy/testdata/b.yaml', 'testdata/c.yaml']],
    ['a pattern of names', ['[bd].yaml'], ['deploy/d.yaml', 'deploy/testdata/b.yaml']],
    ['a path', ['deploy/testdata/'], ['deploy/testdata/b.yaml']],
    ['a pattern of paths', ['./deploy/*.yaml', '*/testdata'], ['deploy/d.yaml', 'deploy/testdata/b.yaml']],
  ])('can be said by %s', (_, ignore, ignored) => {
    const all = ['a.yaml', 'deploy/d.yaml', 'deploy/testdata/b.yaml', 'testdata/c.yaml'];
    write(Object.fromEntries(all.map((file, index) => [file, deployment(`a${index}`)])));
    const files = all.filter((file) => !ignored.includes(file));
    expect(report('.', '--ignore', ...ignore)).toMatchObject({ files, ignored });
    write({ 'fleetwright.yaml': `ignore: ${JSON.stringify([...ignore, 'fleetwright.yaml'])}\n` });
    expect(report('.')).toMatchObject({ files, ignored: [...ignored, 'fleetwright.yaml'].sort() });
    expect(report(...ignored, 'a.yaml')).toMatchObject({ files: ['a.yaml'], ignored });
  });

  test('is told of what is ignored', () => {
    write({ 'a.yaml': FINE, 'b.yaml': WARNED });
    expect(check(['.', '--ignore', 'b.yaml']).stdout).toBe('1 object in 1 file: nothing found\nignored: b.yaml\n');
  });
});

describe('a baseline', () => {
  test('holds what was there, but refusals, and counts what is gone', () => {
    write({ 'a.yaml': `${REFUSED}---\n${WRONG}` });
    const first = check(['a.yaml', '--write-baseline', 'baseline.json']);
    expect(first).toMatchObject({ status: 1, stdout: expect.stringContaining('3 objects in 1 file: 1 refusal (3 in the baseline)\n') });
    expect(JSON.parse(read('baseline.json'))).toEqual({
      format: 'fleetwright-baseline/v1',
      findings: [
        { id: 'hygiene/duplicate-object', object: "ConfigMap 'shop/settings'", message: expect.any(String), count: 1 },
        { id: 'reliability/resource-requests', object: "Deployment 'shop/api'", message: expect.any(String), count: 1 },
        { id: 'security/read-only-root', object: "Deployment 'shop/api'", message: expect.any(String), count: 1 },
      ],
    });

    // Another place is no other finding; another object has some of its own.
    write({ 'a.yaml': `# moved\n${WARNED}---\n${WRONG}`, 'b.yaml': deployment('late') });
    const args = ['a.yaml', 'b.yaml', '--baseline', 'baseline.json'];
    expect(found(args)).toEqual([
      'a.yaml:12:11 reliability/resource-requests (baseline)', 'a.yaml:12:11 security/read-only-root (baseline)', 'a.yaml:23:13 hygiene/duplicate-object (baseline)',
      ...WARNINGS.map((warning) => `b.yaml:${warning}`),
    ]);
    expect(check(args)).toMatchObject({ status: 0 });
    expect(check(['a.yaml', '--baseline', 'baseline.json', '--fail-on', 'warning'])).toMatchObject({ status: 0 });

    write({ 'a.yaml': WARNED });
    expect(check(['a.yaml', '--baseline', 'baseline.json']).stdout).toBe(
      '1 object in 1 file: nothing found (2 in the baseline)\n1 finding of the baseline is gone: write it anew with --write-baseline\n');
  });

  test('holds as many as there were alike', () => {
    write({ 'a.yaml': WARNED });
    check(['a.yaml', '--write-baseline', 'baseline.json', '--pack', 'refused']);
    expect(JSON.parse(read('baseline.json')).findings).toEqual([]);
    check(['a.yaml', '--write-baseline', 'baseline.json']);
    write({ 'a.yaml': `${WARNED}---\n${WARNED}` });
    expect(found(['a.yaml', '--baseline', 'baseline.json']).filter((each) => each.includes('security/read-only-root'))).toEqual([
      'a.yaml:11:11 security/read-only-root (baseline)', 'a.yaml:25:11 security/read-only-root',
    ]);
  });
});

describe('formats', () => {
  // What formats have to escape: in the name of a file, and in what is told.
  const FILE = 'a, b & "c" 100%.yaml';
  const ODD = REFUSED.replace('name: api\n', 'name: "a<&%\\"\\n:,"\n');

  test('text is for people: by file, with the way out', () => {
    write({ 'a.yaml': WARNED });
    expect(check(['a.yaml', '--output', 'report.txt'])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(read('report.txt')).toBe([
      'a.yaml',
      "  11:11    warning  container 'api' requests no CPU and no memory",
      "                    Set 'resources.requests'.",
      "                    Deployment 'shop/api' spec.template.spec.containers[0].resources.requests  reliability/resource-requests",
      "  11:11    warning  container 'api' may write to its image",
      "                    Set 'securityContext.readOnlyRootFilesystem: true', with an emptyDir where the program writes.",
      "                    Deployment 'shop/api' spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem  security/read-only-root",
      '', '1 object in 1 file: 2 warnings', '',
    ].join('\n'));
  });

  test('sarif has what code scanning asks for', () => {
    // The same object twice: findings that are alike have prints of their own.
    write({ [FILE]: `${ODD}---\n${ODD}`, 'b.yaml': `# moved\n${WARNED}`, 'fleetwright.yaml': 'accept:\n  - { rule: security/read-only-root, reason: old, file: b.yaml }\n' });
    const log: Log = JSON.parse(check([FILE, 'b.yaml', '-f', 'sarif']).stdout);
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-schema-2.1.0.json') });
    const [{ tool: { driver }, results = [] }] = log.runs;
    expect(new Set(driver.rules!.map(({ id }) => id)).size).toBe(driver.rules!.length);
    expect(results.length).toBeGreaterThan(7);
    for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints } of results) {
      expect(driver.rules![ruleIndex!].id).toBe(ruleId);
      expect(['error', 'warning']).toContain(level);
      expect(message.text).not.toBe('');
      expect(locations).toHaveLength(1);
      const { artifactLocation, region } = locations![0].physicalLocation!;
      expect([FILE, 'b.yaml']).toContain(decodeURIComponent(artifactLocation!.uri!));
      expect(artifactLocation!.uri).toMatch(/^[\w.%-]+$/);
      expect(region!.startLine).toBeGreaterThan(0);
      expect(partialFingerprints).toEqual({ 'fleetwright/v1': expect.stringMatching(/^[\da-f]{32}$/) });
    }
    expect(new Set(results.map(({ partialFingerprints }) => partialFingerprints!['fleetwright/v1'])).size).toBe(results.length);
    const accepted = results.filter(({ suppressions }) => suppressions !== undefined);
    expect(accepted.map(({ ruleId, suppressions }) => [ruleId, suppressions])).toEqual([['security/read-only-root', [{ kind: 'external', status: 'accepted', justification: 'old' }]]]);

    // Lines that were added above move no finding to another.
    const prints = ({ runs }: Log) => runs[0].results!.map(({ partialFingerprints }) => partialFingerprints!['fleetwright/v1']);
    write({ 'b.yaml': `# moved\n# twice\n${WARNED}` });
    expect(prints(JSON.parse(check([FILE, 'b.yaml', '-f', 'sarif']).stdout))).toEqual(prints(log));
  });

  test('junit is XML, with a suite for each file', () => {
    const { DOMParser } = createRequire(require.resolve('jsii-rosetta/package.json'))('@xmldom/xmldom');
    write({ [FILE]: ODD, 'b.yaml': FINE, 'c.yaml': WARNED, 'fleetwright.yaml': "accept:\n  - { rule: security/read-only-root, reason: 'a < b', file: c.yaml }\n" });
    const text = check([FILE, 'b.yaml', 'c.yaml', '-f', 'junit']).stdout;
    const document = new DOMParser({ onError: (_: string, message: string) => { throw new Error(message); } }).parseFromString(text, 'text/xml');
    const all = (within: any, name: string): any[] => Array.from(within.getElementsByTagName(name));
    const findings = JSON.parse(check([FILE, 'b.yaml', 'c.yaml', '-f', 'json']).stdout).findings;
    const suites = all(document, 'testsuite');
    expect(suites.map((suite) => suite.getAttribute('name'))).toEqual([FILE, 'b.yaml', 'c.yaml']);
    for (const suite of suites) {
      expect(Number(suite.getAttribute('tests'))).toBe(all(suite, 'testcase').length);
      expect(Number(suite.getAttribute('failures'))).toBe(all(suite, 'failure').length);
      expect(Number(suite.getAttribute('skipped'))).toBe(all(suite, 'skipped').length);
    }
    expect(Number(document.documentElement.getAttribute('failures'))).toBe(all(document, 'failure').length);
    const cases = all(document, 'testcase');
    expect(cases.map((each) => each.getAttribute('classname'))).toEqual([
      ...findings.filter(({ file }: any) => file === FILE).map(({ id }: any) => id), 'b.yaml', ...findings.filter(({ file }: any) => file === 'c.yaml').map(({ id }: any) => id),
    ]);
    expect(all(document, 'failure').map((failure) => failure.getAttribute('message')).join('\n')).toContain("got 'a<&%\"\n:,'");
    expect(all(document, 'skipped').map((skipped) => skipped.getAttribute('message'))).toEqual(['accepted: a < b']);
  });

  test('github is a command for each finding that counts, escaped', () => {
    write({ [FILE]: ODD, 'b.yaml': WARNED, 'fleetwright.yaml': 'accept:\n  - { rule: security/read-only-root, reason: old, file: b.yaml }\n' });
    const lines = check([FILE, 'b.yaml', '-f', 'github']).stdout.trimEnd().split('\n');
    const findings = JSON.parse(check([FILE, 'b.yaml', '-f', 'json']).stdout).findings.filter(({ accepted }: any) => accepted === undefined);
    const unescape = (text: string) => text.replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
    const commands = lines.map((line) => /^::(error|warning) file=([^,:]*),line=(\d+),col=(\d+),title=([^,:]*)::(.*)$/.exec(line)?.slice(1).map(unescape));
    expect(commands).toEqual(findings.map(({ severity, file, line, column, id, object, message, fix }: any) => [
      severity === 'warning' ? 'warning' : 'error', file, String(line), String(column), id, `${object}: ${message}. ${fix}.`,
    ]));
    expect(lines.join('\n')).toContain('file=a%2C b & "c" 100%25.yaml,');
    expect(lines.join('\n')).toContain("'a<&%25\"%0A:,'");
  });
});
