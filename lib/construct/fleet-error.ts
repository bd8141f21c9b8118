import { describeFinding, Finding } from './finding';

/** Shared, because an error may come from another copy of the library. */
const FLEET_ERROR = Symbol.for('fleetwright.FleetError');

/**
 * What ends a call or a synth: all that was at fault, as text for people and as findings for programs.
 *
 * jsii takes no class of errors: users ask `FleetErrors`.
 */
export class FleetError extends Error {
  /** Whether `x` is a FleetError, also one of another copy of this library. */
  public static isFleetError(x: any): x is FleetError {
    return typeof x === 'object' && x !== null && FLEET_ERROR in x;
  }

  /** All that was at fault. */
  public readonly findings!: Finding[];

  public constructor(
    findings: Finding[],
    /** A text of its own around the findings. */
    text: (lines: string[]) => string = (lines) => lines.join('\n'),
  ) {
    super(text(findings.map(describeFinding)));
    this.name = 'FleetError';
    // Not enumerable: where nobody catches it, Node would print them all once more behind the message.
    Object.defineProperty(this, 'findings', { value: findings, enumerable: false });
    Object.defineProperty(this, FLEET_ERROR, { value: true });
    // What is said to a user needs no stack: that is Pulumi's mark of such an error.
    Object.defineProperty(this, '__pulumiRunError', { value: true });
  }
}
