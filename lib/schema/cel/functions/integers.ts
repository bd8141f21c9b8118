import type { AddFunction } from '../environment';
import { CelFailure, CelUnknown } from '../outcome';

const WHOLE = /^[+-]?\d+$/;

/** `int(…)` as Go has it: the library's reads an empty text as 0. */
export function addIntegerFunctions(add: AddFunction): void {
  add('intAsGo(dyn): int', (value: unknown) => {
    if (typeof value === 'bigint') { return value; }
    if (typeof value === 'number') { return inRange(Number.isFinite(value) ? BigInt(Math.trunc(value)) : undefined, value); }
    if (typeof value === 'string') { return inRange(WHOLE.test(value) ? BigInt(value.replace(/^\+/, '')) : undefined, value); }
    if (value instanceof Date) { return BigInt(Math.floor(value.getTime() / 1000)); }
    throw new CelUnknown('int() is given what is no number, text or time');
  });
}

function inRange(value: bigint | undefined, given: unknown): bigint {
  if (value === undefined || BigInt.asIntN(64, value) !== value) { throw new CelFailure(`'${String(given)}' is no integer`); }
  return value;
}
