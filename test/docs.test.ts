// Nothing in the README or a guide that is not run: every TypeScript block compiles and runs, and the YAML blocks behind it are what it wrote.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as ts from 'typescript';
import { parseYaml } from '../lib/manifest/yaml';
import { expectYaml, isPulumi, Program, programs, ROOT, runModule, titled } from './docs-programs';

/** Runs a program as a module of its own and reads the objects that it synthesized. */
function run(program: Program): any[] {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-docs-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const log = jest.spyOn(console, 'log').mockReturnValue();
  try {
    runModule(program, require);
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

test('the README and the guides have programs', () => {
  expect(programs.length).toBeGreaterThan(3);
});

test.each(programs.filter((program) => !isPulumi(program)).map(titled))('%s runs, and its YAML is what it wrote', (_, program) => {
  expectYaml(program, run(program));
});

test('every warning stands in a guide, and no guide has one that nothing raises', () => {
  const files = (folder: string) => (fs.readdirSync(path.join(ROOT, folder), { recursive: true }) as string[]).map((file) => path.join(ROOT, folder, file));
  const read = (names: string[]) => names.map((name) => fs.readFileSync(name, 'utf8')).join('\n');
  const areas = fs.readdirSync(path.join(ROOT, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).join('|');
  const found = (text: string, id: RegExp) => [...new Set([...text.matchAll(id)].map((match) => match[1]))].sort();
  const raised = found(read(files('lib').filter((name) => name.endsWith('.ts'))), new RegExp(`\\bid: '((?:${areas})/[a-z-]+)'`, 'g'));
  const told = found(read(files('docs').filter((name) => name.endsWith('.md') && !name.endsWith('proof.md'))), new RegExp(`\`((?:${areas})/[a-z-]+)\``, 'g'));
  expect(raised.length).toBeGreaterThan(40);
  expect(told).toEqual(raised);
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
