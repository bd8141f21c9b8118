import { isIP } from 'node:net';
import { isGoDuration } from '../manifest/go-duration';

/**
 * The formats that the API server checks in custom resources, as it checks them; it ignores all others.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map<string, (text: string) => boolean>([
  ['bsonobjectid', (text) => /^[0-9a-fA-F]{24}$/.test(text)],
  ['byte', (text) => /^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{4})$/.test(text)],
  ['cidr', isCidr],
  ['date', isDate],
  ['datetime', isDateTime],
  ['duration', isDuration],
  ['email', (text) => /^(?:[^<>]*<)?[^\s@<>(),;:\\"[\]]+@[^\s@<>(),;:\\"[\]]+>?$/.test(text)],
  ['hexcolor', (text) => /^#?(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text)],
  ['hostname', isHostname],
  ['ipv4', (text) => isIP(text) === 4],
  ['ipv6', (text) => isIP(text) === 6 && !text.includes('%')],
  ['mac', (text) => MAC.test(text)],
  ['ssn', (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text) && text.length === 11],
  ['uri', isUri],
  ['uuid', (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)],
  ['uuid3', (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)],
  ['uuid4', (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text)],
  ['uuid5', (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text)],
]);

/** Formats that nobody gives to a field of Kubernetes, so that they are not worth their code. */
const UNREAD = ['creditcard', 'isbn', 'isbn10', 'isbn13', 'rgbcolor'];

const MAC = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?:(?:\1[0-9a-f]{2}){2}|(?:\1[0-9a-f]{2}){14})?)$|^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}(?:\.[0-9a-f]{4}|(?:\.[0-9a-f]{4}){7})?$/i;

/** What a format asks of text; undefined for one that the API server ignores, `unread` for one that it checks and nothing here does. */
export function formatCheck(format: string): ((text: string) => boolean) | 'unread' | undefined {
  const name = format.replaceAll('-', '');
  return UNREAD.includes(name) ? 'unread' : FORMATS.get(name);
}

function isCidr(text: string): boolean {
  const [, address, bits] = /^([^%/]+)\/(\d{1,3})$/.exec(text) ?? [];
  return address !== undefined && isIP(address) !== 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128) && !/^0\d/.test(bits);
}

function isDate(text: string): boolean {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isDateTime(text: string): boolean {
  const [date, time] = text.toLowerCase().split('t');
  const match = /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/.exec(time ?? '');
  return isDate(date) && match !== null && match[1] <= '23' && match[2] <= '59' && match[3] <= '59';
}

/** As Go writes durations, or as Scala does: any text with a number before a unit. */
function isDuration(text: string): boolean {
  if (isGoDuration(text)) { return true; }
  return [...text.matchAll(/\d+\s*([A-Za-zµ]+)/g)].some(([, unit]) => (
    /^(ns|nano|nanos.*|us|µs|micro|micros.*|ms|milli|millis.*|s|sec|seconds?.*|m|min|minutes?.*|h|hr|hours?.*|d|days?.*|w|wk|weeks?.*)$/i.test(unit)
  ));
}

function isHostname(text: string): boolean {
  if (text.length > 255 || text.split('.').some((label) => label.length > 63)) { return false; }
  return /^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$/u.test(text);
}

/** A URI of a request: with a scheme, or a path from the root. */
function isUri(text: string): boolean {

  if (/[\x00-\x1f\x7f]/.test(text)) { return false; }
  return text.startsWith('/') || text === '*' || /^[a-zA-Z][a-zA-Z0-9+.-]*:(?!$)/.test(text);
}
