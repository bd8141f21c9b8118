import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fail } from '../../construct/fleet-error';
import { objectKey } from '../../manifest/object-key';
import { codeOf, outputError } from './output-error';
import { packageVersion } from './version';

/** In the folder of each cluster. `kubectl apply -R -f` reads no file that ends like this. */
export const INDEX_FILE = 'fleetwright.index';

/** What readers of this version understand. */
const FORMAT = 1;

/** A document of a file of ours. */
export interface IndexLine {
  /** The file, in the folder of the cluster, with `/`. */
  readonly path: string;
  /** Absent where the file only lists others. */
  readonly apiVersion?: string;
  readonly kind?: string;
  /** Absent for an object that states none. */
  readonly namespace?: string;
  /** Absent for an object without a name, and where it is made up by the API server. */
  readonly name?: string;
  readonly generateName?: string;
  /** SHA-256 of its YAML, as `sha256sum` prints it: of the file where nothing else is in it. */
  readonly hash: string;
}

/** An object of a cluster, as its index knows it. */
export interface IndexedObject extends IndexLine {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What a run has written for a cluster. */
export interface ClusterIndex {
  /** The version of this library that wrote it. */
  readonly version: string;
  /** What the writer noted about the cluster. */
  readonly facts: { readonly [name: string]: any };
  /** A line for each document: by file, and in its order there. */
  readonly lines: readonly IndexLine[];
}

/** The objects among the lines. */
export function indexedObjects({ lines }: ClusterIndex): IndexedObject[] {
  return lines.filter((line): line is IndexedObject => line.kind !== undefined);
}

/** The objects among lines by what they are, in whatever file, and of whatever version of their API. */
export function byObject<T extends IndexLine>(lines: readonly T[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const line of lines) {
    const { apiVersion, kind, namespace, name, generateName } = line;
    if (apiVersion === undefined || kind === undefined) { continue; }
    const key = objectKey({ apiVersion, kind, metadata: { namespace, name, generateName } });
    let numbered = key;
    // Any number of objects may share a generateName.
    for (let i = 2; found.has(numbered); i++) { numbered = `${key}/${i}`; }
    found.set(numbered, line);
  }
  return found;
}

/** The files in a cluster's folder that are ours: those of its index, and the index itself. */
export function ownedPaths(index: ClusterIndex | undefined): Set<string> {
  return new Set([INDEX_FILE, ...index?.lines.map((line) => line.path) ?? []]);
}

/** The index as text: its header, a line for each fact of a list, and a line for each document, so that a change of one object changes few lines. */
export function indexText(facts: object, lines: readonly IndexLine[]): string {
  const lists = Object.entries(facts).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > 0);
  const others = Object.fromEntries(Object.entries(facts).filter(([, value]) => !Array.isArray(value) || value.length === 0));
  const listed = lists.flatMap(([fact, values]) => values.map((value) => ({ fact, value })));
  const header = { fleetwright: packageVersion(), format: FORMAT, facts: others };
  return [header, ...listed, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The index of a cluster's folder; undefined where there is none. `cluster` is named in errors. */
export function readIndex(folder: string, cluster: string): ClusterIndex | undefined {
  const file = path.join(folder, INDEX_FILE);
  try {
    return parseIndex(fs.readFileSync(file, 'utf8'), file, cluster);
  } catch (error) {
    // Of what stands in its place, whoever wants to write there tells.
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '')) { return undefined; }
    throw error;
  }
}

/** The hash of a text. */
export function hashOf(text: string | Buffer): string {
  return ONE_SHOT === undefined ? crypto.createHash('sha256').update(text).digest('hex') : ONE_SHOT('sha256', text, 'hex');
}

// Twice as fast for small texts; Node has it from 20.12 on.
const ONE_SHOT: ((algorithm: string, data: string | Buffer, encoding: string) => string) | undefined = (crypto as any).hash;

function parseIndex(text: string, file: string, cluster: string): ClusterIndex {
  const broken = (line: number, what: string) => outputError(cluster, {
    id: 'fleet/index',
    rule: `the index '${file}' is broken in line ${line}: ${what}`,
    fix: 'Restore it from version control, or remove the folder of the cluster, and synthesize again',
  });
  const texts = text.split('\n');
  if (texts.pop() !== '') { fail(broken(texts.length + 1, 'it does not end with a line break')); }
  const [header, ...lines] = texts.map((line, i) => {
    try {
      return JSON.parse(line);
    } catch {
      fail(broken(i + 1, /^(?:<{7}|={7}|>{7})/.test(line) ? 'it holds the marks of a merge' : 'it is no JSON'));
    }
  });
  if (typeof header !== 'object' || header === null || !Number.isInteger(header.format)) { fail(broken(1, 'it must name its format')); }
  const { fleetwright: version, format, facts } = header;
  if (format > FORMAT) {
    fail(outputError(cluster, {
      id: 'fleet/index',
      rule: `the index '${file}' was written by fleetwright ${version}, in a format (${format}) that ${packageVersion()} does not know`,
      fix: `Use fleetwright ${version} or later`,
    }));
  }
  if (typeof version !== 'string' || typeof facts !== 'object' || facts === null) { fail(broken(1, "it must hold 'fleetwright' and 'facts'")); }
  lines.forEach((line, i) => {
    const fault = isFact(line) ? undefined : lineFault(line);
    if (fault !== undefined) { fail(broken(i + 2, fault)); }
  });
  return { version, facts: withLists(facts, lines.filter(isFact)), lines: lines.filter((line) => !isFact(line)) };
}

/** A line that holds one element of a list among the facts. */
function isFact(line: any): line is { fact: string; value: unknown } {
  return typeof line?.fact === 'string' && Object.hasOwn(line, 'value');
}

function withLists(facts: object, elements: readonly { readonly fact: string; readonly value: unknown }[]): { readonly [name: string]: any } {
  const lists = new Map<string, unknown[]>();
  for (const { fact, value } of elements) {
    const list = lists.get(fact);
    if (list === undefined) { lists.set(fact, [value]); } else { list.push(value); }
  }
  return Object.fromEntries([...Object.entries(facts), ...lists]);
}

function lineFault(line: any): string | undefined {
  if (typeof line !== 'object' || line === null) { return 'it must be an object'; }
  if (!isInnerPath(line.path)) { return "'path' must lead to a file in the folder"; }
  if (typeof line.hash !== 'string' || !/^[0-9a-f]{64}$/.test(line.hash)) { return "'hash' must be a SHA-256"; }
  if (['apiVersion', 'kind', 'namespace', 'name', 'generateName'].some((field) => !['string', 'undefined'].includes(typeof line[field]))) {
    return 'what it says of the object must be text';
  }
  return (line.apiVersion === undefined) === (line.kind === undefined) ? undefined : "it must hold both of 'apiVersion' and 'kind', or none";
}

/** Whether a path cannot leave the folder, on any system. */
function isInnerPath(value: unknown): boolean {
  return typeof value === 'string' && value.split('/').every((name) => /^[A-Za-z0-9._%-]+$/.test(name) && name !== '.' && name !== '..');
}
