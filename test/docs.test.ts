// Nothing in the README or a guide that is not run: every TypeScript block compiles and runs, and the YAML blocks behind it are what it wrote.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as ts from 'typescript';
import { ERRORS, WARNINGS } from '../lib/construct/finding-ids';
import { parseYaml } from '../lib/manifest/yaml';
import { expectYaml, isPulumi, Program, programs, ROOT, runModule, titled } from './docs-programs';

/** Runs a program as a module of its own, reads the objects that it synthesized, and holds what it printed against what the page shows. */
function run(program: Program): any[] {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-docs-'));
  const before = process.env.CDK8S_OUTDIR;
  const cwd = process.cwd();
  process.env.CDK8S_OUTDIR = path.join(outdir, 'dist');
  Object.entries(program.files).forEach(([name, text]) => fs.writeFileSync(path.join(outdir, name), text));
  process.chdir(outdir);
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const log = jest.spyOn(console, 'log').mockReturnValue();
  try {
    runModule(program, require);
    if (program.warnings !== undefined) { expect(stderr.mock.calls.join('')).toBe(program.warnings.code); }
    const written = path.join(outdir, 'dist');
    return (fs.existsSync(written) ? fs.readdirSync(written, { recursive: true }) as string[] : []).filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => parseYaml(fs.readFileSync(path.join(written, file), 'utf8')));
  } finally {
    process.chdir(cwd);
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

test('the README shows what its first program prints', () => {
  expect(programs[0]).toMatchObject({ page: 'README.md', warnings: expect.anything() });
});

test.each(programs.filter((program) => !isPulumi(program)).map(titled))('%s runs, and its YAML is what it wrote', (_, program) => {
  expectYaml(program, run(program));
});

test('every warning stands in a guide, and no guide has an id that nothing reports', () => {
  const pages = (fs.readdirSync(path.join(ROOT, 'docs'), { recursive: true }) as string[]).filter((name) => name.endsWith('.md') && !/(?:proof|findings|rules)\.md$/.test(name));
  const text = pages.map((name) => fs.readFileSync(path.join(ROOT, 'docs', name), 'utf8')).join('\n');
  const areas = [...new Set([...Object.keys(WARNINGS), ...Object.keys(ERRORS)].map((id) => id.split('/')[0]))].join('|');
  const told = new Set([...text.matchAll(new RegExp(`\`((?:${areas})/[a-z-]+)\``, 'g'))].map((match) => match[1]));
  expect(Object.keys(WARNINGS).filter((id) => !told.has(id))).toEqual([]);
  expect([...told].filter((id) => !(id in WARNINGS) && !(id in ERRORS))).toEqual([]);
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
