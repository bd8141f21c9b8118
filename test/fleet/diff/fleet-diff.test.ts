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

test('says where a change is none to the API server', () => {
  const spelled = deployment('web:1');
  spelled.spec.revisionHistoryLimit = 10;
  expect(text(fleet({ a: [deployment('web:1')] }), fleet({ a: [spelled] }))).toBe(`1 of 1 cluster differ: 0 objects added, 1 changed, 0 removed

~ Deployment 'shop/web' in a
    spec.revisionHistoryLimit: + 10   (the same to the API server)
`);
});

test('reads the other policies of a cluster from its files', () => {
  const policy = (name: string, spec: object): KubernetesObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'shop' }, spec });
  const deny = policy('deny', { podSelector: {}, policyTypes: ['Ingress'] });
  const allow = policy('allow', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ from: [{ podSelector: {} }] }] });
  expect(text(fleet({ a: [deny] }), fleet({ a: [deny, allow] }))).toContain("+ NetworkPolicy 'shop/allow' in a: network opened\n");
  expect(text(fleet({ a: [configMap('x')] }), fleet({ a: [configMap('x'), allow] }))).toContain("+ NetworkPolicy 'shop/allow' in a\n");
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
    expect(comment).toContain("<summary>changed <code>ConfigMap 'a`&lt;img src=x&gt;`|b'</code> in a</summary>");
    expect(comment).not.toContain('<img');
    // The block's own fence is longer than any in it, so that it ends where it should.
    expect(comment).toMatch(/\n(````+)\n[\s\S]*```[\s\S]*\n\1\n/);
  });
});

describe('signs that nobody sees', () => {
  const ESC = '\u001b]0;x\u0007\u202e';
  const named = (data: object) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c\nx: ${ESC}` }, data });
  const renamed = (clusters: WrittenCluster[], name: string) => clusters.map(({ folder: at, index }) => new WrittenCluster(name, at, index));
  const hostile = `eu<img>|\n${ESC}`;
  const change = () => diffFleets(renamed(fleet({ a: [named({ [ESC]: ESC, b: 'x' })] }), hostile), renamed(fleet({ a: [named({ [ESC]: `1${ESC}` })] }), hostile));

  test.each(Object.values(DiffFormat))('are escapes as %s', (format) => {
    const told = formatDiff(change(), format);
    expect(told).toContain('\\u001b]0;x\\u0007\\u202e');

    expect(told).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });

  test('are the same in JSON once it is read', () => {
    const found = change();
    expect(JSON.parse(formatDiff(found, DiffFormat.JSON))).toEqual(JSON.parse(JSON.stringify(found)));
    expect(JSON.parse(formatDiff(found, DiffFormat.JSON)).changes[0].clusters).toEqual([hostile]);
  });

  test('names of clusters are no markup, neither in a summary nor in a list', () => {
    const folded = formatDiff(change(), DiffFormat.MARKDOWN);
    expect(folded).toContain(' in eu&lt;img&gt;|\\u000a\\u001b');
    const gone = formatDiff(diffFleets(renamed(fleet({ a: [configMap('x')] }), hostile), []), DiffFormat.MARKDOWN);
    expect(gone).toContain('removed `ConfigMap \'shop/x\'` in eu\\<img\\>\\|\\\\u000a');
    expect(gone).not.toMatch(/[^\\]<img/);
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

test('a custom resource is made anew where its definition forbids the change', () => {
  const zone = { 'type': 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf', message: 'zone is immutable' }] };
  const schema = { type: 'object', properties: { spec: { type: 'object', properties: { zone, size: { type: 'integer' } } } } };
  const definition: KubernetesObject = {
    apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'shops.example.com' },
    spec: { group: 'example.com', scope: 'Namespaced', names: { kind: 'Shop', plural: 'shops' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }] },
  };
  const shop = (spec: object): KubernetesObject => ({ apiVersion: 'example.com/v1', kind: 'Shop', metadata: { name: 'a', namespace: 'shop' }, spec });
  const changed = (spec: object, ...more: KubernetesObject[]) => diffFleets(fleet({ a: [shop({ zone: 'a', size: 1 }), ...more] }), fleet({ a: [shop(spec), ...more] })).changes
    .map(({ classes, replacedBy }) => ({ classes, replacedBy }));
  expect(changed({ zone: 'b', size: 2 }, definition)).toEqual([{ classes: ['replaced'], replacedBy: ['spec.zone'] }]);
  expect(changed({ zone: 'a', size: 2 }, definition)).toEqual([{ classes: [], replacedBy: [] }]);
  expect(changed({ zone: 'b', size: 2 })).toEqual([{ classes: [], replacedBy: [] }]);
});
