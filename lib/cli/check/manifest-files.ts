import * as fs from 'node:fs';
import * as path from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { listed } from '../../manifest/listed';
import { CliError, ExitCode } from '../exit-code';
import { pathMatcher } from './path-patterns';

/** How standard input is named. */
export const STANDARD_INPUT = '-';

const IGNORED = ['**/node_modules/**', '**/.*/**'];

/** The files that arguments of a command line mean, sorted, as they are seen from the working directory. */
export interface FoundFiles {
  readonly files: readonly string[];
  /** Those that are named themselves. What else stands in a folder may be no manifest. */
  readonly named: ReadonlySet<string>;
  /** What patterns leave out. */
  readonly ignored: readonly string[];
}

/**
 * Each file once: files themselves, of folders all that ends with `.yaml`, `.yml` or `.json`, and what patterns match. An argument that means no file is a
 * wrong use.
 *
 * @param ignore patterns of what is left out, named or not
 */
export function manifestFiles(args: readonly string[], ignore: readonly string[] = []): FoundFiles {
  const files = args.map((arg) => ({ arg, files: filesOf(arg) }));
  const idle = files.filter((each) => each.files.length === 0).map(({ arg }) => arg);
  if (idle.length > 0) {
    throw new CliError(`There is no manifest at ${listed(idle)}, seen from '${process.cwd()}'. Name files, folders with files that end with '.yaml', '.yml' or '.json', or patterns.`, ExitCode.WRONG_USE);
  }
  const all = distinct(files.flatMap((each) => each.files)).sort();
  const isIgnored = ignore.length === 0 ? () => false : pathMatcher(ignore);
  return {
    files: all.filter((file) => !isIgnored(file)),
    named: new Set(files.filter((each) => isNamed(each.arg)).flatMap((each) => each.files)),
    ignored: all.filter(isIgnored),
  };
}

function isNamed(arg: string): boolean {
  return arg === STANDARD_INPUT || statsOf(arg)?.isDirectory() === false;
}

/** Each file once, by its shortest name: links to folders give it many, and one that leads back without an end. */
function distinct(files: readonly string[]): string[] {
  const folders = new Map<string, string>();
  const known = new Map<string, string>();
  for (const file of files) {
    const folder = path.dirname(file);
    if (!folders.has(folder)) { folders.set(folder, fs.realpathSync(folder)); }
    const real = file === STANDARD_INPUT ? file : path.join(folders.get(folder)!, path.basename(file));
    const other = known.get(real);
    if (other === undefined || file.length < other.length || (file.length === other.length && file < other)) { known.set(real, file); }
  }
  return [...known.values()];
}

function filesOf(arg: string): string[] {
  if (arg === STANDARD_INPUT) { return [arg]; }
  const stats = statsOf(arg);
  // A pipe of a shell is no file, and is read as one: `<(helm template …)`.
  if (stats !== undefined && !stats.isDirectory()) { return [asShown(arg)]; }
  const found = stats?.isDirectory() === true ? globSync(['**/*.{yaml,yml,json}'], { cwd: arg, ignore: IGNORED, onlyFiles: true, expandDirectories: false }).map((file) => path.join(arg, file))
    : isDynamicPattern(arg) ? globSync([arg], { ignore: IGNORED, onlyFiles: true, expandDirectories: false }) : [];
  return found.map(asShown);
}

/** Undefined where there is nothing. A loop of links, or a folder that nobody may enter, is a wrong use. */
export function statsOf(arg: string): fs.Stats | undefined {
  try {
    return fs.statSync(arg, { throwIfNoEntry: false });
  } catch (error) {
    throw new CliError(`Cannot read '${arg}': ${(error as Error).message}.`, ExitCode.WRONG_USE);
  }
}

/** With slashes, and without `./` before it. */
function asShown(file: string): string {
  return path.normalize(file).split(path.sep).join('/');
}
