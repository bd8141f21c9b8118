import { isBlockText, isPlainText, literalBlock, quoted } from '../../lib/manifest/yaml-string';

describe('isPlainText', () => {
  test.each([
    'a', 'Always', 'a b', "it's", 'a#b', 'a:b', 'http://x.io/a?b=c#d', '--flag=x', '-c', '/bin/sh', '$(POD)', '1.27.0-alpine', '500m', '1.5Gi', '10.0.0.0/8', 'é', '日本', '😀', '~/x', 'nothing', 'one', '<a', 'a=b', '1a', 'x1e3',
  ])('takes %j', (text) => expect(isPlainText(text)).toBe(true));

  test.each([
    // null and booleans of YAML 1.1, 1.2 and Go
    '', '~', 'null', 'Null', 'NULL', 'true', 'True', 'FALSE', 'yes', 'No', 'ON', 'off', 'y', 'Y', 'n', 'N',
    // numbers
    '0', '1', '-1', '+1', '007', '010', '0o17', '0O17', '0x1F', '0b11', '0B1', '1_000', '+_1', '0_x1F', '1.5', '.5', '5.', '-.5', '.', '1e3', '1E+3', '.5e-3', 'e3', '1.5.5', '1.2.3', '10.0.0.1', '.inf', '-.INF', '.NaN',
    // times
    '12:30', '12:30:45', '190:20:30.15', '2024-01-31', '2024-1-1', '2024-01-31T00:00:00Z',
    // marks of YAML
    '<<', '=', '---', '--- a', '...', '... a', '-', '- a', '?', '? a', ':', ': a', ':a', ',', '[', ']', '{', '}', '#', '#a', '&a', '*a', '!a', '|', '>', "'a'", '"a"', '%a', '@a', '`a', 'a: b', 'a:', 'a #b',
    // what is trimmed, folded or not printable
    ' a', 'a ', '\ta', 'a\tb', 'a\nb', 'a\r', '\u0000', '\u007f', '\u0085', '\u009f', '\u2028', '\u2029', '\ufeffa', '\uffff',
  ])('leaves %j to quotes', (text) => expect(isPlainText(text)).toBe(false));
});

describe('isBlockText', () => {
  test.each(['a\n', 'a\nb', 'a\n\nb\n\n', 'a\n  b', 'a \nb', 'a\n\tb', '#!/bin/sh\n', '- a\n'])('takes %j', (text) => expect(isBlockText(text)).toBe(true));
  test.each(['a', '\n', '\na', ' a\nb', '\ta\nb', 'a\n \nb', 'a\n \t\nb', 'a\n\t', 'a\n ', 'a\r\nb', 'a\n\u0085', 'a\n\u2028', 'a\n\u0000'])('leaves %j to quotes', (text) => expect(isBlockText(text)).toBe(false));
});

test('quoted escapes what JSON leaves and YAML breaks lines at', () => {
  expect(quoted('a"\\\n\t\u0000\u0085\u2028\u2029\ufeff\u007fé😀')).toBe('"a\\"\\\\\\n\\t\\u0000\\u0085\\u2028\\u2029\\ufeff\\u007fé😀"');
});

test.each([['a\nb', '|-\n  a\n  b'], ['a\nb\n', '|\n  a\n  b'], ['a\n\nb\n\n', '|+\n  a\n\n  b\n'], ['a\n  b\n', '|\n  a\n    b']])('literalBlock keeps the end of %j', (text, block) => {
  expect(literalBlock(text, '  ')).toBe(block);
});
