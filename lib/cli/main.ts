#!/usr/bin/env node
import { Command } from 'commander';
import { FleetError } from '../construct/fleet-error';
import { packageVersion } from '../fleet/output/version';
import { checkCommand } from './check';
import { CliError, ExitCode } from './exit-code';
import { synthCommand } from './synth';

/** The command line. What a command needs beyond its own options is loaded when it runs. */
export function program(): Command {
  return new Command('fleetwright')
    .description('Fleets of Kubernetes clusters from one program.')
    .version(packageVersion())
    .showHelpAfterError("(run 'fleetwright help' for what there is)")
    .exitOverride(({ exitCode }) => { throw new CliError('', exitCode === 0 ? ExitCode.OK : ExitCode.WRONG_USE); })
    .addCommand(synthCommand())
    .addCommand(checkCommand());
}

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    const text = error instanceof CliError || FleetError.isFleetError(error) ? error.message : (error as Error).stack ?? String(error);
    if (text !== '') { process.stderr.write(`${text}\n`); }
  }
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) { return error.exitCode; }
  return FleetError.isFleetError(error) ? ExitCode.FINDINGS : ExitCode.CRASH;
}

if (require.main === module) { void main(); }
