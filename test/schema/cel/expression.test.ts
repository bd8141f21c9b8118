import { CelExpression } from '../../../lib/schema/cel/expression';
import { celValue } from '../../../lib/schema/cel/values';

const SELF = {
  count: 1, share: 1.5, names: ['x', 'y'], numbers: [3, 1, 2], labels: { team: 'shop' }, nothing: null, text: 'héllo',
};
const valueOf = (text: string) => new CelExpression(text, ['self'], 'bool').valueOf({ self: celValue(SELF) });
const outcomeOf = (text: string): string => {
  try {
    return String(valueOf(text));
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};

test.each([
  // The language.
  'self.count == 1 && self.count == 1.0 && self.share > 1', 'self.nothing == null', "'team' in self.labels && self.labels['team'] == 'shop'",
  'has(self.labels.team) && !has(self.labels.owner) && !has(self.missing)', "has([{'a': 1}][0].a)", 'self.names.all(n, n.size() == 1)', 'self.missing || true',
  'self.names.exists_one(n, n == "x")', 'self.labels.map(key, key + "!") == ["team!"]', 'self.names.filter(n, n != "x") == ["y"]',
  "self.?labels.?team.orValue('none') == 'shop' && self.?missing.orValue('none') == 'none'", 'self.?names[?5].hasValue() == false', 'type(self.count) == int',
  "self.?labels.?team.optMap(t, t + '!').orValue('') == 'shop!'", 'optional.ofNonZeroValue("").hasValue() == false',
  'self.names.all(i, n, i < 2 && n != "")', 'self.labels.exists(key, value, key == "team" && value == "shop")', 'self.names.existsOne(i, n, i == 1)',
  'self.names.transformList(i, n, n + string(i)) == ["x0", "y1"]', 'self.labels.transformMap(k, v, v + "!")["team"] == "shop!"',
  // Texts and patterns of Go.
  "'abc'.charAt(1) == 'b' && 'aaa'.replace('a', 'b', 2) == 'bba' && 'ab'.replace('', '-') == '-a-b-'", "'%s %d %.2f %x'.format(['a', 3, 1.5, 255]) == 'a 3 1.50 ff'",
  "self.text.matches('^h[é]llo$') && matches('ABC', '(?i)b')", "'a1b22'.find('[0-9]+') == '1' && 'a1b22'.findAll('[0-9]+', 1) == ['1'] && 'ab'.find('x') == ''",
  // Kubernetes' own.
  '!self.numbers.isSorted() && self.numbers.sum() == 6 && self.numbers.max() == 3 && self.numbers.min() == 1', "self.names.indexOf('y') == 1 && self.names.lastIndexOf('z') == -1",
  "sets.contains(self.names, ['y']) && sets.intersects([1, 2], [2.0, 3.0]) && sets.equivalent(['a'], ['a', 'a'])",
  "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1.5').add(quantity('500m')).asInteger() == 2 && quantity('1k') == quantity('1000') && !isQuantity('x')",
  "quantity('-1').sign() == -1 && quantity('50m').compareTo(quantity('0.05')) == 0 && !quantity('1.5').isInteger() && quantity('0.5').asApproximateFloat() == 0.5",
  "ip('10.0.0.1').family() == 4 && isIP('::1') && !isIP('10.0.0.01') && !ip.isCanonical('2001:DB8::1') && ip('127.0.0.1').isLoopback() && string(ip('2001:DB8::1')) == '2001:db8::1'",
  "cidr('10.0.0.0/8').containsIP('10.1.1.1') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && !cidr('10.0.0.0/8').containsCIDR('0.0.0.0/0') && !isCIDR('10.0.0.0/33')",
  "url('https://a.b:80/p%20q?x=1&x=2').getPort() == '80' && url('https://a.b/?x=1&x=2').getQuery()['x'] == ['1', '2'] && !isURL('a b') && isURL('/path') && !isURL('path')",
  "url('https://me@[::1]:80/p%20q').getHost() == '[::1]:80' && url('https://[::1]:80/').getHostname() == '::1' && url('HTTPS://a/p%20q').getEscapedPath() == '/p%20q'",
  "!format.dns1123Label().validate('a-b').hasValue() && format.named('uuid').hasValue() && format.dns1123Label().validate('A').value().size() == 1",
  "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1.0', true) && !isSemver('v1.0') && semver('2.1.0').major() == 2",
  "int('-12') == -12 && int(1.9) == 1 && int(timestamp('1970-01-01T00:01:00Z')) == 60", "duration('1h30m').getMinutes() == 90 && timestamp('2024-01-01T00:00:00Z') < timestamp('2025-01-01T00:00:00Z')",
])('%s', (text) => { expect(outcomeOf(text)).toBe('true'); });

test('what fails in Kubernetes fails here', () => {
  expect([
    'self.missing == 1', 'self.names[5] == "x"', '1 / (self.count - 1) == 1', 'int("x") == 1', 'int("") == 0', 'int(1e30) == 0', "ip('x').family() == 4", "quantity('x') == quantity('1')", "duration('x') == duration('1s')",
  ].map(outcomeOf)).toEqual([
    'CelFailure: No such key: missing', 'CelFailure: No such key: index out of bounds, index 5 >= size 2', 'CelFailure: division by zero',
    "CelFailure: 'x' is no integer", "CelFailure: '' is no integer", "CelFailure: '1e+30' is no integer", "CelFailure: IP Address 'x' parse error", "CelFailure: 'x' is no quantity", 'CelFailure: Invalid duration string: x',
  ]);
});

test('what is not known here is told from what fails', () => {
  expect([
    'self.names.all(n, n > 1)', "'a'.matches('\\\\Qx')", 'has(self.count.x)',
  ].map(outcomeOf)).toEqual([
    'CelUnknown: no such overload: dyn<string> > int', "CelUnknown: the pattern '\\Qx' is in a syntax that only Go reads", "CelUnknown: has() is asked of what has no field 'x'",
  ]);
});

test.each([
  ['1 +', 'unexpected token: EOF', 3], ['self.a ==== 1', 'unexpected token: EQ', 9], ['other == 1', 'unknown variable: other', 0], ["1 + 'a' == 2", 'no such overload: int + string', 0],
  ['self.a.sortBy(x, x) == []', 'unknown variable: x', 14], ['1 + 1', 'is of the type int, not bool', undefined], ['has(self)', "has() must be given a field, such as 'self.name'", 4],
])('%s cannot be read', (text, message, position) => {
  expect(() => new CelExpression(text, ['self'], 'bool')).toThrow(expect.objectContaining({ name: 'CelSyntaxFault', message, position }));
});

test('an expression of a stranger ends', () => {
  const digits = '[0,1,2,3,4,5,6,7,8,9]';
  const loops = (macro: string, inner: string) => [...'abcdefg'].reduceRight((body, name) => `${digits}.${macro}(${name}, ${body})`, inner);
  const doubled = (start: string) => `${start}${'.map(x, x + x)'.repeat(60)}.size() > 0`;
  expect([
    loops('all', 'true'), loops('exists', 'false'), `${loops('all', 'true')} || true`, `${digits}.all(i, v, ${loops('all', 'true')})`, doubled("[['a']]"), doubled("['a']"),
  ].map(outcomeOf)).toEqual(Array(6).fill('CelUnknown: it takes more than 300000 steps'));
  expect(outcomeOf("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')")).toBe("CelUnknown: the pattern '^(a+)+$' takes too long");
  expect(() => new CelExpression(`${'('.repeat(5000)}true${')'.repeat(5000)}`, [], 'bool')).toThrow('exceeded maxDepth (100)');
  expect(() => new CelExpression(`'${'a'.repeat(20_000)}' == ''`, [], 'bool')).toThrow('is longer than 20000 characters');
});

test('after one that took too much, another has all of its own', () => {
  expect(outcomeOf('[1].map(x, x + 1) == [2]')).toBe('true');
});
