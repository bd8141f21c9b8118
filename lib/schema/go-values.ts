import { isQuantity } from '../manifest/quantity';
import { NodeFault, one, ValueRule } from './schema-node';

// What Go's JSON decoder takes for the types of Kubernetes' own kinds. Values are not repeated: they may be secret.

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|[+-](\d\d):(\d\d))$/;
const NUMBER = /^-?\d+(\.\d+)?$/;
const QUANTITY = "a quantity such as '500m' or '1Gi'";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What a value is, with its article. */
export function nameOfType(value: unknown): string {
  if (value === null) { return 'null'; }
  if (Array.isArray(value)) { return 'a list'; }
  switch (typeof value) {
    case 'string': return 'text';
    case 'number': case 'bigint': return 'a number';
    case 'boolean': return 'a boolean';
    default: return 'a map';
  }
}

export const text: ValueRule = (value) => {
  if (typeof value === 'string') { return undefined; }
  const quoted = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? ': put it in quotes' : '';
  return wrongType('text', value, quoted);
};

export const boolean: ValueRule = (value) => (typeof value === 'boolean' ? undefined : wrongType('true or false', value, unquoted(value, /^(true|false)$/)));

export const number: ValueRule = (value) => (
  (typeof value === 'number' && Number.isFinite(value)) || typeof value === 'bigint' ? undefined : wrongType('a number', value, unquoted(value, NUMBER))
);

export const int32: ValueRule = (value) => integerFault(value, 32);
export const int64: ValueRule = (value) => integerFault(value, 64);

export const intOrString: ValueRule = (value) => intOrText(value, 32);
/** As custom resources have it. */
export const intOrString64: ValueRule = (value) => intOrText(value, 64);

export const quantity: ValueRule = (value) => {
  if (typeof value !== 'string' && typeof value !== 'number') { return wrongType(QUANTITY, value); }
  return isQuantity(typeof value === 'string' ? value.trim() : value) ? undefined : wrongFormat(QUANTITY, short(value));
};

/** Base64 with padding; Go skips line breaks, and reads a list of bytes as well. */
export const bytes: ValueRule = (value) => {
  if (Array.isArray(value)) {
    return value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255) ? undefined : wrongType('text in base64', value);
  }
  if (typeof value !== 'string') { return wrongType('text in base64', value); }
  return BASE64.test(/[\r\n]/.test(value) ? value.replace(/[\r\n]/g, '') : value) ? undefined : wrongFormat('text in base64', 'this');
};

export const time: ValueRule = (value) => timeFault(value, "a time such as '2030-01-31T12:00:00Z'", () => true);
export const microTime: ValueRule = (value) => (
  timeFault(value, "a time with six digits behind the second, such as '2030-01-31T12:00:00.000000Z'", (digits) => digits?.length === 6)
);

function unquoted(value: unknown, pattern: RegExp): string {
  return typeof value === 'string' && pattern.test(value) ? ': leave the quotes out' : '';
}

function intOrText(value: unknown, bits: 32 | 64): NodeFault[] | undefined {
  if (typeof value === 'string') { return undefined; }
  return typeof value === 'number' || typeof value === 'bigint' ? integerFault(value, bits) : wrongType('a whole number or text', value);
}

function integerFault(value: unknown, bits: 32 | 64): NodeFault[] | undefined {
  if (typeof value === 'bigint') { return BigInt.asIntN(bits, value) === value ? undefined : wrongFormat(`a number of ${bits} bits`, short(value)); }
  if (typeof value !== 'number' || Number.isNaN(value)) { return wrongType('a whole number', value, unquoted(value, /^-?\d+$/)); }
  if (!Number.isInteger(value)) { return wrongFormat('a whole number', short(value)); }
  const fits = bits === 32 ? (value | 0) === value : value >= -(2 ** 63) && value < 2 ** 63;
  return fits ? undefined : wrongFormat(`a number of ${bits} bits`, short(value));
}

function timeFault(value: unknown, wanted: string, hasDigits: (digits: string | undefined) => boolean): NodeFault[] | undefined {
  if (typeof value !== 'string') { return wrongType(wanted, value, value instanceof Date ? ': put it in quotes' : ''); }
  const match = TIME.exec(value);
  if (match === null || !hasDigits(match[7])) { return wrongFormat(wanted, short(value)); }
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const [zoneHour, zoneMinute] = [match[8], match[9]].map((digits = '0') => Number(digits));
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
    && hour < 24 && minute < 60 && second < 60 && zoneHour <= 24 && zoneMinute < 60;
  return exists ? undefined : wrongFormat(wanted, short(value));
}

export function wrongType(wanted: string, value: unknown, wayOut = ''): NodeFault[] {
  return one('type', `must be ${wanted}, not ${nameOfType(value)}${wayOut}`);
}

export function wrongFormat(wanted: string, shown: string): NodeFault[] {
  return one('format', `must be ${wanted}, which ${shown} is not`);
}

/** A value as messages show it. */
export function short(value: unknown): string {
  const shown = typeof value === 'string' ? `'${value}'` : String(value);
  return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown;
}
