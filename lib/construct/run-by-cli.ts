import { inspect } from 'node:util';
import { visible } from '../manifest/visible';

/**
 * Variable of the environment by which `fleetwright synth` says of the program that it runs how much it should tell: `summary` what was written, too,
 * `quiet` warnings and errors alone. In both, an error of this library that nobody catches is told by its message alone.
 */
export const SYNTH_VARIABLE = 'FLEETWRIGHT_SYNTH';

/** Sees to it, in a program that the command line runs, that of errors which `isOurs` knows only the message is told. */
export function tellMessagesAlone(isOurs: (error: unknown) => boolean): void {
  // Whoever listens already has something else to do then.
  if (process.env[SYNTH_VARIABLE] === undefined || process.listenerCount('uncaughtException') > 0) { return; }
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${isOurs(error) ? visible(error.message) : inspect(error)}\n`);
    process.exit(1);
  });
}
