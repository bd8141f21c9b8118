// The JSON Schema for files of an inventory, against the assembly from which it is made and the reader whose files it describes.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import Ajv from 'ajv';
import { Inventory } from '../../lib/fleet/inventory/inventory';
import { parseYaml } from '../../lib/manifest/yaml';
import { clustersSchema } from '../../scripts/schema';

const ROOT = path.join(__dirname, '..', '..');
const text = fs.readFileSync(path.join(ROOT, 'schema', 'clusters.schema.json'), 'utf8');
const validate = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false }).compile(JSON.parse(text));

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-schema-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function reads(yaml: string): boolean {
  const file = path.join(folder, 'clusters.yaml');
  fs.writeFileSync(file, yaml);
  try {
    Inventory.fromFile(file);
    return true;
  } catch {
    return false;
  }
}
const accepts = (yaml: string) => validate(parseYaml(yaml)[0]);

test('the committed schema is what the compiled assembly says', () => {
  expect(clustersSchema() === text).toBe(true); // run `npm run schema`
});

test('every field and every type says what it is', () => {
  const { definitions } = JSON.parse(text);
  const silent = Object.entries<any>(definitions).flatMap(([name, { description, properties = {} }]) => [
    ...(description === undefined ? [name] : []), ...Object.entries<any>(properties).filter(([, property]) => property.description === undefined).map(([key]) => `${name}.${key}`),
  ]);
  expect(silent).toEqual([]);
});

const one = (fields: string) => `clusters: [{ name: a, ${fields} }]`;
const page = fs.readFileSync(path.join(ROOT, 'docs', 'inventory.md'), 'utf8');

test.each([
  /```yaml\n([\s\S]*?)```/.exec(page)![1],
  one(''),
  '{ $schema: x, clusters: [{ name: a }] }',
  '{ defaults: ~, clusters: [{ name: a, region: ~, labels: ~, capabilities: ~, cloud: ~ }] }',
  '{ defaults: { capabilities: { cilium: { version: 1.19.4 } } }, clusters: [{ name: a, capabilities: { cilium: { mesh: { id: 511, name: b } } } }] }',
  one("kubernetesVersion: '1.28'"), one('kubernetesVersion: v1.33.5-gke.1080000'), one('kubernetesVersion: v1.31.10+a2c84a5'),
  one('cloud: hetzner'), one('cloud: { name: aws, spotNoticeSeconds: 60, spotGraceSeconds: 40 }'), one('cloud: aws'),
  one('podCidrs: [10.1.0.0/16, "2001:db8::/64"], apiServer: { cidrs: [10.0.0.1/32], port: 6443 }, platformChoosesIds: true'),
  one("labels: { tier: core, example.com/x: '' }, values: { a: [1, { b: ~ }] }"),
  one('capabilities: { ingress: { callers: [{ namespace: a }, { namespace: a, podLabels: { a: b } }, { cidrs: [10.0.0.0/8] }] } }'),
  one("capabilities: { gatewayApi: { version: 1.4.1 }, other: { cert-manager: '1.19' }, dns: { port: 53, namespace: kube-system } }"),
])('accepts what the reader accepts: %s', (yaml) => {
  expect(reads(yaml)).toBe(true);
  accepts(yaml);
  expect(validate.errors ?? []).toEqual([]);
});

test.each([
  '[]', '{}', 'clusters: []', 'clusters: { a: {} }', 'clusters: [a]', 'clusters: [{ region: a }]', '{ cluster: [], clusters: [{ name: a }] }',
  '{ defaults: { name: a }, clusters: [{ name: a }] }', '{ defaults: { regio: a }, clusters: [{ name: a }] }', '{ defaults: [], clusters: [{ name: a }] }',
  'clusters: [{ name: Prod }]', 'clusters: [{ name: prod.eu }]', 'clusters: [{ name: 3 }]',
  one('regio: a'), one('region: no'), one('zones: []'), one('zones: [a, a]'), one('zones: a'), one('zones: [3]'), one('kubernetesVersion: 1.30'), one("kubernetesVersion: '1.27'"),
  one('kubernetesVersion: latest'), one('cloud: AWS'), one("cloud: ''"), one('cloud: { name: a, spotNoticeSeconds: 0 }'), one('cloud: { nam: a }'), one('cloud: 3'),
  one('podCidrs: [10.1.0.0]'), one('serviceCidrs: 10.0.0.0/16'), one('apiServer: { cidrs: [] }'), one('apiServer: { cidrs: [10.0.0.1/32], port: 0 }'),
  one('platformChoosesIds: "yes"'), one('labels: { a: 1 }'), one('labels: { "a b": c }'), one('labels: { a: -x }'), one('values: []'),
  one('capabilities: { ciliun: { version: 1.19.4 } }'), one('capabilities: { cilium: { version: latest } }'), one('capabilities: { cilium: { version: 1.19.4, mesh: { id: 512 } } }'),
  one('capabilities: { cilium: { version: 1.19.4, mesh: { id: 1, name: default } } }'), one('capabilities: { istio: 1.30.0 }'), one('capabilities: { other: { a: 1 } }'),
  one('capabilities: { ingress: { callers: [] } }'), one('capabilities: { ingress: { callers: [{ podLabels: { a: b } }] } }'), one('capabilities: { ingress: { callers: [{}] } }'),
  one('capabilities: { ingress: { callers: [{ namespace: a, cidrs: [10.0.0.0/8] }] } }'), one('capabilities: { ingress: { callers: [{ cidrs: [] }] } }'),
  one('capabilities: { ingress: { callers: [{ cidrs: [10.0.0.0/8], podLabels: { a: b } }] } }'),
  one('capabilities: { prometheus: { callers: [{ namespace: A }] } }'), one('capabilities: { dns: { port: 70000 } }'), one('capabilities: { gatewayApi: { version: 1.4.1, callers: [a] } }'),
])('refuses what the reader refuses: %s', (yaml) => {
  expect(reads(yaml)).toBe(false);
  expect(yaml === '[]' ? validate([]) : accepts(yaml)).toBe(false);
});

// What a schema cannot know, or does not, since the defaults may say it.
test.each([
  'clusters: [{ name: a }, { name: a }]',
  one('capabilities: { istio: {} }'),
  one('serviceCidrs: [10.0.0.0/8]'),
])('leaves to the reader: %s', (yaml) => {
  expect(reads(yaml)).toBe(false);
  expect(accepts(yaml)).toBe(true);
});
