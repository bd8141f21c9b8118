import { Finding } from './finding';
import { FleetError } from './fleet-error';

/**
 * What the errors of this library carry besides their text: for the `catch` around `cluster.synth()`.
 *
 * @example
 * for (const finding of FleetErrors.findingsOf(error)) {
 *   console.log(finding.id, finding.path, finding.prop);
 * }
 */
export class FleetErrors {
  /** Whether an error is one of this library's, also of another copy of it. */
  public static isFleetError(error: any): boolean {
    return FleetError.isFleetError(error);
  }

  /** All that was at fault; nothing for an error of somebody else. */
  public static findingsOf(error: any): Finding[] {
    return FleetError.isFleetError(error) ? [...error.findings] : [];
  }

  private constructor() {}
}
