import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { ChangeClass } from '../../lib/fleet/diff/change-class';
import { ChangeKind, FleetDiff } from '../../lib/fleet/diff/fleet-diff';
import { Kubectl } from '../../lib/fleet/live/kubectl';
import { diffLive } from '../../lib/fleet/live/live-diff';
import { LiveOptions } from '../../lib/fleet/live/live-objects';
import { clusterFiles } from '../../lib/fleet/output/cluster-files';
import { FleetLayout } from '../../lib/fleet/output/fleet-layout';
import { readFleet } from '../../lib/fleet/output/fleet-reader';
import { FleetWriter } from '../../lib/fleet/output/fleet-writer';
import { apiDefaults } from '../../lib/manifest/api-defaults';
import { valueAt } from '../../lib/manifest/field-path';
import { KubernetesObject } from '../../lib/manifest/object';
import { expand } from '../../lib/manifest/pod-template';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { accepted } from '../kubernetes/api-client';
import { writeContexts } from '../kubernetes/contexts';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof, ProofContext } from '../proof';
import { samplesOfDefaults } from './samples-of-defaults';

const { REFUSED, REPLACED, PODS_RESTART, IMAGE } = ChangeClass;

export const proofs: Proof[] = [{
  name: 'diff-live',
  title: 'What kubectl and the API servers of two clusters say differs, `fleetwright diff --live` tells: the same once, and what they refuse beside all else.',
  needs: ['kubernetes'],
  run: async (context) => {
    const [eu, us] = [await ControlPlane.start(context.host('kubernetes')), await ControlPlane.start(context.host('kubernetes'))];
    for (const cluster of [eu, us]) { await cluster.namespace('shop'); }
    const fleet = new LiveFleet(context, { eu, us, gone: 'https://127.0.0.1:1' });
    await proveClusters(fleet, context.about('clusters'), [eu, us]);
    await proveRefusals(fleet, context.about('refusals'));
    await proveOwners(fleet, context.about('what is removed'), eu);
    await proveDefaults(eu, context.about('defaults'));
    await eu.stop();
    await us.stop();
  },
}];

const inShop = (apiVersion: string, kind: string, name: string, rest: object): KubernetesObject => ({ apiVersion, kind, metadata: { name, namespace: 'shop' }, ...rest });
const deployment = (image: string, more: object = {}) => inShop('apps/v1', 'Deployment', 'web', {
  spec: {
    replicas: 2, selector: { matchLabels: { app: 'web' } }, ...more,
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image, ports: [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }] }] } },
  },
});
const service = inShop('v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] } });
const config = (name: string, data: object) => inShop('v1', 'ConfigMap', name, { data });
const secret = (value: string) => inShop('v1', 'Secret', 'keys', { data: { token: Buffer.from(value).toString('base64') } });
const written = (image = 'registry.example.com/web:1.0.0') => [deployment(image), service, config('settings', { a: '1' }), secret('first')];

async function proveClusters(fleet: LiveFleet, checks: Checks, clusters: readonly ControlPlane[]): Promise<void> {
  await checks.check('all is new before it is applied', async () => {
    const { changes } = await fleet.diff({ eu: written(), us: written() });
    assert.deepEqual(changes.map(({ kind, clusters: names }) => [kind, names]), written().map(() => [ChangeKind.ADDED, ['eu', 'us']]));
  });
  for (const cluster of clusters) { await apply(cluster, written(), '--server-side'); }
  await checks.check('nothing differs once it is', async () => {
    assert.deepEqual((await fleet.diff({ eu: written(), us: written() })).changes, []);
    // So says kubectl itself.
    assert.equal((await clusters[0].kubectl(['diff', '--server-side', '-f', '-'], stringifyYaml(written()))).code, 0);
  });
  await checks.check('another image in both, and an object in one', async () => {
    const next = written('registry.example.com/web:1.0.1');
    const { changes, changedClusters } = await fleet.diff({ eu: next, us: [...next, config('more', {})] });
    assert.deepEqual(changes.map(({ object, kind, clusters: names, classes }) => ({ object, kind, names, classes })), [
      { object: "Deployment 'shop/web'", kind: ChangeKind.CHANGED, names: ['eu', 'us'], classes: [PODS_RESTART, IMAGE] },
      { object: "ConfigMap 'shop/more'", kind: ChangeKind.ADDED, names: ['us'], classes: [] },
    ]);
    assert.deepEqual(changes[0].changes, [{
      field: 'spec.template.spec.containers[web].image', path: 'spec.template.spec.containers.*.image',
      before: 'registry.example.com/web:1.0.0', after: 'registry.example.com/web:1.0.1',
    }]);
    assert.equal(changedClusters, 2);
  });
  await checks.check('of a Secret that it is another, and no value', async () => {
    const { changes } = await fleet.diff({ eu: [secret('second')] });
    assert.deepEqual(changes.map(({ object, changes: [field] }) => [object, field.field, field.before, field.after]), [["Secret 'shop/keys'", 'data.token', '(hidden)', '(hidden)']]);
  });
  await checks.check('a cluster that does not answer is named, and the others are told', async () => {
    const { changes, unseen = [] } = await fleet.diff({ eu: [config('settings', { a: '2' })], gone: written() });
    assert.deepEqual(changes.map(({ object }) => object), ["ConfigMap 'shop/settings'"]);
    assert.deepEqual(unseen.map(({ name }) => name), ['gone']);
    // In the words of kubectl, which hang on the machine.
    assert.notEqual(unseen[0].reason, '');
  });
}

async function proveRefusals(fleet: LiveFleet, checks: Checks): Promise<void> {
  const others = Array.from({ length: 9 }, (_, index) => config(`c-${index}`, {}));
  await checks.check('an immutable field is told with what the API server says, and all else beside it', async () => {
    const template = { ...deployment('x').spec.template, metadata: { labels: { app: 'other' } } };
    const moved = { ...deployment('x'), spec: { ...deployment('registry.example.com/web:1.0.0').spec, selector: { matchLabels: { app: 'other' } }, template } };
    const { changes } = await fleet.diff({ eu: [...others.slice(0, 4), moved, ...others.slice(4)] });
    assert.equal(changes.length, 10);
    const [{ object, classes, refusal, replacedBy }] = changes;
    assert.equal(object, "Deployment 'shop/web'");
    assert.ok(classes.includes(REPLACED) && !classes.includes(REFUSED));
    assert.match(refusal!, /^The Deployment "web" is invalid: spec\.selector: Invalid value: field is immutable$/);
    assert.deepEqual(replacedBy, ['spec.selector.matchLabels.app']);
  });
  await checks.check('so are fields that are wrong, each at its object', async () => {
    const { changes } = await fleet.diff({ eu: [
      { ...config('typo', {}), dota: {} }, ...others, inShop('v1', 'Service', 'broken', { spec: { ports: [{ port: 80_000 }] } }),
    ] });
    const refused = changes.filter(({ classes }) => classes.includes(REFUSED));
    assert.deepEqual(refused.map(({ object, refusal }) => [object, refusal]), [
      ["ConfigMap 'shop/typo'", 'failed to create typed patch object (shop/typo; /v1, Kind=ConfigMap): .dota: field not declared in schema'],
      ["Service 'shop/broken'", ['The Service "broken" is invalid:', ...['port', 'targetPort'].map((field) => (
        `* spec.ports[0].${field}: Invalid value: must be between 1 and 65535, inclusive`))].join('\n')],
    ]);
    assert.equal(changes.filter(({ kind, refusal }) => kind === ChangeKind.ADDED && refusal === undefined).length, others.length);
  });
  await checks.check('of what needs a namespace or a definition that is not there yet, it is said that nobody was asked', async () => {
    const { changes } = await fleet.diff({ eu: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'new' } },
      ...others.map((object) => ({ ...object, metadata: { ...object.metadata, namespace: 'new' } })),
      { apiVersion: 'karpenter.sh/v1', kind: 'NodePool', metadata: { name: 'spot' } },
    ] });
    assert.equal(changes.length, others.length + 2);
    assert.deepEqual([...new Set(changes.map(({ kind, unasked }) => `${kind}: ${unasked}`))].sort(), [
      'added: the cluster has no NodePool of karpenter.sh yet', "added: the cluster has no namespace 'new' yet", 'added: undefined',
    ]);
  });
}

/** What somebody no longer says goes only if it was he who said it. */
async function proveOwners(fleet: LiveFleet, checks: Checks, cluster: ControlPlane): Promise<void> {
  const removed = async (name: string, options: Partial<LiveOptions>) => (await fleet.diff({ eu: [config(name, { a: '1' })] }, options)).changes
    .flatMap(({ changes }) => changes.map(({ field, before, after }) => [field, before, after]));
  const both = (name: string) => [config(name, { a: '1', b: '2' })];
  await apply(cluster, both('by-server'), '--server-side', '--field-manager=release');
  await apply(cluster, both('by-client'));
  await checks.check('by the name of who applies', async () => {
    assert.deepEqual(await removed('by-server', { fieldManager: 'release' }), [['data.b', '2', undefined]]);
    assert.deepEqual(await removed('by-server', { fieldManager: 'another' }), []);
  });
  await checks.check('by what kubectl applied without --server-side', async () => {
    assert.deepEqual(await removed('by-client', { serverSide: false }), [['data.b', '2', undefined]]);
  });
}

/** What we take for the defaults of the API server is what it fills in; what it leaves out is as good as zero. */
async function proveDefaults(cluster: ControlPlane, checks: Checks): Promise<void> {
  for (const sample of samplesOfDefaults()) {
    await checks.check(sample.kind, async () => {
      const answer = accepted(sample.kind, await cluster.create(sample, { dryRun: true, namespace: 'shop' })).body;
      const defaults = Object.entries(apiDefaults(sample));
      for (const [field, value] of defaults) {
        const steps = field.split('.');
        const places = expand(answer, steps);
        const holders = places.filter((place) => valueAt(answer, place.slice(0, -1)) !== undefined);
        const found = holders.map((place) => valueAt(answer, place) ?? zeroLike(value));
        assert.ok(found.length > 0, `the sample has no place for ${field}`);
        assert.deepEqual(found, found.map(() => value), field);
      }
      return `${defaults.length} fields`;
    });
  }
}

function zeroLike(value: unknown): unknown {
  if (Array.isArray(value)) { return []; }
  switch (typeof value) {
    case 'boolean': return false;
    case 'number': return 0;
    case 'string': return '';
    default: return undefined;
  }
}

async function apply(cluster: ControlPlane, objects: readonly KubernetesObject[], ...args: string[]): Promise<void> {
  const { code, stderr } = await cluster.kubectl(['apply', ...args, '-f', '-'], stringifyYaml([...objects]));
  assert.equal(code, 0, stderr);
}

/** Clusters with a kubeconfig for all of them, and what a fleet writes for them. */
class LiveFleet {
  private readonly folder: string;
  private readonly kubectl: Kubectl;

  constructor(context: ProofContext, clusters: { readonly [name: string]: ControlPlane | string }) {
    const { processes, binaries } = context.host('kubernetes');
    this.folder = processes.newFolder('fleet');
    const kubeconfig = path.join(this.folder, 'kubeconfig');
    writeContexts(kubeconfig, clusters);
    this.kubectl = new Kubectl(binaries.program('kubectl'), { HOME: this.folder, KUBECONFIG: kubeconfig });
  }

  /** How the clusters differ from what is written for them. */
  public async diff(clusters: { readonly [name: string]: readonly KubernetesObject[] }, options: Partial<LiveOptions> = {}): Promise<FleetDiff> {
    const dist = path.join(this.folder, 'dist');
    const writer = new FleetWriter(dist);
    writer.open();
    for (const [name, objects] of Object.entries(clusters)) { writer.stage(name, clusterFiles([{ chart: 'shop', objects }], { layout: FleetLayout.FILE_PER_OBJECT }).files); }
    writer.commit();
    return diffLive(readFleet(dist), (context) => ({ context, ...options }), this.kubectl);
  }
}
