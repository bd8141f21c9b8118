import { formatPath } from '../../lib/manifest/field-path';
import { schemaFaults } from '../../lib/schema/schema-faults';
import { kubernetesMinors, schemasOf } from '../../lib/schema/schemas';

type Fields = { [field: string]: any };

const TEMPLATE = ['spec', 'template', 'spec'];
const CONTAINER = [...TEMPLATE, 'containers', 0];

function deployment(): Fields {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'api', labels: { app: 'api' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'api' } },
      template: {
        metadata: { labels: { app: 'api' } },
        spec: {
          containers: [{
            name: 'api',
            image: 'api:1',
            ports: [{ containerPort: 8080, name: 'http' }],
            env: [{ name: 'A', value: 'b' }],
            livenessProbe: { httpGet: { path: '/', port: 'http' } },
            resources: { requests: { cpu: '100m', memory: '64Mi' } },
          }],
        },
      },
    },
  };
}

function changed(object: Fields, path: readonly (string | number)[], value: unknown): Fields {
  const holder = path.slice(0, -1).reduce((inner: any, step) => (inner[step] ??= {}), object);
  holder[path.at(-1)!] = value;
  return object;
}

/** Faults as lines, with their rules. */
function faultsOf(object: any, minor = '1.35'): string[] {
  return schemaFaults(schemasOf(minor).find(object.apiVersion, object.kind)!, object)
    .map(({ path, message, rule, fix }) => `${formatPath(path)}: ${message}${fix === undefined ? '' : ` (${fix})`} [${rule}]`);
}

const secret = (data: Fields) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'api' }, data });

test('finds nothing in what every Kubernetes takes', () => {
  for (const minor of kubernetesMinors()) { expect(faultsOf(deployment(), minor)).toEqual([]); }
});

describe('a field', () => {
  test.each<[string, (string | number)[], unknown, string]>([
    ['misspelt', ['spec', 'replica'], 2, "spec.replica: is an unknown field (did you mean 'replicas'?) [unknown-field]"],
    ['in the wrong case', [...CONTAINER, 'imagepullpolicy'], 'Always',
      "spec.template.spec.containers[0].imagepullpolicy: is an unknown field (did you mean 'imagePullPolicy'?) [unknown-field]"],
    ['like no other', ['spec', 'colour'], 2, 'spec.colour: is an unknown field [unknown-field]'],
    ['unknown, and null', ['spec', 'colour'], null, 'spec.colour: is an unknown field [unknown-field]'],
    ['of a later Kubernetes', [...TEMPLATE, 'evictionResponders'], [], 'spec.template.spec.evictionResponders: is unknown here: it comes with Kubernetes 1.37 [unknown-field]'],
    ['in the status', ['status', 'colour'], 1, 'status.colour: is an unknown field [unknown-field]'],
    ['called __proto__', ['spec', 'x'], JSON.parse('{"__proto__": 1}'), 'spec.x: is an unknown field [unknown-field]'],
  ])('%s is unknown', (_, path, value, fault) => expect(faultsOf(changed(deployment(), path, value))).toEqual([fault]));

  test('that is gone says so', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'a', resources: { claims: [{ name: 'a' }] } }], resourceClaims: [{ name: 'a', source: {} }] } };
    expect(faultsOf(pod, '1.30')).toEqual([]);
    expect(faultsOf(pod, '1.35')).toEqual(['spec.resourceClaims[0].source: is unknown here: it is gone since Kubernetes 1.31 [unknown-field]']);
  });

  test('with the name of what JavaScript gives every object is unknown', () => {
    const object = JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","__proto__":{},"constructor":1,"data":{"__proto__":"a","constructor":"b"}}');
    expect(faultsOf(object)).toEqual(['__proto__: is an unknown field [unknown-field]', 'constructor: is an unknown field [unknown-field]']);
  });
});

describe('a value', () => {
  test.each<[string, (string | number)[], unknown, string]>([
    ['text for a number', ['spec', 'replicas'], 'three', 'spec.replicas: must be a whole number, not text [type]'],
    ['a number in quotes', ['spec', 'replicas'], '3', 'spec.replicas: must be a whole number, not text: leave the quotes out [type]'],
    ['a fraction', ['spec', 'replicas'], 1.5, 'spec.replicas: must be a whole number, which 1.5 is not [format]'],
    ['more than 32 bits', ['spec', 'replicas'], 2 ** 31, 'spec.replicas: must be a number of 32 bits, which 2147483648 is not [format]'],
    ['more than 64 bits', [...TEMPLATE, 'terminationGracePeriodSeconds'], 2 ** 63,
      'spec.template.spec.terminationGracePeriodSeconds: must be a number of 64 bits, which 9223372036854776000 is not [format]'],
    ['a number for text', [...CONTAINER, 'env', 0, 'value'], 1, 'spec.template.spec.containers[0].env[0].value: must be text, not a number: put it in quotes [type]'],
    ['a boolean for text', ['metadata', 'annotations'], { a: true }, 'metadata.annotations.a: must be text, not a boolean: put it in quotes [type]'],
    ['text for a boolean', [...TEMPLATE, 'hostIPC'], 'true', 'spec.template.spec.hostIPC: must be true or false, not text: leave the quotes out [type]'],
    ['one item for a list', [...CONTAINER, 'command'], 'run', 'spec.template.spec.containers[0].command: must be a list, not text [type]'],
    ['a list for a map', [...TEMPLATE, 'securityContext'], [], 'spec.template.spec.securityContext: must be a map, not a list [type]'],
    ['a map for text', [...CONTAINER, 'image'], {}, 'spec.template.spec.containers[0].image: must be text, not a map [type]'],
    ['a boolean for a number or text', ['spec', 'strategy'], { rollingUpdate: { maxSurge: true } },
      'spec.strategy.rollingUpdate.maxSurge: must be a whole number or text, not a boolean [type]'],
    ['no quantity', [...CONTAINER, 'resources', 'requests', 'memory'], '1Gb',
      "spec.template.spec.containers[0].resources.requests.memory: must be a quantity such as '500m' or '1Gi', which '1Gb' is not [format]"],
    ['a day that no month has', ['metadata', 'creationTimestamp'], '2023-02-29T00:00:00Z',
      "metadata.creationTimestamp: must be a time such as '2030-01-31T12:00:00Z', which '2023-02-29T00:00:00Z' is not [format]"],
    ['another value than there are', [...TEMPLATE, 'restartPolicy'], 'always',
      "spec.template.spec.restartPolicy: must be one of 'Always', 'Never', 'OnFailure', not 'always' (did you mean 'Always'?) [enum]"],
  ])('%s is refused', (_, path, value, fault) => expect(faultsOf(changed(deployment(), path, value))).toEqual([fault]));

  test.each<[string, (string | number)[], unknown]>([
    ['null, which is an absent field', [...TEMPLATE, 'securityContext'], null],
    ['null in a list of texts, which is an empty one', [...CONTAINER, 'command'], [null]],
    ['undefined, which no manifest holds', ['spec', 'colour'], undefined],
    ['an empty text where there is a default', [...TEMPLATE, 'restartPolicy'], ''],
    ['a number as quantity', [...CONTAINER, 'resources', 'requests', 'cpu'], 0.5],
    ['a named port', [...CONTAINER, 'livenessProbe', 'httpGet', 'port'], 8080],
    ['the largest number of 32 bits', ['spec', 'replicas'], 2 ** 31 - 1],
    ['a time with a fraction and a zone', ['metadata', 'creationTimestamp'], '2024-02-29T23:59:59.123+05:30'],
    ['what managed fields look like', ['metadata', 'managedFields'], [{ manager: 'kubectl', fieldsV1: { 'f:spec': { '.': {} } } }]],
    ['a status without what it requires', ['status', 'conditions'], [{}]],
  ])('%s passes', (_, path, value) => expect(faultsOf(changed(deployment(), path, value))).toEqual([]));

  test('of a Secret is base64, and is not repeated', () => {
    expect(faultsOf(secret({ a: 'c2VjcmV0', b: '', c: 'c2Vj\ncmV0\n', d: [115, 101] }))).toEqual([]);
    expect(faultsOf(secret({ a: 'hunter2!', b: 'YQ' }))).toEqual([
      'data.a: must be text in base64, which this is not [format]', 'data.b: must be text in base64, which this is not [format]',
    ]);
  });

  test('of a time with six digits has six', () => {
    const lease = (renewTime: string) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'a' }, spec: { renewTime } });
    expect(faultsOf(lease('2030-01-31T12:00:00.000000Z'))).toEqual([]);
    expect(faultsOf(lease('2030-01-31T12:00:00Z'))).toEqual([
      "spec.renewTime: must be a time with six digits behind the second, such as '2030-01-31T12:00:00.000000Z', which '2030-01-31T12:00:00Z' is not [format]",
    ]);
  });

  test('that Go reads as absent is none where one must be', () => {
    const path = 'spec.rules[0].http.paths[0].pathType';
    const ingress = (pathType: unknown) => ({
      apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'a' }, spec: { rules: [{ http: { paths: [{ path: '/', pathType, backend: {} }] } }] },
    });
    expect(faultsOf(ingress('Prefix'))).toEqual([]);
    expect(faultsOf(ingress(undefined))).toEqual([`${path}: is required [required]`]);
    expect(faultsOf(ingress(null))).toEqual([`${path}: is required [required]`]);
    // A pointer to an empty text is a value.
    expect(faultsOf(ingress(''))).toEqual([`${path}: must be one of 'Exact', 'ImplementationSpecific', 'Prefix', not '' [enum]`]);
    expect(faultsOf(changed(deployment(), [...CONTAINER, 'name'], ''))).toEqual(['spec.template.spec.containers[0].name: is required, and must not be empty [required]']);
    expect(faultsOf(changed(deployment(), [...TEMPLATE, 'containers'], []))).toEqual(['spec.template.spec.containers: is required, and must not be empty [required]']);
    expect(faultsOf(changed(deployment(), [...TEMPLATE, 'containers'], [null]))).toEqual(['spec.template.spec.containers[0].name: is required [required]']);
  });

  test('that the schema requires and the server does not is not asked for', () => {
    expect(faultsOf({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'a' }, spec: { policyTypes: ['Egress'] } }, '1.28')).toEqual([]);
    expect(faultsOf({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'a' } })).toEqual([]);
  });
});

describe('items of one key', () => {
  const withEnv = (...env: Fields[]) => changed(deployment(), [...CONTAINER, 'env'], env);

  test('are refused by server-side apply alone', () => {
    expect(faultsOf(withEnv({ name: 'A', value: '1' }, { name: 'B' }, { name: 'A', value: '2' }))).toEqual([
      "spec.template.spec.containers[0].env[2]: has the same 'name' as an item before it, which server-side apply refuses [duplicate-item-under-apply]",
    ]);
  });

  test('have the defaults of their keys', () => {
    const service = (ports: Fields[]) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports } });
    expect(faultsOf(service([{ name: 'a', port: 53 }, { name: 'b', port: 53, protocol: 'UDP' }]))).toEqual([]);
    expect(faultsOf(service([{ name: 'a', port: 53 }, { name: 'b', port: 53, protocol: 'TCP' }]))).toEqual([
      "spec.ports[1]: has the same 'port' and 'protocol' as an item before it, which server-side apply refuses [duplicate-item-under-apply]",
    ]);
  });

  test.each(['1.28', '1.35'])('are known by the hints of older minors too: %s', (minor) => {
    expect(faultsOf(withEnv({ name: 'A' }, { name: 'A' }), minor)).toHaveLength(1);
  });
});

test('says all that is wrong at once', () => {
  const object = changed(changed(changed(deployment(), ['spec', 'replicas'], 'x'), ['spec', 'foo'], 1), ['metadata', 'labels', 'app'], 1);
  delete object.spec.selector;
  expect(faultsOf(object).map((line) => line.split(':')[0]).sort()).toEqual(['metadata.labels.app', 'spec.foo', 'spec.replicas', 'spec.selector']);
});

test.each([[null], [undefined], ['text'], [1], [[]]])('%j is no object', (object) => {
  expect(schemaFaults(schemasOf('1.35').find('v1', 'Pod')!, object)).toEqual([{ path: [], rule: 'type', message: expect.stringContaining('must be a map, not ') }]);
});

describe('nesting', () => {
  const nested = (levels: number, wrap: (inner: unknown) => unknown, leaf: unknown = {}): any => {
    let value: unknown = leaf;
    for (let i = 0; i < levels; i += 1) { value = wrap(value); }
    return value;
  };
  const definition = (openAPIV3Schema: unknown) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'shops.example.com' },
    spec: { group: 'example.com', names: { kind: 'Shop', plural: 'shops' }, scope: 'Namespaced', versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }] },
  });

  test('of 100,000 levels is a fault, in what is known', () => {
    const faults = schemaFaults(schemasOf('1.35').find('apiextensions.k8s.io/v1', 'CustomResourceDefinition')!, definition(nested(100_000, (not) => ({ not }))));
    expect(faults.map(({ rule, message }) => [rule, message])).toEqual([['nesting', 'is nested deeper than 500 levels']]);
  });

  test('of 100,000 levels is a fault, in what is open', () => {
    const faults = schemaFaults(schemasOf('1.35').find('apiextensions.k8s.io/v1', 'CustomResourceDefinition')!, definition({ default: nested(100_000, (a) => [a]) }));
    expect(faults.map(({ rule, message }) => [rule, message])).toEqual([['nesting', 'is nested deeper than 10000 levels']]);
  });

  test('of a hundred levels is none, and what a definition says of its own lists and booleans is read', () => {
    expect(faultsOf(definition(nested(100, (not) => ({ type: 'object', not }))))).toEqual([]);
    const path = 'spec.versions[0].schema.openAPIV3Schema';
    expect(faultsOf(definition({ properties: { a: { additionalProperties: true, items: { typ: 'object' } } } }))).toEqual([
      `${path}.properties.a.items.typ: is an unknown field (did you mean 'type'?) [unknown-field]`,
    ]);
    expect(faultsOf(definition({ items: 1, additionalProperties: 'x', dependencies: { a: ['b'] } }))).toEqual([
      `${path}.items: must be a map or a list, not a number [type]`, `${path}.additionalProperties: must be a map or a boolean, not text [type]`,
    ]);
  });
});
