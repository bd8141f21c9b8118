/** What the command line ends with. */
export enum ExitCode {
  /** All is well. */
  OK = 0,
  /** Something was found. */
  FINDINGS = 1,
  /** The command was called in a way that it does not know. */
  WRONG_USE = 2,
  /** A fault of this library, or of a program that it ran. */
  CRASH = 3,
  /** A part of what was asked about could not be seen. */
  UNSEEN = 4,
}

/** What ends a command, told to the user as it is. */
export class CliError extends Error {
  public constructor(message: string, public readonly exitCode: ExitCode) {
    super(message);
    this.name = 'CliError';
  }
}
