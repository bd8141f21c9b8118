import { isIP } from 'node:net';
import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import { FieldPath, formatPath } from '../../lib/manifest/field-path';

// The grammar of resource.Quantity, which no schema states.
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const GO_DURATION = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

/** An ajv that knows the formats of Kubernetes and, as its API server does, ignores those that it does not know. */
export function kubernetesAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true, verbose: true, strict: false, logger: false, unicodeRegExp: false, code: { regExp: Object.assign(goRegExp, { code: 'new RegExp' }) },
  });
  ajv.addFormat('int32', integer(32));
  ajv.addFormat('int64', integer(64));
  // Any text will do, but an integer must fit.
  ajv.addFormat('int-or-string', integer(32));
  ajv.addFormat('quantity', QUANTITY);
  ajv.addFormat('byte', BASE64);
  ajv.addFormat('date-time', isTime);
  ajv.addFormat('micro-time', (text) => isTime(text) && /\.\d{6}(Z|[+-])/.test(text));
  ajv.addFormat('duration', GO_DURATION);
  ajv.addFormat('ipv4', (text) => isIP(text) === 4);
  ajv.addFormat('ipv6', (text) => isIP(text) === 6);
  ajv.addFormat('cidr', isCidr);
  return ajv;
}

function integer(bits: number) {
  return { type: 'number' as const, validate: (value: number) => Number.isInteger(value) && BigInt.asIntN(bits, BigInt(value)) === BigInt(value) };
}

function isTime(text: string): boolean {
  const [, year, month, day] = (RFC3339.exec(text) ?? []).map(Number);
  // JavaScript takes the 30th of February for the 1st of March.
  return !Number.isNaN(Date.parse(text)) && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isCidr(text: string): boolean {
  const [, address, bits] = /^(.+)\/(\d{1,3})$/.exec(text) ?? [];
  return address !== undefined && isIP(address) !== 0 && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

// CRDs carry patterns in Go's syntax: flags inside the pattern, Unicode classes without braces. What else they use means the same here.
function goRegExp(pattern: string, flags: string): RegExp {
  const ignoresCase = pattern.includes('(?i)') ? 'i' : '';
  const unicode = /\\[pP][A-Z]/.test(pattern) ? 'u' : '';
  return new RegExp(pattern.replace('(?i)', '').replace(/\\([pP])([A-Z])/g, '\\$1{$2}'), `${flags}${ignoresCase}${unicode}`);
}

/**
 * What `validate` finds in `value`, as lines of field path and fault, one per field.
 * `unknownField` says what is wrong with a field that its holder does not have.
 */
export function faultsOf(validate: ValidateFunction, value: unknown, at: FieldPath, unknownField: (field: string, holder: any) => string): string[] {
  if (validate(value)) { return []; }
  const faults = new Map<string, string>();
  // A value of the wrong type fails its enum and its alternatives as well, but ajv names the type first, which says it all.
  for (const error of validate.errors!) {
    const path = [...at, ...stepsOf(error.instancePath, value)];
    const { missingProperty, additionalProperty } = error.params;
    const field = formatPath([...path, ...[missingProperty ?? additionalProperty].filter((step) => step !== undefined)]);
    const text = additionalProperty !== undefined ? unknownField(additionalProperty, error.parentSchema) : faultText(error);
    if (!faults.has(field)) { faults.set(field, `${field === '' ? 'object' : field}: ${text}`); }
  }
  return [...faults.values()].sort();
}

function stepsOf(pointer: string, root: any): (string | number)[] {
  let value = root;
  return pointer.split('/').slice(1).map((text) => {
    const key = text.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(key) : key;
    value = value[step];
    return step;
  });
}

function faultText({ keyword, params, data, message }: ErrorObject): string {
  switch (keyword) {
    case 'required': return 'required field is missing';
    case 'type': return `expected ${[params.type].flat().join(' or ')}, got ${nameOfType(data)}`;
    case 'enum': return `expected ${params.allowedValues.map((value: unknown) => JSON.stringify(value)).join(' or ')}, got ${JSON.stringify(data)}`;
    case 'format': return `${JSON.stringify(data)} is no ${params.format}`;
    default: return `${message}, got ${JSON.stringify(data)}`;
  }
}

function nameOfType(value: unknown): string {
  if (value === null) { return 'null'; }
  return Array.isArray(value) ? 'array' : typeof value;
}
