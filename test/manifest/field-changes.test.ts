import * as fc from 'fast-check';
import { withoutSecrets } from '../../lib/fleet/diff/secret-values';
import { fieldChanges } from '../../lib/manifest/field-changes';

const object = (rest: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, ...rest });
const lines = (before: object, after: object) => fieldChanges(object(before), object(after)).map(({ field, before: old, after: now }) => `${field}: ${JSON.stringify(old)} ${JSON.stringify(now)}`);

describe('fieldChanges', () => {
  test.each<[string, object, object, string[]]>([
    ['of nothing', { spec: { a: [1] } }, { spec: { a: [1] } }, []],
    ['a field', { spec: { a: 1 } }, { spec: { a: 2 } }, ['spec.a: 1 2']],
    ['a field that is new', { spec: {} }, { spec: { a: false } }, ['spec.a: undefined false']],
    ['a field that is gone', { spec: { a: '' } }, { spec: {} }, ['spec.a: "" undefined']],
    ['a key that is no word', { metadata: { annotations: { 'a.b/c': '1' } } }, { metadata: { annotations: { 'a.b/c': '2' } } }, ["metadata.annotations['a.b/c']: \"1\" \"2\""]],
    ['an element by its name', { spec: { containers: [{ name: 'a', image: '1' }, { name: 'b', image: '1' }] } }, { spec: { containers: [{ name: 'b', image: '2' }, { name: 'a', image: '1' }] } },
      ['spec.containers[b].image: "1" "2"']],
    ['a port by its number and protocol', { ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }] }, { ports: [{ containerPort: 53, protocol: 'TCP', hostPort: 53 }, { containerPort: 53, protocol: 'UDP' }] },
      ['ports[53/TCP].protocol: undefined "TCP"', 'ports[53/TCP].hostPort: undefined 53']],
    ['a subject by its kind, namespace and name', { subjects: [{ kind: 'User', name: 'a' }, { kind: 'ServiceAccount', namespace: 'x', name: 'a' }] }, { subjects: [{ kind: 'User', name: 'a' }] },
      ['subjects[ServiceAccount/x/a]: {"kind":"ServiceAccount","namespace":"x","name":"a"} undefined']],
    ['a constraint by its key and what it does', { c: [{ topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule', maxSkew: 1 }, { topologyKey: 'z', whenUnsatisfiable: 'ScheduleAnyway' }] },
      { c: [{ topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule', maxSkew: 2 }, { topologyKey: 'z', whenUnsatisfiable: 'ScheduleAnyway' }] }, ['c[z/DoNotSchedule].maxSkew: 1 2']],
    ['the order of named elements', { a: [{ name: 'x' }, { name: 'y' }] }, { a: [{ name: 'y' }, { name: 'x' }] }, ['a: ["x","y"] ["y","x"]']],
    ['a list of texts as a whole', { args: ['a', 'b'] }, { args: ['a'] }, ['args: ["a","b"] ["a"]']],
    ['elements that share a name, as a whole', { p: [{ name: 'x', v: 1 }, { name: 'x' }] }, { p: [{ name: 'x', v: 2 }, { name: 'x' }] }, ['p: [{"name":"x","v":1},{"name":"x"}] [{"name":"x","v":2},{"name":"x"}]']],
    ['another type', { a: [1] }, { a: { b: 1 } }, ['a: [1] {"b":1}']],
    ['a prototype name that is new', { data: {} }, { data: { toString: '2' } }, ['data.toString: undefined "2"']],
    ['the order of keys in a list', { a: [{ x: 1, y: 2 }, 1] }, { a: [{ y: 2, x: 1 }, 1] }, []],
    ['a prototype name as key', { data: { constructor: '1' } }, { data: { constructor: '2' } }, ['data.constructor: "1" "2"']],
  ])('%s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected);
  });

  test('says nothing of equal objects, and something of all others', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(fc.property(json, json, (a, b) => {
      const same = canonical(a) === canonical(b);
      expect(fieldChanges(object({ spec: a }), object({ spec: b })).length === 0).toBe(same);
      expect(fieldChanges(object({ spec: a }), object({ spec: structuredClone(a) }))).toEqual([]);
    }), { numRuns: 500 });
  });
});

/** The order of keys means nothing, and -0 is 0 in JSON. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) => (typeof each === 'object' && each !== null && !Array.isArray(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each));
}

describe('withoutSecrets', () => {
  const shown = (kind: string, before: object, after: object) => {
    const [one, other] = [{ ...object(before), kind }, { ...object(after), kind }];
    return JSON.stringify(withoutSecrets(other, fieldChanges(one, other)));
  };
  test.each<[string, string, object, object]>([
    ['a Secret', 'Secret', { data: { a: 'b2xk' } }, { data: { a: 'bmV3' } }],
    ['a text of a Secret', 'Secret', { stringData: { a: 's3cr3t-old-Value9' } }, { stringData: { a: 's3cr3t-new-Value9' } }],
    ['all data of a Secret', 'Secret', {}, { data: { a: 'bmV3' } }],
    ['a variable that is called so', 'Pod', { spec: { containers: [{ name: 'x', env: [{ name: 'DB_PASSWORD', value: 's3cr3t-old-Value9' }] }] } }, { spec: { containers: [{ name: 'x', env: [{ name: 'DB_PASSWORD', value: 's3cr3t-new-Value9' }] }] } }],
    ['a variable that is new', 'Pod', { spec: { containers: [{ name: 'x', env: [] }] } }, { spec: { containers: [{ name: 'x', env: [{ name: 'API_TOKEN', value: 's3cr3t-new-Value9' }] }] } }],
    ['a container that is new', 'Pod', { spec: { containers: [] } }, { spec: { containers: [{ name: 'x', env: [{ name: 'API_TOKEN', value: 's3cr3t-new-Value9' }] }] } }],
    ['a Secret in a list', 'List', { items: [{ kind: 'Secret', stringData: { p: 's3cr3t-old-Value9' } }] }, { items: [{ kind: 'Secret', stringData: { p: 's3cr3t-new-Value9' } }] }],
    ['what was applied last', 'ConfigMap', { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 's3cr3t-old-Value9' } } },
      { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': 's3cr3t-new-Value9' } } }],
    ['a field of a custom resource', 'Database', { spec: { auth: { password: 's3cr3t-old-Value9' } } }, { spec: { auth: { password: 's3cr3t-new-Value9' } } }],
    ['an entry of a custom list', 'Database', { spec: { envVars: [{ name: 'API_TOKEN', value: 's3cr3t-old-Value9' }] } }, { spec: { envVars: [{ name: 'API_TOKEN', value: 's3cr3t-new-Value9' }] } }],
    ['a line of a file', 'ConfigMap', { data: { 'app.properties': 'a=1\ndb.password=s3cr3t-old-Value9\n' } }, { data: { 'app.properties': 'a=1\ndb.password=s3cr3t-new-Value9\n' } }],
    ['an argument', 'Pod', { spec: { containers: [{ name: 'x', args: ['--password=s3cr3t-old-Value9'] }] } }, { spec: { containers: [{ name: 'x', args: ['--password=s3cr3t-new-Value9'] }] } }],
  ])('hides the value of %s', (_, kind, before, after) => {
    expect(shown(kind, before, after)).not.toMatch(/s3cr3t-old-Value9|s3cr3t-new-Value9|b2xk|bmV3/);
    expect(shown(kind, before, after)).not.toBe('[]');
  });

  test('shows what is none', () => {
    expect(shown('ConfigMap', { data: { a: 'old' } }, { data: { a: 'new' } })).toContain('new');
    expect(shown('Secret', { type: 'a' }, { type: 'b' })).toContain('"b"');
  });
});
