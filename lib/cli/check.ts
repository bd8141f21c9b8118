import { Command } from 'commander';
import { CliError, ExitCode } from './exit-code';

/** `fleetwright check`: what must agree between the clusters of a folder. */
export function checkCommand(): Command {
  return new Command('check')
    .description('Check what must agree between the clusters that were written into a folder, also by several runs.')
    .argument('<folder>', "folder of all clusters, e.g. 'dist'")
    .action(check);
}

async function check(folder: string): Promise<void> {
  const { readFleet } = await import('../fleet/output/fleet-reader');
  const { fleetFindings } = await import('../fleet/fleet-findings');
  const { formatGroupedError, formatGroupedWarning, groupFindings } = await import('../fleet/grouped-findings');
  const clusters = readFleet(folder);
  if (clusters.length === 0) { throw new CliError(`'${folder}' holds no cluster that a fleet has written.`, ExitCode.WRONG_USE); }
  const { errors, warnings } = fleetFindings(clusters.map(({ index }) => index.facts as any), () => ({}));
  groupFindings(warnings).forEach((group) => process.stderr.write(`warning ${formatGroupedWarning(group)}\n`));
  if (errors.length > 0) { throw new CliError(groupFindings(errors).map(formatGroupedError).join('\n'), ExitCode.FINDINGS); }
}
