import { ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { faultsOf, kubernetesAjv } from './ajv-faults';

interface Schema { [keyword: string]: any }

/** What one served version of a CustomResourceDefinition says about its objects. */
export interface CustomResourceSchema {
  readonly apiVersion: string;
  readonly kind: string;
  /** The faults of an object below `metadata`, which is judged by Kubernetes' own schema. Rules in CEL are not run. */
  faults(object: unknown): string[];
}

const VALUE_RULES = [
  'enum', 'format', 'maxItems', 'maxLength', 'maxProperties', 'minItems', 'minLength', 'minProperties', 'multipleOf',
  'pattern', 'required', 'uniqueItems', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys',
];
const OBJECT_FIELDS = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };

/** The schemas of every CustomResourceDefinition in a YAML text of one or more documents. */
export function customResourceSchemas(yaml: string): CustomResourceSchema[] {
  return parseAllDocuments(yaml)
    .map((document) => document.toJS())
    .filter((object) => object?.kind === 'CustomResourceDefinition')
    .flatMap(({ spec }) => spec.versions
      .filter((version: any) => version.served)
      .map((version: any) => customResourceSchema(`${spec.group}/${version.name}`, spec.names.kind, version.schema.openAPIV3Schema)));
}

function customResourceSchema(apiVersion: string, kind: string, structural: Schema): CustomResourceSchema {
  let validate: ValidateFunction | undefined;
  return {
    apiVersion,
    kind,
    faults: (object) => {
      validate ??= compiled(structural);
      return faultsOf(validate, defaulted(structural, object), [], () => `unknown field in ${apiVersion} ${kind}`);
    },
  };
}

function compiled(structural: Schema): ValidateFunction {
  const ajv = kubernetesAjv();
  ajv.addKeyword({
    keyword: 'x-kubernetes-list-type',
    type: 'array',
    validate: (listType: string, list: any[], parent: Schema = {}) => {
      if (listType !== 'set' && listType !== 'map') { return true; }
      const keys: string[] = parent['x-kubernetes-list-map-keys'] ?? [];
      const identity = (item: any) => (listType === 'set' ? item : keys.map((key) => item?.[key]));
      return new Set(list.map((item) => JSON.stringify(identity(item)))).size === list.length;
    },
    error: { message: 'must not repeat an item or its key' },
  });
  return ajv.compile(closed(structural, true));
}

/** A copy of a value with its defaults, which an API server sets before it judges. */
function defaulted(schema: Schema | undefined, value: any): any {
  if (schema === undefined || typeof value !== 'object' || value === null) { return value; }
  if (Array.isArray(value)) { return value.map((item) => defaulted(schema.items, item)); }
  const { properties = {}, additionalProperties } = schema;
  const missing = Object.entries<Schema>(properties).filter(([name, field]) => value[name] === undefined && field.default !== undefined);
  const fields = [...Object.entries(value), ...missing.map(([name, field]) => [name, field.default])];
  const rest = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  return Object.fromEntries(fields.map(([name, field]) => [name, defaulted(properties[name] ?? rest, field)]));
}

/** A structural schema as JSON Schema that refuses what an API server would prune. What a list keeps, it keeps in its items. */
function closed(schema: Schema, isObject = schema['x-kubernetes-embedded-resource'] === true, kept = false): Schema {
  const keepsUnknown = kept || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const result = valueRules(schema);
  if (isObject) { result.required = [...new Set([...result.required ?? [], 'apiVersion', 'kind'])]; }
  if (schema['x-kubernetes-int-or-string'] === true) { result.type = types(['integer', 'string'], schema); }
  if (schema.items !== undefined) { result.items = closed(schema.items, undefined, keepsUnknown); }
  if (schema.type !== 'object' && schema.properties === undefined) { return result; }

  const { properties = {}, additionalProperties } = schema;
  result.properties = {
    ...Object.fromEntries(Object.entries<Schema>(properties).map(([field, value]) => [field, closed(value)])),
    ...(isObject ? OBJECT_FIELDS : {}),
  };
  const isMap = typeof additionalProperties === 'object';
  result.additionalProperties = isMap ? closed(additionalProperties) : additionalProperties === true || keepsUnknown;
  return result;
}

/** The rules about values alone: inside `anyOf` and its like nothing says which fields exist. */
function valueRules(schema: Schema): Schema {
  const result: Schema = Object.fromEntries(VALUE_RULES.filter((rule) => schema[rule] !== undefined).map((rule) => [rule, schema[rule]]));
  if (schema.type !== undefined) { result.type = types([schema.type], schema); }
  if (schema.nullable === true && schema.enum !== undefined) { result.enum = [...schema.enum, null]; }
  // OpenAPI 3.0 says with a flag what JSON Schema says with a number.
  for (const [limit, exclusive] of [['minimum', 'exclusiveMinimum'], ['maximum', 'exclusiveMaximum']]) {
    if (schema[limit] !== undefined) { result[schema[exclusive] === true ? exclusive : limit] = schema[limit]; }
  }
  for (const list of ['allOf', 'anyOf', 'oneOf']) {
    if (schema[list] !== undefined) { result[list] = schema[list].map(nested); }
  }
  if (schema.not !== undefined) { result.not = nested(schema.not); }
  return result;
}

function nested(schema: Schema): Schema {
  const result = valueRules(schema);
  if (schema.items !== undefined) { result.items = nested(schema.items); }
  if (schema.properties !== undefined) {
    result.properties = Object.fromEntries(Object.entries<Schema>(schema.properties).map(([field, value]) => [field, nested(value)]));
  }
  if (typeof schema.additionalProperties === 'object') { result.additionalProperties = nested(schema.additionalProperties); }
  return result;
}

function types(names: string[], schema: Schema): string | string[] {
  const all = schema.nullable === true ? [...names, 'null'] : names;
  return all.length === 1 ? all[0] : all;
}
