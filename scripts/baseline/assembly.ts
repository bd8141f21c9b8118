import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Break } from './break';

const ROOT = path.join(__dirname, '..', '..');

/**
 * What of the public API a program in any language would miss in the assembly of today, as jsii-diff judges it, and defaults that are other values.
 * `scratch` is below the root of the repository, where the assemblies that ours depends on are found.
 */
export function assemblyBreaks(then: any, scratch: string): Break[] {
  const folder = path.join(scratch, 'assembly');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, '.jsii'), JSON.stringify(then));
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  const { status, stdout, stderr } = spawnSync(path.join(ROOT, 'node_modules', '.bin', 'jsii-diff'), ['--keys', folder, ROOT], {
    cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '18,20,22' },
  });
  const output = `${stdout}${stderr}`;
  const breaks = [...output.matchAll(/^err +- (.*) \[[^\]]*:fleetwright\.([^\]]+)\]$/gm)].map(([, text, name]): Break => ({ text: text!, names: [[name!]] }));
  // What it says before it lists what it found is why it could not look, and does not always end with an error.
  if (output.split('Original assembly:')[0] !== '' || (status !== 0) !== breaks.length > 0) { throw new Error(`jsii-diff ended with status ${status}:\n${output}`); }
  return [...breaks, ...defaultBreaks(then, currentAssembly())];
}

/** The assembly that was compiled last. */
export function currentAssembly(): any {
  return JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));
}

/** Names of the types in assemblies. */
export function apiNames(...assemblies: readonly any[]): Set<string> {
  return new Set(assemblies.flatMap(({ types }) => Object.values<any>(types).map(({ name }) => name)));
}

/** Defaults that a program relies on by saying nothing. Those that are told in words, `- as many as zones`, are not compared. */
function defaultBreaks(then: any, now: any): Break[] {
  return Object.entries<any>(then.types).flatMap(([fqn, type]) => (type.properties ?? []).flatMap((prop: any): Break[] => {
    const today = now.types[fqn]?.properties?.find(({ name }: any) => name === prop.name);
    const [before, after] = [prop.docs?.default, today?.docs?.default];
    const isValue = (text: string | undefined) => text !== undefined && !text.startsWith('-');
    if (today === undefined || before === after || (!isValue(before) && !isValue(after))) { return []; }
    return [{ text: `the default of ${type.name}.${prop.name} is ${after ?? 'not said'}, and was ${before ?? 'not said'}`, names: [[`${type.name}.${prop.name}`]] }];
  }));
}
