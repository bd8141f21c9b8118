// What the compiler takes runs, and what a program refuses, the compiler refuses: for each value of each variant.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { FieldPath } from '../../lib/manifest/field-path';
import { TWINS, withOneOutput } from './variants';

const ROOT = path.join(__dirname, '..', '..');

const withoutIndex = (at: string) => at.replace(/\[\d+\]/g, '[]');

interface Leaf {
  readonly name: string;
  readonly at: string;
  readonly path: FieldPath;
  /** Whether it must be known when the program runs. */
  readonly isDecisive: boolean;
}

/** Workloads are told alike, whichever of them was tried where a value decides. */
const DECIDED_BY_WORKLOADS = Object.entries(TWINS).flatMap(([name, { decisive }]) => (name.startsWith('Hardened') ? decisive : []));

const LEAVES: readonly Leaf[] = Object.entries(TWINS).flatMap(([name, { variants, decisive }]) => {
  const leaves = new Map(Object.values(variants).flatMap((props) => withOneOutput(props)).map((leaf) => [withoutIndex(leaf.at), leaf]));
  const known = new Set([...decisive, ...(name.startsWith('Hardened') ? DECIDED_BY_WORKLOADS : [])].map(withoutIndex));
  // Options of rules may be anything to the compiler.
  return [...leaves].filter(([at]) => !at.startsWith('rules.options')).map(([at, leaf]) => ({ name, at, path: leaf.path, isDecisive: known.has(at) }));
});

/** The type of a place in arguments. */
function typeAt(type: string, steps: FieldPath): string {
  return steps.reduce<string>((outer, step) => `Plain<${outer}>[${typeof step === 'number' ? 'number' : JSON.stringify(step)}]`, type);
}

/** A program with a line for each place: `true` where an Output of what may stand there may stand there too. */
const PROGRAM = [
  "import { Output, OutputInstance } from '@pulumi/pulumi';",
  "import * as cdk8s from 'fleetwright';",
  "import * as entry from 'fleetwright/pulumi';",
  'type Plain<T> = Exclude<NonNullable<T>, Promise<any> | OutputInstance<any>>;',
  ...LEAVES.map(({ name, path: steps, isDecisive }, index) => (
    `export const x${index}: Output<NonNullable<${typeAt(`cdk8s.${name}Props`, steps)}>> extends ${typeAt(`entry.${name}Args`, steps)} ? true : false = ${!isDecisive};`)),
].join('\n');

test('the compiler takes an Output where the program does, and nowhere else', () => {
  const file = path.join(ROOT, 'test', 'pulumi', 'known-args.program.ts');
  const { config } = ts.readConfigFile(path.join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost({ ...options, noEmit: true });
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? PROGRAM : readFile.call(host, name));
  const own = ts.createSourceFile(file, PROGRAM, ts.ScriptTarget.ES2022);
  host.getSourceFile = (name, ...rest) => (name === file ? own : getSourceFile.call(host, name, ...rest));
  const program = ts.createProgram([file], { ...options, noEmit: true, incremental: false, composite: false, skipLibCheck: true }, host);
  const source = program.getSourceFile(file)!;
  const wrong = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ start, messageText }) => {
    const leaf = LEAVES[source.getLineAndCharacterOfPosition(start!).line - 4];
    return `${leaf?.name} ${leaf?.at}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(wrong).toEqual([]);
  expect(LEAVES.filter(({ isDecisive }) => isDecisive).length).toBeGreaterThan(30);
  expect(fs.existsSync(file)).toBe(false);
}, 300_000);

interface JsiiType {
  readonly kind: string;
  readonly datatype?: boolean;
  readonly interfaces?: string[];
  readonly properties?: { readonly name: string; readonly type: any }[];
}

const ASSEMBLY: { readonly [fqn: string]: JsiiType } = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8')).types;

function propertiesOf(fqn: string): { readonly of: string; readonly name: string; readonly type: any }[] {
  const { interfaces = [], properties = [] } = ASSEMBLY[fqn] ?? {};
  return [...properties.map((property) => ({ ...property, of: fqn })), ...interfaces.flatMap(propertiesOf)];
}

/** Every value below a struct: where it is declared, as `fleetwright.HostAlias.ip`, once. */
function valuesOf(fqn: string, found = new Set<string>(), seen = new Set<string>()): Set<string> {
  if (seen.has(fqn)) { return found; }
  seen.add(fqn);
  for (const { of, name, type } of propertiesOf(fqn)) {
    typesIn(type).forEach((inner) => (inner === 'value' ? found.add(`${of}.${name}`) : valuesOf(inner, found, seen)));
  }
  return found;
}

/** What a type is made of: structs by their names, and values. */
function typesIn({ primitive, collection, union, fqn }: any): string[] {
  if (collection !== undefined) { return typesIn(collection.elementtype); }
  if (union !== undefined) { return union.types.flatMap(typesIn); }
  if (primitive !== undefined || ASSEMBLY[fqn]?.kind === 'enum') { return ['value']; }
  return ASSEMBLY[fqn]?.datatype === true ? [fqn] : [];
}

/** Where the values of a variant are declared. */
function declaredIn(fqn: string, value: any, found: Set<string>): void {
  for (const { of, name, type } of propertiesOf(fqn)) {
    const given = value?.[name];
    if (given === undefined) { continue; }
    const structs = typesIn(type);
    if (structs.includes('value')) { found.add(`${of}.${name}`); }
    const isMap = type.collection?.kind === 'map';
    for (const inner of structs.filter((each) => each !== 'value')) {
      for (const part of Array.isArray(given) ? given : isMap ? Object.values(given) : [given]) { declaredIn(inner, part, found); }
    }
  }
}

test('the variants have every value that there is, once at least', () => {
  const [all, tried] = [new Set<string>(), new Set<string>()];
  for (const [name, { variants }] of Object.entries(TWINS)) {
    valuesOf(`fleetwright.${name}Props`, all);
    Object.values(variants).forEach((props) => declaredIn(`fleetwright.${name}Props`, props, tried));
  }
  // Settings of rules are read before any deployment, and are tried where rules are.
  const ofRules = /^fleetwright\.(?:CelRule|StandIn|MadeObjects|MadePods|ExternalObject|RuleSettings)\./;
  expect([...all].filter((value) => !tried.has(value) && !ofRules.test(value))).toEqual([]);
});
