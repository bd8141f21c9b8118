import * as fs from 'node:fs';
import * as path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vm from 'node:vm';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../lib/manifest/object';

/** An object that this project shows to its users as the outcome of using it. */
export interface Input {
  /** Example, page or test file that it comes from: what the report counts by. */
  readonly source: string;
  /** What is applied together: a cluster of an example, a page, one snapshot. */
  readonly set: string;
  readonly object: KubernetesObject;
  /** What is wrong with its text already. */
  readonly fault?: string;
}

/**
 * Everything that must be good enough for a real API server:
 * - `examples/<name>/expected/`: all YAML; each folder right below it is a cluster of its own
 * - `README.md` and `docs/`, but not `docs/adr/`: fenced blocks with the info string `yaml` and nothing behind it
 * - `test/`: YAML files in `__snapshots__`, and strings of `.snap` files and inline snapshots, where they are YAML
 * Of these, what has an `apiVersion` and a `kind` is an object.
 */
export function inputs(repository: string): Input[] {
  return [...exampleInputs(repository), ...pageInputs(repository), ...snapshotInputs(repository)];
}

function exampleInputs(repository: string): Input[] {
  return files(repository, 'examples', /\.ya?ml$/).flatMap((file) => {
    const [, example, folder, ...rest] = file.split('/');
    if (folder !== 'expected') { return []; }
    const cluster = rest.length > 1 ? `/${rest[0]}` : '';
    return objects(read(repository, file)).map((found) => ({ source: `examples/${example}`, set: `examples/${example}${cluster}`, ...found }));
  });
}

function pageInputs(repository: string): Input[] {
  const pages = ['README.md', ...files(repository, 'docs', /\.md$/).filter((file) => !file.startsWith('docs/adr/'))];
  return pages.filter((page) => fs.existsSync(path.join(repository, page))).flatMap((page) =>
    [...read(repository, page).matchAll(/^( *)```ya?ml[ \t]*\n([\s\S]*?)^\1```/gm)].flatMap(([, indent, block], index) =>
      objects(block.replace(new RegExp(`^${indent}`, 'gm'), '')).map((found) => ({ source: page, set: `${page} #${index + 1}`, ...found }))));
}

function snapshotInputs(repository: string): Input[] {
  return files(repository, 'test', /(\.snap|\.test\.ts|\/__snapshots__\/.*\.ya?ml)$/).flatMap((file) => {
    const text = read(repository, file);
    const snapshots = file.endsWith('.snap') ? Object.entries(snapFile(text)) : file.endsWith('.ts') ? inlineSnapshots(text) : [['', text] as const];
    return snapshots.flatMap(([title, snapshot]) => objects(snapshot).map((found) => ({ source: file, set: `${file} ${title}`.trim(), ...found })));
  });
}

/** A `.snap` file is a CommonJS module of strings. */
function snapFile(text: string): { [title: string]: string } {
  const exports: { [title: string]: string } = {};
  vm.runInNewContext(text, { exports });
  return Object.fromEntries(Object.entries(exports).map(([title, value]) => [title, unquoted(value)]));
}

function inlineSnapshots(text: string): [string, string][] {
  return [...text.matchAll(/toMatchInlineSnapshot\(\s*(?:\{[^`]*\},\s*)?`((?:[^`\\]|\\[\s\S])*)`/g)].map(([, literal], index) => {
    const lines = literal.replace(/\\([`\\$])/g, '$1').split('\n');
    // Jest indents an inline snapshot like the code around it.
    const indent = /^ */.exec(lines[1] ?? '')![0];
    return [`#${index + 1}`, unquoted(lines.map((line) => line.startsWith(indent) ? line.slice(indent.length) : line).join('\n'))];
  });
}

/** Jest prints a string in quotes, with its content as it is. */
function unquoted(value: string): string {
  const text = value.trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}

/** The Kubernetes objects in a text; none if it is no YAML, as most snapshots are not. */
function objects(text: string): Pick<Input, 'object' | 'fault'>[] {
  const read12 = documents(text, '1.2');
  const read11 = documents(text, '1.1');
  return read12.flatMap((document, index) => {
    // kubectl reads YAML 1.1, most other tools 1.2. What they read differently is not what was meant for one of them.
    const fault = isDeepStrictEqual(document, read11[index]) ? undefined : 'YAML 1.1 and 1.2 read this text differently: a string needs quotes';
    return flat(document).map((object) => ({ object, fault }));
  });
}

function documents(text: string, version: '1.1' | '1.2'): unknown[] {
  const parsed = parseAllDocuments(text, { version, logLevel: 'silent' });
  if ('empty' in parsed || parsed.some((document) => document.errors.length > 0)) { return []; }
  return parsed.map((document) => document.toJS());
}

/** Objects themselves, the items of a `List`, or the elements of an array, as a test may print them. */
function flat(value: any): KubernetesObject[] {
  if (Array.isArray(value)) { return value.flatMap(flat); }
  if (typeof value?.apiVersion !== 'string' || typeof value.kind !== 'string') { return []; }
  return value.kind === 'List' && Array.isArray(value.items) ? value.items.flatMap(flat) : [value];
}

function files(repository: string, folder: string, name: RegExp): string[] {
  const root = path.join(repository, folder);
  if (!fs.existsSync(root)) { return []; }
  return fs.readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(repository, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join('/'))
    .filter((file) => name.test(file) && !file.includes('/node_modules/'))
    .sort();
}

function read(repository: string, file: string): string {
  return fs.readFileSync(path.join(repository, file), 'utf8');
}
