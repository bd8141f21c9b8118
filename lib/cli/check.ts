import { fleetFindings } from '../fleet/fleet-findings';
import { formatGroupedError, formatGroupedWarning, groupFindings } from '../fleet/grouped-findings';
import { readFleet } from '../fleet/output/fleet-reader';
import { ClusterFacts } from '../rules/fleet/cluster-facts';
import { CliError, ExitCode } from './exit-code';

/** Checks what must agree between the clusters of a folder. */
export function check(folder: string): void {
  const clusters = readFleet(folder);
  if (clusters.length === 0) { throw new CliError(`'${folder}' holds no cluster that a fleet has written.`, ExitCode.WRONG_USE); }
  const { errors, warnings } = fleetFindings(clusters.map(({ index }) => index.facts as unknown as ClusterFacts), () => ({}));
  groupFindings(warnings).forEach((group) => process.stderr.write(`warning ${formatGroupedWarning(group)}\n`));
  if (errors.length > 0) { throw new CliError(groupFindings(errors).map(formatGroupedError).join('\n'), ExitCode.FINDINGS); }
}
