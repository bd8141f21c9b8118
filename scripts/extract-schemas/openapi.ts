import { enumsOf } from './enums';
import { Module } from './module';

/** A JSON Schema, as plain data. */
export interface Schema { [keyword: string]: any }

const SPEC = 'api/openapi-spec/v3';
const REF = '#/components/schemas/';
const KIND = 'x-kubernetes-group-version-kind';

// Facts about values. Everything else (sentences above all, and the hints for client-side merging) stays upstream.
const KEPT = [
  'additionalProperties', 'default', 'enum', 'format', 'items', 'type',
  'x-kubernetes-list-map-keys', 'x-kubernetes-list-type', 'x-kubernetes-map-type', 'x-kubernetes-preserve-unknown-fields',
];

// Types that decode themselves accept less than upstream's schema says.
const SELF_DECODED: { [type: string]: Schema } = {
  JSONSchemaPropsOrArray: { type: ['array', 'object'] },
  JSONSchemaPropsOrBool: { type: ['boolean', 'object'] },
  JSONSchemaPropsOrStringArray: { type: ['array', 'object'] },
  MicroTime: { format: 'micro-time' },
  Quantity: { format: 'quantity' },
};

/** The definitions of all kinds that can be created in the given group versions, and of all that they are made of. */
export function definitionsOf(module: Module, groupVersions: string[]): Map<string, Schema> {
  const files = groupVersions.map((groupVersion) => `${groupVersion}_openapi.json`);
  const served = module.list(SPEC).filter((file) => files.includes(file));
  const documents = served.map((file) => JSON.parse(module.read(`${SPEC}/${file}`)));
  const upstream: { [name: string]: Schema } = Object.assign({}, ...documents.map((document) => document.components.schemas));

  const found = new Map<string, Schema>();
  const visit = (name: string) => {
    if (found.has(name)) { return; }
    const { properties, required, [KIND]: kinds, ...rest } = upstream[name];
    const schema: Schema = reduced(rest);
    Object.assign(schema, SELF_DECODED[name.slice(name.lastIndexOf('.') + 1)]);
    if (required !== undefined) { schema.required = [...required].sort(); }
    if (kinds?.length === 1) { schema[KIND] = kinds; }
    if (properties !== undefined) {
      schema.properties = Object.fromEntries(Object.entries<Schema>(properties).map(([field, value]) => [field, reduced(value)]));
    }
    found.set(name, schema);
    referencesIn(schema).forEach(visit);
  };
  documents.flatMap(createdKinds).forEach(({ group, version, kind }) => {
    const [name] = Object.entries(upstream).find(([, schema]) => (
      schema[KIND]?.length === 1 && schema[KIND][0].group === group && schema[KIND][0].version === version && schema[KIND][0].kind === kind
    ))!;
    visit(name);
  });

  // Upstream's documents leave enums out, though its API server serves them: they stand in the generated code.
  for (const { definition, field, inside, values } of enumsOf(module)) {
    const schema = found.get(definition);
    if (schema === undefined) { continue; }
    const property = schema.properties?.[field];
    const holder = inside === undefined ? property : property?.[inside];
    if (holder?.type !== 'string') { throw new Error(`${module.version}: ${definition} has no text field '${field}' to hold an enum`); }
    holder.enum = values;
  }
  return found;
}

/** The kinds that a client can create: not lists, options or subresources such as Eviction. */
function createdKinds(document: any): { group: string; version: string; kind: string }[] {
  return Object.entries<any>(document.paths)
    .filter(([path, operations]) => operations.post !== undefined && !path.includes('{name}'))
    .map(([, operations]) => operations.post[KIND])
    .filter((kind) => kind !== undefined && kind.kind !== 'Binding');
}

function reduced(schema: Schema): Schema {
  // A reference with a sibling is written upstream as an `allOf` of one.
  if (schema.allOf?.length === 1) { return { $ref: schema.allOf[0].$ref.slice(REF.length) }; }
  if (schema.$ref !== undefined) { return { $ref: schema.$ref.slice(REF.length) }; }
  const result: Schema = {};
  if (schema.oneOf !== undefined) { result.type = schema.oneOf.map((option: Schema) => option.type).sort(); }
  for (const keyword of KEPT) {
    const value = schema[keyword];
    if (value === undefined) { continue; }
    if (keyword === 'items' || keyword === 'additionalProperties') {
      result[keyword] = typeof value === 'object' ? reduced(value) : value;
    } else if (keyword !== 'default' || !isGoZero(value)) {
      result[keyword] = value;
    }
  }
  return result;
}

// Written upstream for every required field: Go's zero value, no default of the API.
function isGoZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false || (typeof value === 'object' && Object.keys(value!).length === 0);
}

function referencesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) { return []; }
  return Object.entries(schema).flatMap(([key, value]) => (key === '$ref' && typeof value === 'string' ? [value] : referencesIn(value)));
}
