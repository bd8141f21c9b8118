import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { KargoDelivery, KargoDeliveryProps } from '../../lib/delivery/kargo-delivery';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { parseYaml } from '../../lib/manifest/yaml';

let outdir: string;
beforeEach(() => { outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-kargo-')); });
afterEach(() => fs.rmSync(outdir, { recursive: true }));

const repository = 'https://git.example.com/shop/fleet.git';
const ROLLOUT = new FleetRollout([
  { name: 'dev', clusters: ClusterSelector.names('dev', 'empty'), soakMinutes: 60 },
  { name: 'production', clusters: ClusterSelector.names('prod-eu', 'prod-us'), manual: true, soakMinutes: 5 },
]);

function fleetOf(props: Partial<KargoDeliveryProps> = {}): Fleet {
  const fleet = new Fleet({ clusters: ['dev', 'empty', 'prod-eu', 'prod-us'].map((name) => ({ name })), outdir });
  fleet.run(ClusterSelector.all(), {
    define: (cluster) => {
      if (cluster.name === 'empty') { return; }
      new ApiObject(new Chart(cluster, 'shop', { namespace: 'shop' }), 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    },
  });
  fleet.deliver(new KargoDelivery({ repository, rollout: ROLLOUT, ...props }));
  return fleet;
}

function written(fleet: Fleet): { [file: string]: any } {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  fleet.synth();
  stderr.mockRestore();
  const hub = path.join(outdir, 'hub');
  const files = fs.readdirSync(hub, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')).sort();
  return Object.fromEntries(files.map((file) => [file, (parseYaml(fs.readFileSync(path.join(hub, file), 'utf8')) as any[])[0]]));
}

const told = (fleet: Fleet) => fleet.warnings.filter(({ id }) => id.startsWith('delivery/')).map(({ path: at, message }) => `[${at}] ${message}`);

test('each step is a Stage, that takes what has passed the one before', () => {
  const hub = written(fleetOf());
  expect(Object.keys(hub)).toEqual([
    '_cluster/project-fleetwright.yaml', 'fleetwright/projectconfig-fleetwright.yaml', 'fleetwright/stage-dev.yaml', 'fleetwright/stage-production.yaml',
    'fleetwright/warehouse-tree.yaml',
  ]);
  expect(hub['_cluster/project-fleetwright.yaml']).toEqual({ apiVersion: 'kargo.akuity.io/v1alpha1', kind: 'Project', metadata: { name: 'fleetwright' } });
  expect(hub['fleetwright/projectconfig-fleetwright.yaml'].spec).toEqual({
    promotionPolicies: [{ stage: 'dev', autoPromotionEnabled: true }, { stage: 'production', autoPromotionEnabled: false }],
  });
  expect(hub['fleetwright/warehouse-tree.yaml'].spec).toEqual({
    interval: '5m0s', subscriptions: [{ git: { repoURL: repository, branch: 'main', includePaths: ['dist'] } }],
  });
  expect(hub['fleetwright/stage-dev.yaml'].spec.requestedFreight).toEqual([{ origin: { kind: 'Warehouse', name: 'tree' }, sources: { direct: true } }]);
  expect(hub['fleetwright/stage-production.yaml'].spec.requestedFreight).toEqual([
    { origin: { kind: 'Warehouse', name: 'tree' }, sources: { stages: ['dev'], requiredSoakTime: '60m' } },
  ]);
});

test('a Stage writes the folders of its clusters, and no others', () => {
  const stage = written(fleetOf({ path: 'out/fleet', branch: 'rendered', deliveredBranch: 'live' }))['fleetwright/stage-production.yaml'];
  const commit = `\${{ commitFrom('${repository}').ID }}`;
  expect(stage.spec.promotionTemplate.spec.steps).toEqual([
    { uses: 'git-clone', config: { repoURL: repository, checkout: [{ commit, path: './written' }, { branch: 'live', create: true, path: './delivered' }] } },
    { uses: 'delete', config: { path: './delivered/prod-eu' } },
    { uses: 'copy', config: { inPath: './written/out/fleet/prod-eu', outPath: './delivered/prod-eu' } },
    { uses: 'delete', config: { path: './delivered/prod-us' } },
    { uses: 'copy', config: { inPath: './written/out/fleet/prod-us', outPath: './delivered/prod-us' } },
    { uses: 'git-commit', config: { path: './delivered', message: `production: ${commit}` } },
    { uses: 'git-push', config: { path: './delivered' } },
  ]);
});

test('where the fleet is the branch itself, all of it is looked at, and its folders are copied', () => {
  const hub = written(fleetOf({ path: '.' }));
  expect(hub['fleetwright/warehouse-tree.yaml'].spec.subscriptions).toEqual([{ git: { repoURL: repository, branch: 'main' } }]);
  const { steps } = hub['fleetwright/stage-production.yaml'].spec.promotionTemplate.spec;
  expect(steps.filter(({ uses }: any) => uses === 'copy').map(({ config }: any) => config.inPath)).toEqual(['./written/prod-eu', './written/prod-us']);
});

test('of a cluster that has nothing, the folder is removed', () => {
  const { steps } = written(fleetOf())['fleetwright/stage-dev.yaml'].spec.promotionTemplate.spec;
  expect(steps.map(({ uses, config }: any) => `${uses} ${config.path ?? config.outPath ?? ''}`)).toEqual([
    'git-clone ', 'delete ./delivered/dev', 'copy ./delivered/dev', 'delete ./delivered/empty', 'git-commit ./delivered', 'git-push ./delivered',
  ]);
});

test('a step is over when its Applications are well, where a label names them', () => {
  const fleet = fleetOf({ applicationLabel: 'delivery.fleetwright.io/step' });
  expect(told(fleet)).toEqual([]);
  expect(written(fleet)['fleetwright/stage-dev.yaml'].spec.promotionTemplate.spec.steps.at(-1)).toEqual({
    uses: 'argocd-update', config: { apps: [{ selector: { matchLabels: { 'delivery.fleetwright.io/step': 'dev' } } }] },
  });
});

test('what Kargo has no field for is told', () => {
  const rollout = new FleetRollout([
    { name: 'dev', clusters: ClusterSelector.names('dev', 'empty'), maxConcurrency: 1, maxFailures: 0 },
    { name: 'production', clusters: ClusterSelector.names('prod-eu', 'prod-us'), maxFailures: '10%', deadlineMinutes: 30 },
  ]);
  expect(told(fleetOf({ rollout }))).toEqual([
    "[hub/kargo] 'maxConcurrency' of step 'dev' is no field of a Stage: its clusters get what is new together.",
    "[hub/kargo] 'maxFailures' of step 'production' is no field of a Stage: one failure stops the rollout.",
    "[hub/kargo] 'deadlineMinutes' of step 'production' is no field of a Stage: its clusters are waited for.",
    "[hub/kargo] 'rollout' goes on when a step is written: whether its clusters are well, Kargo knows by Argo CD, of which 'applicationLabel' names the Applications.",
  ]);
});

test('says all that is wrong with its props at once, and no credentials', () => {
  expect(() => new KargoDelivery({ repository: 'https://bot:s3cret@git.example.com/fleet.git', rollout: ROLLOUT, path: '/dist', branch: 'a b', project: 'Shop' })).toThrow([
    "[KargoDelivery] 'repository' must be an address that begins with 'https://', without credentials, got 'https://…@git.example.com/fleet.git'. "
      + "Use one such as 'https://git.example.com/shop/fleet.git'.",
    "[KargoDelivery] 'branch' must be the name of a branch, got 'a b'. Use one such as 'main'.",
    "[KargoDelivery] 'path' must be a folder of the repository, without '/' at its ends, got '/dist'. Use one such as 'dist', or '.'.",
    "[KargoDelivery] 'project' must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit, got 'Shop'. "
      + "Use one such as 'fleetwright'.",
  ].join('\n'));
  expect(() => new KargoDelivery({ repository, rollout: ROLLOUT, branch: 'delivered' })).toThrow(
    "[KargoDelivery] 'deliveredBranch' must be another than the one that the pipeline pushes to, got 'delivered'. Use one such as 'delivered'.",
  );
  expect(() => new KargoDelivery({ repository } as any)).toThrow("[KargoDelivery] 'rollout' must be given. Use one such as 'new FleetRollout([…])'.");
});

test('a cluster in no step is an error of the hub', () => {
  const rollout = new FleetRollout([{ name: 'dev', clusters: ClusterSelector.names('dev', 'empty', 'prod-eu') }]);
  expect(() => fleetOf({ rollout }).synth()).toThrow("[hub/kargo] 'rollout.steps' must have each cluster in one step: 'prod-us' is in none");
});
