const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * What Go's YAML makes of a plain scalar that starts as a number does: a number, a bigint where a number would not be exact, or
 * the text itself (`12:30`, `2024-01-31`, `1.2.3`).
 */
export function readNumber(text: string): number | bigint | string {
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  return readInteger(digits) ?? readFloat(digits) ?? text;
}

/** A number as every reader of YAML takes it for one: YAML 1.1 wants a dot before an exponent. */
export function writeNumber(value: number | bigint): string {
  const text = String(value);
  return text.includes('e') ? text.replace(/^(-?[0-9]+)e/, '$1.0e') : text;
}

function readInteger(text: string): number | bigint | undefined {
  const match = /^([-+]?)(?:([1-9][0-9]*|0)|0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|0[bB]([01]+))$/.exec(text);
  if (match === null) { return undefined; }
  const [, sign, decimal, hexadecimal, octal, binary] = match;
  const size = BigInt(decimal ?? (hexadecimal !== undefined ? `0x${hexadecimal}` : octal !== undefined ? `0o${octal}` : `0b${binary}`));
  // A sign leaves 63 bits, none leaves 64; what is larger is no integer.
  if (size > (sign === '' ? MAX_UINT64 : sign === '-' ? MAX_INT64 + 1n : MAX_INT64)) { return undefined; }
  const value = sign === '-' ? -size : size;
  // A number holds it where it would be written with the same digits again.
  return String(Number(value)) === String(value) ? Number(value) : value;
}

function readFloat(text: string): number | undefined {
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) { return undefined; }
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}
