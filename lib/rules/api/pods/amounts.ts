import { isKnown } from '../../../manifest/known';
import { isQuantity, quantityOf } from '../../../manifest/quantity';
import { Remembered } from '../../../manifest/remembered';

/**
 * How many thousandths a quantity is, as API servers hold the amount of a resource: what is finer is rounded away from zero. Undefined where it is
 * no quantity, or is not known yet.
 */
export function milliOf(quantity: unknown): bigint | undefined {
  return typeof quantity === 'string' || typeof quantity === 'number' ? MILLI.of(String(quantity)) : undefined;
}

/** What keeps a value from being a quantity. */
export function quantityFault(value: unknown): string | undefined {
  if ((typeof value !== 'string' && typeof value !== 'number') || !isKnown(value)) { return undefined; }
  return isQuantity(typeof value === 'string' ? value.trim() : value) ? undefined : "must be a quantity such as '500m', '2' or '1.5Gi'";
}

/** The same few quantities stand in most containers. */
const MILLI = new Remembered((text): bigint | undefined => {
  const amount = quantityOf(text.trim());
  if (amount === undefined) { return undefined; }
  const negative = amount.numerator < 0n;
  const magnitude = (negative ? -amount.numerator : amount.numerator) * 1000n;
  const milli = (magnitude + amount.denominator - 1n) / amount.denominator;
  return negative ? -milli : milli;
});
