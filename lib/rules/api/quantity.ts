import { quantityOf } from '../../manifest/quantity';
import { Field } from './field';

/** That an amount is not below 0. */
export function checkAmount(amount: Field, what: string): void {
  if ((quantityOf(amount.value)?.numerator ?? 0n) < 0n) { amount.fault(`${what} is ${amount.value}, and must not be negative`); }
}

/** That an amount is more than 0. */
export function checkPositiveAmount(amount: Field, what: string): void {
  if ((quantityOf(amount.value)?.numerator ?? 1n) <= 0n) { amount.fault(`${what} is ${amount.value}, and must be more than 0`); }
}
