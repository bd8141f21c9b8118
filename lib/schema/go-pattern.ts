/**
 * A pattern in the syntax of Go as an expression of JavaScript, or undefined where the two differ in what they say. Go matches in linear time; JavaScript
 * may not, so that a text beyond any name is not matched.
 *
 * @see https://pkg.go.dev/regexp/syntax
 */
export function goPattern(pattern: string): RegExp | undefined {
  const [, flags = '', body] = /^(?:\(\?([ims]+)\))?([^]*)$/.exec(pattern.replace(/^\^(\(\?[ims]+\))/, '$1^'))!;
  const bare = body.replace(/\\[^]/g, '');
  // What Go refuses, it does not match; of groups with flags, JavaScript knows nothing.
  if (/\(\?(?!:|P?<\w+>)/.test(bare) || /(?<!\\)(?:\\\\)*\\[QCE]/.test(body)) { return undefined; }
  try {
    return new RegExp(translated(body, flags, MOST), `${flags.replace('m', '')}u`);
  } catch {
    // Without Unicode, JavaScript is as lenient as Go about escapes that mean nothing.
    try {
      return /\\[pP]/.test(body) ? undefined : new RegExp(translated(body, flags, '\\uffff'), flags.replace('m', ''));
    } catch {
      return undefined;
    }
  }
}

const MOST = '\\u{10ffff}';
const SPACE = '\\t\\n\\f\\r ';

/** Of an escape, a class, the start of a group, or a sign whose meaning differs. */
const TOKEN = /\\(?:[pP][A-Z]|x\{[0-9A-Fa-f]+\}|[^])|\[:\^?\w+:\]|\[\^?\]?|\]|[.^$]|\(\?P</g;

/** @param last the last character that there is, as an escape */
function translated(body: string, flags: string, last: string): string {
  let isInClass = false;
  return body.replace(TOKEN, (token) => {
    switch (token) {
      // JavaScript's are all spaces of Unicode.
      case '\\s': return isInClass ? SPACE : `[${SPACE}]`;
      case '\\S': return isInClass ? `\\0-\\x08\\x0b\\x0e-\\x1f!-${last}` : `[^${SPACE}]`;
      case '\\a': return '\\x07';
      case '\\A': return '(?<![^])';
      case '\\z': return '(?![^])';
      case ']': isInClass = false; return ']';
      case '(?P<': return '(?<';
    }
    if (token.startsWith('\\x{')) { return `\\u${token.slice(2)}`; }
    if (/^\\[pP][A-Z]$/.test(token)) { return `${token.slice(0, 2)}{${token.slice(2)}}`; }
    if (token.startsWith('\\')) { return token; }
    if (isInClass) { return token.startsWith('[:') ? POSIX.get(token) ?? unknown(token) : token.replace('[', '\\['); }
    if (token.startsWith('[')) {
      // As in Go, a bracket that comes first is one of them, and one that is a class of POSIX begins one.
      isInClass = true;
      return token.startsWith('[:') ? unknown(token) : token.replace(']', '\\]');
    }
    // JavaScript has more ends of lines.
    if (token === '.') { return flags.includes('s') ? '[^]' : '[^\\n]'; }
    if (!flags.includes('m')) { return token; }
    return token === '^' ? '(?<![^\\n])' : '(?![^\\n])';
  });
}

function unknown(token: string): never {
  throw new SyntaxError(`'${token}' is no class of characters`);
}

const POSIX: ReadonlyMap<string, string> = new Map([
  ['alnum', '0-9A-Za-z'], ['alpha', 'A-Za-z'], ['blank', '\\t '], ['digit', '0-9'], ['lower', 'a-z'], ['upper', 'A-Z'], ['space', '\\t\\n\\v\\f\\r '],
  ['word', '0-9A-Za-z_'], ['xdigit', '0-9A-Fa-f'],
].map(([name, characters]) => [`[:${name}:]`, characters]));
