import { isDeepStrictEqual } from 'node:util';
import { isMap } from '../manifest/object';
import { mapKeysOf } from './cel/values';
import { PlainSchema } from './extract';

/**
 * A value as it was, with the items of its sets and keyed lists in the order of those that it is compared with: API servers compare such lists without regard
 * to order.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules
 */
export function alignedTo(schema: unknown, old: unknown, value: unknown): unknown {
  if (!isMap(schema)) { return old; }
  if (Array.isArray(old) && Array.isArray(value)) { return alignedList(schema, old, value); }
  if (!isMap(old) || !isMap(value)) { return old; }
  const { properties, additionalProperties } = schema;
  const schemaOf = (name: string) => (isMap(properties) && Object.hasOwn(properties, name) ? properties[name] : additionalProperties);
  const valueOf = (name: string) => (Object.hasOwn(value, name) ? value[name] : undefined);
  return Object.fromEntries(Object.entries(old).map(([name, field]) => [name, alignedTo(schemaOf(name), field, valueOf(name))]));
}

function alignedList(schema: PlainSchema, old: readonly unknown[], value: readonly unknown[]): readonly unknown[] {
  const keys = mapKeysOf(schema);
  if (keys === undefined && schema['x-kubernetes-list-type'] !== 'set') { return old; }
  const isSame = (one: unknown, other: unknown) => (
    keys === undefined ? isDeepStrictEqual(one, other) : isMap(one) && isMap(other) && keys.every((key) => isDeepStrictEqual(one[key], other[key])));
  const left = [...old];
  const found = value.flatMap((item) => {
    const index = left.findIndex((each) => isSame(each, item));
    return index < 0 ? [] : left.splice(index, 1).map((each) => alignedTo(schema.items, each, item));
  });
  return [...found, ...left];
}
