import { isKubernetesVersion } from '../../manifest/kubernetes-version';
import { nearestMinor } from '../../rules/target-schemas';
import { kubernetesMinors } from '../../schema/schemas';
import { CliError, ExitCode } from '../exit-code';

/** The minor version of a Kubernetes whose schemas are known. */
export function knownMinor(asked: string): string | undefined {
  const minor = isKubernetesVersion(asked) ? /^v?(\d+\.\d+)/.exec(asked)![1] : asked;
  return kubernetesMinors().includes(minor) ? minor : undefined;
}

/** The Kubernetes that is meant. What is asked for must be known; what a fleet says of a cluster may be newer than all that is. */
export function checkedMinor(asked: string | undefined, written?: string): string {
  const known = kubernetesMinors();
  if (asked === undefined) { return written === undefined ? known.at(-1)! : nearestMinor(written); }
  const minor = knownMinor(asked);
  if (minor !== undefined) { return minor; }
  throw new CliError(`'--kubernetes' must be one of ${known.join(', ')}, got '${asked}'.`, ExitCode.WRONG_USE);
}
