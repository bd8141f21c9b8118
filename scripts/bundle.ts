// Makes of what is compiled what is published: a few files of JavaScript with all of lib and its small dependencies, the entries that lead to them, and the
// types that can be seen from them. A thousand small files take longer to find and to read than all that most programs do with them, and one large file
// longer to parse: each room is a part, which is read when something of it is first used.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..');
const BUILD = path.join(ROOT, 'build');
// As deep as the modules in the rooms of lib, which name files of the package from where they are.
const PARTS = path.join(BUILD, 'bundled');
const LICENSES = path.join(PARTS, 'LICENSES');

/** What is loaded by its path. */
const ENTRIES = { index: 'index.js', pulumi: 'pulumi/index.js', testing: 'testing/index.js', cli: 'cli/main.js' } as const;
const PEERS = ['cdk8s', 'cdk8s-plus-28', 'constructs', '@pulumi/*'];

// Of the engines that are supported, that of Node.js 20 alone optimizes what runs for a second at most, which takes longer than it saves. Later ones have a
// quick compiler for that, and do not know the flag.
const QUICK = `#!/usr/bin/env node
'use strict';
if (process.versions.node.startsWith('20.')) { require('node:v8').setFlagsFromString('--interrupt-budget=1000000'); }
`;

const START = /^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);$/m;
const IMPORT = /^(?:var|const) (\w+) = require\(("\.[^"]+")\);$/gm;
const EXPORT = /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.\1; \} \}\);$/gm;

// The value takes the place of its getter, which would ask for the module each time.
const LAZILY = 'const lazily = (name, load) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => { '
  + 'const value = load(); Object.defineProperty(exports, name, { enumerable: true, value }); return value; } });';

/** The compiler's text of an entry that exports names of other modules alone: each is run when something of it is first used, and not before. */
export function lazyEntry(text: string): string {
  const paths = new Map([...text.matchAll(IMPORT)].map(([, variable, file]) => [variable, file]));
  return text.replace(START, (start) => `${start} ${LAZILY}`).replace(IMPORT, '')
    .replace(EXPORT, (_, name, variable) => `lazily("${name}", () => require(${paths.get(variable)}).${name});`);
}

async function bundle(): Promise<void> {
  const [index, pulumi, testing] = [ENTRIES.index, ENTRIES.pulumi, ENTRIES.testing].map((file) => fs.readFileSync(path.join(BUILD, file), 'utf8'));
  fs.writeFileSync(path.join(BUILD, ENTRIES.index), lazyEntry(index));
  const { metafile: { inputs } } = await esbuild.build({
    ...SETTINGS, entryPoints: Object.values(ENTRIES).map((file) => path.join(BUILD, file)), outdir: PARTS, write: false, metafile: true,
  });
  const parts = [...new Set(Object.keys(inputs).map(partOf))].sort();
  const texts = new Map(await Promise.all(parts.map(async (part) => [path.join(PARTS, `${part}.js`), await partText(part, inputs)] as const)));
  fs.rmSync(PARTS, { recursive: true, force: true });
  fs.mkdirSync(PARTS);
  for (const [file, text] of texts) { fs.writeFileSync(file, text); }
  fs.writeFileSync(LICENSES, licensesOf(Object.keys(inputs)));
  writeEntry(ENTRIES.index, entryText('./bundled', ENTRIES.index, namesIn(index)));
  writeEntry(ENTRIES.testing, entryText('../bundled', ENTRIES.testing, namesIn(testing)));
  // It exports what the first does, too.
  writeEntry(ENTRIES.pulumi, entryText('../bundled', ENTRIES.pulumi, [...namesIn(index), ...namesIn(pulumi)]));
  writeEntry(ENTRIES.cli, `${QUICK}void ${moduleOf('../bundled', `build/${ENTRIES.cli}`)}.main();\n`);
  keep([...texts.keys(), LICENSES, ...Object.values(ENTRIES).map((file) => path.join(BUILD, file)), ...types()]);
}

const SETTINGS = {
  absWorkingDir: ROOT,
  bundle: true,
  external: PEERS,
  // Names of modules are the same wherever the packages lie.
  preserveSymlinks: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Names stay, and lines are short: a stack that a user sends us can be read.
  keepNames: true,
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 400,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies esbuild.BuildOptions;

type Inputs = esbuild.Metafile['inputs'];

/** Which part a file is in: a package, a room of lib, or a group of its rules. */
function partOf(file: string): string {
  const [top, ...steps] = file.split('/');
  if (top === 'node_modules') { return steps[0].startsWith('@') ? steps[1] : steps[0]; }
  if (top !== 'build') { return 'package'; }
  const folders = steps.slice(0, -1);
  if (folders.length === 0) { return 'index'; }
  return folders.slice(0, DEEP[folders[0]] ?? 1).join('-');
}

/** Rooms of which few who use them use all. */
const DEEP: { readonly [room: string]: number } = { cli: 2, fleet: 2, rules: 3, schema: 2 };

/** All that is in a part, each module as a function of its name. What is in another part is asked of that. */
async function partText(part: string, inputs: Inputs): Promise<string> {
  const own = Object.keys(inputs).filter((file) => partOf(file) === part);
  const isOwn = new Set(own);
  const asked = new Set(Object.values(ENTRIES).map((file) => `build/${file}`));
  for (const [file, { imports }] of Object.entries(inputs)) {
    if (!isOwn.has(file)) { imports.forEach((each) => asked.add(each.path)); }
  }
  const { outputFiles: [{ text }] } = await esbuild.build({
    ...SETTINGS,
    stdin: { contents: `module.exports = { ${own.filter((file) => asked.has(file)).map((file) => `'${file}': () => require('./${file}')`).join(', ')} };`, resolveDir: ROOT },
    outfile: path.join(PARTS, `${part}.js`),
    write: false,
    plugins: [LAZY_IMPORTS, NO_PROCESSES, {
      name: 'other parts',
      setup: (build) => build.onResolve({ filter: /./ }, ({ importer, path: original }) => {
        const target = inputs[path.relative(ROOT, importer).split(path.sep).join('/')]?.imports.find((each) => each.original === original && each.external !== true)?.path;
        return target === undefined || isOwn.has(target) ? undefined : { path: `${OTHER}${target}`, external: true };
      }),
    }],
  });
  const quick = quickNames(text).replace(new RegExp(`require\\("${OTHER}([^"]+)"\\)`, 'g'), (_, file) => moduleOf('.', file));
  return part === THROWING ? quietThrow(quick) : quick;
}

/** What the compiler makes of an import of names. It asks the module for a name wherever one is used. */
const NAMES = /^const (\w+_\d+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);$/gm;

/** Each module of ours is run when one of its names is first used, and not before. */
const LAZY_IMPORTS: esbuild.Plugin = {
  name: 'lazy imports',
  setup: (build) => build.onLoad({ filter: new RegExp(`^${BUILD}/.*\\.js$`) }, ({ path: file }) => {
    const text = fs.readFileSync(file, 'utf8');
    const names = [...text.matchAll(NAMES)].map(([, name]) => name);
    if (names.length === 0) { return { contents: text }; }
    const used = text.replace(new RegExp(`\\bnew (${names.join('|')})((?:\\.\\w+)+)`, 'g'), 'new ($1()$2)').replace(new RegExp(`\\b(${names.join('|')})\\.`, 'g'), '$1().');
    return { contents: used.replace(NAMES, 'let $1_module; const $1 = () => $1_module ??= $2;') };
  }),
};

const PROCESSES = "const childProcess = require('node:child_process');";

/** Commander starts processes for commands that are programs of their own. There are none, and the module takes a while to load. */
const NO_PROCESSES: esbuild.Plugin = {
  name: 'no processes',
  setup: (build) => build.onLoad({ filter: /commander.lib.command\.js$/ }, ({ path: file }) => {
    const text = fs.readFileSync(file, 'utf8');
    if (!text.includes(PROCESSES)) { throw new Error(`${file} no longer has '${PROCESSES}'`); }
    return { contents: text.replace(PROCESSES, "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };") };
  }),
};

const OTHER = 'in another part: ';

/** An expression that is a module, seen from where the parts are in `folder`. */
function moduleOf(folder: string, file: string): string {
  return `require("${folder}/${partOf(file)}.js")["${file}"]()`;
}

/** Most functions have their names already: to give them to thousands anew takes longer than to look. */
function quickNames(text: string): string {
  const name = 'var __name=(target,value)=>__defProp(';
  // A part without functions gives no names.
  return text.includes('__name(') ? replaceOnce(text, name, 'var __name=(target,value)=>target.name===value?target:__defProp(', 'names of functions in another way') : text;
}

const THROWING = partOf('build/construct/fleet-error.js');

/** Comments are gone, and with them the word that keeps Node.js from printing the line of ours that throws. */
function quietThrow(text: string): string {
  return replaceOnce(
    text, 'function fail(error){throw error}', 'function fail(error){throw error /* node-do-not-add-exception-line */}',
    "another 'fail' of lib/construct/fleet-error.ts, which throws what users have to read",
  );
}

function replaceOnce(text: string, part: string, by: string, otherwise: string): string {
  const [before, after, ...more] = text.split(part);
  if (after === undefined || more.length > 0) { throw new Error(`the bundle has ${otherwise}`); }
  return `${before}${by}${after}`;
}

function writeEntry(entry: string, text: string): void {
  fs.writeFileSync(path.join(BUILD, entry), text);
}

function namesIn(compiled: string): string[] {
  return [...compiled.matchAll(EXPORT)].map(([, name]) => name);
}

/** The last line is never run. Modules of ECMAScript read in it which names there are. */
function entryText(folder: string, entry: string, names: readonly string[]): string {
  return `'use strict';\nmodule.exports = ${moduleOf(folder, `build/${entry}`)};\n`
    + `0 && (module.exports = { ${[...new Set(names)].sort().join(', ')} });\n`;
}

/** The licences of what is in the bundle and not ours. */
function licensesOf(inputs: readonly string[]): string {
  const packages = new Set(inputs.map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter((name) => name !== undefined));
  return [...packages].sort().map((name) => {
    const folder = path.join(ROOT, 'node_modules', name);
    const license = fs.readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    if (license === undefined) { throw new Error(`${name} has no licence: what is not ours is bundled with its licence`); }
    const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${fs.readFileSync(path.join(folder, license), 'utf8').trim()}\n`;
  }).join(`\n${'-'.repeat(80)}\n\n`);
}

/** The declarations that the two public ones lead to. */
function types(): string[] {
  const found = new Set(['index.d.ts', 'pulumi/index.d.ts', 'testing/index.d.ts'].map((file) => path.join(BUILD, file)));
  for (const file of found) {
    const { importedFiles } = ts.preProcessFile(fs.readFileSync(file, 'utf8'));
    for (const { fileName } of importedFiles.filter((each) => each.fileName.startsWith('.'))) {
      const target = path.resolve(path.dirname(file), fileName);
      found.add([`${target}.d.ts`, path.join(target, 'index.d.ts')].find((candidate) => fs.existsSync(candidate))!);
    }
  }
  return [...found];
}

function keep(files: readonly string[]): void {
  const folders = new Set(files.flatMap((file) => parents(file)));
  for (const name of fs.readdirSync(BUILD, { recursive: true })) {
    const file = path.join(BUILD, String(name));
    if (!files.includes(file) && !folders.has(file)) { fs.rmSync(file, { recursive: true, force: true }); }
  }
}

function parents(file: string): string[] {
  const folder = path.dirname(file);
  return folder === BUILD ? [] : [folder, ...parents(folder)];
}

if (require.main === module) { void bundle(); }
