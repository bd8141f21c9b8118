import { goPattern } from '../../lib/schema/go-pattern';

// What https://pkg.go.dev/regexp/syntax says, where JavaScript says something else.
test.each<[string, readonly string[], readonly string[]]>([
  ['^\\s$', [' ', '\t', '\n', '\f', '\r'], ['\v', '\u00a0', '\u2028', '\ufeff', '']],
  ['^\\S$', ['\v', '\u00a0', '\u{1f600}', 'a'], [' ', '\n']],
  ['^[\\s,]$', [' ', ',', '\n'], ['\u00a0', '\v']],
  ['^[\\S ]$', ['\u00a0', ' ', '\u{1f600}', '\v', '!'], ['\t', '\n']],
  ['^[^\\s]$', ['\u00a0', 'a'], [' ']],
  ['^\\\\s$', ['\\s'], [' ']],
  ['^a.b$', ['a b', 'a\rb', 'a\u2028b', 'a\u{1f600}b'], ['a\nb', 'ab']],
  ['(?s)^a.b$', ['a\nb'], ['ab']],
  ['^a[.]b$', ['a.b'], ['axb']],
  ['(?m)^b$', ['a\nb\nc', 'b'], ['a\rb', 'a\u2028b']],
  ['(?i)^ab$', ['AB', 'aB'], ['b']],
  ['\\Aa\\z', ['a'], ['ba', 'a\n']],
  ['(?m)\\Aa\\z', ['a'], ['b\na']],
  ['^\\a\\x{1F600}$', ['\u0007\u{1f600}'], ['a']],
  ['^[[:alpha:]_][[:alnum:]]*$', ['_1', 'a'], ['1', 'a-']],
  ['^[]a]$', [']', 'a'], ['b']],
  ['^[^]a]$', ['b'], [']', 'a']],
  ['^[a[]$', ['[', 'a'], ['b']],
  ['^(?P<name>a)(?:b)$', ['ab'], ['a']],
  ['^\\pL\\p{Lu}$', ['äA'], ['1A']],
  ['^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$', ['a.b-c'], ['a..b', '-a']],
  ['^\\-\\_\\@$', ['-_@'], ['a']],
])('%s means what it means in Go', (pattern, matched, others) => {
  const expression = goPattern(pattern)!;
  expect([...matched, ...others].filter((text) => expression.test(text))).toEqual(matched);
});

test.each(['(?=a)', 'a(?!b)', '(?<=a)b', '(?i:a)b', 'a(?i)b', '\\Qa.b\\E', '[[:odd:]]', '[:alpha:]', '[a', '\\p{Odd}'])('%s is not read', (pattern) => {
  expect(goPattern(pattern)).toBeUndefined();
});
