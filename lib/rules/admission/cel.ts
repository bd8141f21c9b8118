/**
 * A value as CEL writes it. Texts hold whatever people write: nothing in them ends the literal, whether the expression stands in YAML, JSON or a template.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values
 */
export function cel(value: unknown): string {
  if (typeof value === 'string') { return `'${[...value].map(escaped).join('')}'`; }
  if (Array.isArray(value)) { return `[${value.map(cel).join(', ')}]`; }
  if (typeof value === 'object' && value !== null) { return `{${Object.entries(value).map(([key, each]) => `${cel(key)}: ${cel(each)}`).join(', ')}}`; }
  return String(value);
}

function escaped(sign: string): string {
  if (sign === '\\' || sign === "'") { return `\\${sign}`; }
  const code = sign.codePointAt(0)!;
  if (code >= 0x20 && code < 0x7f) { return sign; }
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
