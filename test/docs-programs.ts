// The programs in the README and the guides, and how their YAML is compared with what they made.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as ts from 'typescript';
import { parseYaml } from '../lib/manifest/yaml';

export const ROOT = path.join(__dirname, '..');

export interface Block { readonly language: string; readonly code: string; readonly line: number }
export interface Program {
  readonly page: string;
  readonly block: Block;
  readonly yaml: Block[];
  /** Files that it reads: YAML blocks of the page before it that begin with the name of one, such as `# clusters.yaml`. */
  readonly files: { readonly [name: string]: string };
  /** All warnings that it prints, where the page shows any. */
  warnings?: Block;
}

const pages = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

/** Every TypeScript block. */
export const programs = pages.flatMap(programsOf);

/** Whether a program is one for Pulumi: it needs an engine. */
export function isPulumi({ block }: Program): boolean {
  return /from '(@pulumi\/|fleetwright\/pulumi')/.test(block.code);
}

/** A program and its name for tests. */
export function titled(program: Program): [string, Program] {
  return [`${program.page}:${program.block.line}`, program];
}

/** Runs a program as a module of its own. */
export function runModule(program: Program, load: NodeJS.Require): void {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const { outputText } = ts.transpileModule(program.block.code, { compilerOptions });
  new Function('require', 'exports', 'module', '__dirname', outputText)(load, {}, {}, path.dirname(path.join(ROOT, program.page)));
}

/** Expects the YAML behind a program among the objects that it made. */
export function expectYaml({ page, yaml }: Program, objects: any[]): void {
  for (const block of yaml) {
    for (const document of parseYaml(block.code) as any[]) {
      if (document.apiVersion !== undefined && document.kind !== undefined) {
        // A whole object is shown whole.
        expect({ at: `${page}:${block.line}`, objects }).toEqual({ at: expect.anything(), objects: expect.arrayContaining([document]) });
      } else {
        expect({ at: `${page}:${block.line}`, document, found: contains(objects, document) }).toMatchObject({ found: true });
      }
    }
  }
}

function blocksOf(page: string): Block[] {
  const text = fs.readFileSync(path.join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1], code: match[2], line: text.slice(0, match.index).split('\n').length,
  }));
}

/** A program runs from its TypeScript block to the next one; the YAML blocks between are its output. */
function programsOf(page: string): Program[] {
  const found: Program[] = [];
  let files = {};
  for (const block of blocksOf(page)) {
    const file = block.language === 'yaml' ? /^# (\S+\.yaml)\n/.exec(block.code)?.[1] : undefined;
    if (file !== undefined) { files = { ...files, [file]: block.code }; }
    if (block.language === 'ts') { found.push({ page, block, yaml: [], files }); }
    if (block.language === 'yaml' && file === undefined) { found.at(-1)?.yaml.push(block); }
    if (block.language === 'text' && block.code.startsWith('warning ')) { found.at(-1)!.warnings = block; }
  }
  return found;
}

/** Whether `fragment` stands somewhere in `value`: a map by the keys that it names, anything else as it is. */
function contains(value: any, fragment: any): boolean {
  if (matches(value, fragment)) { return true; }
  return typeof value === 'object' && value !== null && Object.values(value).some((child) => contains(child, fragment));
}

function matches(value: any, fragment: any): boolean {
  if (isDeepStrictEqual(value, fragment)) { return true; }
  if (Array.isArray(fragment) || typeof fragment !== 'object' || fragment === null || typeof value !== 'object' || value === null) { return false; }
  return Object.entries(fragment).every(([key, child]) => key in value && matches(value[key], child));
}
