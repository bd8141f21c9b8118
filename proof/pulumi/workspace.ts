import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import { PROOF_FOLDER } from '../engine';

const REPOSITORY = path.dirname(PROOF_FOLDER);

/**
 * Makes a folder in which Pulumi programs find `fleetwright` as its users do: by its name, through the `exports` of its
 * package.json. It is compiled from the sources beside this file, since `build/` may be older than they are.
 */
export function prepareWorkspace(folder: string): void {
  const modules = path.join(folder, 'node_modules');
  linkModules(path.join(REPOSITORY, 'node_modules'), modules);
  const library = path.join(modules, 'fleetwright');
  fs.rmSync(library, { recursive: true, force: true });
  const sources = path.join(REPOSITORY, 'lib');
  for (const name of fs.readdirSync(sources, { recursive: true }).map(String).filter((file) => file.endsWith('.ts'))) {
    write(path.join(library, 'build', name.replace(/\.ts$/, '.js')), compiled(fs.readFileSync(path.join(sources, name), 'utf8')));
  }
  fs.copyFileSync(path.join(REPOSITORY, 'package.json'), path.join(library, 'package.json'));
}

/** A project of Pulumi: what its folder holds, compiled, with a `Pulumi.yaml`. */
export function prepareProject(source: string, folder: string, main: string): void {
  for (const name of fs.readdirSync(source).filter((file) => file.endsWith('.ts'))) {
    write(path.join(folder, name.replace(/\.ts$/, '.js')), compiled(fs.readFileSync(path.join(source, name), 'utf8')));
  }
  writeProject(folder, main);
}

/** The project of an example with several versions of its program. Files of other examples are where it finds them in the repository. */
export function prepareExample(source: string, folder: string, versions: { readonly [name: string]: string }): string {
  for (const name of fs.readdirSync(path.dirname(source)).filter((each) => !each.startsWith('pulumi-'))) {
    const link = path.join(path.dirname(folder), name);
    if (!fs.existsSync(link)) { fs.symlinkSync(path.join(path.dirname(source), name), link); }
  }
  for (const [name, text] of Object.entries(versions)) { write(path.join(folder, `${name}.js`), compiled(text)); }
  write(path.join(folder, 'main.js'), 'module.exports = require(`./${process.env.PROOF_VARIANT}`);\n');
  writeProject(folder, 'main.js');
  return folder;
}

function writeProject(folder: string, main: string): void {
  const name = path.basename(folder);
  // Compiled once, here: Pulumi would otherwise do it in every run.
  write(path.join(folder, 'Pulumi.yaml'), `${JSON.stringify({ name, main, runtime: { name: 'nodejs', options: { typescript: false } } })}\n`);
  write(path.join(folder, 'package.json'), `${JSON.stringify({ name, version: '1.0.0', main })}\n`);
}

/** File by file; types are checked elsewhere. */
function compiled(text: string): string {
  return ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } }).outputText;
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function linkModules(from: string, to: string): void {
  fs.mkdirSync(to, { recursive: true });
  for (const name of fs.readdirSync(from)) {
    if (name !== 'fleetwright' && !name.startsWith('.')) { fs.symlinkSync(path.join(from, name), path.join(to, name)); }
  }
}
