import { describeFault, describeName, describeValue, findingOf } from '../../lib/construct/fault';
import { placeholder } from '../../lib/manifest/known';

test.each([
  ['an address with user and password', 'https://ci:s3cret@registry.example.com/a', "'https://…@registry.example.com/a'"],
  ['an address with a user alone', 'redis://s3cret@cache:6379/0', "'redis://…@cache:6379/0'"],
  ['two such addresses', 'amqp://a:b@one,amqp://c:d@two', "'amqp://…@one,amqp://…@two'"],
  ['an address without a user', 'https://registry.example.com/@a', "'https://registry.example.com/@a'"],
  ['an address in quotes', 'see "https://a" or me@b', "'see \"https://a\" or me@b'"],
  ['a user and password before a host', 'ci:s3cret@registry.example.com/a', "'…@registry.example.com/a'"],
  ['a digest', 'api:1.4.2@sha256:0a1b', "'api:1.4.2@sha256:0a1b'"],
  ['a password before a host that is called like a digest', 'ci:s3cret@sha:443', "'…@sha:443'"],
  ['a mail address', 'me@example.com', "'me@example.com'"],
  ['a list of addresses', ['https://ci:s3cret@a'], '["https://…@a"]'],
])('a message tells %s without credentials', (_, value, told) => {
  expect(describeValue(value)).toBe(told);
});

test.each([
  ['a text as it is, however long', 'x'.repeat(130), `'${'x'.repeat(130)}'`],
  ['a text with credentials, which a name has not', 'a:b@c', "'a:b@c'"],
  ['a text that is not known yet', placeholder('x'), `'${placeholder('x')}'`],
  ['a number', 5, '5'],
  ['what is missing', undefined, 'undefined'],
])('a name is told: %s', (_, name, told) => {
  expect(describeName(name)).toBe(told);
});

test.each([[116, 120], [117, 120]])('a value is told in at most 120 characters: %d of a list', (length, told) => {
  const text = describeValue(['x'.repeat(length)]);
  expect([text.length, text.endsWith('...')]).toEqual([told, length > 116]);
});

test('a fault of no prop and no value has neither', () => {
  const fault = { id: 'a/b', rule: 'must stand in a chart', fix: 'Define it in one' };
  expect(describeFault(fault)).toBe('must stand in a chart. Define it in one.');
  expect(findingOf(fault, 'shop')).toStrictEqual({
    id: 'a/b', severity: 'error', path: 'shop', fix: 'Define it in one', message: 'must stand in a chart. Define it in one.',
  });
});
