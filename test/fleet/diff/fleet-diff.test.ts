import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { diffFleets } from '../../../lib/fleet/diff/fleet-diff';
import { DiffFormat, formatDiff } from '../../../lib/fleet/diff/format';
import { clusterFiles } from '../../../lib/fleet/output/cluster-files';
import { FleetLayout } from '../../../lib/fleet/output/fleet-layout';
import { readFleet, WrittenCluster } from '../../../lib/fleet/output/fleet-reader';
import { FleetWriter } from '../../../lib/fleet/output/fleet-writer';
import { KubernetesObject } from '../../../lib/manifest/object';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-diff-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const deployment = (image: string, replicas = 2): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } } },
});
const configMap = (name: string, data: object = {}): KubernetesObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data });

let runs = 0;
/** What a fleet of these clusters has written. */
function fleet(clusters: { [name: string]: KubernetesObject[] }, layout = FleetLayout.FILE_PER_OBJECT): WrittenCluster[] {
  runs += 1;
  const outdir = path.join(folder, `${runs}`);
  const writer = new FleetWriter(outdir);
  writer.open();
  for (const [name, objects] of Object.entries(clusters)) { writer.stage(name, clusterFiles([{ chart: 'shop', objects }], { layout }).files); }
  writer.commit();
  return readFleet(outdir);
}
const text = (before: WrittenCluster[], after: WrittenCluster[]) => formatDiff(diffFleets(before, after), DiffFormat.TEXT);

test('tells the same change in many clusters once', () => {
  const of = (image: string) => fleet(Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, [deployment(image)]])));
  expect(text(of('web:1'), of('web:2'))).toBe(`6 of 6 clusters differ: 0 objects added, 6 changed, 0 removed

~ Deployment 'shop/web' in 6 clusters (a, b, c, d and 2 more): pods restart, image
    spec.template.spec.containers[web].image: web:1 → web:2
`);
});

test('tells what weighs most first, and each cluster that differs in another way by itself', () => {
  const before = fleet({ a: [deployment('web:1'), configMap('old')], b: [deployment('web:1')] });
  const after = fleet({ a: [deployment('web:2'), configMap('new')], b: [deployment('web:1', 5)], c: [configMap('new')] });
  expect(text(before, after)).toBe(`3 of 3 clusters differ: 2 objects added, 2 changed, 1 removed; new: c

~ Deployment 'shop/web' in a: pods restart, image
    spec.template.spec.containers[web].image: web:1 → web:2

~ Deployment 'shop/web' in b: replicas
    spec.replicas: 2 → 5

- ConfigMap 'shop/old' in a

+ ConfigMap 'shop/new' in 2 clusters (a, c)
`);
});

test('says where the API server will refuse', () => {
  const other = deployment('web:1');
  other.spec.selector = { matchLabels: { app: 'shop' } };
  expect(text(fleet({ a: [deployment('web:1')] }), fleet({ a: [other] }))).toContain(
    '    spec.selector.matchLabels.app: web → shop   (immutable: delete the object and make it anew)\n');
});

test('says nothing of another layout, and that nothing differs', () => {
  const objects = { a: [deployment('web:1'), configMap('x')] };
  expect(text(fleet(objects), fleet(objects, FleetLayout.FILE_PER_CHART))).toBe('No difference in 1 cluster.\n');
});

test('tells apart objects that share a generateName', () => {
  const job = (image: string) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'seed-', namespace: 'shop' }, spec: { image } });
  const of = (first: string) => fleet({ a: [job(first), job('seed:1')] }, FleetLayout.FILE_PER_CHART);
  expect(text(of('seed:1'), of('seed:2'))).toContain("~ Job 'shop/seed-*' in a\n    spec.image: seed:1 → seed:2\n");
});

test('reads only what differs', () => {
  const [before, after] = [fleet({ a: [deployment('web:1'), configMap('x')] }), fleet({ a: [deployment('web:2'), configMap('x')] })];
  fs.rmSync(path.join(after[0].folder, 'shop/configmap-x.yaml'));
  expect(text(before, after)).toContain('image: web:1 → web:2');
});

describe('Markdown', () => {
  const markdown = (before: WrittenCluster[], after: WrittenCluster[]) => formatDiff(diffFleets(before, after), DiffFormat.MARKDOWN);

  test('stays below what a comment may have, and counts what does not fit', () => {
    const many = (value: string) => fleet({ a: Array.from({ length: 600 }, (_, index) => configMap(`c-${index}`, { text: `${value}${'x'.repeat(150)}` })) });
    const comment = markdown(many('1'), many('2'));
    expect(comment.length).toBeLessThan(65_536);
    const told = comment.match(/<details>/g)!.length;
    expect(comment).toContain(`…and ${600 - told} more, which do not fit here.`);
  });

  test('holds names and values that would be markup', () => {
    const hostile = (value: string) => fleet({ a: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a`<img src=x>`|b' }, data: { a: value } }] });
    const comment = markdown(hostile('1'), hostile('```\n</details><script>alert(1)</script>'));
    expect(comment).not.toContain('<img');
    // The block's own fence is longer than any in it, so that it ends where it should.
    expect(comment).toMatch(/\n(````+)\n[\s\S]*```[\s\S]*\n\1\n/);
  });
});

test('JSON is for programs', () => {
  const diff = JSON.parse(formatDiff(diffFleets(fleet({ a: [deployment('web:1')] }), fleet({ a: [deployment('web:2')] })), DiffFormat.JSON));
  expect(diff).toEqual({
    addedClusters: [], removedClusters: [], clusters: 1, changedClusters: 1,
    changes: [{
      kind: 'changed', object: "Deployment 'shop/web'", apiVersion: 'apps/v1', classes: ['pods restart', 'image'], replacedBy: [], clusters: ['a'],
      changes: [{ field: 'spec.template.spec.containers[web].image', path: 'spec.template.spec.containers.*.image', before: 'web:1', after: 'web:2' }],
    }],
  });
});
