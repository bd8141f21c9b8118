// What users of the last release would notice is said in CHANGELOG.md. How that is judged is tested with releases that never were.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Baseline, breaksSince, currentBaseline, namesSince, readBaseline, writeBaseline } from '../../scripts/baseline';
import { assemblyBreaks, currentAssembly } from '../../scripts/baseline/assembly';
import { Break } from '../../scripts/baseline/break';
import { breakingEntries, toWrite, unsaid } from '../../scripts/baseline/changelog';
import { entryPoints, reportBreaks } from '../../scripts/baseline/entry-points';
import { manifestBreaks, recordExamples, RecordedExample } from '../../scripts/baseline/manifests';

const ROOT = path.join(__dirname, '..', '..');
const EXAMPLE = '01-hardened-deployment';

let scratch: string;
let now: Baseline;
beforeAll(() => {
  now = currentBaseline();
  fs.mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
  scratch = fs.mkdtempSync(path.join(ROOT, 'dist', '.baseline-'));
}, 120_000);
afterAll(() => fs.rmSync(scratch, { recursive: true }));

const changelog = (...entries: string[]) => `# Changelog\n\n## Unreleased\n\nMore.\n\n**Breaking**\n\n${entries.map((each) => `- ${each}\n`).join('')}\n- No entry: \`Other\`\n`;
const API = new Set(['HardenedDeployment', 'HardenedDeploymentProps']);

test('what users of the last release would notice is said under Breaking', () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const release = readBaseline();
  // Until the first release nobody has anything to lose.
  expect(release?.version ?? '0.0.0').toBe(version);
  if (release === undefined) { return; }
  const missing = unsaid(breaksSince(release, now, scratch), fs.readFileSync(path.join(ROOT, 'CHANGELOG.md'), 'utf8'), namesSince(release));
  if (missing.length > 0) { throw new Error(toWrite(missing)); }
}, 300_000);

test('a release that is written down is read as it was, and nothing differs from it', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-baseline-'));
  try {
    writeBaseline(now, folder);
    expect(fs.readdirSync(folder).sort()).toEqual(['assembly.json.gz', 'examples.json.gz', 'release.json', ...entryPoints().map((entry) => `${entry}.api.md`)].sort());
    const read = readBaseline(folder)!;
    expect(read).toEqual(now);
    expect(Object.keys(read.examples).length).toBeGreaterThan(10);
    expect(breaksSince(read, now, scratch)).toEqual([]);
    expect(namesSince(read)).toContain('HardenedDeploymentProps');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}, 120_000);

describe('manifests', () => {
  const recorded = recordExamples()[EXAMPLE]!;
  const [file] = Object.keys(recorded.written).filter((each) => each.endsWith('.k8s.yaml'));
  const wrote = (edit: (yaml: string) => string): RecordedExample => {
    const before = recorded.written[file!]!;
    const after = edit(before);
    expect(after).not.toBe(before);
    return { ...recorded, written: { ...recorded.written, [file!]: after } };
  };
  const breaksOf = (example: RecordedExample) => manifestBreaks({ [EXAMPLE]: example }, scratch);

  test('a default that is another one needs an entry with kind, field and what does it', () => {
    const breaks = breaksOf(wrote((yaml) => yaml.replaceAll('seconds: 5\n', 'seconds: 77\n').replaceAll('maxSurge: 25%', 'maxSurge: 1')));
    const pause = 'spec.template.spec.containers[].lifecycle.preStop.sleep.seconds';
    expect(breaks.map(({ names }) => names)).toEqual([
      [['Deployment'], ['spec.strategy.rollingUpdate.maxSurge']], [['Deployment'], [pause.replace('[]', '[api]')]],
      [['Deployment'], ['spec.strategy.rollingUpdate.maxSurge']], [['Deployment'], [pause.replace('[]', '[receipts]')]],
    ]);
    expect(breaks[1]!.text).toBe(`examples/${EXAMPLE}/${file}: Deployment 'payments/api' ${pause.replace('[]', '[api]')} is 5, and was 77`);
    const unnamed = (...entries: string[]) => unsaid(breaks, changelog(...entries), API).length;
    expect(unnamed()).toBe(4);
    expect(unnamed(`\`Deployment\` \`${pause}\` of \`HardenedDeployment.shutdown\`: longer.`)).toBe(2);
    expect(unnamed(`\`Deployment\` \`${pause.replace('[]', '[api]')}\` of\n  \`HardenedDeploymentProps\`: longer.`)).toBe(2);
    expect(unnamed(`\`StatefulSet\` \`${pause}\` of \`HardenedDeployment.shutdown\`: another kind.`)).toBe(4);
    expect(unnamed('`Deployment` `spec.template.spec.containers[].lifecycle` of `HardenedDeployment.shutdown`: another field.')).toBe(4);
    expect(unnamed(`\`Deployment\` \`${pause}\` of \`Nothing.shutdown\`: of no class.`)).toBe(4);
    expect(unnamed('`Deployment` in one', `\`${pause}\` \`HardenedDeployment\` in another.`)).toBe(4);
    expect(unnamed(`\`Deployment\` \`${pause}\` of \`HardenedDeployment\`: longer.`, '`Deployment` `spec.strategy.rollingUpdate.maxSurge` of `HardenedDeployment`.')).toBe(0);
  });

  test('an object that is no longer written, or was not, needs an entry with its name', () => {
    const gone = breaksOf(wrote((yaml) => `${yaml}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: old\n  namespace: shop\n`));
    expect(gone).toEqual([{ text: `examples/${EXAMPLE}/${file}: ConfigMap 'shop/old' is no longer written`, names: [['ConfigMap'], ['old']], needsApi: true }]);
    const added = breaksOf(wrote((yaml) => yaml.split(/^---\n/m).filter((document) => !document.includes('kind: PodDisruptionBudget')).join('---\n')));
    expect(added.map(({ text }) => text)).toEqual(['api', 'receipts'].map((name) =>
      `examples/${EXAMPLE}/${file}: PodDisruptionBudget 'payments/${name}' is written, and was not`));
  });

  test('another order, another path and another text are differences of files', () => {
    const reversed = breaksOf(wrote((yaml) => `${yaml.trimEnd().split(/^---\n/m).map((each) => `${each.trimEnd()}\n`).reverse().join('---\n')}`));
    expect(reversed.map(({ text, names }) => ({ text, names }))).toEqual([{ text: `examples/${EXAMPLE}/${file} is written in another order or style`, names: [['*.yaml', file]] }]);
    const { [file!]: yaml, ...others } = recorded.written;
    expect(breaksOf({ ...recorded, written: { ...others, 'old/shop.yaml': yaml!, 'note.md': 'old' } }).map(({ text }) => text)).toEqual([
      `examples/${EXAMPLE}/old/shop.yaml is no longer written`, `examples/${EXAMPLE}/note.md is no longer written`, `examples/${EXAMPLE}/${file} is written, and was not`,
    ]);
  });

  test('a program that has changed since is run as it was', () => {
    const run = (edit: (program: string) => string) => breaksOf({ ...recorded, program: { ...recorded.program, 'main.ts': edit(recorded.program['main.ts']!) } });
    expect(run((program) => `// As it was.\n${program}`)).toEqual([]);
    expect(run((program) => program.replace(/replicas: \d+/, 'replicas: 9')).map(({ names }) => names)).toContainEqual([['Deployment'], ['spec.replicas']]);
    expect(run((program) => `${program}\nthrow new Error('no more');\n`)).toEqual([
      { text: expect.stringMatching(`^examples/${EXAMPLE} of the last release no longer runs: [^]*no more`), names: [[`examples/${EXAMPLE}`]], needsApi: true },
    ]);
  }, 60_000);
});

test('a public API that has lost something, or has another default, needs an entry with type and member', () => {
  const then = currentAssembly();
  const props = then.types['fleetwright.HardenedDeploymentProps'].properties;
  props.push({ abstract: true, docs: { stability: 'stable', summary: 'Old.' }, immutable: true, name: 'oldProp', optional: true, type: { primitive: 'number' } });
  const defaulted = Object.values<any>(then.types).flatMap((type) => (type.properties ?? []).map((prop: any) => ({ type, prop })))
    .find(({ prop }) => prop.docs?.default !== undefined && !prop.docs.default.startsWith('-'))!;
  const name = `${defaulted.type.name}.${defaulted.prop.name}`;
  const { default: before } = defaulted.prop.docs;
  defaulted.prop.docs.default = '77';
  const breaks = assemblyBreaks(then, scratch);
  expect(breaks).toEqual([
    { text: 'PROP fleetwright.HardenedDeploymentProps.oldProp: has been removed', names: [['HardenedDeploymentProps.oldProp']] },
    { text: `the default of ${name} is ${before}, and was 77`, names: [[name]] },
  ]);
  expect(unsaid(breaks, changelog(`\`${name}\` is another.`), API)).toEqual([breaks[0]]);
  expect(unsaid(breaks, changelog(`\`${name}\` is another.`, '`HardenedDeploymentProps.oldProp` is gone.'), API)).toEqual([]);
}, 60_000);

test('an assembly that cannot be compared is no assembly without differences', () => {
  expect(() => assemblyBreaks({ types: {} }, scratch)).toThrow(/^jsii-diff ended with status 0:\nLook like different assemblies/);
}, 60_000);

describe('entries for TypeScript alone', () => {
  const report = (code: string) => `## API Report File\n\n\`\`\`ts\n\n${code}\n\n\`\`\`\n`;
  const NOW = report(`
    import * as cdk8s_9 from 'fleetwright';
    // @public
    export class Api extends Base_2<cdk8s_9.Api> {
      constructor(name: string, args: ApiArgs);
      // (undocumented)
      get deployment(): Deployment | undefined;
    }
    // @public (undocumented)
    export interface ApiArgs { readonly image: string; readonly replicas?: number; }
    export const render: (program: () => void) => Promise<string>;
    export type Name = 'a' | 'b';
  `);
  const namesOf = (breaks: Break[]) => breaks.map(({ names: [[name]] }) => name);

  test('what is gone or says something else is a difference, and what is new is none', () => {
    expect(reportBreaks('pulumi', NOW, NOW)).toEqual([]);
    const edited = (from: string, to: string) => { expect(NOW).toContain(from); return NOW.replace(from, to); };
    expect(reportBreaks('pulumi', edited('get deployment(): Deployment | undefined;', 'get deployment(): Deployment;'), NOW)).toEqual([{
      text: "fleetwright/pulumi: Api.deployment is no longer 'get deployment(): Deployment;', but 'get deployment(): Deployment | undefined;'", names: [['Api.deployment']],
    }]);
    expect(namesOf(reportBreaks('pulumi', edited('args: ApiArgs', 'args?: ApiArgs'), NOW))).toEqual(['Api.constructor']);
    expect(namesOf(reportBreaks('pulumi', edited('Base_2<', 'Other<'), NOW))).toEqual(['Api']);
    expect(namesOf(reportBreaks('pulumi', edited("'a' | 'b'", "'a'"), NOW))).toEqual(['Name']);
    expect(namesOf(reportBreaks('pulumi', edited('readonly replicas?: number;', 'readonly replicas?: number; readonly old?: number;'), NOW))).toEqual(['ApiArgs.old']);
    expect(namesOf(reportBreaks('pulumi', edited('export type Name', 'export class Gone { readonly a: string; }\nexport type Name'), NOW))).toEqual(['Gone']);
    // What is new is no difference, unless callers have to say it.
    expect(reportBreaks('pulumi', edited('readonly replicas?: number;', ''), NOW)).toEqual([]);
    expect(namesOf(reportBreaks('pulumi', edited('readonly image: string;', ''), NOW))).toEqual(['ApiArgs.image']);
    // Comments, and the numbers of API Extractor, say nothing.
    expect(reportBreaks('pulumi', NOW.replaceAll('cdk8s_9', 'cdk8s_12').replaceAll('Base_2', 'Base_3').replaceAll('// @public', '// @beta'), NOW)).toEqual([]);
  });

  test('the report of fleetwright/pulumi has its classes and their getters', () => {
    const text = now.reports.pulumi!;
    expect(entryPoints()).toContain('pulumi');
    const without = text.replace(/^ +get podDisruptionBudget\(\).*\n/gm, '');
    expect(namesOf(reportBreaks('pulumi', text, without))).toContain('HardenedDeployment.podDisruptionBudget');
  });
});

test('entries are those below a line Breaking of what is not released yet, and say what to write where one is missing', () => {
  const text = '# Changelog\n\n## Unreleased\n\n- `a` **Breaking** in a sentence is none.\n\n**Breaking**\n- `b`\n  and `c[web].d`\n- e\n\n## 0.1.0 (2026-12-01)\n\n**Breaking**\n\n- `f`\n';
  expect(breakingEntries(text).map((entry) => [...entry])).toEqual([['b', 'c[].d'], []]);
  expect(breakingEntries('# Changelog\n')).toEqual([]);
  const missing = ['one', 'two', 'three'].map((name): Break => ({ text: `${name} differs`, names: [['Deployment'], ['spec.a[x].b']], needsApi: true }));
  expect(toWrite([...missing, { text: 'gone', names: [['Api.old']] }])).toBe(`A user of the last release would notice this. Undo it, or write it in CHANGELOG.md under Unreleased, below a line **Breaking**,
with the prop or class that does it in place of \`Class.prop\`:

- \`Deployment\` \`spec.a[].b\` \`Class.prop\`: what changed, and what users do.
    one differs
    and 2 more like it
- \`Api.old\`: what changed, and what users do.
    gone
`);
});
