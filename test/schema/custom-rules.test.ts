import { formatPath } from '../../lib/manifest/field-path';
import { schemasOfDefinitions } from '../../lib/schema/custom-resources';
import { schemaFaults } from '../../lib/schema/schema-faults';
import { schemasOf } from '../../lib/schema/schemas';

interface Fields { readonly [name: string]: unknown }

const KUBERNETES = schemasOf('1.35');
const schemaWith = (spec: Fields, more: Fields = {}) => schemasOfDefinitions([{
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  spec: {
    group: 'example.com',
    names: { kind: 'Shop' },
    versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec, status: { type: 'object', properties: { ready: { type: 'boolean' } } } } } }, ...more }],
  },
} as any], KUBERNETES).find('example.com/v1', 'Shop')!;
const shop = (spec: unknown, more: Fields = {}) => ({ apiVersion: 'example.com/v1', kind: 'Shop', metadata: { name: 'a' }, spec, ...more });
const told = (faults: readonly { readonly path: readonly (string | number)[]; readonly message: string }[]) => faults.map(({ path, message }) => `${formatPath(path)}: ${message}`);
const faultsOf = (schema: Fields, spec: unknown) => told(schemaFaults(schemaWith(schema), shop(spec)));
const ruled = (properties: Fields, ...rules: (string | Fields)[]) => (
  { type: 'object', properties, 'x-kubernetes-validations': rules.map((rule) => (typeof rule === 'string' ? { rule } : rule)) });
const NUMBERS = { min: { type: 'integer' }, max: { type: 'integer' } };
const BREAKS = 'breaks a rule of its definition:';

test('a rule that does not hold is told where it stands, with its message', () => {
  const rules = [{ rule: 'self.min <= self.max', message: 'min must not be above max.' }, 'self.min > 0'];
  expect(faultsOf(ruled(NUMBERS, ...rules), { min: 0, max: -1 })).toEqual([`spec: ${BREAKS} min must not be above max`, `spec: ${BREAKS} failed rule: self.min > 0`]);
  expect(faultsOf(ruled(NUMBERS, ...rules), { min: 1, max: 1 })).toEqual([]);
});

test('it may say its field and make its message', () => {
  const rule = 'self.min <= self.max';
  expect(faultsOf(ruled(NUMBERS, { rule, fieldPath: '.min', messageExpression: "'at most %d'.format([self.max])", message: 'too much' }), { min: 2, max: 1 })).toEqual([
    `spec.min: ${BREAKS} at most 1`,
  ]);
  expect(faultsOf(ruled(NUMBERS, { rule, fieldPath: ".labels['a.b']", messageExpression: 'self.nothing', message: 'too\nmuch' }), { min: 2, max: 1 })).toEqual([
    `spec.labels['a.b']: ${BREAKS} too much`,
  ]);
});

test('one that fails is refused, as the API server refuses it', () => {
  expect(faultsOf(ruled(NUMBERS, 'self.min <= self.max', { rule: 'self.max > 1', message: 'max is too small' }), { min: 2 })).toEqual([
    `spec: ${BREAKS} 'self.min <= self.max' fails: No such key: max`, `spec: ${BREAKS} 'max is too small' fails: No such key: max`,
  ]);
});

test('rules stand in lists and maps, and on single values', () => {
  const item = ruled({ name: { 'type': 'string', 'x-kubernetes-validations': [{ rule: "self != 'x'" }] } }, 'has(self.name)');
  const schema = { type: 'object', properties: { list: { type: 'array', items: item }, map: { type: 'object', additionalProperties: item } } };
  expect(faultsOf(schema, { list: [{ name: 'a' }, {}, { name: 'x' }], map: { a: {} } })).toEqual([
    `spec.list[1]: ${BREAKS} failed rule: has(self.name)`, `spec.list[2].name: ${BREAKS} failed rule: self != 'x'`, `spec.map.a: ${BREAKS} failed rule: has(self.name)`,
  ]);
});

test('values have the types of their schema, defaults are set, null is absent, and names are escaped', () => {
  const properties = {
    'share': { type: 'number' }, 'port': { 'x-kubernetes-int-or-string': true }, 'wait': { type: 'string', format: 'duration' }, 'at': { type: 'string', format: 'date-time' },
    'bytes': { type: 'string', format: 'byte' }, 'namespace': { type: 'string' }, 'a-b': { type: 'integer', default: 3 }, 'a.b/c__d': { type: 'string' },
    'maybe': { type: 'string' }, 'open': { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true }, 'labels': { type: 'object', additionalProperties: { type: 'string' } },
  };
  const rules = [
    'type(self.share) == double && self.share == 1', "self.port == 80 || self.port == 'http'", "self.wait > duration('1m')", "self.at < timestamp('2030-01-01T00:00:00Z')",
    'self.bytes.size() == 2', "self.__namespace__ == 'shop'", 'self.a__dash__b == 3', "self.a__dot__b__slash__c__underscores__d == 'x'", '!has(self.maybe)',
    "self.labels['a-b'] == 'x'",
  ];
  expect(faultsOf(ruled(properties, ...rules), {
    'share': 1, 'port': 80, 'wait': '1h', 'at': '2026-01-01T00:00:00Z', 'bytes': 'YWI=', 'namespace': 'shop', 'a.b/c__d': 'x', 'maybe': null, 'open': { x: 1 }, 'labels': { 'a-b': 'x' },
  })).toEqual([]);
});

test('the whole object has its kind and its name', () => {
  const schema = schemasOfDefinitions([{
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: {
      group: 'example.com', names: { kind: 'Shop' }, versions: [{
        name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object', 'properties': {}, 'x-kubernetes-validations': [{ rule: "self.metadata.name == 'b' && self.kind == 'Shop'" }] } },
      }],
    },
  } as any], KUBERNETES).find('example.com/v1', 'Shop')!;
  expect(told(schemaFaults(schema, { apiVersion: 'example.com/v1', kind: 'Shop', metadata: { name: 'a' } }))).toEqual([
    `: ${BREAKS} failed rule: self.metadata.name == 'b' && self.kind == 'Shop'`,
  ]);
  expect(schemaFaults(schema, { apiVersion: 'example.com/v1', kind: 'Shop', metadata: { name: 'b' } })).toEqual([]);
});

test('what is no object of its schema is told first', () => {
  expect(faultsOf(ruled(NUMBERS, 'self.min > 5'), { min: 1, max: 'x' })).toEqual(['spec.max: must be a whole number, not text']);
});

test('of an object of which a part is not known yet, no rule is asked', () => {
  expect(schemaFaults(schemaWith(ruled(NUMBERS, 'has(self.min)')), shop({}), true)).toEqual([]);
});

test('what the API server drops of a new object is not judged', () => {
  const status = { status: { ready: false } };
  const rule = ruled({ ready: { type: 'boolean' } }, 'self.ready');
  const schema = (more: Fields) => schemasOfDefinitions([{
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    spec: { group: 'example.com', names: { kind: 'Shop' }, versions: [{ name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: {}, status: rule } } }, ...more }] },
  } as any], KUBERNETES).find('example.com/v1', 'Shop')!;
  expect(told(schemaFaults(schema({}), shop(undefined, status)))).toEqual([`status: ${BREAKS} failed rule: self.ready`]);
  expect(schemaFaults(schema({ subresources: { status: {} } }), shop(undefined, status))).toEqual([]);
});

describe('rules about changes', () => {
  const changeFaultsOf = (schema: Fields, before: unknown, after: unknown) => told(schemaWith(schema).changeFaults!(shop(before), shop(after)));
  const immutable = { 'type': 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'zone is immutable' }] };

  test('are not asked of a new object', () => {
    expect(faultsOf({ type: 'object', properties: { zone: immutable } }, { zone: 'a' })).toEqual([]);
  });

  test('are asked of what was there before, and no others are', () => {
    const schema = ruled({ ...NUMBERS, zone: immutable }, 'self.min > 5');
    expect(changeFaultsOf(schema, { min: 1, zone: 'a' }, { min: 1, zone: 'b' })).toEqual([`spec.zone: ${BREAKS} zone is immutable`]);
    expect(changeFaultsOf(schema, { min: 1, zone: 'a' }, { min: 2, zone: 'a' })).toEqual([]);
    expect(changeFaultsOf(schema, {}, { zone: 'a' })).toEqual([]);
  });

  test('know items of a list by their keys', () => {
    const items = { type: 'object', properties: { name: { type: 'string' }, zone: immutable } };
    const schema = { type: 'object', properties: { pools: { 'type': 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] } } };
    const pools = (...zones: [string, string][]) => ({ pools: zones.map(([name, zone]) => ({ name, zone })) });
    expect(changeFaultsOf(schema, pools(['a', '1'], ['b', '2']), pools(['b', '2'], ['a', '3'], ['c', '1']))).toEqual([`spec.pools[1].zone: ${BREAKS} zone is immutable`]);
  });

  test.each<[string, object, unknown, unknown, boolean]>([
    ['a set', { 'x-kubernetes-list-type': 'set' }, ['a', 'b'], ['b', 'a'], true],
    ['another set', { 'x-kubernetes-list-type': 'set' }, ['a', 'b'], ['b', 'c'], false],
    ['a smaller set', { 'x-kubernetes-list-type': 'set' }, ['a', 'b'], ['b'], false],
    ['a list', {}, ['a', 'b'], ['b', 'a'], false],
    ['a list by itself', {}, ['a', 'b'], ['a', 'b'], true],
  ])('compare %s as API servers do', (_, kind, before, after, isSame) => {
    const names = { 'type': 'array', 'items': { type: 'string' }, ...kind, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] };
    expect(changeFaultsOf({ type: 'object', properties: { names } }, { names: before }, { names: after })).toHaveLength(isSame ? 0 : 1);
  });

  test('compare lists with keys without regard to order, and sets in them', () => {
    const tags = { 'type': 'array', 'items': { type: 'string' }, 'x-kubernetes-list-type': 'set' };
    const items = { type: 'object', properties: { name: { type: 'string' }, tags } };
    const pools = { 'type': 'array', items, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] };
    const schema = { 'type': 'object', 'properties': { pools }, 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] };
    const before = { pools: [{ name: 'a', tags: ['x', 'y'] }, { name: 'b', tags: [] }] };
    expect(changeFaultsOf(schema, before, { pools: [{ name: 'b', tags: [] }, { name: 'a', tags: ['y', 'x'] }] })).toEqual([]);
    expect(changeFaultsOf(schema, before, { pools: [{ name: 'b', tags: [] }, { name: 'a', tags: ['y', 'z'] }] })).toHaveLength(1);
  });

  test('that are about new objects too say so', () => {
    const rule = { rule: "oldSelf.optMap(o, o == self).orValue(self == 'first')", optionalOldSelf: true };
    const schema = { type: 'object', properties: { zone: { 'type': 'string', 'x-kubernetes-validations': [rule] } } };
    expect(faultsOf(schema, { zone: 'first' })).toEqual([]);
    expect(faultsOf(schema, { zone: 'second' })).toHaveLength(1);
    expect(changeFaultsOf(schema, { zone: 'a' }, { zone: 'a' })).toEqual([]);
    expect(changeFaultsOf(schema, { zone: 'a' }, { zone: 'b' })).toHaveLength(1);
  });
});

test('what is not run is told, once something stands in its place', () => {
  const rules = ['self.names.sortBy(n, n) == []', "self.names.all(n, n.matches('\\\\Qx'))", { rule: 5 }];
  const schema = schemaWith({ type: 'object', properties: { here: ruled({ names: { type: 'array', items: { type: 'string' } } }, ...rules), there: ruled({}, 'nothing()') } });
  expect(schemaFaults(schema, shop({ here: { names: ['a'] } }))).toEqual([]);
  expect([...schema.unchecked].sort()).toEqual([
    "the CEL rule 'self.names.all(n, n.matches('\\\\Qx'))' is not run: the pattern '\\Qx' is in a syntax that only Go reads",
    "the CEL rule 'self.names.sortBy(n, n) == []' is not run: unknown variable: n",
  ]);
});

test('on a Node.js that cannot load it, no rule is run, and that is told', () => {
  jest.isolateModules(() => {
    jest.doMock('@marcbachmann/cel-js', () => { throw Object.assign(new Error('require() of ES Module'), { code: 'ERR_REQUIRE_ESM' }); });
    const { CustomRules } = jest.requireActual('../../lib/schema/custom-rules');
    const clauses: string[] = [];
    const rules = new CustomRules(ruled(NUMBERS, 'self.min > 5'), (clause: string) => { clauses.push(clause); });
    expect(rules.faultsOf({ min: 1 })).toEqual([]);
    expect(clauses).toEqual(["the CEL rule 'self.min > 5' is not run: CEL needs Node.js 20.19 or newer"]);
  });
});
