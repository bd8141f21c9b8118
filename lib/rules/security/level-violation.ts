import { PodSecurityFinding } from '../pod-security/finding';
import { Violation } from '../rule';

/** What keeps a pod from a level, as rules say it. */
export function levelViolation({ path, message, fix }: PodSecurityFinding): Violation & { readonly fix: string } {
  return { path, message, fix: `${fix.charAt(0).toUpperCase()}${fix.slice(1)}` };
}
