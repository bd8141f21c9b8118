import { isDeepStrictEqual } from 'node:util';
import { FieldPath } from '../manifest/field-path';
import { isMap } from '../manifest/object';

/** `expect.any(String)` and its like, of jest, vitest and others. */
interface AsymmetricMatcher {
  asymmetricMatch(value: unknown): boolean;
}

/** Something that is expected, and not there. */
export interface Difference {
  readonly path: FieldPath;
  readonly expected: string;
  readonly actual: string;
}

/**
 * What of an expected part is not there. Maps may hold more than is expected; lists are as long as they are expected to be, and their items may
 * hold more. `undefined` says that a field is not there.
 */
export function differences(expected: unknown, actual: unknown, path: FieldPath = []): Difference[] {
  if (isAsymmetric(expected)) { return expected.asymmetricMatch(actual) ? [] : [{ path, expected: describe(expected), actual: shown(actual) }]; }
  if (isMap(expected) && isMap(actual)) {
    const fields = actual as { readonly [field: string]: unknown };
    return Object.entries(expected).flatMap(([field, value]) => differences(value, Object.hasOwn(fields, field) ? fields[field] : undefined, [...path, field]));
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((item, index) => differences(item, actual[index], [...path, index]));
  }
  return isDeepStrictEqual(expected, actual) ? [] : [{ path, expected: shown(expected), actual: shown(actual) }];
}

function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return typeof (value as AsymmetricMatcher | null)?.asymmetricMatch === 'function';
}

function describe(matcher: AsymmetricMatcher): string {
  const { toAsymmetricMatcher } = matcher as { toAsymmetricMatcher?(): string };
  return typeof toAsymmetricMatcher === 'function' ? toAsymmetricMatcher.call(matcher) : String(matcher);
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value) ?? String(value);
}
