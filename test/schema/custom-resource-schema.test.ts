import { CustomResourceSchema, customResourceSchemas } from './custom-resource-schema';
import { schemaFaults } from './kubernetes-schema';

const CRD = `
apiVersion: v1
kind: Namespace
metadata: { name: beside }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: shops.example.com }
spec:
  group: example.com
  names: { kind: Shop, plural: shops }
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          required: [spec]
          properties:
            spec:
              type: object
              required: [size]
              properties:
                size: { type: integer, format: int32, minimum: 1, maximum: 10, exclusiveMaximum: true }
                mode: { type: string, enum: [open, closed], nullable: true }
                note: { type: string, pattern: '^\\PC*$' }
                unit: { type: object, required: [name], properties: { name: { type: string, default: m }, size: { type: integer } } }
                range: { type: string, format: cidr }
                name: { type: string, pattern: '(?i)^[a-z]+$' }
                port: { x-kubernetes-int-or-string: true, anyOf: [{ type: integer }, { type: string }] }
                tags: { type: object, additionalProperties: { type: string } }
                free: { type: object, x-kubernetes-preserve-unknown-fields: true, properties: { known: { type: boolean } } }
                steps: { type: array, x-kubernetes-preserve-unknown-fields: true, items: { type: object, properties: { run: { type: object } } } }
                any: { x-kubernetes-preserve-unknown-fields: true }
                empty: { type: object }
                pod: { type: object, x-kubernetes-embedded-resource: true, properties: { spec: { type: object } } }
                doors:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name, side]
                  items:
                    type: object
                    properties: { name: { type: string }, side: { type: string, default: left }, width: { type: integer } }
                    oneOf: [{ required: [name] }, { required: [width] }]
    - name: v1alpha1
      served: false
      storage: false
      schema: { openAPIV3Schema: { type: object } }
`;

const schemas: CustomResourceSchema[] = customResourceSchemas(CRD);
const shop = (spec: unknown, metadata: unknown = { name: 'corner' }) => ({ apiVersion: 'example.com/v1', kind: 'Shop', metadata, spec });
const faults = (object: unknown) => schemaFaults(object, '1.30', schemas);

describe('customResourceSchemas', () => {
  test('finds the served versions of every definition among other documents', () => {
    expect(schemas.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual(['example.com/v1 Shop']);
    expect(faults({ ...shop({ size: 1 }), apiVersion: 'example.com/v1alpha1' })).toEqual(['kind: example.com/v1alpha1 Shop is unknown in 1.30']);
  });

  test('passes a custom resource that its definition allows', () => {
    expect(faults(shop({
      size: 9,
      mode: null,
      name: 'ABC',
      note: 'P or not',
      unit: {},
      range: '2001:db8::/64',
      port: 'http',
      tags: { 'a.b/c': 'x' },
      free: { known: true, other: { deep: 1 } },
      any: [1, null],
      steps: [{ other: { deep: 1 } }],
      empty: {},
      pod: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: {} },
      doors: [{ name: 'a' }, { name: 'a', side: 'right' }],
    }))).toEqual([]);
  });

  test.each<[string, unknown, string[]]>([
    ['an unknown field', { size: 1, sise: 1 }, ['spec.sise: unknown field in example.com/v1 Shop']],
    ['an unknown field in a list', { size: 1, doors: [{ name: 'a', heigth: 1 }] }, ['spec.doors[0].heigth: unknown field in example.com/v1 Shop']],
    ['an unknown field below a known one of a list that keeps unknown ones', { size: 1, steps: [{ run: { a: 1 } }] },
      ['spec.steps[0].run.a: unknown field in example.com/v1 Shop']],
    ['any field of an object without fields', { size: 1, empty: { a: 1 } }, ['spec.empty.a: unknown field in example.com/v1 Shop']],
    ['an unknown field of an embedded object', { size: 1, pod: { apiVersion: 'v1', kind: 'Pod', spce: {} } }, ['spec.pod.spce: unknown field in example.com/v1 Shop']],
    ['an embedded object without a kind', { size: 1, pod: { apiVersion: 'v1' } }, ['spec.pod.kind: required field is missing']],
    ['a wrong type where unknown fields are kept', { size: 1, free: { known: 'yes' } }, ['spec.free.known: expected boolean, got string']],
    ['a missing field', {}, ['spec.size: required field is missing']],
    ['null where the definition does not allow it', { size: null }, ['spec.size: expected integer, got null']],
    ['a value at an exclusive limit', { size: 10 }, ['spec.size: must be < 10, got 10']],
    ['a value outside an enum', { size: 1, mode: 'ajar' }, ['spec.mode: expected "open" or "closed" or null, got "ajar"']],
    ['text that does not match', { size: 1, name: 'a1' }, ['spec.name: must match pattern "(?i)^[a-z]+$", got "a1"']],
    ['text that does not match a class of Unicode', { size: 1, note: 'a\nb' }, ['spec.note: must match pattern "^\\PC*$", got "a\\nb"']],
    ['text of another format', { size: 1, range: '10.0.0.0/33' }, ['spec.range: "10.0.0.0/33" is no cidr']],
    ['a boolean for an int-or-string', { size: 1, port: true }, ['spec.port: expected integer or string, got boolean']],
    ['two items with one key, by default or not', { size: 1, doors: [{ name: 'a' }, { name: 'a', side: 'left' }] },
      ['spec.doors: must not repeat an item or its key, got [{"name":"a","side":"left"},{"name":"a","side":"left"}]']],
    ['two alternatives at once', { size: 1, doors: [{ name: 'a', width: 1 }] },
      ['spec.doors[0]: must match exactly one schema in oneOf, got {"name":"a","width":1,"side":"left"}']],
  ])('refuses %s', (_, spec, expected) => {
    expect(faults(shop(spec))).toEqual(expected);
  });

  test('judges metadata by the schema of Kubernetes', () => {
    expect(faults(shop({ size: 1 }, { name: 'corner', lables: {} }))).toEqual(['metadata.lables: unknown field in 1.30']);
  });

  test('judges the fields beside spec as well', () => {
    expect(faults({ ...shop({ size: 1 }), status: {} })).toEqual(['status: unknown field in example.com/v1 Shop']);
  });
});
