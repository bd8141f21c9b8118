import { Lazy } from 'cdk8s';
import { annotations, distinct, filled, keyed, list, map, texts } from '../../lib/construct/collection';
import { Faults } from '../../lib/construct/faults';
import { FleetError } from '../../lib/construct/fleet-error';
import { anything, flag, Shape, text } from '../../lib/construct/shape';
import { placeholder } from '../../lib/manifest/known';

/** What a shape reads, and the id and message of all that it finds at fault. */
function read(shape: Shape, value: unknown): { readonly value: unknown; readonly faults: string[] } {
  const faults = new Faults('test');
  const got = shape(value, faults.props.at('zones'));
  const { findings } = faults.error as FleetError;
  return { value: got, faults: findings.map(({ id, message }) => `${id}: ${message}`) };
}

const NAMES = list(text, "['a']");
const late = Lazy.any({ produce: () => ['a'] });
const KEYED = keyed((name) => (name === name.toLowerCase() ? undefined : 'must be in lower case'), text, { example: "{ a: 'b' }", fix: "Use 'a'" });

test.each<[string, Shape, unknown, string[]]>([
  ['an empty list, where one must be in it', filled(NAMES, 'Leave it out for all'), [], ["prop/range: 'zones' must hold at least one. Leave it out for all."]],
  ['an empty list, where all are different', distinct(NAMES, 'Leave it out for all'), [], ["prop/range: 'zones' must list each once, and at least one, got []. Leave it out for all."]],
  ['one that stands twice', distinct(NAMES, 'Leave one out'), ['a', 'b', 'a'], [
    "prop/range: 'zones' must list each once, and at least one, got [\"a\",\"b\",\"a\"]. Leave one out.",
  ]],
  ['a text for a list', NAMES, 'a', ["prop/type: 'zones' must be a list, got a text. Use one such as ['a']."]],
  ['a list that is not known yet', NAMES, late, ["prop/type: 'zones' must be known when the program runs. Use one such as ['a']."]],
  ['a list that is a placeholder', NAMES, placeholder('zones'), ["prop/type: 'zones' must be known when the program runs. Use one such as ['a']."]],
  ['undefined in a list', NAMES, ['a', undefined], ["prop/type: 'zones[1]' must not be undefined. Leave it out."]],
  ['null in a list', NAMES, [null, 'a'], ["prop/type: 'zones[0]' must not be null. Leave it out."]],
  ['a hole in a list', NAMES, [, 'a'], ["prop/type: 'zones[0]' must not be undefined. Leave it out."]],
  ['a command line for a list of texts, without its words', texts("['a']"), 'run --password s3cret', ["prop/type: 'zones' must be a list of strings. Use one such as ['a']."]],
  ['a list for names and values', map(text, "{ a: 'b' }"), [], ["prop/type: 'zones' must be an object of names and values. Use one such as { a: 'b' }."]],
  ['names and values that are not known yet', map(text, "{ a: 'b' }"), late, ["prop/type: 'zones' must be known when the program runs. Use one such as { a: 'b' }."]],
  ['a name without a text', map(text, "{ a: 'b' }"), { a: null }, ["prop/type: 'zones.a' must be a string, got null. Give it a value, which may be '', or leave it out."]],
  ['a name without a value', map(flag, '{ a: true }'), { a: undefined }, ["prop/type: 'zones.a' must have a value, got undefined. Give it one, or leave it out."]],
  ['a name that breaks its rule', KEYED, { A: 'x', b: 'y' }, ["prop/grammar: 'zones.A' must be in lower case. Use 'a'."]],
  ['a key of no annotation', annotations(), { 'a b': '' }, [expect.stringMatching(/^prop\/grammar: 'zones\['a b'\]' must be .*\. Use a key such as 'example.com\/owner'\.$/)]],
  ['more than annotations hold', annotations(), { a: 'x'.repeat(300_000) }, [expect.stringMatching(/^prop\/range: 'zones' must .*\. Keep large texts in a ConfigMap\.$/)]],
])('refuses %s', (_, shape, value, faults) => {
  expect(read(shape, value).faults).toEqual(faults);
});

test.each<[string, Shape, unknown, unknown]>([
  ['one in a list that must hold one', filled(NAMES, ''), ['a'], ['a']],
  ['different ones', distinct(NAMES, ''), ['a', 'b'], ['a', 'b']],
  ['nothing', filled(NAMES, ''), undefined, undefined],
  ['null as nothing', distinct(NAMES, ''), null, undefined],
  ['texts that are a token as a whole', texts("['a']"), late, late],
  ['names of which anything may be the value, without those that have none', map(anything, '{}'), { a: 1, b: null, c: undefined, d: false }, { a: 1, d: false }],
  ['no names', KEYED, {}, {}],
  ['names that are not known yet', KEYED, { [placeholder('A')]: 'x' }, { [placeholder('A')]: 'x' }],
])('reads %s', (_, shape, value, expected) => {
  const got = read(shape, value);
  expect(got.faults).toEqual([]);
  expect(got.value).toStrictEqual(expected);
});

test('leaves out what is at fault in a list', () => {
  expect(read(NAMES, ['a', null, 1, 'b']).value).toStrictEqual(['a', 'b']);
  expect(read(map(text, '{}'), { a: null, b: 'c' }).value).toStrictEqual({ b: 'c' });
});
