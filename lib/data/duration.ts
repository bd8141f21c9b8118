import { Duration } from 'cdk8s';
import { Shape } from '../construct/shape';

/** A span of time in whole seconds, rounded up. */
export function wholeSeconds(duration: Duration): number {
  return Math.ceil(duration.toMilliseconds() / 1000);
}

/** A number of seconds for people to read: `26 hours`. */
export function spanText(seconds: number): string {
  const [unit, size] = ([['day', 86_400], ['hour', 3600], ['minute', 60]] as const).find((candidate) => seconds % candidate[1] === 0) ?? ['second', 1];
  return `${seconds / size} ${unit}${seconds === size ? '' : 's'}`;
}

/** A span of time that is not too short. `example` is one. */
export function duration({ least, example, fix }: { readonly least: 'a second' | 'a minute'; readonly example: string; readonly fix: string }): Shape<Duration> {
  return (value, prop) => {
    if (value === undefined || value === null) { return undefined; }
    if (!isDuration(value)) {
      prop.wrongType("must be a 'Duration' of cdk8s", value, `Use one such as '${example}'`);
      return undefined;
    }
    if (value.toMilliseconds() < (least === 'a second' ? 1000 : 60_000)) { prop.fault({ id: 'prop/range', rule: `must be at least ${least}`, fix }); }
    return value;
  };
}

/** Whether a value is a span of time, of whichever copy of cdk8s. */
function isDuration(value: unknown): value is Duration {
  return typeof (value as any)?.toMilliseconds === 'function';
}
