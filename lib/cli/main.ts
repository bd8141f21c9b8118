#!/usr/bin/env node
/* eslint-disable @typescript-eslint/no-require-imports -- a command that does not run is not loaded */
import { Command, Option } from 'commander';
import { packageVersion } from '../fleet/output/version';
import { CliError, ExitCode } from './exit-code';

/** The command line: all commands and their options. What one does is in a file of its own, which is loaded when it runs. */
export function program(): Command {
  const cli = new Command('fleetwright')
    .description('Fleets of Kubernetes clusters from one program.')
    .version(packageVersion())
    .showHelpAfterError("(run 'fleetwright help' for what there is)")
    .exitOverride(({ exitCode }) => { throw new CliError('', exitCode === 0 ? ExitCode.OK : ExitCode.WRONG_USE); });

  cli.command('synth')
    .description('Run the program of a fleet, which writes the manifests of all clusters, or of some.')
    .requiredOption('-a, --app <command>', "how the program is run, e.g. 'npx tsx main.ts'")
    .option('-o, --output <folder>', "folder of all clusters (default: as the program says, else 'dist')")
    .option('-c, --clusters <selection>', "only these: names, or conditions of which all must hold, e.g. 'environment=production,tier=edge'")
    .option('-s, --shard <n/m>', "only one of so many parts of equal size, e.g. '3/16'; merge the parts by copying, then run 'fleetwright check'")
    .action((options) => (require('./synth') as typeof import('./synth')).synth(options));

  cli.command('check')
    .description('Check what must agree between the clusters that were written into a folder, also by several runs.')
    .argument('<folder>', "folder of all clusters, e.g. 'dist'")
    .action((folder) => (require('./check') as typeof import('./check')).check(folder));

  cli.command('diff')
    .description('Say what differs between two folders that fleets have written: the same in many clusters once, what weighs most first.')
    .argument('<before>', 'folder of all clusters, as it was')
    .argument('<after>', 'folder of all clusters, as it is now')
    .addOption(new Option('-f, --format <format>', 'for people, for a pull request, or for programs').choices(['text', 'markdown', 'json']).default('text'))
    .option('--exit-code', 'end with 1 where something differs')
    .action((before, after, options) => (require('./diff') as typeof import('./diff')).diff(before, after, options));

  cli.command('report')
    .description('Write a page that shows the fleet: what runs where, what is shared, what survives, what differs, and what was found.')
    .argument('<folder>', "folder of all clusters, e.g. 'dist'")
    .addOption(new Option('-f, --format <format>', 'a page, or a drawing').choices(['html', 'mermaid', 'dot']).default('html'))
    .option('-o, --output <file>', "where it is written (default: a page to 'fleet-report.html', a drawing to standard output)")
    .action((folder, options) => (require('./report') as typeof import('./report')).report(folder, options));

  return cli;
}

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    const { exitCode, text } = told(error);
    process.exitCode = exitCode;
    if (text !== '') { process.stderr.write(`${text}\n`); }
  }
}

function told(error: unknown): { exitCode: ExitCode; text: string } {
  if (error instanceof CliError) { return { exitCode: error.exitCode, text: error.message }; }
  const { FleetError } = require('../construct/fleet-error') as typeof import('../construct/fleet-error');
  if (FleetError.isFleetError(error)) { return { exitCode: ExitCode.FINDINGS, text: error.message }; }
  return { exitCode: ExitCode.CRASH, text: (error as Error).stack ?? String(error) };
}

if (require.main === module) { void main(); }
