import * as fc from 'fast-check';
import { plainYaml } from '../../lib/manifest/plain-yaml';
import { stringifyObject } from '../../lib/manifest/yaml';
import { packageYaml } from '../../lib/manifest/yaml-package';

// More of them where somebody asks: the emitter was changed, or the `yaml` package.
const RUNS = Number(process.env.YAML_DOCUMENTS ?? 2000);

// What readers of YAML take for something else, and what stands at the edges of its grammar.
const WORDS = [
  '', ' ', '~', 'null', 'true', 'No', 'off', 'y', 'yes', '<<', '=', '-', '--', '---', '...', '?', ':', ': ', 'a:', 'a: b', 'a #b', '#', '&a', '*a', '!a', '|', '>', '%a', '@a', '`a',
  '[', '{a: 1}', '"', "'", '0', '-0', '010', '0x1f', '0o7', '0b1', '1_000', '1e3', 'e12', 'e_5', 'E-1', 'e1234567', 'Edward', '.5', '.inf', '-.INF', '.nan', '1.2.3', '12:30', '12:30:45', '2024-01-31',
  '-c', '--flag', ' lead', 'trail ', 'tab\there', '\ttab', '\n', 'a\n', 'a\nb', 'a\n\n', '\na', 'a\r\nb', 'a\rb', 'a \nb', 'a\n b\n', ' a\nb', 'a\n \nb', 'a\n\t\n', '#!/bin/sh\nset -eu\n',
  'a\u0085b', 'a\u2028b', 'a\ufeffb', 'é', '😀', '日本', '\ud83d', '\ue000id\ue001', 'app.kubernetes.io/name', 'constructor', '__proto__', 'toJSON', '1', '2', '10', '-1', '4294967295', 'true ', 'falsey', 'nullnull',
  'registry.example.com/shop/api:1.2.3', '10.0.0.0/8', '250m', '256Mi', 'k'.repeat(255), 'k'.repeat(256), 'k'.repeat(257), 'k'.repeat(1023), 'k'.repeat(1024), 'k'.repeat(1025), ':'.repeat(300),
];

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((codes) => String.fromCharCode(...codes)) },
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...' \t\n\r:#-?,.[]{}&*!|>\'"%@`~=<0123456789eExob_+aAyYnN'), { maxLength: 10 }).map((chars) => chars.join('')) },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...WORDS), { minLength: 2, maxLength: 4 }).map((words) => words.join('\n')) },
);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324, 2 ** 53, Infinity, NaN));
const scalar = fc.oneof(
  { weight: 6, arbitrary: text }, { weight: 2, arbitrary: number }, { weight: 2, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
);
const rarity = fc.constantFrom<unknown>(
  10n, -(2n ** 64n), new Date(0), new Map(), new (class Other {})(), Object.create(null), { toJSON: () => ['x'] }, { toJSON: 1 }, () => 1, Symbol('x'), Object.assign([1], { more: 2 }), [, 1], Object.assign([1], { toJSON: () => 'x' }),
);

const { object } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof({ depthSize: 'medium', maxDepth: 5 },
    { weight: 24, arbitrary: scalar }, { weight: 1, arbitrary: rarity }, { weight: 10, arbitrary: tie('object') },
    { weight: 8, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    // The same thing in two places.
    { weight: 1, arbitrary: tie('object').map((shared) => [shared, { shared }]) }),
  object: fc.array(fc.tuple(text, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
}));

function outcome(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return `throws ${(error as Error).message}`;
  }
}

describe('plainYaml', () => {
  test('writes the bytes of the yaml package, and throws its errors', () => {
    let written = 0;
    fc.assert(fc.property(object, (each) => {
      if (plainYaml(each) !== undefined) { written += 1; }
      expect(outcome(() => stringifyObject(each))).toBe(outcome(() => packageYaml(each)));
    }), { numRuns: RUNS });
    // It says something only where it does not leave the work to the package.
    expect(written).toBeGreaterThan(RUNS / 4);
  }, 60_000 + RUNS);

  test.each<[string, object]>([
    ['a class instance', { a: new (class Other {})() }],
    ['a date', { a: new Date(0) }],
    ['a bigint', { a: 1n }],
    ['a number that is not finite', { a: [NaN] }],
    ['half a surrogate pair', { a: 'x\ud800' }],
    ['a key longer than a reader looks ahead', { ['k'.repeat(1025)]: 1 }],
    ['a function', { a: () => 1 }],
    ['what says itself how it becomes JSON', { a: { toJSON: () => 1 } }],
    ['a map without a prototype', Object.create(null)],
  ])('leaves %s to the package', (_, each) => expect(plainYaml(each)).toBeUndefined());

  test('leaves an object inside itself to the package', () => {
    const loop: any = { list: [] };
    loop.list.push(loop);
    expect(plainYaml(loop)).toBeUndefined();
  });

  test('writes what manifests hold by itself', () => {
    const manifest = { apiVersion: 'v1', data: { 'a.b/c': 'x: y', 'run.sh': '#!/bin/sh\nset -eu\n' }, list: [[1, null], { name: 'x', empty: [{}, []] }], on: true };
    expect(plainYaml(manifest)).toBe(packageYaml(manifest));
  });
});
