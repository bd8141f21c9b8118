import { formatPath } from '../../lib/manifest/field-path';
import { schemasOfDefinitions } from '../../lib/schema/custom-resources';
import { schemaFaults } from '../../lib/schema/schema-faults';
import { schemasOf } from '../../lib/schema/schemas';

type Fields = { [field: string]: any };

const KUBERNETES = schemasOf('1.35');

function definition(openAPIV3Schema: Fields | undefined, more: Fields = {}): any {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'shops.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Shop', plural: 'shops' },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }, { name: 'v1alpha1', served: false, storage: false }],
      ...more,
    },
  };
}

const shop = (fields: Fields): Fields => ({ apiVersion: 'example.com/v1', kind: 'Shop', metadata: { name: 'a' }, ...fields });

/** Faults of a shop whose `spec` has a schema, as lines. */
function faultsOf(spec: Fields, value: unknown): string[] {
  return linesOf({ type: 'object', properties: { spec } }, shop({ spec: value }));
}

function linesOf(root: Fields, object: Fields): string[] {
  const schema = schemasOfDefinitions([definition(root)], KUBERNETES).find('example.com/v1', 'Shop')!;
  return schemaFaults(schema, object).map(({ path, message, rule }) => `${formatPath(path)}: ${message} [${rule}]`);
}

const object = (properties: Fields, more: Fields = {}) => ({ type: 'object', properties, ...more });

describe('schemasOfDefinitions', () => {
  const schemas = schemasOfDefinitions([definition({ type: 'object' }), { apiVersion: 'v1', kind: 'Pod' }, definition({ type: 'object' }, { names: null }), null as any].filter((each) => each !== null), KUBERNETES);

  test('finds what is served, and nothing else', () => {
    expect(schemas.kinds()).toEqual([{ apiVersion: 'example.com/v1', kind: 'Shop' }]);
    expect([schemas.find('example.com/v1alpha1', 'Shop'), schemas.find('example.com/v1', 'Shed'), schemas.find('v1', 'Pod')]).toEqual([undefined, undefined, undefined]);
    expect(schemas.servedVersions('example.com/v1alpha1', 'Shop')).toEqual(['example.com/v1']);
    expect([schemas.isNamespaced('example.com/v1', 'Shop'), schemas.isNamespaced('v1', 'Pod')]).toEqual([true, undefined]);
  });

  test('reads definitions of the old kind, which keep unknown fields unless they say so', () => {
    const old = (preserveUnknownFields?: boolean) => ({
      apiVersion: 'apiextensions.k8s.io/v1beta1',
      kind: 'CustomResourceDefinition',
      spec: { group: 'example.com', version: 'v1', names: { kind: 'Shop' }, scope: 'Cluster', preserveUnknownFields, validation: { openAPIV3Schema: object({ spec: object({ a: { type: 'string' } }) }) } },
    });
    const faults = (crd: any) => schemaFaults(schemasOfDefinitions([crd], KUBERNETES).find('example.com/v1', 'Shop')!, shop({ spec: { a: 1 }, x: 1 })).map(({ path }) => formatPath(path));
    expect([faults(old()), faults(old(false))]).toEqual([['spec.a'], ['spec.a', 'x']]);
  });
});

describe('fields', () => {
  test('that the schema does not have are unknown, unless it keeps them', () => {
    const a = { type: 'string' };
    expect(faultsOf(object({ a }), { a: 'x', b: 1 })).toEqual(['spec.b: is an unknown field [unknown-field]']);
    expect(faultsOf(object({ a }, { 'x-kubernetes-preserve-unknown-fields': true }), { a: 1, b: { c: [1] } })).toEqual(['spec.a: must be text, not a number: put it in quotes [type]']);
    expect(faultsOf({ type: 'object' }, { b: 1 })).toEqual(['spec.b: is an unknown field [unknown-field]']);
    expect(faultsOf({ 'x-kubernetes-preserve-unknown-fields': true }, { b: 1 })).toEqual([]);
    expect(faultsOf({ 'x-kubernetes-preserve-unknown-fields': true, 'type': 'array', 'items': object({ a }) }, [{ a: 'x', b: 1 }])).toEqual([]);
    expect(linesOf(object({}), shop({ speck: 1 }))).toEqual(['speck: is an unknown field [unknown-field]']);
  });

  test('of a map of anything have no fields of their own', () => {
    const spec = { type: 'object', additionalProperties: true };
    expect(faultsOf(spec, { a: 1, b: ['x', null] })).toEqual([]);
    expect(faultsOf(spec, { a: { b: 1 } })).toEqual(['spec.a.b: is an unknown field [unknown-field]']);
  });

  test('of a map have the type of its values', () => {
    expect(faultsOf({ type: 'object', additionalProperties: { type: 'integer' } }, { a: 1, b: 'x', __proto__: 1 })).toEqual(['spec.b: must be a whole number, not text [type]']);
  });

  test('that are required may have a default, or be null where that is a value', () => {
    const required = ['a', 'b', 'c', 'd'];
    const spec = object({ a: { type: 'string' }, b: { type: 'string', default: 'x' }, c: { type: 'string', nullable: true }, d: { type: 'string' } }, { required });
    expect(faultsOf(spec, { c: null, d: null })).toEqual(['spec.a: is required [required]', 'spec.d: is required [required]']);
  });

  test('get their defaults before they are judged', () => {
    const inner = object({ size: { type: 'integer', default: 3 }, name: { type: 'string' } }, { required: ['name'], minProperties: 2 });
    expect(faultsOf(object({ inner: { ...inner, default: {} } }), {})).toEqual([
      'spec.inner.name: is required [required]', 'spec.inner: must have at least 2 fields, not 1 [length]',
    ]);
    expect(faultsOf(object({ list: { type: 'array', items: inner } }), { list: [{ name: 'a' }] })).toEqual([]);
    const value = { list: [{ name: 'a' }] };
    faultsOf(object({ list: { type: 'array', items: inner } }), value);
    expect(value).toEqual({ list: [{ name: 'a' }] });
  });

  test('of the object itself are Kubernetes\' own', () => {
    expect(linesOf({ type: 'object' }, { kind: 'Shop', metadata: { name: 'a', lables: {}, labels: { a: 1 }, annotations: null } })).toEqual([
      'metadata.lables: is an unknown field [unknown-field]', 'metadata.labels.a: must be text, not a number: put it in quotes [type]', 'apiVersion: is required [required]',
    ]);
    expect(linesOf(object({ metadata: object({ name: { type: 'string', maxLength: 3 } }) }), shop({ metadata: { name: 'long', labels: { a: 'b' } } }))).toEqual([
      'metadata.name: must have at most 3 characters, not 4 [length]',
    ]);
  });

  test('of an embedded object are too', () => {
    const embedded = { 'type': 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true };
    expect(faultsOf(embedded, { apiVersion: 'v1', metadata: { nam: 'x' }, data: {} })).toEqual(['spec.metadata.nam: is an unknown field [unknown-field]', 'spec.kind: is required [required]']);
  });
});

describe('values', () => {
  test.each<[string, Fields, unknown, string | undefined]>([
    ['text', { type: 'string' }, 1, 'must be text, not a number: put it in quotes [type]'],
    ['a whole number', { type: 'integer' }, 1.5, 'must be a whole number, which 1.5 is not [format]'],
    ['a number', { type: 'number' }, 1.5, undefined],
    ['32 bits', { type: 'integer', format: 'int32' }, 2 ** 31, 'must be a number of 32 bits, which 2147483648 is not [format]'],
    ['null', { type: 'string', nullable: true }, null, undefined],
    ['null that is none', { type: 'string' }, null, undefined],
    ['an enum', { type: 'string', enum: ['Small', 'Large'] }, 'small', "must be one of 'Small', 'Large', not 'small' [enum]"],
    ['an enum of an empty text', { type: 'string', enum: ['Small'] }, '', "must be one of 'Small', not '' [enum]"],
    ['a number or text', { 'x-kubernetes-int-or-string': true }, true, 'must be a whole number or text, not a boolean [type]'],
    ['a number or text, and a fraction', { 'x-kubernetes-int-or-string': true }, 0.5, 'must be a whole number, which 0.5 is not [format]'],
    ['a pattern', { type: 'string', pattern: 'b+' }, 'aac', "must match 'b+', which 'aac' does not [pattern]"],
    ['a pattern anywhere in the text', { type: 'string', pattern: 'b+' }, 'abc', undefined],
    ['a pattern with flags of Go', { type: 'string', pattern: '^(?i)warn$' }, 'WARN', undefined],
    ['a length in characters', { type: 'string', maxLength: 2 }, '😀😀', undefined],
    ['a least length', { type: 'string', minLength: 1 }, '', 'must have at least 1 character [length]'],
    ['a maximum', { type: 'integer', maximum: 3 }, 4, 'must be at most 3, not 4 [range]'],
    ['an exclusive minimum', { type: 'integer', minimum: 3, exclusiveMinimum: true }, 3, 'must be more than 3, not 3 [range]'],
    ['a multiple', { type: 'number', multipleOf: 0.5 }, 0.7, 'must be a multiple of 0.5, not 0.7 [range]'],
    ['items', { type: 'array', items: { type: 'string' }, minItems: 1 }, [], 'must have at least 1 item, not 0 [length]'],
    ['fields', { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 1 }, { a: 'x', b: 'y' }, 'must have at most 1 field, not 2 [length]'],
    ['a format', { type: 'string', format: 'ipv4' }, '10.0.0', "must be of the format 'ipv4', which '10.0.0' is not [format]"],
    ['a format that nobody checks', { type: 'string', format: 'whatever' }, 'x', undefined],
    ['one of several', { anyOf: [{ type: 'integer' }, { type: 'string' }], 'x-kubernetes-int-or-string': true }, '5%', undefined],
    ['none of several', { type: 'integer', anyOf: [{ minimum: 10 }, { maximum: 3 }] }, 5, 'must be as at least one of its alternatives allows [one-of]'],
    ['two of which only one may be', { ...object({ a: { type: 'string' }, b: { type: 'string' } }), oneOf: [{ required: ['a'] }, { required: ['b'] }] }, { a: 'x', b: 'y' },
      'must be as exactly one of its alternatives allows, not 2 [one-of]'],
    ['what may not be', { type: 'string', not: { enum: ['x'] } }, 'x', 'must not be as its definition forbids under `not` [one-of]'],
    ['all of several', { type: 'integer', allOf: [{ minimum: 3 }, { maximum: 5 }] }, 6, 'must be at most 5, not 6 [range]'],
  ])('%s', (_, spec, value, fault) => {
    expect(faultsOf(object({ a: spec }), { a: value })).toEqual(fault === undefined ? [] : [`spec.a: ${fault}`]);
  });

  test('inside an alternative are named by their field', () => {
    const spec = { ...object({ a: object({ b: { type: 'integer' } }) }), allOf: [object({ a: object({ b: { minimum: 2 } }, { required: ['b'] }) })] };
    expect(faultsOf(spec, { a: { b: 1 } })).toEqual(['spec.a.b: must be at least 2, not 1 [range]']);
    expect(faultsOf(spec, { a: {} })).toEqual(['spec.a.b: is required [required]']);
  });

  test('that are null in a list are no text', () => {
    expect(faultsOf({ type: 'array', items: { type: 'string' } }, [null])).toEqual(['spec[0]: must be text, not null [type]']);
  });
});

describe('lists', () => {
  test('that are sets hold no item twice', () => {
    const spec = { 'type': 'array', 'items': { type: 'string' }, 'x-kubernetes-list-type': 'set' };
    expect(faultsOf(spec, ['a', 'b', 'a'])).toEqual(['spec[2]: is in the list already [duplicate-item]']);
  });

  test('that are maps hold no key twice, by their defaults', () => {
    const items = object({ port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } }, { required: ['port', 'protocol'] });
    const spec = { 'type': 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['port', 'protocol'] };
    expect(faultsOf(spec, [{ port: 1 }, { port: 1, protocol: 'UDP' }, { protocol: 'TCP', port: 1 }])).toEqual([
      "spec[2]: has the same 'port' and 'protocol' as an item before it [duplicate-item]",
    ]);
  });
});

test('what is not checked is said', () => {
  const spec = object({ a: { type: 'string', pattern: '(?i:a)b' } });
  const schema = schemasOfDefinitions([definition(object({ spec }))], KUBERNETES).find('example.com/v1', 'Shop')!;
  expect(schemaFaults(schema, shop({ spec: { a: 'x' } }))).toEqual([]);
  expect([...schema.unchecked].sort()).toEqual(["the pattern '(?i:a)b' is in a syntax that only Go reads"]);
});

describe('hostile definitions', () => {
  const nested = (levels: number) => {
    let value: Fields = { type: 'string' };
    for (let i = 0; i < levels; i += 1) { value = { type: 'object', properties: { a: value } }; }
    return value;
  };

  test('of 100,000 levels are read as deep as an object goes', () => {
    expect(faultsOf(nested(100_000), { a: { a: 1 } })).toEqual(['spec.a.a: must be a map, not a number [type]']);
  });

  test.each([[{ type: 7 }], [{ type: 'object', properties: 'x', required: 'y' }], [{ type: 'array', items: [] }], [{ type: 'string', enum: 'x', pattern: 5, anyOf: {}, not: 3 }]])(
    '%j does no harm', (spec: any) => { expect(() => faultsOf(spec, { a: [1] })).not.toThrow(); });
});
