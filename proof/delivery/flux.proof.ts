import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { parse } from 'yaml';
import { Cluster } from '../../lib/cluster/cluster';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { FluxAccess } from '../../lib/delivery/flux/flux-access';
import { FluxDelivery } from '../../lib/delivery/flux/flux-delivery';
import { FluxSource } from '../../lib/delivery/flux/flux-source';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { Flux, NAMESPACE } from '../flux/flux';
import { GitServer } from '../flux/git-server';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof, ProofContext } from '../proof';

export const proofs: Proof[] = [{
  name: 'delivery-flux',
  title: 'Flux, with nothing but what `FluxDelivery` writes, brings clusters to what their folders say, in the order of the rollout.',
  needs: ['kubernetes', 'flux'],
  run: async (context) => {
    const delivered = await Delivered.start(context);
    try {
      await proveRollout(delivered, context.about('rollout'));
      await proveChanges(delivered, context.about('changes'));
      await proveRefusals(delivered, context.about('refusals'));
    } finally {
      await delivered.stop();
    }
  },
}];

/** What the program defines beside what is always there. */
interface State {
  readonly currency?: string;
  readonly withoutLegacy?: boolean;
  readonly unknownKind?: boolean;
}

const CLUSTERS = ['dev', 'prod-eu'];
const APPS = ['cluster', 'shop', 'storage'];
const NAMESPACES = ['shop', 'storage'];
const SHOP = '/api/v1/namespaces/shop';
const GATE = 'before-production';
/** All Kustomizations that there are. */
const ALL = [GATE, ...CLUSTERS.flatMap((cluster) => APPS.map((app) => `${cluster}.${app}`))].sort();

/** A fleet whose output is a git repository, and the clusters to which Flux brings it. The first one is where it runs. */
class Delivered {
  public static async start(context: ProofContext): Promise<Delivered> {
    const host = context.host('flux');
    const [dev, prod] = await Promise.all(CLUSTERS.map(() => plane(context)));
    const repository = host.processes.newFolder('repository');
    const server = await GitServer.start(path.dirname(repository));
    const delivered = new Delivered({ 'dev': dev, 'prod-eu': prod }, await Flux.start(host, dev), repository, server);
    delivered.git('init', '-q', '-b', 'main');
    accepted('the kubeconfig', await dev.create({
      apiVersion: 'v1', kind: 'Secret', metadata: { name: 'prod-eu-kubeconfig', namespace: NAMESPACE }, stringData: { value: portable(prod) },
    } as any));
    return delivered;
  }

  private constructor(
    public readonly planes: { [name: string]: ControlPlane },
    public readonly flux: Flux,
    public readonly repository: string,
    private readonly server: GitServer,
  ) {}

  public get hub(): ControlPlane {
    return this.planes.dev;
  }

  public get revision(): string {
    return `main@sha1:${this.git('rev-parse', 'HEAD').trim()}`;
  }

  /** Writes, commits, and applies the folder of the hub. */
  public async deliver(state: State): Promise<void> {
    const stderr = process.stderr.write;
    process.stderr.write = () => true;
    try {
      fleetOf(this.repository, this.server.urlOf(`${path.basename(this.repository)}/.git`), state).synth();
    } finally {
      process.stderr.write = stderr;
    }
    await this.commit();
    const { code, stderr: said } = await this.hub.kubectl(['apply', '--server-side', '-R', '-f', path.join(this.repository, 'dist/hub')]);
    assert.equal(code, 0, said);
    await this.flux.fetch();
  }

  public async commit(): Promise<void> {
    this.git('add', '-A');
    this.git('-c', 'user.name=proof', '-c', 'user.email=proof@example.com', 'commit', '-q', '--allow-empty', '-m', 'synth');
  }

  /** Waits until something holds of the Kustomizations. */
  public until<T>(what: string, holds: (kustomizations: ReadonlyMap<string, any>) => T): Promise<any> {
    return this.hub.waitFor(what, async () => {
      assert.equal(this.flux.dead, undefined);
      const kustomizations = await this.flux.kustomizations();
      const held = holds(kustomizations);
      if (held === false) { throw new Error([...kustomizations].map(([name, each]) => `${name}: ${ready(each)?.status} ${ready(each)?.message}`).join('; ')); }
      return held;
    });
  }

  /** Waits until all are ready at the last commit. */
  public async settled(): Promise<void> {
    const { revision } = this;
    await this.until(`all Kustomizations at ${revision}`, (all) => [...all.keys()].sort().join() === ALL.join() && [...all.values()].every((each) => isReadyAt(each, revision)));
  }

  public async read(cluster: string, url: string): Promise<any> {
    return (await this.planes[cluster].request('GET', url)).body;
  }

  /** What was written for a cluster. */
  public objects(cluster: string): any[] {
    const folder = path.join(this.repository, 'dist', cluster);
    const files = (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.yaml'));
    return files.map((file) => parse(fs.readFileSync(path.join(folder, file), 'utf8')));
  }

  /** The versions of all that was written for the clusters, which say whether anything was changed. */
  public async versions(): Promise<{ [object: string]: string }> {
    const found: { [object: string]: string } = {};
    for (const cluster of CLUSTERS) {
      for (const object of this.objects(cluster)) {
        const url = await this.planes[cluster].pathOf(object, object.metadata.namespace);
        const { metadata: { generation, managedFields } } = await this.read(cluster, url);
        found[`${cluster} ${url}`] = JSON.stringify([generation, managedFields.filter(({ subresource }: any) => subresource === undefined)]);
      }
    }
    return found;
  }

  public async stop(): Promise<void> {
    await this.server.stop();
    for (const cluster of Object.values(this.planes)) { await cluster.stop(); }
  }

  private git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.repository, encoding: 'utf8' });
  }
}

/** A cluster as whoever makes it hands it over: with namespaces, and with accounts that may do in each of them what an app needs. */
async function plane(context: ProofContext): Promise<ControlPlane> {
  const started = await ControlPlane.start(context.host('kubernetes'));
  await started.createNodes([{ name: 'node' }]);
  for (const namespace of [NAMESPACE, ...NAMESPACES]) { await started.namespace(namespace); }
  const create = async (object: any) => void accepted(object.metadata.name, await started.create(object));
  const rbac = 'rbac.authorization.k8s.io';
  for (const app of APPS) {
    const name = `flux-${app}`;
    const [kind, role, namespace] = app === 'cluster' ? ['ClusterRoleBinding', 'cluster-admin'] : ['RoleBinding', 'admin', app];
    await create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: NAMESPACE } });
    await create({
      apiVersion: `${rbac}/v1`, kind, metadata: { name, namespace }, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name, namespace: NAMESPACE }],
    });
  }
  return started;
}

/** A kubeconfig that names no files. */
function portable({ kubeconfig }: ControlPlane): string {
  const config = JSON.parse(fs.readFileSync(kubeconfig, 'utf8'));
  const { cluster } = config.clusters[0];
  cluster['certificate-authority-data'] = fs.readFileSync(cluster['certificate-authority']).toString('base64');
  delete cluster['certificate-authority'];
  return JSON.stringify(config);
}

function fleetOf(repository: string, url: string, state: State): Fleet {
  const fleet = new Fleet({ clusters: [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }], outdir: path.join(repository, 'dist') });
  fleet.run(ClusterSelector.all(), { define: (cluster) => define(cluster, state) });
  fleet.deliver(new FluxDelivery({
    source: FluxSource.git({ url }),
    path: 'dist',
    access: { accessTo: ({ name }) => (name === 'dev' ? FluxAccess.hub() : FluxAccess.secret(`${name}-kubeconfig`)) },
    rollout: new FleetRollout([
      { name: 'dev', clusters: ClusterSelector.environments('dev') },
      { name: 'production', clusters: ClusterSelector.environments('production') },
    ]),
  }));
  return fleet;
}

function define(cluster: Cluster, { currency = 'EUR', withoutLegacy, unknownKind }: State): void {
  const general = new Chart(cluster, 'general');
  const add = (chart: Chart, apiVersion: string, kind: string, name: string, fields: object = {}) => (
    new ApiObject(chart, `${kind}-${name}`.toLowerCase(), { apiVersion, kind, metadata: { name }, ...fields } as any));
  for (const name of NAMESPACES) { add(general, 'v1', 'Namespace', name); }
  add(general, 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'larges.example.com', {
    spec: {
      group: 'example.com', scope: 'Namespaced', names: { kind: 'Large', plural: 'larges', singular: 'large', listKind: 'LargeList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', description: 'x'.repeat(300_000) } } }],
    },
  });
  const storage = new Chart(cluster, 'storage', { namespace: 'storage' });
  add(storage, 'v1', 'ConfigMap', 'settings', { data: { currency } });
  if (unknownKind === true) { add(storage, 'example.com/v1', 'Nowhere', 'defined'); }
  const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
  shop.addDependency(storage);
  // What looks like a variable stays as it is.
  add(shop, 'v1', 'ConfigMap', 'settings', { data: { currency, greeting: '${NAME:-nobody}' } });
  add(shop, 'v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] } });
  if (withoutLegacy !== true) { add(shop, 'v1', 'Service', 'legacy', { spec: { selector: { app: 'legacy' }, ports: [{ name: 'http', port: 80 }] } }); }
  add(shop, 'apps/v1', 'Deployment', 'web', {
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1.0.0' }] } },
    },
  });
}

function ready(kustomization: any): any {
  return kustomization.status?.conditions?.find(({ type }: any) => type === 'Ready');
}

function isReadyAt({ metadata, status, ...rest }: any, revision: string): boolean {
  return ready({ status, ...rest })?.status === 'True' && status.observedGeneration === metadata.generation && status.lastAppliedRevision === revision;
}

async function proveRollout(delivered: Delivered, checks: Checks): Promise<void> {
  const { planes, repository, flux } = delivered;
  const changes: any[] = [];
  const watch = await flux.watch((kustomization) => changes.push(kustomization));
  await checks.check('two clusters come to what their folders say', async () => {
    await delivered.deliver({});
    await delivered.settled();
    for (const name of CLUSTERS) {
      const { code, stdout, stderr } = await planes[name].kubectl(['diff', '--server-side', '--field-manager=proof', '-R', '-f', path.join(repository, 'dist', name)]);
      assert.equal(code, 0, `${stdout}${stderr}`);
    }
    assert.equal((await delivered.read('prod-eu', `${SHOP}/configmaps/settings`)).data.greeting, '${NAME:-nobody}');
  });
  watch.stop();
  await checks.check('nothing else is applied', async () => {
    const kustomizations = await flux.kustomizations();
    const entriesOf = (name: string): any[] => kustomizations.get(name).status.inventory?.entries ?? [];
    const idsOf = (names: readonly string[]) => names.flatMap(entriesOf).map(({ id }) => id).sort();
    for (const cluster of CLUSTERS) {
      const written = delivered.objects(cluster).map(({ apiVersion, kind, metadata: { name, namespace = '' } }) => (
        [namespace, name, apiVersion.includes('/') ? apiVersion.split('/')[0] : '', kind].join('_')));
      assert.deepEqual(idsOf(APPS.map((app) => `${cluster}.${app}`)), written.sort());
    }
    assert.deepEqual(idsOf([GATE]), []);
  });
  await checks.check('in the order of the rollout, and of what needs what', () => {
    const { revision } = delivered;
    const done: string[] = [];
    for (const each of changes) {
      const { metadata: { name }, spec: { dependsOn = [] }, status } = each;
      if (status?.lastAttemptedRevision === revision) {
        for (const needed of dependsOn) { assert.ok(done.includes(needed.name), `${name} began before ${needed.name} was ready`); }
      }
      if (isReadyAt(each, revision) && !done.includes(name)) { done.push(name); }
    }
    assert.deepEqual(done, ['dev.cluster', 'dev.storage', 'dev.shop', GATE, 'prod-eu.cluster', 'prod-eu.storage', 'prod-eu.shop']);
    return `${done.length} Kustomizations`;
  });
  await checks.check('a definition of more than 262,144 bytes is there', async () => {
    const definition = await delivered.read('prod-eu', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/larges.example.com');
    assert.ok(JSON.stringify(definition).length > 300_000);
  });
}

async function proveChanges(delivered: Delivered, checks: Checks): Promise<void> {
  await checks.check('two reconciliations in a row change nothing', async () => {
    const before = await delivered.versions();
    await delivered.flux.reconcile(ALL);
    await delivered.flux.reconcile(ALL);
    await delivered.settled();
    assert.deepEqual(await delivered.versions(), before);
    return `${Object.keys(before).length} objects`;
  });
  await checks.check('a change by hand is undone, and what is deleted by hand comes back', async () => {
    const { planes, flux } = delivered;
    assert.equal((await planes['prod-eu'].request('PATCH', `${SHOP}/configmaps/settings`, { data: { currency: 'USD' } }, 'application/merge-patch+json')).status, 200);
    assert.equal((await planes['prod-eu'].request('DELETE', `${SHOP}/services/web`)).status, 200);
    await flux.reconcile(['prod-eu.shop']);
    await delivered.settled();
    assert.equal((await delivered.read('prod-eu', `${SHOP}/configmaps/settings`)).data.currency, 'EUR');
    assert.equal((await delivered.read('prod-eu', `${SHOP}/services/web`)).kind, 'Service');
  });
  await checks.check('a service that is removed is pruned, and all else is kept', async () => {
    await delivered.deliver({ withoutLegacy: true });
    await delivered.settled();
    for (const name of CLUSTERS) {
      assert.equal((await delivered.read(name, `${SHOP}/services/legacy`)).code, 404);
      assert.equal((await delivered.read(name, `${SHOP}/services/web`)).kind, 'Service');
    }
  });
}

async function proveRefusals(delivered: Delivered, checks: Checks): Promise<void> {
  const currencies = async () => {
    const found: string[] = [];
    for (const [cluster, namespace] of CLUSTERS.flatMap((name) => NAMESPACES.map((each) => [name, each]))) {
      found.push(`${cluster} ${namespace} ${(await delivered.read(cluster, `/api/v1/namespaces/${namespace}/configmaps/settings`)).data.currency}`);
    }
    return found;
  };
  await checks.check('what a cluster refuses stops whatever depends on it, and the next step, with a reason', async () => {
    await delivered.deliver({ withoutLegacy: true, unknownKind: true, currency: 'CHF' });
    const { revision } = delivered;
    await delivered.until('the refusal, and all to wait', (all) => all.get('dev.storage').status.lastAttemptedRevision === revision
      && /no matches for kind "Nowhere"/.test(ready(all.get('dev.storage')).message)
      && /dependency 'flux-system\/dev.storage' /.test(ready(all.get('dev.shop')).message)
      && /dependency 'flux-system\/dev.shop' /.test(ready(all.get(GATE)).message)
      && new RegExp(`dependency 'flux-system/${GATE}' `).test(ready(all.get('prod-eu.cluster')).message));
    // All or nothing of an app.
    assert.deepEqual(await currencies(), ['dev shop EUR', 'dev storage EUR', 'prod-eu shop EUR', 'prod-eu storage EUR']);
  });
  await checks.check('what corrects it lets the rollout go on', async () => {
    await delivered.deliver({ withoutLegacy: true, currency: 'CHF' });
    await delivered.settled();
    assert.deepEqual(await currencies(), ['dev shop CHF', 'dev storage CHF', 'prod-eu shop CHF', 'prod-eu storage CHF']);
  });
  await checks.check('an object that the account of its app may not write is refused', async () => {
    const file = path.join(delivered.repository, 'dist/dev/shop/clusterrole-more.yaml');
    fs.writeFileSync(file, 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: more\nrules: []\n');
    await delivered.commit();
    await delivered.flux.fetch();
    await delivered.until('the refusal', (all) => /system:serviceaccount:flux-system:flux-shop.*cannot patch resource.*clusterroles/.test(ready(all.get('dev.shop')).message));
    assert.equal((await delivered.read('dev', '/apis/rbac.authorization.k8s.io/v1/clusterroles/more')).code, 404);
    fs.rmSync(file);
    await delivered.commit();
    await delivered.flux.fetch();
    await delivered.settled();
  });
}
