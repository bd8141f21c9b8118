import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { CliError, ExitCode } from './exit-code';

interface SynthOptions {
  readonly app: string;
  readonly output?: string;
  readonly clusters?: string;
  readonly shard?: string;
}

/** `fleetwright synth`: runs the program of a fleet, all of it or a part. */
export function synthCommand(): Command {
  return new Command('synth')
    .description('Run the program of a fleet, which writes the manifests of all clusters, or of some.')
    .requiredOption('-a, --app <command>', "how the program is run, e.g. 'npx tsx main.ts'")
    .option('-o, --output <folder>', "folder of all clusters (default: as the program says, else 'dist')")
    .option('-c, --clusters <selection>', "only these: names, or conditions of which all must hold, e.g. 'environment=production,tier=edge'")
    .option('-s, --shard <n/m>', "only one of so many parts of equal size, e.g. '3/16'; merge the parts by copying, then run 'fleetwright check'")
    .action(synth);
}

async function synth({ app, output, clusters, shard }: SynthOptions): Promise<void> {
  const code = await run(app, {
    ...process.env,
    ...(output !== undefined && { CDK8S_OUTDIR: output }),
    ...(clusters !== undefined && { FLEETWRIGHT_CLUSTERS: clusters }),
    ...(shard !== undefined && { FLEETWRIGHT_SHARD: shard }),
  });
  // It has said why.
  if (code !== 0) { throw new CliError('', ExitCode.FINDINGS); }
}

/** Runs a command line as the user's shell would; it is the user's own. */
function run(command: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: 'inherit', env });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? (signal === null ? 0 : 1)));
  });
}
