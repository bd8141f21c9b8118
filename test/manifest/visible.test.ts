import fc from 'fast-check';
import { visible, visibleLine } from '../../lib/manifest/visible';

test.each([
  ['\u001b[31mred', '\\u001b[31mred'],
  ['a\0b\u007f\u009b2J', 'a\\u0000b\\u007f\\u009b2J'],
  ['safe\u202etxt.exe', 'safe\\u202etxt.exe'],
  ['one\rtwo', 'one\\u000dtwo'],
  ['one\u2028two\u2066\ufeff', 'one\\u2028two\\u2066\\ufeff'],
])('writes what nobody sees as an escape: %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
  expect(visibleLine(text)).toBe(shown);
});

test('leaves line breaks and tabs, except in a line', () => {
  expect(visible('a\tb\nc\r\nd')).toBe('a\tb\nc\r\nd');
  expect(visibleLine('a\tb\nc\r\nd')).toBe('a\\u0009b\\u000ac\\u000d\\u000ad');
});

test('leaves what is visible, in all languages, and changes nothing twice', () => {
  expect(visible('größe 北京 مرحبا 👩‍🚀 → …')).toBe('größe 北京 مرحبا 👩‍🚀 → …');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    expect(visible(visible(text))).toBe(visible(text));
    expect(visibleLine(text)).not.toMatch(/\p{Cc}/u);
  }));
});
