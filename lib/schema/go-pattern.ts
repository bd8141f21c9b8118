/**
 * A pattern in the syntax of Go as an expression of JavaScript, or undefined where the two differ in what they say. Go matches in linear time; JavaScript
 * may not, so that a text beyond any name is not matched.
 */
export function goPattern(pattern: string): RegExp | undefined {
  const [, flags = '', body] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(pattern.replace(/^\^(\(\?[ims]+\))/, '$1^'))!;
  const translated = body
    .replace(/\\([pP])([A-Z])/g, '\\$1{$2}')
    .replaceAll('(?P<', '(?<')
    .replace(/(?<!\\)((?:\\\\)*)\\A/g, '$1^')
    .replace(/(?<!\\)((?:\\\\)*)\\z/g, '$1$')
    .replace(/\[\[:(\w+):\]\]/g, (_, name) => POSIX.get(name) ?? '[[:');
  // What Go refuses, it does not match; what stays here after the translation, JavaScript reads as something else.
  if (/\(\?[=!<][=!]?|\(\?[a-zA-Z-]+[:)]|\\[QCE]|\[\[?:\w+:/.test(translated.replace(/\(\?<\w+>/g, '('))) { return undefined; }
  try {
    return new RegExp(translated, `${flags}u`);
  } catch {
    // Without Unicode, JavaScript is as lenient as Go about escapes that mean nothing.
    try {
      return /\\[pP]\{/.test(translated) ? undefined : new RegExp(translated, flags);
    } catch {
      return undefined;
    }
  }
}

const POSIX: ReadonlyMap<string, string> = new Map([
  ['alnum', '[0-9A-Za-z]'], ['alpha', '[A-Za-z]'], ['digit', '[0-9]'], ['lower', '[a-z]'], ['upper', '[A-Z]'], ['space', '[\\t\\n\\v\\f\\r ]'],
  ['word', '[0-9A-Za-z_]'], ['xdigit', '[0-9A-Fa-f]'],
]);
