import { ruleOf } from '../../lib/rules/catalogue';
import { defaultOptions } from '../../lib/rules/choice';
import { ClusterManifests } from '../../lib/rules/cluster-manifests';
import { RuleJudge } from '../../lib/rules/judge';

// What is large stands in no sample.

const MIB = 1024 * 1024;

function told(id: string, object: any): string[] {
  const rule = ruleOf(id)!;
  return new RuleJudge([{ rule, options: defaultOptions(rule) }]).judge(new ClusterManifests([object])).found.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const text = (bytes: number) => 'x'.repeat(bytes);
const base64 = (bytes: number) => Buffer.alloc(bytes).toString('base64');

test.each([
  ['a ConfigMap', 'api/config-map', (bytes: number) => ({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: text(bytes - 100) }, binaryData: { b: base64(100) } })],
  ['a Secret', 'api/secret', (bytes: number) => ({ apiVersion: 'v1', kind: 'Secret', data: { a: base64(100), b: base64(MIB) }, stringData: { b: text(bytes - 100) } })],
])('holds %s to 1 MiB, what is written over not counted', (_, id, make) => {
  expect(told(id, make(MIB))).toEqual([]);
  expect(told(id, make(MIB + 1))).toEqual([expect.stringContaining(`holds ${MIB + 1} bytes, and may hold ${MIB}`)]);
});

test('holds annotations to 256 KiB', () => {
  const make = (bytes: number) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations: { note: text(bytes - 4) } } });
  expect(told('api/annotations', make(MIB / 4))).toEqual([]);
  expect(told('api/annotations', make(MIB / 4 + 1))).toEqual([expect.stringContaining('metadata.annotations: annotations must hold at most 262144 bytes')]);
});

test('holds parameters of a driver to 256 KiB and 512 of them', () => {
  const make = (parameters: object) => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', provisioner: 'a.b', parameters });
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, '']));
  expect(told('api/storage-class', make({ a: text(MIB / 4 - 1) }))).toEqual([]);
  expect(told('api/storage-class', make({ a: text(MIB / 4) }))).toEqual([`parameters: parameters hold at most 262144 bytes, got ${MIB / 4 + 1}`]);
  expect(told('api/storage-class', make(many(512)))).toEqual([]);
  expect(told('api/storage-class', make(many(513)))).toEqual(['parameters: there are at most 512 parameters, got 513']);
});

test('holds an object to what an API server reads of a request', () => {
  const empty = Buffer.byteLength(JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Widget', spec: '' }));
  const make = (bytes: number, character = 'x') => ({ apiVersion: 'example.com/v1', kind: 'Widget', spec: character.repeat(bytes - empty) });
  expect(told('api/object-size', make(3 * MIB))).toEqual([]);
  expect(told('api/object-size', make(3 * MIB + 1))).toEqual([`: it takes ${3 * MIB + 1} bytes as JSON, and may take ${3 * MIB}`]);
  // A control character takes six bytes.
  expect(told('api/object-size', make(MIB / 2 + 100, '\u0001'))).toEqual([expect.stringContaining('bytes as JSON')]);
});
