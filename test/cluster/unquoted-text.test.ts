import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Chart, Include } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetErrors } from '../../lib/construct/fleet-errors';
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
    ["metadata.annotations['example.com/window']", '750', "'750' or '12:30'"],
    ['spec.template.metadata.labels.app', '1', "'1'"],
    ['spec.template.spec.initContainers[0].args[1]', 'Infinity', "'1e400' or '.inf'"],
    ['spec.template.spec.containers[0].env[1].value', 'NaN', "'.', 'e12' or '.nan'"],
  ].map(([field, got, written]) => `[prod/shop/vendor/web-deployment] construct/quoted-text: Deployment 'web': ${field} must be a text, got ${got}: in YAML, that is an unquoted ${written}. Put it in quotes.`));
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

test('numbers and quoted texts stay what they are', () => {
  expect(errorsOf(`
{ apiVersion: v1, kind: Pod, metadata: { name: p, annotations: { a: "12:30" } }, spec: { priority: 750, containers: [{ name: a, image: a, command: ["."], env: [{ name: A, value: "yes" }] }] } }
`)).toEqual([]);
});
