import * as path from 'node:path';
import { visible } from '../manifest/visible';
import { describeFinding, Finding } from './finding';
import { tellMessagesAlone } from './run-by-cli';

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
    super(visible(text(findings.map(describeFinding))));
    this.name = 'FleetError';
    // Not enumerable: where nobody catches it, Node would print them all once more behind the message.
    Object.defineProperty(this, 'findings', { value: findings, enumerable: false });
    Object.defineProperty(this, FLEET_ERROR, { value: true });
    Object.defineProperty(this, 'stack', { value: [`${this.name}: ${this.message}`, ...framesOfUser()].join('\n'), writable: true, configurable: true });
    tellMessagesAlone(FleetError.isFleetError);
    // What is said to a user needs no stack: that is Pulumi's mark of such an error.
    Object.defineProperty(this, '__pulumiRunError', { value: true });
  }
}

/** Ends a call with what it is told to. Where nobody catches it, Node prints the line that throws, too, unless it ends like this one: it is not the user's. */
export function fail(error: unknown): never {
  throw error; // node-do-not-add-exception-line
}

const OWN_FOLDERS = ['lib', 'build'].map((folder) => path.join(__dirname, '..', '..', folder) + path.sep);

/** Where in the program of the user a call comes from: not where in this library, in others or in Node it ended. */
function framesOfUser(): string[] {
  const trace: { readonly stack?: unknown } = {};
  const { stackTraceLimit } = Error;
  // Of the ten that Node keeps, all may be this library's.
  Error.stackTraceLimit = 100;
  Error.captureStackTrace(trace, FleetError);
  Error.stackTraceLimit = stackTraceLimit;
  const isForeign = (frame: string) => ['node:', '<anonymous>)', `${path.sep}node_modules${path.sep}`, '/node_modules/', ...OWN_FOLDERS].some((part) => frame.includes(part));
  return String(trace.stack).split('\n').filter((line) => /^\s+at /.test(line) && !isForeign(line));
}
