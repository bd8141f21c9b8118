import { diffFleets } from '../fleet/diff/fleet-diff';
import { DiffFormat, formatDiff } from '../fleet/diff/format';
import { readFleet, WrittenCluster } from '../fleet/output/fleet-reader';
import { CliError, ExitCode } from './exit-code';

/** What `fleetwright diff` is given. */
export interface DiffOptions {
  readonly format: DiffFormat;
  readonly exitCode?: boolean;
}

/** Prints how two folders that fleets have written differ. */
export function diff(before: string, after: string, { format, exitCode = false }: DiffOptions): void {
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
