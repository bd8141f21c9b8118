import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { ArgoCdAccess } from '../../lib/delivery/argo-cd/argo-cd-access';
import { ArgoCdDelivery } from '../../lib/delivery/argo-cd/argo-cd-delivery';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { ArgoCd } from '../argo-cd/argo-cd';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof, ProofContext } from '../proof';
import { moduleVersion } from '../versions';

export const proofs: Proof[] = [{
  name: 'delivery-argo-cd',
  title: 'Argo CD, with nothing but what `ArgoCdDelivery` writes, brings clusters to what their folders say, in the order of the rollout.',
  needs: ['kubernetes', 'argo-cd'],
  run: async (context) => {
    const delivered = await Delivered.start(context);
    await proveRollout(delivered, context.about('rollout'));
    await proveChanges(delivered, context.about('changes'));
    await proveRefusals(delivered, context.about('refusals'));
    await proveNewCluster(delivered, context, context.about('a new cluster'));
    await proveWithoutRollout(delivered, context.about('without a rollout'));
    await delivered.stop();
  },
}];

/** What the program defines beside what is always there. */
interface State {
  readonly currency?: string;
  readonly withoutLegacy?: boolean;
  readonly unknownKind?: boolean;
  readonly withoutRollout?: boolean;
  readonly third?: boolean;
}

/** A fleet whose output is a git repository, and the clusters to which Argo CD brings it. The first one is where it runs. */
class Delivered {
  public static async start(context: ProofContext): Promise<Delivered> {
    const planes = { dev: await plane(context), 'prod-eu': await plane(context) };
    const argoCd = await ArgoCd.start(context.host('argo-cd'), planes.dev);
    const repository = context.host('argo-cd').processes.newFolder('repository');
    const delivered = new Delivered(planes, argoCd, repository);
    delivered.git('init', '-q', '-b', 'main');
    await delivered.register('prod-eu', planes['prod-eu']);
    return delivered;
  }

  private constructor(public readonly planes: { [name: string]: ControlPlane }, public readonly argoCd: ArgoCd, public readonly repository: string) {}

  public get hub(): ControlPlane {
    return this.planes.dev;
  }

  /** Writes, commits, and applies the folder of the hub. */
  public async deliver(state: State): Promise<void> {
    const stderr = process.stderr.write;
    process.stderr.write = () => true;
    try {
      fleetOf(this.repository, state).synth();
    } finally {
      process.stderr.write = stderr;
    }
    this.commit();
    const { code, stderr: said } = await this.hub.kubectl(['apply', '--server-side', '-R', '-f', path.join(this.repository, folderOf(state), 'hub')]);
    assert.equal(code, 0, said);
  }

  public commit(): void {
    this.git('add', '-A');
    this.git('-c', 'user.name=proof', '-c', 'user.email=proof@example.com', 'commit', '-q', '--allow-empty', '-m', 'synth');
  }

  public get revision(): string {
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** Waits until something holds of the Applications. */
  public applications<T>(what: string, holds: (applications: ReadonlyMap<string, any>) => T, seconds = 240): Promise<any> {
    return this.hub.waitFor(what, async () => {
      assert.equal(this.argoCd.dead, undefined);
      const applications = await this.argoCd.applications();
      const held = holds(applications);
      if (held === false) { throw new Error([...applications].map(([name, { status }]) => `${name}: ${describe(status)}`).join('; ')); }
      return held;
    }, seconds * 1000);
  }

  /** Waits until all are in sync with the last commit, and healthy. */
  public async settled(names: readonly string[]): Promise<void> {
    const { revision } = this;
    await this.applications(`all Applications at ${revision.slice(0, 7)}`, (applications) => [...applications.keys()].sort().join() === [...names].sort().join()
      && [...applications.values()].every(({ status }) => status?.sync?.status === 'Synced' && status.sync.revision === revision && status.health?.status === 'Healthy'));
  }

  public async read(cluster: string, url: string): Promise<any> {
    return (await this.planes[cluster].request('GET', url)).body;
  }

  public async register(name: string, cluster: ControlPlane): Promise<void> {
    const { clusters: [{ cluster: { server, ...rest } }], users: [{ user: { token } }] } = JSON.parse(fs.readFileSync(cluster.kubeconfig, 'utf8'));
    const caData = fs.readFileSync(rest['certificate-authority']).toString('base64');
    const secret = {
      apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
      stringData: { name, server, config: JSON.stringify({ bearerToken: token, tlsClientConfig: { insecure: false, caData } }) },
    };
    assert.equal((await this.hub.create(secret as any)).status, 201);
  }

  public async stop(): Promise<void> {
    for (const cluster of Object.values(this.planes)) { await cluster.stop(); }
  }

  private git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.repository, encoding: 'utf8' });
  }
}

async function plane(context: ProofContext): Promise<ControlPlane> {
  const started = await ControlPlane.start(context.host('kubernetes'));
  await started.createNodes([{ name: 'node' }]);
  return started;
}

const NAMES = ['cluster', 'shop', 'storage'];
const namesIn = (...clusters: string[]) => clusters.flatMap((cluster) => NAMES.map((name) => `${cluster}.${name}`));
const SHOP = '/api/v1/namespaces/shop';

/** Two fleets of one program may not write into one folder. */
const folderOf = ({ third }: State) => (third === true ? 'three' : 'dist');

function fleetOf(repository: string, state: State): Fleet {
  const third: ClusterDescription[] = state.third === true ? [{ name: 'prod-us', environment: 'production' }] : [];
  const fleet = new Fleet({ clusters: [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }, ...third], outdir: path.join(repository, folderOf(state)) });
  fleet.run(ClusterSelector.all(), { define: (cluster) => define(cluster, state) });
  fleet.deliver(new ArgoCdDelivery({
    repoUrl: `file://${repository}`,
    revision: 'main',
    path: folderOf(state),
    teams: [{ name: 'payments', namespaces: ['shop'] }, { name: 'data', namespaces: ['storage'] }],
    sync: { prune: true },
    access: { accessTo: ({ name }) => (name === 'dev' ? ArgoCdAccess.inCluster() : undefined) },
    ...(state.withoutRollout !== true && {
      rollout: new FleetRollout([
        { name: 'dev', clusters: ClusterSelector.environments('dev') },
        { name: 'production', clusters: ClusterSelector.environments('production'), maxConcurrency: 1 },
      ]),
    }),
  }), { name: 'hub', capabilities: { argoCd: { version: moduleVersion('github.com/argoproj/argo-cd/v3'), progressiveSyncs: true } } });
  return fleet;
}

function define(cluster: Cluster, { currency = 'EUR', withoutLegacy, unknownKind }: State): void {
  const general = new Chart(cluster, 'general');
  const add = (chart: Chart, apiVersion: string, kind: string, name: string, fields: object = {}) => (
    new ApiObject(chart, `${kind}-${name}`.toLowerCase(), { apiVersion, kind, metadata: { name }, ...fields } as any));
  for (const name of ['shop', 'storage']) { add(general, 'v1', 'Namespace', name); }
  add(general, 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'larges.example.com', {
    spec: {
      group: 'example.com', scope: 'Namespaced', names: { kind: 'Large', plural: 'larges', singular: 'large', listKind: 'LargeList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', description: 'x'.repeat(300_000) } } }],
    },
  });
  const storage = new Chart(cluster, 'storage', { namespace: 'storage' });
  add(storage, 'v1', 'ConfigMap', 'settings', { data: { currency } });
  const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
  shop.addDependency(storage);
  add(shop, 'v1', 'ConfigMap', 'settings', { data: { currency } });
  add(shop, 'v1', 'Service', 'web', { spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] } });
  if (withoutLegacy !== true) { add(shop, 'v1', 'Service', 'legacy', { spec: { selector: { app: 'legacy' }, ports: [{ name: 'http', port: 80 }] } }); }
  if (unknownKind === true) { add(shop, 'example.com/v1', 'Nowhere', 'defined'); }
  add(shop, 'apps/v1', 'Deployment', 'web', {
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1.0.0' }] } },
    },
  });
  // Of a metric that nobody serves: it does no more than raise to the fewest.
  add(shop, 'autoscaling/v2', 'HorizontalPodAutoscaler', 'web', {
    spec: {
      minReplicas: 3, maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      metrics: [{ type: 'External', external: { metric: { name: 'orders' }, target: { type: 'Value', value: '10' } } }],
    },
  });
}

function describe(status: any): string {
  const { sync, health, operationState: state, conditions = [] } = status ?? {};
  return [sync?.status, health?.status, state?.phase, state?.message, ...conditions.map(({ message }: any) => message)]
    .filter((text) => text !== undefined).join(' ');
}

async function proveRollout(delivered: Delivered, checks: Checks): Promise<void> {
  await checks.check('two clusters come to what their folders say', async () => {
    await delivered.deliver({});
    await delivered.settled(namesIn('dev', 'prod-eu'));
    for (const name of ['dev', 'prod-eu']) {
      const { code, stdout, stderr } = await delivered.planes[name].kubectl(['diff', '--server-side', '--field-manager=proof', '-R', '-f', path.join(delivered.repository, 'dist', name)]);
      assert.equal(code, 0, `${stdout}${stderr}`);
    }
  });
  await checks.check('in the order of the rollout, and of what needs what', async () => {
    const applications = await delivered.argoCd.applications();
    const order = ['dev.cluster', 'dev.storage', 'dev.shop', 'prod-eu.cluster', 'prod-eu.storage', 'prod-eu.shop'].map((name) => applications.get(name).status.history[0]);
    order.slice(1).forEach(({ deployStartedAt }, index) => assert.ok(deployStartedAt >= order[index].deployedAt, JSON.stringify(order)));
  });
  await checks.check('a definition of more than 262,144 bytes is there', async () => {
    const definition = await delivered.read('prod-eu', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/larges.example.com');
    assert.ok(JSON.stringify(definition).length > 300_000);
  });
  await checks.check('replicas are those that the autoscaler has chosen', async () => {
    await delivered.hub.waitFor('three replicas', async () => (await delivered.read('prod-eu', '/apis/apps/v1/namespaces/shop/deployments/web')).spec.replicas === 3);
  });
}

async function proveChanges(delivered: Delivered, checks: Checks): Promise<void> {
  await checks.check('the next commit changes nothing where the folder is the same, and leaves replicas', async () => {
    const before = await delivered.read('prod-eu', '/apis/apps/v1/namespaces/shop/deployments/web');
    delivered.commit();
    await delivered.settled(namesIn('dev', 'prod-eu'));
    const after = await delivered.read('prod-eu', '/apis/apps/v1/namespaces/shop/deployments/web');
    assert.deepEqual([after.metadata.generation, after.spec.replicas], [before.metadata.generation, 3]);
  });
  await checks.check('a service that is removed is pruned, and all else is kept', async () => {
    await delivered.deliver({ withoutLegacy: true });
    await delivered.settled(namesIn('dev', 'prod-eu'));
    for (const name of ['dev', 'prod-eu']) {
      assert.equal((await delivered.read(name, `${SHOP}/services/legacy`)).code, 404);
      assert.equal((await delivered.read(name, `${SHOP}/services/web`)).kind, 'Service');
    }
  });
  await checks.check('in a rollout, a change by hand is undone by the next commit that changes something, at the latest', async () => {
    const change = () => delivered.hub.request('PATCH', `${SHOP}/configmaps/settings`, { data: { currency: 'USD' } }, 'application/merge-patch+json');
    assert.equal((await change()).status, 200);
    await delivered.applications('the change to be seen', (applications) => applications.get('dev.shop').status.sync.status === 'OutOfSync');
    await delivered.deliver({ withoutLegacy: true, currency: 'GBP' });
    await delivered.settled(namesIn('dev', 'prod-eu'));
    assert.equal((await delivered.read('dev', `${SHOP}/configmaps/settings`)).data.currency, 'GBP');
  });
}

async function proveRefusals(delivered: Delivered, checks: Checks): Promise<void> {
  await checks.check('what a cluster refuses stops the rollout before the next step, with a reason', async () => {
    await delivered.deliver({ withoutLegacy: true, unknownKind: true, currency: 'CHF' });
    const { revision } = delivered;
    const message: string = await delivered.applications('the sync to fail', (applications) => {
      const { operationState: state, conditions = [] } = applications.get('dev.shop').status;
      const text = `${state?.message} ${conditions.map((condition: any) => condition.message).join(' ')}`;
      return state?.syncResult?.revision === revision && /Nowhere/.test(JSON.stringify([text, state])) && JSON.stringify([text, state.syncResult.resources]);
    });
    assert.match(message, /Nowhere/);
    await delivered.applications('the new revision to be known everywhere', (applications) => [...applications.values()].every(({ status }) => status.sync.revision === revision));
    assert.equal((await delivered.read('prod-eu', '/api/v1/namespaces/storage/configmaps/settings')).data.currency, 'GBP');
    assert.equal((await delivered.read('dev', '/api/v1/namespaces/storage/configmaps/settings')).data.currency, 'CHF');
  });
  await checks.check('what corrects it lets the rollout go on', async () => {
    await delivered.deliver({ withoutLegacy: true, currency: 'CHF' });
    await delivered.settled(namesIn('dev', 'prod-eu'));
    assert.equal((await delivered.read('prod-eu', `${SHOP}/configmaps/settings`)).data.currency, 'CHF');
  });
  await checks.check('an object that its project does not have is refused', async () => {
    const file = path.join(delivered.repository, 'dist/dev/shop/clusterrole-more.yaml');
    fs.writeFileSync(file, 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: more\nrules: []\n');
    delivered.commit();
    await delivered.applications('the refusal', (applications) => (
      /ClusterRole.*(not permitted|not allowed)|not permitted.*ClusterRole/s.test(JSON.stringify(applications.get('dev.shop').status))));
    assert.equal((await delivered.read('dev', '/apis/rbac.authorization.k8s.io/v1/clusterroles/more')).code, 404);
    fs.rmSync(file);
    delivered.commit();
    await delivered.settled(namesIn('dev', 'prod-eu'));
  });
}

async function proveNewCluster(delivered: Delivered, context: ProofContext, checks: Checks): Promise<void> {
  await checks.check('a cluster that comes into the inventory is filled', async () => {
    delivered.planes['prod-us'] = await plane(context);
    await delivered.register('prod-us', delivered.planes['prod-us']);
    await delivered.deliver({ withoutLegacy: true, currency: 'CHF', third: true });
    await delivered.settled(namesIn('dev', 'prod-eu', 'prod-us'));
    assert.equal((await delivered.read('prod-us', `${SHOP}/configmaps/settings`)).data.currency, 'CHF');
  });
}

async function proveWithoutRollout(delivered: Delivered, checks: Checks): Promise<void> {
  await checks.check('without a rollout, a change by hand is undone', async () => {
    await delivered.deliver({ withoutLegacy: true, currency: 'CHF', third: true, withoutRollout: true });
    await delivered.settled(namesIn('dev', 'prod-eu', 'prod-us'));
    assert.equal((await delivered.planes['prod-eu'].request('PATCH', `${SHOP}/configmaps/settings`, { data: { currency: 'USD' } }, 'application/merge-patch+json')).status, 200);
    await delivered.hub.waitFor('the change to be undone', async () => (await delivered.read('prod-eu', `${SHOP}/configmaps/settings`)).data.currency === 'CHF');
  });
}
