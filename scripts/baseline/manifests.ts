import * as fs from 'node:fs';
import * as path from 'node:path';
import { fieldChanges } from '../../lib/manifest/field-changes';
import { parseYaml } from '../../lib/manifest/yaml';
import { exampleNames, exampleSources, expectedFiles, runProgram } from '../examples';
import { Break } from './break';

/** An example at a release. */
export interface RecordedExample {
  /** Text of each file that it is made of. */
  readonly program: { readonly [file: string]: string };
  /** Text of each file that it wrote. */
  readonly written: { readonly [file: string]: string };
}

/** The examples as they are now, by name. */
export function recordExamples(): { [name: string]: RecordedExample } {
  const recorded = (name: string) => ({ program: Object.fromEntries(exampleSources(name)), written: Object.fromEntries(expectedFiles(name)) });
  return Object.fromEntries(exampleNames().map((name) => [name, recorded(name)]));
}

/**
 * What the programs of then write differently today. A program that has changed since is run as it was, in `scratch`, which is below the root of the
 * repository, so that it finds the library by its name.
 */
export function manifestBreaks(then: { readonly [name: string]: RecordedExample }, scratch: string): Break[] {
  return Object.entries(then).flatMap(([name, example]) => {
    try {
      return differences(name, example.written, writtenNow(name, example, scratch));
    } catch (error) {
      return [{ text: `examples/${name} of the last release no longer runs: ${(error as Error).message}`, names: [[`examples/${name}`]], needsApi: true }];
    }
  });
}

function writtenNow(name: string, { program }: RecordedExample, scratch: string): RecordedExample['written'] {
  const now = exampleNames().includes(name) ? exampleSources(name) : new Map<string, string>();
  // What unchanged programs write is committed: test/examples.test.ts sees to it.
  if (JSON.stringify(Object.fromEntries(now)) === JSON.stringify(program)) { return Object.fromEntries(expectedFiles(name)); }
  const folder = path.join(scratch, name);
  fs.rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries(program)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }
  return Object.fromEntries(runProgram(path.join(folder, 'main.ts'), path.join(folder, 'expected')).files);
}

function differences(name: string, then: RecordedExample['written'], now: RecordedExample['written']): Break[] {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])].flatMap((file) => {
    const [before, after] = [then[file], now[file]];
    // Hashes and facts of what is compared here as it is.
    if (before === after || path.basename(file) === 'fleetwright.index') { return []; }
    const where = `examples/${name}/${file}`;
    const ofFile = (what: string): Break => ({ text: `${where} ${what}`, names: [[`*${path.extname(file)}`, file]], needsApi: true });
    if (before === undefined) { return [ofFile('is written, and was not')]; }
    if (after === undefined) { return [ofFile('is no longer written')]; }
    if (!file.endsWith('.yaml')) { return [ofFile('has another text')]; }
    const changes = objectChanges(where, before, after);
    return changes.length === 0 ? [ofFile('is written in another order or style')] : changes;
  });
}

function objectChanges(where: string, before: string, after: string): Break[] {
  const [then, now] = [byIdentity(before), byIdentity(after)];
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((identity): Break[] => {
    const [old, today] = [then.get(identity), now.get(identity)];
    const kind = (old ?? today).kind;
    if (old === undefined || today === undefined) {
      const name = (old ?? today).metadata?.name ?? '';
      return [{ text: `${where}: ${identity} is ${today === undefined ? 'no longer written' : 'written, and was not'}`, names: [[kind], [name]], needsApi: true }];
    }
    return fieldChanges(old, today).map((change) => ({
      text: `${where}: ${identity} ${change.field} is ${shown(change.after)}, and was ${shown(change.before)}`, names: [[kind], [change.field]], needsApi: true,
    }));
  });
}

/** Objects by kind, namespace and name; the second of the same by its number. */
function byIdentity(text: string): Map<string, any> {
  const objects = new Map<string, any>();
  for (const object of parseYaml(text) as any[]) {
    const { kind, metadata: { namespace, name } = {} as any } = object;
    const identity = `${kind} '${namespace === undefined ? name : `${namespace}/${name}`}'`;
    const known = [...objects.keys()].filter((each) => each === identity || each.startsWith(`${identity} `)).length;
    objects.set(known === 0 ? identity : `${identity} (${known + 1})`, object);
  }
  return objects;
}

function shown(value: unknown): string {
  if (value === undefined) { return 'absent'; }
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
