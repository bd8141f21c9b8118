import { diffFleets } from '../fleet/diff/fleet-diff';
import { formatDiff } from '../fleet/diff/format';
import { readFleet, WrittenCluster } from '../fleet/output/fleet-reader';
import { DiffLiveOptions, printLiveDiff } from './diff-live';
import { CliError, ExitCode } from './exit-code';

/** What `fleetwright diff` is given. */
export interface DiffOptions extends DiffLiveOptions {
  readonly live?: boolean;
}

/** Prints how two folders that fleets have written differ, or live clusters and such a folder. */
export async function diff(folder: string, after: string | undefined, options: DiffOptions): Promise<void> {
  if (options.live === true) {
    if (after !== undefined) { throw new CliError(`'--live' compares clusters with one folder: leave '${after}' out.`, ExitCode.WRONG_USE); }
    return printLiveDiff(folder, options);
  }
  const idle = [
    ...(options.context.length > 0 ? ['--context'] : []), ...(options.clusters === undefined ? [] : ['--clusters']),
    ...(options.clientSide === true ? ['--client-side'] : []), ...(options.fieldManager === undefined ? [] : ['--field-manager']),
  ];
  if (idle.length > 0) { throw new CliError(`${idle.join(', ')}: only clusters are asked so. Say '--live' too, or leave it out.`, ExitCode.WRONG_USE); }
  if (after === undefined) { throw new CliError("Name a second folder, or say '--live' to compare the clusters themselves with the first.", ExitCode.WRONG_USE); }
  return printDiff(folder, after, options);
}

function printDiff(before: string, after: string, { format, exitCode = false }: DiffOptions): void {
  const found = diffFleets(written(before), written(after));
  process.stdout.write(formatDiff(found, format));
  const differs = found.changes.length + found.addedClusters.length + found.removedClusters.length > 0;
  if (exitCode && differs) { throw new CliError('', ExitCode.FINDINGS); }
}

function written(folder: string): WrittenCluster[] {
  const clusters = readFleet(folder);
  if (clusters.length === 0) { throw new CliError(`'${folder}' holds no cluster that a fleet has written.`, ExitCode.WRONG_USE); }
  return clusters;
}
