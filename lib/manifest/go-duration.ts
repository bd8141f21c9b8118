import { whereKnown } from './known';

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n], ['us', 10n ** 3n], ['µs', 10n ** 3n], ['μs', 10n ** 3n], ['ms', 10n ** 6n],
  ['s', 10n ** 9n], ['m', 60n * 10n ** 9n], ['h', 3600n * 10n ** 9n],
]);

/** Whether Go reads a text as a duration: any number of numbers with units, or a bare zero, below 2^63 nanoseconds. */
export function isGoDuration(text: string): boolean {
  return nanosOf(text) !== undefined;
}

/** How many seconds a duration of Go is, rounded down; undefined where it is none. */
export function goDurationSeconds(text: string): number | undefined {
  const nanos = nanosOf(text);
  return nanos === undefined ? undefined : Number(nanos / 10n ** 9n);
}

/**
 * What keeps a value from being a duration as Karpenter's objects hold it: whole hours, minutes and seconds such as `1h30m`, or `Never`
 * where that is an answer. A clause that completes "'x' …".
 */
export const karpenterDurationFault = whereKnown((value, options?: { readonly never?: boolean }) => {
  const never = options?.never === true;
  if (never && value === 'Never') { return undefined; }
  if (typeof value !== 'string' || !/^(?:[0-9]+[smh])+$/.test(value)) {
    return `must be a duration of hours, minutes and seconds such as '1h30m'${never ? ", or 'Never'" : ''}`;
  }
  // Karpenter could not read the object at all.
  return isGoDuration(value) ? undefined : 'must be a duration of less than 292 years';
});

function nanosOf(text: string): bigint | undefined {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') { return 0n; }
  if (!/^(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(unsigned)) { return undefined; }
  const nanos = [...unsigned.matchAll(/([0-9]*)\.?([0-9]*)(ns|us|µs|μs|ms|s|m|h)/g)].reduce((sum, [, whole, fraction, unit]) => {
    const scaled = BigInt(`${whole}${fraction}`) * UNITS.get(unit)!;
    return sum + scaled / 10n ** BigInt(fraction.length);
  }, 0n);
  const negative = text.startsWith('-');
  if (nanos > 2n ** 63n - (negative ? 0n : 1n)) { return undefined; }
  return negative ? -nanos : nanos;
}
