import { Finding } from '../construct/finding';
import { fail, FleetError } from '../construct/fleet-error';
import { visible } from '../manifest/visible';
import { formatGroupedError, groupFindings } from './grouped-findings';

/** What was found on the way. */
export interface Findings {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

export const NOTHING: Findings = { errors: [], warnings: [] };

/** Ends a run with all of its errors, the same one in many clusters once. */
export function throwIfAny(errors: readonly Finding[]): void {
  if (errors.length === 0) { return; }
  const groups = groupFindings(errors);
  const count = groups.length === 1 ? 'an error' : `${groups.length} errors`;
  fail(new FleetError([...errors], () => `Nothing was written: the manifests have ${count}.\n  ${groups.map(formatGroupedError).join('\n  ')}`));
}

/** Says a line on standard error. */
export function tell(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}
