import { isMap, listOf } from '../../manifest/object';
import { PlainSchema } from '../extract';
import { durationOf } from './expression';

/** A value as expressions see it where nothing is known of it: whole numbers are integers. */
export function celValue(value: unknown): unknown {
  if (typeof value === 'number') { return Number.isInteger(value) ? BigInt(value) : value; }
  if (typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) { return value.map((item) => celValue(item)); }
  return new Map(Object.entries(value).filter(([, field]) => field !== undefined).map(([name, field]) => [name, celValue(field)]));
}

/**
 * A value as rules of a definition see it: its types are those of the schema, and names of its fields are escaped.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export class CelValues {
  /** Parts of one value are asked for again by the rules of what holds them. */
  private readonly known = new Map<unknown, unknown>();

  public of(schema: unknown, value: unknown): unknown {
    if (!isMap(schema) || schema['x-kubernetes-int-or-string'] === true) { return celValue(value); }
    if (typeof value !== 'object' || value === null) { return scalar(schema, value); }
    const before = this.known.get(value);
    if (before !== undefined) { return before; }
    const seen = Array.isArray(value) ? this.list(schema, value) : this.map(schema, value as { readonly [name: string]: unknown });
    this.known.set(value, seen);
    return seen;
  }

  private list(schema: PlainSchema, value: readonly unknown[]): unknown[] {
    return value.map((item) => this.of(schema.items, item));
  }

  private map(schema: PlainSchema, value: { readonly [name: string]: unknown }): unknown {
    const { properties, additionalProperties } = schema;
    if (!isMap(properties) && !isMap(additionalProperties)) { return celValue(value); }
    const seen = new Map<string, unknown>();
    for (const [name, field] of Object.entries(value)) {
      const inner: unknown = isMap(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (field === undefined || (field === null && (!isMap(inner) || inner.nullable !== true))) { continue; }
      if (inner !== undefined || EVERYWHERE.includes(name)) { seen.set(escaped(name), this.of(inner, field)); } else if (isMap(additionalProperties)) {
        seen.set(name, this.of(additionalProperties, field));
      }
    }
    return seen;
  }
}

/** What each object has, whether its definition says so or not. */
const EVERYWHERE: readonly string[] = ['apiVersion', 'kind', 'metadata'];

function scalar({ type, format }: PlainSchema, value: unknown): unknown {
  if (type === 'number') { return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : value; }
  if (typeof value !== 'string') { return celValue(value); }
  switch (type === 'string' ? format : undefined) {
    case 'date-time': case 'date': return new Date(value);
    case 'duration': return durationOf(value);
    case 'byte': return new Uint8Array(Buffer.from(value, 'base64'));
    default: return value;
  }
}

const RESERVED: readonly string[] = [
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return',
  'var', 'void', 'while',
];
const ESCAPES: readonly (readonly [string, string])[] = [['__', '__underscores__'], ['.', '__dot__'], ['-', '__dash__'], ['/', '__slash__']];

/** The name of a field in expressions. */
function escaped(name: string): string {
  if (RESERVED.includes(name)) { return `__${name}__`; }
  return ESCAPES.reduce((text, [found, written]) => text.replaceAll(found, written), name);
}

/** A schema's list of fields that tell items apart; undefined where its items cannot be told apart. */
export function mapKeysOf(schema: PlainSchema): readonly string[] | undefined {
  return schema['x-kubernetes-list-type'] === 'map' ? listOf(schema['x-kubernetes-list-map-keys']).filter((key) => typeof key === 'string') : undefined;
}
