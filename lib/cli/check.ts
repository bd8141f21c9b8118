import { fleetFindings } from '../fleet/fleet-findings';
import { formatGroupedError, formatGroupedWarning, groupFindings } from '../fleet/grouped-findings';
import { readFleet } from '../fleet/output/fleet-reader';
import { CliError, ExitCode } from './exit-code';

/** Checks that the clusters of a folder are as they were written, and what must agree between them. */
export function check(folder: string): void {
  const clusters = readFleet(folder);
  if (clusters.length === 0) { throw new CliError(`'${folder}' holds no cluster that a fleet has written.`, ExitCode.WRONG_USE); }
  const strays = clusters.flatMap(({ name, strays: files }) => files.map((file) => `[${name}] '${file}' is not as it was written: somebody edited or removed it. Synthesize again.`));
  const { errors, warnings } = fleetFindings(clusters.map(({ facts }) => facts), () => ({}));
  groupFindings(warnings).forEach((group) => process.stderr.write(`warning ${formatGroupedWarning(group)}\n`));
  const lines = [...strays, ...groupFindings(errors).map(formatGroupedError)];
  if (lines.length > 0) { throw new CliError(lines.join('\n'), ExitCode.FINDINGS); }
}
