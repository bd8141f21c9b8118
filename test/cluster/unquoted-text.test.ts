import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart, Include } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { Warnings } from '../../lib/construct/warnings';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { PodHardening } from '../../lib/workload/pod-hardening';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-unquoted-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function errorsOf(yaml: string, hardening?: PodHardening): string[] {
  const file = path.join(folder, 'vendor.yaml');
  fs.writeFileSync(file, yaml);
  const cluster = new Cluster({ name: 'prod' });
  const chart = new Chart(cluster, 'shop');
  new Include(chart, 'vendor', { url: file });
  if (hardening !== undefined) { chart.with(hardening); }
  try {
    cluster.synthYaml();
    return [];
  } catch (error) {
    if (!FleetErrors.isFleetError(error)) { throw error; }
    return FleetErrors.findingsOf(error).map(({ id, path: at, message }) => `[${at}] ${id}: ${message}`);
  }
}

test('a text without quotes is said with its object and field, and with what may have stood there', () => {
  expect(errorsOf(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, annotations: { example.com/window: 12:30, example.com/on: yes } }
spec:
  template:
    metadata: { labels: { app: 1 } }
    spec:
      initContainers: [{ name: i, image: i, args: [--at, 1e400] }]
      containers: [{ name: web, image: nginx, env: [{ name: A, value: "1" }, { name: B, value: e12 }, { name: C }] }]
`)).toEqual([
    ["metadata.annotations['example.com/on']", 'true', "'true', 'yes' or 'on'"],
    ["metadata.annotations['example.com/window']", '750', "'750', '01356', '0x2ee' or '12:30'"],
    ['spec.template.metadata.labels.app', '1', "'1', '01' or '0x1'"],
    ['spec.template.spec.initContainers[0].args[1]', 'Infinity', "'1e400' or '.inf'"],
    ['spec.template.spec.containers[0].env[1].value', 'NaN', "'.', 'e12' or '.nan'"],
  ].map(([field, got, written]) => `[prod/shop/vendor/web-deployment] construct/quoted-text: Deployment 'web': ${field} must be a text, got ${got}: in YAML, that is an unquoted ${written}. Put it in quotes.`));
});

test('so are names, images, and what selects pods and nodes', () => {
  const fieldsOf = (yaml: string) => errorsOf(yaml).map((error) => /: (\S+) must be a text, got (.*): in YAML, that is an unquoted (.*)\. Put/.exec(error)?.slice(1));
  expect(fieldsOf(`
apiVersion: v1
kind: Pod
metadata: { name: p, namespace: 12 }
spec: { nodeSelector: { gpu: true }, containers: [{ name: 5, image: 7.10, ports: [{ name: 8080, containerPort: 8080 }], env: [{ name: 3, value: a }] }] }
`)).toEqual([
    ['metadata.namespace', '12', "'12', '014' or '0xc'"],
    ['spec.nodeSelector.gpu', 'true', "'true', 'yes' or 'on'"],
    ['spec.containers[0].name', '5', "'5', '05' or '0x5'"],
    ['spec.containers[0].image', '7.1', "'7.1' or '7.10'"],
    ['spec.containers[0].env[0].name', '3', "'3', '03' or '0x3'"],
    ['spec.containers[0].ports[0].name', '8080', "'8080', '017620', '0x1f90' or '134:40'"],
  ]);
  expect(fieldsOf('{ apiVersion: v1, kind: Service, metadata: { name: s }, spec: { selector: { b: yes }, ports: [{ name: 1.5, port: 80 }] } }')).toEqual([
    ['spec.selector.b', 'true', "'true', 'yes' or 'on'"], ['spec.ports[0].name', '1.5', "'1.5' or '1.50'"],
  ]);
  expect(fieldsOf('{ apiVersion: v1, kind: Secret, metadata: { name: 123 } }')).toEqual([['metadata.name', '123', "'123', '0173', '0x7b' or '2:03'"]]);
});

test('so is what a ConfigMap holds, also in a List', () => {
  const map = '{ apiVersion: v1, kind: ConfigMap, metadata: { name: m }, data: { a: off, b: text } }';
  expect(errorsOf(map)).toEqual([expect.stringContaining("data.a must be a text, got false: in YAML, that is an unquoted 'false', 'no' or 'off'")]);
  expect(errorsOf(`{ apiVersion: v1, kind: List, items: [null, ${map}] }`)).toEqual([expect.stringContaining('items[1].data.a must be a text')]);
});

test.each([[undefined], [new PodHardening()]])('what YAML cannot hold is said with its object elsewhere too, with a mixin or without', (hardening) => {
  expect(errorsOf('{ apiVersion: example.com/v1, kind: Timer, metadata: { name: t }, spec: { seconds: . } }', hardening)).toEqual([
    "[prod/shop/vendor/t-timer] construct/rendering: Timer 't': YAML can't hold NaN, at spec.seconds. Correct the value; in a file, put '.', 'e12' and '1e400' in quotes, of which YAML makes numbers.",
  ]);
});

test('all that YAML cannot hold in an object is said', () => {
  expect(errorsOf('{ apiVersion: example.com/v1, kind: Timer, metadata: { name: t }, spec: { seconds: ., list: [1, 1e400] } }')).toEqual([
    expect.stringContaining("Timer 't': YAML can't hold Infinity, at spec.list[1], nor NaN, at spec.seconds. Correct the value;"),
  ]);
});

test('numbers and quoted texts stay what they are', () => {
  expect(errorsOf(`
{ apiVersion: v1, kind: Pod, metadata: { name: p, annotations: { a: "12:30" } }, spec: { priority: 750, containers: [{ name: a, image: a, command: ["."], env: [{ name: A, value: "yes" }] }] } }
`)).toEqual([]);
});

test('a value that a construct names by its prop is not named again by its field', () => {
  const cluster = new Cluster({ name: 'prod' });
  new HardenedDeployment(new Chart(cluster, 'shop'), 'api', { image: 'registry.example.com/api:1.4.2', ports: [{ port: Number('http') }] });
  expect(() => cluster.synth()).toThrow(new Error('Nothing was written: the manifests have an error.\n'
    + "  [prod/shop/api] 'ports[0].port' must be a whole number from 1 to 65535, got NaN. Use the number on which the container listens."));
});

describe('what cdk8s reads otherwise than kubectl', () => {
  const clusterOf = (yaml: string) => {
    const file = path.join(folder, 'read.yaml');
    fs.writeFileSync(file, yaml);
    const cluster = new Cluster({ name: 'prod' });
    new Include(new Chart(cluster, 'shop'), 'vendor', { url: file });
    return cluster;
  };
  const DATES = `
apiVersion: example.com/v1
kind: Policy
metadata: { name: p, creationTimestamp: 2024-01-01T00:00:00Z, annotations: { released: 2024-01-01 } }
spec: { Version: 2012-10-17, at: [2024-01-01 10:00:00, "2024-01-01", "2024-01-01T10:00:00Z"] }
status: { since: 2024-01-01 }
`;

  test('a date without quotes is warned of with its object and fields, and one with quotes is not', () => {
    expect(clusterOf(DATES).warnings.map(({ path: at, id, object, message }) => [at, id, object, message])).toEqual([['prod/shop/vendor/p-policy', 'construct/unquoted-date', "Policy 'p'",
      "metadata.annotations.released, spec.Version, spec.at[0] are a point in time such as '2024-01-01T00:00:00.000Z': cdk8s makes that of a date without quotes, where kubectl reads the text. "
      + 'Put it in quotes in the file.']]);
    expect(clusterOf(DATES).synthYaml()).toContain('Version: "2012-10-17T00:00:00.000Z"');
  });

  test('a text that somebody wrote as it is may be accepted, in a list too', () => {
    const cluster = clusterOf('{ apiVersion: v1, kind: List, items: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: c }, data: { at: 2024-01-01 } }] }');
    Warnings.accept(cluster, 'construct/unquoted-date', 'a time');
    expect(() => cluster.synthYaml()).not.toThrow();
    expect(cluster.warnings).toEqual([expect.objectContaining({ object: "ConfigMap 'c'", accepted: 'a time' })]);
  });

  test('a time of a program is its own', () => {
    const cluster = new Cluster({ name: 'prod' });
    new ApiObject(new Chart(cluster, 'shop'), 'c', { apiVersion: 'v1', kind: 'ConfigMap', data: { at: new Date(0).toISOString() } } as any);
    expect(cluster.warnings).toEqual([]);
  });

  test('bytes are an error', () => {
    expect(errorsOf('{ apiVersion: v1, kind: Secret, metadata: { name: s }, stringData: { key: !!binary aGVsbG8= } }')).toEqual([
      "[prod/shop/vendor/s-secret] construct/quoted-text: Secret 's': stringData.key must be a text, got the bytes that cdk8s makes of '!!binary'. "
      + "Leave the tag out, and write the text; or its base64 where that is meant, as in 'data' of a Secret.",
    ]);
  });
});
