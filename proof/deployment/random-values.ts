import * as fc from 'fast-check';

// Pools rather than any text or number: what lies on either side of a border is rare among all that there is.

/** A record of which any part may be missing. */
export const partial = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<any>;

/** A name or a value: of an object, a label, a variable, a port. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'api', 'a-b', 'a1', '1st', 'team', 'x'.repeat(63)) },
  { weight: 2, arbitrary: fc.constantFrom('a.b', 'A', 'a_b', 'A_B', 'example.com/a', 'Example.com/a', 'x'.repeat(64), `${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(63)}.${'a'.repeat(61)}`) },
  { weight: 1, arbitrary: fc.constantFrom('', '-a', 'a-', 'a b', ' a', 'ä', 'a..b', '.', '..', '..a', '-', 'a:b', 'a=b', '/a', 'a/', 'a/b/c', '$(A)', 'y'.repeat(254), 'app.kubernetes.io/name') },
);

/** A map of names to values. */
export const texts = fc.dictionary(text, text, { noNullPrototype: true, maxKeys: 2 });

/** A number of something: seconds, pods, ports, ids. */
export const count = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(1, 2, 3, 10, 80, 600, 8080) },
  { weight: 2, arbitrary: fc.constantFrom(0, 65535, 65536, 2147483647, 2147483648, 4294967296, 4294967297) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0.5, 1e18, Number.NaN, 9007199254740991) },
);

/** A number of pods or a share of them. */
export const intOrPercent: fc.Arbitrary<number | string> = fc.oneof(count, fc.constantFrom('0%', '1%', '25%', '100%', '101%', '999999999%', '-1%', '1.5%', '25', '%', ''));

/** An amount of memory, CPU or devices. */
export const quantity = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1', '2', '64Mi', '1Gi', '1e3', '1.5Gi', '0.5', '500m') },
  { weight: 1, arbitrary: fc.constantFrom('0', '-1', '64MB', '3Mi', '1Ei', '8Pi', '9Pi', '1E', '1n', '0.1m', '', ' 1', '+1', '.5', '5.', '1e30', '1e-3', '9223372036854775807') },
);

/** A path in a container, a volume or a URL. */
export const path = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('/a', '/a/b', '/tmp', 'a', 'a/b', 'token') },
  { weight: 1, arbitrary: fc.constantFrom('', '/', '//', '/a/', '/a//b', '/a/../b', '../a', '..a', 'a/..b', '..', '.', './a', '/a:b', '/a b', '/ä') },
);

export function isObject(value: unknown): value is { [field: string]: any } {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
