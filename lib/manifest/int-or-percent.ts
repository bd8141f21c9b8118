import { MAX_INT32 } from './int32';
import { whereKnown } from './known';

/** A number of pods, or a share of all of them such as `25%`. */
export type IntOrPercent = number | string;

/** What keeps a value from being a number of pods or a share of them; undefined where it is one, or is not known yet. */
export const intOrPercentFault = whereKnown((value, limit?: { readonly atMostAll?: boolean }) => {
  const percent = percentOf(value);
  const isCount = Number.isInteger(value) && value >= 0 && value <= MAX_INT32;
  if (!isCount && percent === undefined) { return "must be a whole number from 0, or a percentage such as '25%'"; }
  return limit?.atMostAll === true && percent !== undefined && percent > 100 ? 'must be at most 100%' : undefined;
});

/** Whether a value asks for nothing, whatever it is a share of. Ask `intOrPercentFault` first. */
export function isZero(value: IntOrPercent): boolean {
  return (percentOf(value) ?? value) === 0;
}

/** How many of `total` a value means. Ask `intOrPercentFault` first. */
export function countOf(value: IntOrPercent, total: number, rounding: 'up' | 'down'): number {
  const percent = percentOf(value);
  if (percent === undefined) { return value as number; }
  // Multiplied first: a hundredth is no binary fraction, and 7% of 100 would come out above 7.
  const share = percent * total / 100;
  return rounding === 'up' ? Math.ceil(share) : Math.floor(share);
}

function percentOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^[0-9]{1,9}%$/.test(value) ? Number(value.slice(0, -1)) : undefined;
}
