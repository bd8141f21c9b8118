// Nothing in the README or a guide that is not run: every TypeScript block compiles and runs, and the YAML blocks behind it are what it wrote.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as ts from 'typescript';
import { parseYaml } from '../lib/manifest/yaml';

const ROOT = path.join(__dirname, '..');

interface Block { readonly language: string; readonly code: string; readonly line: number }
interface Program { readonly page: string; readonly block: Block; readonly yaml: Block[] }

const pages = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
const programs = pages.flatMap(programsOf);

function blocksOf(page: string): Block[] {
  const text = fs.readFileSync(path.join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(\w+)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1], code: match[2], line: text.slice(0, match.index).split('\n').length,
  }));
}

/** A program runs from its TypeScript block to the next one; the YAML blocks between are its output. */
function programsOf(page: string): Program[] {
  const found: Program[] = [];
  for (const block of blocksOf(page)) {
    if (block.language === 'ts') { found.push({ page, block, yaml: [] }); }
    if (block.language === 'yaml') { found.at(-1)?.yaml.push(block); }
  }
  return found;
}

/** Runs a program as a module of its own and reads the objects that it synthesized. */
function run(program: Program): any[] {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-docs-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const log = jest.spyOn(console, 'log').mockReturnValue();
  try {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
    const { outputText } = ts.transpileModule(program.block.code, { compilerOptions });
    new Function('require', 'exports', 'module', '__dirname', outputText)(require, {}, {}, path.dirname(path.join(ROOT, program.page)));
    return (fs.readdirSync(outdir, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => parseYaml(fs.readFileSync(path.join(outdir, file), 'utf8')));
  } finally {
    process.env.CDK8S_OUTDIR = before;
    if (before === undefined) { delete process.env.CDK8S_OUTDIR; }
    stderr.mockRestore();
    log.mockRestore();
    fs.rmSync(outdir, { recursive: true });
  }
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

test('the README and the guides have programs', () => {
  expect(programs.length).toBeGreaterThan(3);
});

test.each(programs.map((program) => [`${program.page}:${program.block.line}`, program] as const))('%s runs, and its YAML is what it wrote', (_, program) => {
  const objects = run(program);
  for (const block of program.yaml) {
    for (const document of parseYaml(block.code) as any[]) {
      if (document.apiVersion !== undefined && document.kind !== undefined) {
        // A whole object is shown whole.
        expect({ at: `${program.page}:${block.line}`, objects }).toEqual({ at: expect.anything(), objects: expect.arrayContaining([document]) });
      } else {
        expect({ at: `${program.page}:${block.line}`, document, found: contains(objects, document) }).toMatchObject({ found: true });
      }
    }
  }
});

test('every program compiles', () => {
  const options: ts.CompilerOptions = {
    noEmit: true, strict: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16, esModuleInterop: true, types: ['node'], typeRoots: [path.join(ROOT, 'node_modules', '@types')],
  };
  const sources = new Map(programs.map((program, i) => [path.join(ROOT, `docs-program-${i}.ts`), program] as const));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file)?.block.code ?? readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const program = sources.get(file);
    return program === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, `${program.block.code}\nexport {};\n`, ts.ScriptTarget.ES2022);
  };
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([...sources.keys()], options, host));
  const faults = diagnostics.map((diagnostic) => {
    const program = sources.get(diagnostic.file?.fileName ?? '');
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    return `${program?.page}:${(program?.block.line ?? 0) + 1 + line} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
  });
  expect(faults).toEqual([]);
}, 60_000);
