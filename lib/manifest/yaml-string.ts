// Everything that any reader of YAML takes for something else than text, once underscores are out of the numbers.
const NULL_OR_BOOLEAN = /^(?:~|null|true|false|yes|no|on|off|y|n)$/i;
const MERGE_OR_VALUE_KEY = /^(?:<<|=)$/;
const NOT_FINITE = /^[-+]?\.(?:inf|nan)$/i;
// Base 60 (`12:30:45`) and a float's several dots (`1.2.3`) are in the letter of YAML 1.1.
const DECIMAL = /^[-+]?(?=.*[0-9.])[0-9:]*\.?[0-9.]*(?:e[-+]?[0-9]*)?$/i;
const OTHER_BASE = /^[-+]?0[xob]/i;
const DATE = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}/;

const PRINTABLE = /^[\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;
const PRINTABLE_LINES = /^[\t\n\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;
/** What JSON leaves as it is and YAML does not: control characters, line breaks of YAML 1.1, byte order marks. */
const ESCAPED_BY_YAML_ONLY = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Whether a string stays the same string for every reader of YAML when it stands on one line without quotes, as a value or as a key. */
export function isPlainText(text: string): boolean {
  return startsPlain(text) && PRINTABLE.test(text) && !/: |:$| #| $/.test(text) && !readsAsOther(text);
}

/** Whether a string stays the same as a literal block: several lines, none of which is blank space only, the first one not indented. */
export function isBlockText(text: string): boolean {
  return text.includes('\n') && PRINTABLE_LINES.test(text) && /^[^ \t\n]/.test(text) && !/\n[ \t]+(?:\n|$)/.test(text);
}

/** A string in double quotes, as YAML 1.1 and 1.2 read it alike. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(ESCAPED_BY_YAML_ONLY, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A string as a literal block whose lines start with `indent`, without the last line's end. */
export function literalBlock(text: string, indent: string): string {
  const ends = /\n*$/.exec(text)![0].length;
  const body = ends === 0 ? text : text.slice(0, -1);
  const lines = body.split('\n').map((line) => (line === '' ? '' : indent + line));
  return `|${['-', ''][ends] ?? '+'}\n${lines.join('\n')}`;
}

function startsPlain(text: string): boolean {
  // `--flag` and `-c` are arguments of a container, but `---` starts a document and `...` ends one.
  return /^(?!\.\.\.)[^\s\-?:,[\]{}#&*!|>'"%@`]/.test(text) || /^-{1,2}[^\s-]/.test(text);
}

function readsAsOther(text: string): boolean {
  const digits = text.replaceAll('_', '');
  return NULL_OR_BOOLEAN.test(text) || MERGE_OR_VALUE_KEY.test(text) || NOT_FINITE.test(text) || DATE.test(text)
    || DECIMAL.test(digits) || OTHER_BASE.test(digits);
}
