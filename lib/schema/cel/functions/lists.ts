import type { AddFunction } from '../environment';
import { CelEnvironment, ParsedCel } from '../library';
import { CelFailure, CelUnknown } from '../outcome';

/**
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library
 */
export function addListFunctions(add: AddFunction, environment: CelEnvironment): void {
  const equals = equality(environment);
  add('list.isSorted(): bool', (list: readonly unknown[]) => list.every((item, i) => i === 0 || compare(list[i - 1], item) <= 0));
  add('list.sum(): dyn', sum);
  add('list.min(): dyn', (list: readonly unknown[]) => least(list, 1));
  add('list.max(): dyn', (list: readonly unknown[]) => least(list, -1));
  add('list.indexOf(dyn): int', (list: readonly unknown[], item: unknown) => BigInt(list.findIndex((each) => equals(each, item))));
  add('list.lastIndexOf(dyn): int', (list: readonly unknown[], item: unknown) => {
    let index = list.length - 1;
    while (index >= 0 && !equals(list[index], item)) { index -= 1; }
    return BigInt(index);
  });
}

/** Whether two values are the same as CEL has it. */
export function equality(environment: CelEnvironment): (a: unknown, b: unknown) => boolean {
  let parsed: ParsedCel | undefined;
  return (a, b) => {
    if (a === b || typeof a !== 'object' || typeof b !== 'object') {
      // A double is an int of the same value.
      // eslint-disable-next-line eqeqeq
      return a === b || (typeof a !== typeof b && isNumber(a) && isNumber(b) && a == b);
    }
    parsed ??= environment.clone().registerVariable('a', 'dyn').registerVariable('b', 'dyn').parse('a == b');
    return parsed({ a, b }) === true;
  };
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}

function compare(a: unknown, b: unknown): number {
  if (typeof a !== typeof b || !['bigint', 'number', 'string', 'boolean', 'object'].includes(typeof a)) { throw new CelUnknown('what is in the list has no order'); }
  if (typeof a === 'string') { return Buffer.compare(Buffer.from(a), Buffer.from(b as string)); }
  return (a as any) < (b as any) ? -1 : (a as any) > (b as any) ? 1 : 0;
}

function least(list: readonly unknown[], sign: 1 | -1): unknown {
  if (list.length === 0) { throw new CelFailure(`${sign === 1 ? 'min' : 'max'} called on an empty list`); }
  return list.reduce((best, item) => (compare(item, best) * sign < 0 ? item : best));
}

function sum(list: readonly unknown[]): unknown {
  if (list.length === 0) { return 0n; }
  if (list.every((item) => typeof item === 'bigint')) { return list.reduce((total, item) => total + item, 0n); }
  if (list.every((item) => typeof item === 'number')) { return list.reduce((total, item) => total + item, 0); }
  throw new CelUnknown('only numbers are added up here');
}
