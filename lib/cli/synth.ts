import { spawn } from 'node:child_process';
import { SYNTH_VARIABLE } from '../construct/run-by-cli';
import { CliError, ExitCode } from './exit-code';

/** What `fleetwright synth` is given. */
export interface SynthOptions {
  readonly app: string;
  readonly output?: string;
  readonly clusters?: string;
  readonly shard?: string;
  readonly hub?: boolean;
  readonly quiet?: boolean;
}

/** Runs the program of a fleet, all of it or a part. */
export async function synth({ app, output, clusters, shard, hub = false, quiet = false }: SynthOptions): Promise<void> {
  const empty = Object.entries({ app, output, clusters, shard }).find(([, value]) => value?.trim() === '');
  if (empty !== undefined) { throw new CliError(`'--${empty[0]}' is empty${WHY_NOT[empty[0]] ?? ''}.`, ExitCode.WRONG_USE); }
  if (hub && (clusters ?? shard) !== undefined) {
    throw new CliError(`'--hub' can't go with '--${shard === undefined ? 'clusters' : 'shard'}': the hub is made of all clusters.`, ExitCode.WRONG_USE);
  }
  const code = await run(app, {
    ...process.env,
    [SYNTH_VARIABLE]: quiet ? 'quiet' : 'summary',
    ...(output !== undefined && { CDK8S_OUTDIR: output }),
    ...(clusters !== undefined && { FLEETWRIGHT_CLUSTERS: clusters }),
    ...(shard !== undefined && { FLEETWRIGHT_SHARD: shard }),
    ...(hub && { FLEETWRIGHT_HUB: 'true' }),
  });
  // It has said why.
  if (code !== 0) { throw new CliError('', ExitCode.FINDINGS); }
}

const ALL_OR_NONE = ': it is not clear whether all clusters are meant, or none';
const WHY_NOT: { readonly [option: string]: string | undefined } = { clusters: ALL_OR_NONE, shard: ALL_OR_NONE };

/** Runs a command line as the user's shell would: it is the user's own. */
function run(command: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: 'inherit', env });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
