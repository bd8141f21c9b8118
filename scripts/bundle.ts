// Makes of what is compiled what is published: one file of JavaScript with all of lib and its small dependencies, the entries that lead to it, and the
// types that can be seen from them. A thousand small files take longer to find and to read than all that most programs do with them.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..');
const BUILD = path.join(ROOT, 'build');
// As deep as the modules in the rooms of lib, which name files of the package from where they are.
const BUNDLE = path.join(BUILD, 'bundled', 'fleetwright.js');
const LICENSES = path.join(BUILD, 'bundled', 'LICENSES');

/** What is loaded by its path. Each has a function of its name in the bundle. */
const ENTRIES = { index: 'index.js', pulumi: 'pulumi/index.js', cli: 'cli/main.js' } as const;
const PEERS = ['cdk8s', 'cdk8s-plus-28', 'constructs', '@pulumi/*'];

// Of the engines that are supported, that of Node.js 20 alone optimizes what runs for a second at most, which takes longer than it saves. Later ones have a
// quick compiler for that, and do not know the flag.
const CLI = `#!/usr/bin/env node
'use strict';
if (process.versions.node.startsWith('20.')) { require('node:v8').setFlagsFromString('--interrupt-budget=1000000'); }
void require('../bundled/fleetwright').cli().main();
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
  const [index, pulumi] = [ENTRIES.index, ENTRIES.pulumi].map((file) => fs.readFileSync(path.join(BUILD, file), 'utf8'));
  fs.writeFileSync(path.join(BUILD, ENTRIES.index), lazyEntry(index));
  const { metafile } = await esbuild.build({
    stdin: {
      contents: `module.exports = { ${Object.entries(ENTRIES).map(([name, file]) => `${name}: () => require('./${file}')`).join(', ')} };`,
      resolveDir: BUILD,
    },
    bundle: true,
    external: PEERS,
    // Names of modules are the same wherever the packages lie.
    preserveSymlinks: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile: BUNDLE,
    // Names stay, and lines are short: a stack that a user sends us can be read.
    keepNames: true,
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 400,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  fs.writeFileSync(BUNDLE, quietThrow(quickNames(fs.readFileSync(BUNDLE, 'utf8'))));
  fs.writeFileSync(LICENSES, licensesOf(Object.keys(metafile.inputs)));
  writeEntry(ENTRIES.index, entryText('./bundled', 'index', namesIn(index)));
  // It exports what the other does, too.
  writeEntry(ENTRIES.pulumi, entryText('../bundled', 'pulumi', [...namesIn(index), ...namesIn(pulumi)]));
  writeEntry(ENTRIES.cli, CLI);
  keep([BUNDLE, LICENSES, ...Object.values(ENTRIES).map((file) => path.join(BUILD, file)), ...types()]);
}

/** Most functions have their names already: to give them to thousands anew takes longer than to look. */
function quickNames(text: string): string {
  const name = 'var __name=(target,value)=>__defProp(';
  return replaceOnce(text, name, 'var __name=(target,value)=>target.name===value?target:__defProp(', 'names of functions in another way');
}

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
  return `'use strict';\nconst { ${entry} } = require('${folder}/fleetwright');\nmodule.exports = ${entry}();\n`
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
  const found = new Set(['index.d.ts', 'pulumi/index.d.ts'].map((file) => path.join(BUILD, file)));
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
