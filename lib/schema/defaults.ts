import { isMap } from '../manifest/object';
import { PlainSchema } from './extract';

/** Deeper than any definition goes. */
const MAX_DEPTH = 500;

const known = new WeakMap<PlainSchema, boolean>();

/** An object with the defaults of its schema, which the API server sets before it judges. What needs none stays as it is; what does is copied. */
export function withDefaults(schema: unknown, value: unknown, depth = 0): unknown {
  if (!isMap(schema) || typeof value !== 'object' || value === null || depth > MAX_DEPTH || !hasDefaults(schema, 0)) { return value; }
  if (Array.isArray(value)) {
    const items = value.map((item) => withDefaults(schema.items, item ?? defaultOf(schema.items, item), depth + 1));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  const properties: { [name: string]: unknown } = isMap(schema.properties) ? schema.properties : {};
  let result = value as { [name: string]: unknown };
  const set = (name: string, inner: unknown) => {
    if (inner === result[name] && Object.hasOwn(result, name)) { return; }
    if (result === value) { result = Object.assign(Object.create(null), value); }
    result[name] = inner;
  };
  for (const [name, inner] of Object.entries(properties)) {
    const field: unknown = Object.hasOwn(value, name) ? (value as any)[name] : undefined;
    const filled = withDefaults(inner, field ?? defaultOf(inner, field), depth + 1);
    if (filled !== undefined) { set(name, filled); }
  }
  if (isMap(schema.additionalProperties)) {
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(properties, name)) { set(name, withDefaults(schema.additionalProperties, (value as any)[name], depth + 1)); }
    }
  }
  return result;
}

function defaultOf(schema: unknown, value: unknown): unknown {
  if (!isMap(schema) || schema.default === undefined || schema.default === null || (value === null && schema.nullable === true)) { return value; }
  return structuredClone(schema.default);
}

function hasDefaults(schema: PlainSchema, depth: number): boolean {
  const before = known.get(schema);
  if (before !== undefined || depth > MAX_DEPTH) { return before === true; }
  const inner = [schema.items, schema.additionalProperties, ...(isMap(schema.properties) ? Object.values(schema.properties) : [])];
  const has = (schema.default !== undefined && depth > 0) || inner.some((each) => isMap(each) && (each.default !== undefined || hasDefaults(each, depth + 1)));
  known.set(schema, has);
  return has;
}
