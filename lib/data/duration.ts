import { Duration } from 'cdk8s';
import { Prop } from '../construct/prop';

/** Whether a value is a span of time, of whichever copy of cdk8s. */
export function isDuration(value: unknown): value is Duration {
  return typeof (value as any)?.toMilliseconds === 'function';
}

/** A span of time in whole seconds, rounded up. */
export function wholeSeconds(duration: Duration): number {
  return Math.ceil(duration.toMilliseconds() / 1000);
}

/** A number of seconds for people to read: `26 hours`. */
export function spanText(seconds: number): string {
  const [unit, size] = ([['day', 86_400], ['hour', 3600], ['minute', 60]] as const).find((candidate) => seconds % candidate[1] === 0) ?? ['second', 1];
  return `${seconds / size} ${unit}${seconds === size ? '' : 's'}`;
}

/** Checks a span of time, which callers in JavaScript may give as anything. */
export function checkDuration(value: Duration | undefined, least: 'a second' | 'a minute', prop: Prop, fix: string): void {
  if (value === undefined) { return; }
  if (!isDuration(value)) {
    prop.fault({ rule: "must be a 'Duration' of cdk8s", got: typeof value === 'object' ? undefined : value, fix: "Use one such as 'Duration.days(14)'" });
  } else if (value.toMilliseconds() < (least === 'a second' ? 1000 : 60_000)) {
    prop.fault({ rule: `must be at least ${least}`, fix });
  }
}
