import { Fault, findingOf } from '../../construct/fault';
import { fail, FleetError } from '../../construct/fleet-error';
import { printed } from '../../manifest/printed';

/** What is wrong with the output of a cluster, or with the output folder. */
export function outputError(path: string, ...faults: readonly Fault[]): FleetError {
  return new FleetError(faults.map((fault) => findingOf(fault, path)));
}

/**
 * Work on the file system, whose failure ends with an error that names the way out.
 *
 * @param path the cluster, or the output folder
 * @param action what was tried
 * @param state what is the state then, as a sentence without its full stop
 */
export function attempt<T>(path: string, action: string, state: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (FleetError.isFleetError(error)) { fail(error); }
    const reason = (error as Error | undefined)?.message ?? printed(error);
    const fix = WAYS_OUT[codeOf(error) ?? ''] ?? 'Mend that, and synthesize again';
    fail(outputError(path, { id: 'fleet/output', rule: `cannot ${action}: ${reason}. ${state}`, fix }));
  }
}

/** The code of an error of the operating system: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

const FORBIDDEN = 'Let the user that runs this write there, and synthesize again';
const WAYS_OUT: { readonly [code: string]: string | undefined } = {
  ENOSPC: 'Make room on the disk, and synthesize again',
  EDQUOT: 'Make room in the quota, and synthesize again',
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EROFS: FORBIDDEN,
  EMFILE: "Let the process open more files ('ulimit -n'), and synthesize again",
  ENFILE: 'Let the machine open more files, and synthesize again',
  EBUSY: 'End what has the folder open, and synthesize again',
};
