import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Binaries } from './binaries';
import { GoPrograms } from './go-programs';
import { MavenProject } from './maven-project';
import { Processes } from './processes';

/**
 * What each engine hands to a proof. An engine's `engine.ts` adds its own entry:
 * `declare module '../engine' { interface Engines { 'pod-security': Binaries } }`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface Engines {}

/** Name of an engine: of its folder. */
export type EngineName = keyof Engines;

/** A program that we did not write, and that judges what we emit. */
export interface Engine<T = unknown> {
  /** Name of its folder under `proof/`. */
  readonly name: string;
  /** Go programs that it consists of. */
  readonly go?: GoPrograms;
  /** What Maven builds of it. */
  readonly maven?: MavenProject;
  /**
   * Whether all proofs share what is started, so that no two of them may run at a time.
   *
   * @default false
   */
  readonly shared?: boolean;
  /** Starts what a proof needs. An engine without it hands its programs to the proof as they are. */
  start?(host: EngineHost): Promise<T>;
  /** What is in use, for the report. */
  versions(binaries: Binaries): Promise<EngineVersion[]>;
}

/** Version of one part of an engine. */
export interface EngineVersion {
  readonly part: string;
  readonly version: string;
}

/** What an engine is started with. */
export interface EngineHost {
  readonly binaries: Binaries;
  /** Whatever is started here ends with the proof, or with the run where several proofs share it. */
  readonly processes: Processes;
}

/** The folder of the proofs. */
export const PROOF_FOLDER = __dirname;

/** All engines: the folders that hold an `engine.ts`, each of which exports an `engine`. */
export function engineNames(): string[] {
  return fs.readdirSync(PROOF_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(PROOF_FOLDER, entry.name, 'engine.ts')))
    .map((entry) => entry.name)
    .sort();
}

/** Loads an engine from its folder. */
export function loadEngine(name: string): Engine {
  if (!engineNames().includes(name)) {
    throw new Error(`no engine is called '${name}'. There are: ${engineNames().join(', ')}. An engine is a folder under proof/ with an engine.ts.`);
  }
  const { engine } = createRequire(__filename)(path.join(PROOF_FOLDER, name, 'engine'));
  if (engine?.name !== name) { throw new Error(`proof/${name}/engine.ts must export an 'engine' with the name '${name}'`); }
  return engine;
}
