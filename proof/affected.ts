import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';
import type { Selected } from './selection';

/** Run whatever has changed: everything that is shown to users on a strict API server, that this server judges at all, and the runner itself. */
export const CORE: readonly string[] = ['accepted', 'frame', 'inputs', 'runner'];

/** What every proof stands on. */
const SHARED = [/^proof\/[^/]+\.(ts|sh)$/, /^(package|package-lock|tsconfig)\.json$/, /^\.ci\//];

/** How the examples name the library, which is this repository. */
const SELF: { readonly [name: string]: string } = {
  'fleetwright': 'lib/index.ts', 'fleetwright/pulumi': 'lib/pulumi/index.ts', 'fleetwright/testing': 'lib/testing/index.ts',
};

/** The proofs that a change of some files, named from the root of the repository, can affect, and the core. */
export function affected(all: readonly Selected[], changed: readonly string[], repository: string): Selected[] {
  if (changed.some((file) => SHARED.some((pattern) => pattern.test(file)))) { return [...all]; }
  const imports = new Map<string, readonly string[]>();
  return all.filter(({ file, proof }) => {
    if (CORE.includes(proof.name)) { return true; }
    const folders = [path.dirname(file), ...proof.needs.map(String)];
    const programs = reachable([`proof/${file}.proof.ts`, ...folders.map((folder) => `proof/${folder}/engine.ts`)], repository, imports);
    return changed.some((name) => programs.has(name)
      // What Go, Maven and shells read: the whole folder.
      || (!name.endsWith('.ts') && folders.some((folder) => name.startsWith(`proof/${folder}/`)))
      || (proof.reads ?? []).some((read) => name === read || name.startsWith(`${read}/`)));
  });
}

/** The commit that is checked out, and whether the working tree is another. `undefined` where git does not know. */
export function commitOf(repository: string): string | undefined {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty=, with changes that are not committed', '--match=', '--abbrev=12'], { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** Files that differ from where a commit and the working tree have parted: committed, not committed or not yet known to git. */
export function changedSince(commit: string, repository: string): string[] {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).split('\0').filter((name) => name !== '');
  return [...git('diff', '--name-only', '--no-renames', '--merge-base', '-z', commit, '--'), ...git('ls-files', '--others', '--exclude-standard', '-z')];
}

/** The given files and what they import, directly or not. */
function reachable(entries: readonly string[], repository: string, imports: Map<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) { continue; }
    seen.add(file);
    if (!imports.has(file)) { imports.set(file, importsOf(file, repository)); }
    open.push(...imports.get(file)!);
  }
  return seen;
}

function importsOf(file: string, repository: string): string[] {
  const text = file.endsWith('.ts') && isFile(path.join(repository, file)) ? fs.readFileSync(path.join(repository, file), 'utf8') : '';
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName }) => {
    if (SELF[fileName] !== undefined) { return [SELF[fileName]]; }
    if (!fileName.startsWith('.')) { return []; }
    const target = path.posix.join(path.posix.dirname(file), fileName);
    const found = ['.ts', '/index.ts', ''].map((ending) => `${target}${ending}`).find((name) => isFile(path.join(repository, name)));
    // A file that is not there any more has changed: whoever imports it must notice.
    return [found ?? `${target}.ts`];
  });
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
