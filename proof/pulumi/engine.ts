import * as fs from 'node:fs';
import * as path from 'node:path';
import { Engine } from '../engine';
import { Processes } from '../processes';
import { PulumiCli } from './cli';

declare module '../engine' {
  interface Engines {
    pulumi: PulumiCli | MissingPulumi;
  }
}

/** Why there is no Pulumi here. It is no part of the Go modules that the other engines are built from: whoever wants these proofs brings it. */
export class MissingPulumi {
  constructor(public readonly reason: string) {}
}

/** What has to be found on `PATH`: the command, its host of Node.js programs, and the provider, which Pulumi takes from there too. */
const PROGRAMS = ['pulumi', 'pulumi-language-nodejs', 'pulumi-resource-kubernetes'];

/** Pulumi's engine with the provider that `@pulumi/kubernetes` talks to. */
export const engine: Engine<PulumiCli | MissingPulumi> = {
  name: 'pulumi',
  go: { directory: __dirname, programs: {} },
  start: async ({ processes }) => {
    const missing = PROGRAMS.filter((program) => onPath(program) === undefined);
    return missing.length === 0 ? PulumiCli.open(processes) : new MissingPulumi(`not on PATH: ${missing.join(', ')}`);
  },
  versions: async () => {
    if (PROGRAMS.some((program) => onPath(program) === undefined)) { return [{ part: 'pulumi', version: 'none' }]; }
    const processes = Processes.open();
    try {
      const cli = PulumiCli.open(processes);
      return [
        { part: 'pulumi', version: await cli.version() },
        { part: 'pulumi-resource-kubernetes', version: await cli.providerVersion(onPath('pulumi-resource-kubernetes')!) },
      ];
    } finally {
      await processes.stop();
    }
  },
};

function onPath(program: string): string | undefined {
  return (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, program)).find((file) => {
    try {
      fs.accessSync(file, fs.constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
