import type { AddFunction } from '../environment';
import { CelFailure, CelUnknown } from '../outcome';

/**
 * `format` and `strings.quote` of cel-go.
 * @see https://pkg.go.dev/github.com/google/cel-go/ext#Strings
 */
export function addPrintFunctions(add: AddFunction): void {
  add('string.format(list): string', (text: string, values: readonly unknown[]) => {
    let next = 0;
    return text.replace(/%(?:\.(\d+))?([^])/g, (_, precision: string | undefined, verb: string) => {
      if (verb === '%') { return '%'; }
      if (next >= values.length) { throw new CelFailure(`index ${next} out of range`); }
      return printed(values[next++], verb, precision === undefined ? undefined : Number(precision));
    });
  });
}

function printed(value: unknown, verb: string, precision = 6): string {
  switch (verb) {
    case 's': return asText(value);
    case 'd': return whole(value, verb).toString();
    case 'b': return typeof value === 'boolean' ? (value ? '1' : '0') : whole(value, verb).toString(2);
    case 'o': return whole(value, verb).toString(8);
    case 'x': case 'X': {
      const digits = typeof value === 'string' ? Buffer.from(value).toString('hex') : value instanceof Uint8Array ? Buffer.from(value).toString('hex') : whole(value, verb).toString(16);
      return verb === 'x' ? digits : digits.toUpperCase();
    }
    case 'f': return Number(value).toFixed(precision);
    case 'e': return Number(value).toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2');
    default: throw new CelFailure(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
  }
}

function whole(value: unknown, verb: string): bigint {
  if (typeof value !== 'bigint') { throw new CelUnknown(`%${verb} is given what is no whole number`); }
  return value;
}

function asText(value: unknown): string {
  if (value === null) { return 'null'; }
  if (Array.isArray(value)) { return `[${value.map(asText).join(', ')}]`; }
  if (value instanceof Map) { return `{${[...value].map(([key, item]) => `${asText(key)}: ${asText(item)}`).sort().join(', ')}}`; }
  if (typeof value === 'object') { throw new CelUnknown('%s is given what has no text here'); }
  return String(value);
}
