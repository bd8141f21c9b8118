import * as fs from 'node:fs';
import * as path from 'node:path';
import type { KubernetesObject } from '../../lib/manifest/object';
import { parseYaml } from '../../lib/manifest/yaml';
import { EngineHost } from '../engine';
import type { Variant } from './program';

export const EXAMPLE = 'examples/15-fleet';

const REPOSITORY = path.join(__dirname, '..', '..');

/** What its program wrote of a cluster. */
export interface WrittenCluster {
  readonly name: string;
  readonly folder: string;
  readonly objects: readonly KubernetesObject[];
  /** What its index says of it: zones, version, capabilities. */
  readonly facts: any;
}

/** Runs the program of the example with the library as it is now, as it is and in variants, and returns the folders that it wrote. */
export async function runExample({ processes }: EngineHost, variants: readonly Omit<Variant, 'outdir'>[] = [{}]): Promise<string[]> {
  const runs = variants.map((variant): Variant => ({ ...variant, outdir: processes.newFolder('fleet') }));
  const { code, stdout, stderr } = await processes.run(process.execPath, [
    '-r', require.resolve('ts-node/register/transpile-only'), path.join(__dirname, 'program.ts'), path.join(REPOSITORY, EXAMPLE, 'main.ts'), JSON.stringify(runs),
  ], { cwd: REPOSITORY, env: { RELEASE: undefined, ENGINE: 'none' } });
  if (code !== 0) { throw new Error(`${EXAMPLE} ended with ${code}:\n${stdout}${stderr}`); }
  return runs.map(({ outdir }) => outdir);
}

/** The folder of a run, or what is committed of the example, by files. */
export function filesOf(folder = path.join(REPOSITORY, EXAMPLE, 'expected')): { [file: string]: string } {
  const files = (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => fs.statSync(path.join(folder, file)).isFile()).sort();
  return Object.fromEntries(files.map((file) => [file, fs.readFileSync(path.join(folder, file), 'utf8')]));
}

/** The clusters in a folder that the program wrote. */
export function clustersOf(folder: string): WrittenCluster[] {
  return fs.readdirSync(folder).sort().map((name) => {
    const files = filesOf(path.join(folder, name));
    const manifests = Object.entries(files).filter(([file]) => file.endsWith('.yaml') && path.basename(file) !== 'kustomization.yaml');
    return {
      name,
      folder: path.join(folder, name),
      objects: manifests.flatMap(([, text]) => parseYaml(text) as KubernetesObject[]),
      facts: JSON.parse(files['fleetwright.index'].split('\n')[0]).facts,
    };
  });
}
