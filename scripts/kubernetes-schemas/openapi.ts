import { enumsOf } from './enums';
import { GoTypes } from './go-types';
import { Module } from './module';
import { VALIDATED_ENUMS } from './validated-enums';

/** A JSON Schema, as plain data. */
export interface Schema { [keyword: string]: any }

/** A kind that one minor serves. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly definition: string;
  readonly namespaced: boolean;
}

/** What one minor serves, and all that it is made of. */
export interface Api {
  readonly kinds: Kind[];
  readonly definitions: Map<string, Schema>;
}

const SPEC = 'api/openapi-spec/v3';
const REF = '#/components/schemas/';
const KIND = 'x-kubernetes-group-version-kind';

// Facts about values. Everything else (sentences above all, and the hints for client-side merging) stays upstream.
const KEPT = [
  'additionalProperties', 'default', 'enum', 'format', 'items', 'type',
  'x-kubernetes-list-map-keys', 'x-kubernetes-list-type', 'x-kubernetes-preserve-unknown-fields',
];

// Types that decode themselves accept less than upstream's schema says.
const SELF_DECODED: { [type: string]: Schema } = {
  JSONSchemaPropsOrArray: { type: ['array', 'object'], item: 'JSONSchemaProps' },
  JSONSchemaPropsOrBool: { type: ['boolean', 'object'], item: 'JSONSchemaProps' },
  JSONSchemaPropsOrStringArray: { type: ['array', 'object'], item: 'JSONSchemaProps' },
  MicroTime: { format: 'micro-time' },
  Quantity: { format: 'quantity' },
};

/** Every kind of a release that can be created, with its definitions; APIs that are off by default among them. */
export function apiOf(module: Module, goTypes: GoTypes, isOff: (gate: string) => boolean): Api {
  const documents = module.list(SPEC).filter((file) => /^apis?__.*v\d\w*_openapi\.json$/.test(file)).map((file) => JSON.parse(module.read(`${SPEC}/${file}`)));
  const upstream: { [name: string]: Schema } = Object.assign({}, ...documents.map((document) => document.components.schemas));

  const found = new Map<string, Schema>();
  const visit = (name: string) => {
    if (found.has(name)) { return; }
    const { properties, required } = upstream[name];
    const schema: Schema = reduced(upstream[name]);
    Object.assign(schema, SELF_DECODED[name.slice(name.lastIndexOf('.') + 1)]);
    if (schema.item !== undefined) { schema.item = name.replace(/\w+$/, schema.item); }
    if (required !== undefined) { schema.required = [...required].sort(); }
    if (properties !== undefined) {
      schema.properties = Object.fromEntries(Object.entries<Schema>(properties).map(([field, value]) => [field, reduced(value)]));
    }
    found.set(name, schema);
    referencesIn(schema).forEach(visit);
  };
  const kinds = documents.flatMap(createdKinds).map(({ namespaced, ...gvk }) => {
    const [definition] = Object.entries(upstream).find(([, schema]) => (
      schema[KIND]?.length === 1 && schema[KIND][0].group === gvk.group && schema[KIND][0].version === gvk.version && schema[KIND][0].kind === gvk.kind
    ))!;
    visit(definition);
    return { apiVersion: gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`, kind: gvk.kind, definition, namespaced };
  });

  addEnums(module, found);
  addValidatedEnums(found);
  addGoFacts(found, goTypes, isOff);
  return { kinds, definitions: found };
}

/** Upstream's documents leave enums out, though its API server serves them: they stand in the generated code. */
function addEnums(module: Module, definitions: Map<string, Schema>): void {
  for (const { definition, field, inside, values } of enumsOf(module)) {
    const schema = definitions.get(definition);
    if (schema === undefined) { continue; }
    const property = schema.properties?.[field];
    const holder = inside === undefined ? property : property?.[inside];
    if (holder?.type !== 'string') { throw new Error(`${module.version}: ${definition} has no text field '${field}' to hold an enum`); }
    holder.enum = values;
  }
}

/** Some enums stand in the code of the server alone. */
function addValidatedEnums(definitions: Map<string, Schema>): void {
  for (const [place, values] of Object.entries(VALIDATED_ENUMS)) {
    const [definition, field] = place.split(' ');
    const schema = definitions.get(`io.k8s.${definition}`)?.properties?.[field];
    if (schema !== undefined) { schema.enum ??= values; }
  }
}

/** Whether an empty value counts as absent, where that matters, and fields that a gate switches off. */
function addGoFacts(definitions: Map<string, Schema>, goTypes: GoTypes, isOff: (gate: string) => boolean): void {
  let [all, read] = [0, 0];
  for (const [name, { properties = {}, required = [] }] of definitions) {
    for (const [field, schema] of Object.entries<Schema>(properties)) {
      if (['apiVersion', 'kind'].includes(field)) { continue; } // inlined from another package
      const source = goTypes.field(name, field);
      all += 1;
      if (source === undefined) { continue; }
      read += 1;
      // The server takes an empty reclaim policy of a StorageClass, though it could tell it from none.
      const takesEmpty = name.endsWith('.StorageClass') && field === 'reclaimPolicy';
      if (source.pointer && !takesEmpty && schema.type === 'string' && (schema.enum !== undefined || required.includes(field))) { schema.pointer = true; }
      if (!source.pointer && schema.$ref !== undefined && schema.$ref.includes('.v') && !['status', 'metadata'].includes(field)) { schema.value = true; }
      if (source.gate !== undefined && isOff(source.gate)) { schema.gate = source.gate; }
    }
  }
  if (read < all * 0.95) { throw new Error(`only ${read} of ${all} fields were found in Go source: has upstream moved it?`); }
}

/** The kinds that a client can create: not lists, options or subresources such as Eviction. */
function createdKinds(document: any): { group: string; version: string; kind: string; namespaced: boolean }[] {
  return Object.entries<any>(document.paths)
    .filter(([path, operations]) => operations.post !== undefined && !path.includes('{name}'))
    .map(([path, operations]) => ({ ...operations.post[KIND], namespaced: path.includes('/namespaces/{namespace}/') }))
    .filter(({ kind }) => kind !== undefined && kind !== 'Binding');
}

function reduced(schema: Schema): Schema {
  // A reference with a sibling is written upstream as an `allOf` of one.
  if (schema.allOf?.length === 1) { return { $ref: schema.allOf[0].$ref.slice(REF.length) }; }
  if (schema.$ref !== undefined) { return { $ref: schema.$ref.slice(REF.length) }; }
  const result: Schema = {};
  if (schema.oneOf !== undefined) { result.type = schema.oneOf.map((option: Schema) => option.type).sort(); }
  for (const keyword of KEPT) {
    const value = schema[keyword];
    if (value === undefined || value === 'atomic') { continue; }
    if (keyword === 'items' || keyword === 'additionalProperties') {
      result[keyword] = typeof value === 'object' ? reduced(value) : value;
    } else if (keyword !== 'default' || !isGoZero(value)) {
      result[keyword] = value;
    }
  }
  return { ...result, ...mergedList(schema) };
}

/** Older minors say by their hints for client-side merging which lists are maps or sets. Server-side apply reads them so. */
function mergedList(schema: Schema): Schema {
  const { type, 'x-kubernetes-list-type': said, 'x-kubernetes-patch-strategy': strategy, 'x-kubernetes-patch-merge-key': key } = schema;
  if (type !== 'array' || said !== undefined || !['merge', 'merge,retainKeys'].includes(strategy)) { return {}; }
  return key === undefined ? { 'x-kubernetes-list-type': 'set' } : { 'x-kubernetes-list-map-keys': [key], 'x-kubernetes-list-type': 'map' };
}

// Written upstream for every required field: Go's zero value, no default of the API.
function isGoZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false || (typeof value === 'object' && Object.keys(value!).length === 0);
}

function referencesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) { return []; }
  return Object.entries(schema).flatMap(([key, value]) => (['$ref', 'item'].includes(key) && typeof value === 'string' ? [value] : referencesIn(value)));
}
