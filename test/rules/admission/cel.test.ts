import * as fc from 'fast-check';
import { cel } from '../../../lib/rules/admission/cel';

test.each<[unknown, string]>([
  ['', "''"],
  ['plain', "'plain'"],
  ["it's", "'it\\'s'"],
  ['a\\b', "'a\\\\b'"],
  ['two\nlines\ttab', "'two\\u000alines\\u0009tab'"],
  ['ü €', "'\\u00fc \\u20ac'"],
  ['🚢', "'\\U0001f6a2'"],
  ["' || true || '", "'\\' || true || \\''"],
  [10000, '10000'],
  [false, 'false'],
  [[], '[]'],
  [['a', 'b'], "['a', 'b']"],
  [{ labels: ['a'], 'x/y': 1, deep: {} }, "{'labels': ['a'], 'x/y': 1, 'deep': {}}"],
])('writes %j', (value, written) => {
  expect(cel(value)).toBe(written);
});

test('ends no text early, whatever stands in it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    // What is between the ends: signs that mean themselves, and escapes.
    expect(cel(text)).toMatch(/^'(?:[ -&(-[\]-~]|\\[\\']|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*'$/);
  }));
});
